//! What vetting knows from representatives, and whom it asks. Everything within the transaction that vets.

use std::time::Duration;

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::confirmation::{
    Answer, Answered, Asked, Channel, Confirmation, Delivery, Seat, Standing,
};
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::review::CaseRefusal;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{JobKind, Scope, Tx};
use trusthub_vetting::{Application, Confirmed, Representative, Said};

use super::{ConfirmationSettings, count};
use crate::record::{Changed, record};
use crate::work::Asking;
use crate::{Actor, Hub, Result};

/// How long a representative is left in peace before a reviewer may ask again. Ours.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// What each representative of a profile said; `None` where they are not asked at all.
pub(crate) async fn known(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    application: &Application,
) -> Result<Option<Vec<Confirmed>>> {
    let Some(settings) = &hub.settings().confirmations else { return Ok(None) };
    if bundle.kind != BundleKind::CustomerProfile || application.representatives.is_empty() {
        return Ok(None);
    }
    let scope = Scope::own(bundle.account_sid);
    let submitted_at = tx.case_find_open(&scope, bundle.sid).await?.map_or(hub.now(), |case| case.opened_at);
    let mut known = Vec::new();
    for representative in &application.representatives {
        let asked = asked(application, representative);
        let earlier = tx.confirmation_list_of(&scope, &asked.identity()).await?;
        let said = said(settings, bundle, submitted_at, &earlier, hub.now());
        let is_reachable = !ways_to(hub, &asked).is_empty();
        let said = said.unwrap_or(if is_reachable { Said::NotAsked } else { Said::CannotBeAsked });
        known.push(Confirmed { seat: representative.seat, said });
    }
    Ok(Some(known))
}

/// Asks those who were not, if the profile waits for a decision; whether there were any. Who would be turned down anyway is
/// not asked for.
pub(crate) async fn ask(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    application: &mut Application,
) -> Result<bool> {
    let Some(settings) = &hub.settings().confirmations else { return Ok(false) };
    if bundle.status != Status::InReview || bundle.is_suspended() {
        return Ok(false);
    }
    let mut known = application.confirmations.take().unwrap_or_default();
    let mut asked_any = false;
    for one in known.iter_mut().filter(|one| one.said == Said::NotAsked) {
        let found = application.representatives.iter().find(|other| other.seat == one.seat);
        let Some(representative) = found else { continue };
        let asked = asked(application, representative);
        let channel = ways_to(hub, &asked).first().copied().unwrap_or(Channel::Mail);
        let question = Putting { hub, settings, actor: &Actor::system(), bundle };
        let question = question.put(tx, representative.seat, asked, channel).await?;
        one.said = Said::NothingYet { asked_at: question.asked_at, channel: question.channel };
        asked_any = true;
    }
    application.confirmations = Some(known).filter(|known| !known.is_empty());
    Ok(asked_any)
}

/// Somebody who can be asked, and the ways to them, the usual one first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Askable {
    /// Which representative.
    pub seat: Seat,
    /// The ways; never empty.
    pub channels: Vec<Channel>,
}

/// Whom a reviewer may ask about a bundle.
pub(crate) fn askable(hub: &Hub, bundle: &Bundle, application: &Application) -> Vec<Askable> {
    if hub.settings().confirmations.is_none() || bundle.kind != BundleKind::CustomerProfile {
        return Vec::new();
    }
    let of =
        |one: &Representative| Askable { seat: one.seat, channels: ways_to(hub, &asked(application, one)) };
    application.representatives.iter().map(of).filter(|one| !one.channels.is_empty()).collect()
}

/// Asks a representative once more, because a reviewer wants it. Earlier links stay good; the last answer counts.
///
/// # Errors
/// `Case` if the person was asked less than [`PATIENCE`] ago or cannot be asked that way.
pub(crate) async fn again(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: &Bundle,
    application: &Application,
    (seat, channel): (Seat, Channel),
) -> Result<Confirmation> {
    let cannot = CaseRefusal::CannotBeAsked;
    let settings = hub.settings().confirmations.as_ref().ok_or(cannot.clone())?;
    let may = askable(hub, bundle, application)
        .into_iter()
        .any(|one| one.seat == seat && one.channels.contains(&channel));
    let found = application.representatives.iter().find(|one| one.seat == seat).filter(|_| may);
    let representative = found.ok_or(cannot)?;
    let now = hub.now();
    let earlier = tx.confirmation_list(&Scope::own(bundle.account_sid), bundle.sid).await?;
    let is_fresh =
        |one: &&Confirmation| one.seat == seat && one.answered.is_none() && now < one.asked_at.plus(PATIENCE);
    if let Some(open) = earlier.iter().find(is_fresh) {
        return Err(CaseRefusal::AskedJustNow { at: open.asked_at }.into());
    }
    let asked = asked(application, representative);
    Putting { hub, settings, actor, bundle }.put(tx, seat, asked, channel).await
}

/// What the earlier questions to a person, newest first, say about this submission; `None` if the person is to be asked.
///
/// The last answer counts: a confirmation for its period, a denial for the submission that it was about. Who denied it once
/// is asked again when the customer submits again, for people settle such things.
fn said(
    settings: &ConfirmationSettings,
    bundle: &Bundle,
    submitted_at: Timestamp,
    earlier: &[Confirmation],
    now: Timestamp,
) -> Option<Said> {
    let last = earlier
        .iter()
        .filter(|one| one.answered.is_some())
        .max_by_key(|one| one.answered.map(|answered| answered.at));
    if let Some(last) = last {
        let is_ours = last.bundle_sid == bundle.sid;
        if let Some(at) = last.confirmed_within(settings.counts_for, now) {
            return Some(Said::Yes { at, is_carried_over: !is_ours || at < submitted_at });
        }
        if let Some(Answered { answer: Answer::Deny, at }) = last.answered
            && is_ours
            && (at >= submitted_at || bundle.status == Status::Approved)
        {
            return Some(Said::No { at });
        }
    }
    let open = earlier.iter().find(|one| one.bundle_sid == bundle.sid && one.answered.is_none())?;
    let asked_at = open.asked_at;
    let is_of_this_submission = asked_at >= submitted_at;
    match (open.standing(now), open.delivery) {
        (Standing::Waiting, Delivery::Unreachable { at }) => Some(Said::Unreachable { at }),
        (Standing::Expired, Delivery::Unreachable { at }) if is_of_this_submission => {
            Some(Said::Unreachable { at })
        }
        (Standing::Waiting, _) => Some(Said::NothingYet { asked_at, channel: open.channel }),
        (Standing::Expired, _) if is_of_this_submission => Some(Said::Nothing { asked_at }),
        (Standing::Expired | Standing::Answered(_), _) => None,
    }
}

fn asked(application: &Application, representative: &Representative) -> Asked {
    let person = &representative.person;
    Asked {
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        title: representative.business_title.clone(),
        email: person.email.clone(),
        phone_number: person.phone_number.clone(),
        business_name: application
            .business
            .as_ref()
            .map(|business| business.name.clone())
            .unwrap_or_default(),
        business_identity: application.identity().unwrap_or_default(),
    }
}

/// How the question can be brought to the person, the usual way first: by text message where there is a gateway and a
/// number, else by mail.
fn ways_to(hub: &Hub, asked: &Asked) -> Vec<Channel> {
    if !asked.is_quotable() {
        return Vec::new();
    }
    let by_text = hub.sms().is_some() && asked.phone_number.parse::<Phone>().is_ok();
    let by_mail = asked.email.parse::<Email>().is_ok();
    [(by_text, Channel::Sms), (by_mail, Channel::Mail)]
        .into_iter()
        .filter_map(|(is_open, channel)| is_open.then_some(channel))
        .collect()
}

/// Who puts questions about what.
struct Putting<'a> {
    hub: &'a Hub,
    settings: &'a ConfirmationSettings,
    actor: &'a Actor,
    bundle: &'a Bundle,
}

impl Putting<'_> {
    async fn put(&self, tx: &mut Tx, seat: Seat, asked: Asked, channel: Channel) -> Result<Confirmation> {
        let Self { hub, settings, actor, bundle } = *self;
        let now = hub.now();
        let question = Confirmation {
            sid: hub.sid(),
            account_sid: bundle.account_sid,
            bundle_sid: bundle.sid,
            seat,
            channel,
            asked,
            delivery: Delivery::Queued,
            answered: None,
            reminded_at: None,
            code_tries: 0,
            asked_at: now,
            expires_at: now.plus(settings.answer_within),
            version: 1,
        };
        tx.confirmation_insert(&question).await?;
        queue(tx, hub, Asking::First(question.sid), &question, now).await?;
        let remind_at = now.plus(settings.remind_after);
        if remind_at < question.expires_at {
            queue(tx, hub, Asking::Again(question.sid), &question, remind_at).await?;
        }
        let scope = Scope::own(bundle.account_sid);
        record(tx, hub, actor, &scope, "confirmation.ask", question.sid, Changed::made(&question)).await?;
        count("asked", &question);
        Ok(question)
    }
}

async fn queue(
    tx: &mut Tx,
    hub: &Hub,
    asking: Asking,
    question: &Confirmation,
    run_at: Timestamp,
) -> Result<()> {
    let job = hub.job(JobKind::Confirm, question.account_sid, asking, run_at);
    Ok(tx.job_push(&job.once(format!("confirm:{asking}"))).await?)
}

//! Representatives confirm, or deny, what a customer says of them.
//!
//! Vetting asks (`asking`), a job brings the question to the person (`work::confirmation`), and whoever has its link
//! ([`link`]) answers here. The link is all the credentials there are, so a wrong one learns nothing, and looking changes
//! nothing: programs that scan mail open every link in it.

pub(crate) mod asking;
pub(crate) mod link;

use std::time::Duration;

use subtle::ConstantTimeEq;
use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::confirmation::{Answer, AnswerRefusal, Confirmation, Standing};
use trusthub_domain::contact::Email;
use trusthub_domain::review::Case;
use trusthub_domain::sid::{BundleSid, ConfirmationSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use self::link::Link;
use crate::bundles::policy_of;
use crate::record::{Changed, record};
use crate::review::vetting;
use crate::{Actor, Error, Hub, Result, retry};

/// How representatives are asked.
#[derive(Debug, Clone)]
pub struct ConfirmationSettings {
    /// How long an answer is taken.
    pub answer_within: Duration,
    /// After how long who has not answered is reminded; not at all, if no answer is taken by then.
    pub remind_after: Duration,
    /// How long a confirmation counts for later submissions with the same data.
    pub counts_for: Duration,
    /// Most messages to one address on a day, over all accounts.
    pub most_per_day: u32,
}

/// What whoever has a link gets to see.
#[derive(Debug, Clone)]
pub enum Seen {
    /// The question; it waits for an answer.
    Question(Question),
    /// The link is one of a text message: its code is needed.
    WantsCode,
    /// The answer was taken, now or before.
    Taken(Answer),
    /// It was answered already.
    Answered,
    /// It is too late, or the profile is gone.
    Over,
    /// There is no such link.
    Unknown,
}

/// The question in words for the person. Personal data: no `Debug` of its own shows it.
#[derive(Clone)]
pub struct Question {
    /// The customer who says so.
    pub account_name: String,
    /// The business.
    pub business_name: String,
    /// The person.
    pub name: String,
    /// As what.
    pub title: String,
    /// What kind of profile they are said to authorise.
    pub profile: String,
    /// Until when an answer is taken.
    pub until: Timestamp,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").finish_non_exhaustive()
    }
}

/// What a link leads to. Changes nothing.
///
/// # Errors
/// `Unavailable`.
pub async fn look(hub: &Hub, link: &str) -> Result<Seen> {
    let sid = match Link::parse(link) {
        Some(Link::Sealed { sid, seal }) if link::is_genuine(hub, sid, &seal) => sid,
        Some(Link::WithCode { .. }) => return Ok(Seen::WantsCode),
        Some(Link::Sealed { .. }) | None => return Ok(Seen::Unknown),
    };
    let mut tx = hub.db().read().await?;
    let Some((scope, question)) = find(&mut tx, sid).await? else { return Ok(Seen::Unknown) };
    match question.standing(hub.now()) {
        Standing::Answered(_) => Ok(Seen::Answered),
        Standing::Expired => Ok(Seen::Over),
        Standing::Waiting => in_words(&mut tx, hub, &scope, &question).await,
    }
}

/// Takes the answer. Answering the same again changes nothing and is no failure.
///
/// # Errors
/// `Unavailable`; `Conflict` if it is changed again and again meanwhile.
pub async fn answer(hub: &Hub, link: &str, answer: Answer) -> Result<Seen> {
    match Link::parse(link) {
        Some(Link::Sealed { sid, seal }) if link::is_genuine(hub, sid, &seal) => {
            retry::on_conflict(|| take(hub, sid, answer)).await
        }
        Some(Link::WithCode { .. }) => Ok(Seen::WantsCode),
        Some(Link::Sealed { .. }) | None => Ok(Seen::Unknown),
    }
}

/// The whole link, for the short one of a text message and its code; `None` if they do not belong together, whatever the
/// reason. The try is counted before the code is looked at.
///
/// # Errors
/// `Unavailable`; `Conflict` if it is changed again and again meanwhile.
pub async fn exchange(hub: &Hub, link: &str, code: &str) -> Result<Option<String>> {
    let Some(Link::WithCode { sid }) = Link::parse(link) else { return Ok(None) };
    if !retry::on_conflict(|| count_try(hub, sid)).await? {
        return Ok(None);
    }
    let expected = format!("{:06}", hub.db().vault().confirmation_code(sid));
    let is_right = expected.as_bytes().ct_eq(code.trim().as_bytes());
    Ok(bool::from(is_right).then(|| Link::sealed(hub, sid).to_string()))
}

async fn count_try(hub: &Hub, sid: ConfirmationSid) -> Result<bool> {
    // Looked for first, so that guessers do not keep the writer busy.
    if find(&mut hub.db().read().await?, sid).await?.is_none() {
        return Ok(false);
    }
    let mut tx = hub.db().write().await?;
    let Some((scope, before)) = find(&mut tx, sid).await? else { return Ok(false) };
    let Some(after) = before.with_code_try() else { return Ok(false) };
    save(&mut tx, hub, &Actor::representative(), &scope, "confirmation.try_code", &before, &after).await?;
    tx.commit().await?;
    Ok(true)
}

async fn take(hub: &Hub, sid: ConfirmationSid, answer: Answer) -> Result<Seen> {
    let mut tx = hub.db().write().await?;
    let Some((scope, before)) = find(&mut tx, sid).await? else { return Ok(Seen::Unknown) };
    let after = match before.answer(answer, hub.now()) {
        Ok(after) => after,
        Err(AnswerRefusal::Answered(first)) if first == answer => return Ok(Seen::Taken(first)),
        Err(AnswerRefusal::Answered(_)) => return Ok(Seen::Answered),
        Err(AnswerRefusal::Expired) => return Ok(Seen::Over),
    };
    let Some(bundle) = tx.bundle_find(&scope, before.bundle_sid).await? else { return Ok(Seen::Over) };
    let (action, event) = match answer {
        Answer::Confirm => ("confirmation.confirm", "confirmed"),
        Answer::Deny => ("confirmation.deny", "denied"),
    };
    let after = save(&mut tx, hub, &Actor::representative(), &scope, action, &before, &after).await?;
    follow(&mut tx, hub, &scope, &bundle, answer).await?;
    tx.commit().await?;
    count(event, &after);
    Ok(Seen::Taken(answer))
}

/// The open case is assessed anew. A profile in force whose representative denies it gets a case, for a reviewer to look
/// at; it stays in force until then.
async fn follow(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: &Bundle, answer: Answer) -> Result<()> {
    if let Some(case) = tx.case_find_open(scope, bundle.sid).await? {
        return vetting::again(tx, hub, scope, case.sid).await;
    }
    if answer == Answer::Confirm || bundle.status != Status::Approved {
        return Ok(());
    }
    let needs_two = policy_of(hub, bundle)?.needs_two_reviewers;
    let case = Case::about(bundle, hub.sid(), needs_two, hub.now());
    tx.case_insert(&case).await?;
    vetting::again(tx, hub, scope, case.sid).await?;
    let (actor, changed) = (Actor::representative(), Changed::made(&case));
    record(tx, hub, &actor, scope, "case.open_by_representative", case.sid, changed).await
}

/// Has the open case of a bundle, if there is one, assessed with what is known now.
pub(crate) async fn reassess(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: BundleSid) -> Result<()> {
    match tx.case_find_open(scope, bundle).await? {
        Some(case) => vetting::again(tx, hub, scope, case.sid).await,
        None => Ok(()),
    }
}

/// A question of any account; an erased account has none.
async fn find(tx: &mut Tx, sid: ConfirmationSid) -> Result<Option<(Scope, Confirmation)>> {
    let Some(account) = tx.sid_owner_any_account(&sid.to_string()).await? else { return Ok(None) };
    let scope = Scope::own(account);
    match tx.confirmation_find(&scope, sid).await {
        Ok(found) => Ok(found.map(|question| (scope, question))),
        Err(trusthub_storage::Error::Erased) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Saves it with an entry in the audit log.
pub(crate) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    action: &str,
    before: &Confirmation,
    after: &Confirmation,
) -> Result<Confirmation> {
    let after = tx.confirmation_save(after).await?;
    record(tx, hub, actor, scope, action, after.sid, Changed::from_to(before, &after)).await?;
    Ok(after)
}

/// Counts what happened to a question.
pub(crate) fn count(event: &'static str, question: &Confirmation) {
    metrics::counter!(
        "trusthub_confirmations_total", "event" => event, "channel" => question.channel.as_str()
    )
    .increment(1);
}

async fn in_words(tx: &mut Tx, hub: &Hub, scope: &Scope, question: &Confirmation) -> Result<Seen> {
    let Some(bundle) = tx.bundle_find(scope, question.bundle_sid).await? else { return Ok(Seen::Over) };
    let account = tx.account_find(scope).await?.ok_or(Error::Unavailable("the account of this question"))?;
    let asked = &question.asked;
    Ok(Seen::Question(Question {
        account_name: account.friendly_name,
        business_name: asked.business_name.clone(),
        name: name_of(question),
        title: asked.title.clone(),
        profile: policy_of(hub, &bundle)?.friendly_name.clone(),
        until: question.expires_at,
        support_email: hub.settings().support_email.clone(),
    }))
}

/// First and last name.
pub(crate) fn name_of(question: &Confirmation) -> String {
    format!("{} {}", question.asked.first_name, question.asked.last_name).trim().to_owned()
}

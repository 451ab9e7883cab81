//! Everything about a bundle on one page, and who looked at it.
//!
//! Opening the page is written down. A console gets it with personal fields masked until the reviewer says what they are
//! needed for, which is written down too; the operator's own machine ([`show`]) has everything at hand anyway.

use trusthub_domain::bundle::{Bundle, EntityAssignment};
use trusthub_domain::confirmation::Confirmation;
use trusthub_domain::item::{Address, EndUser, SupportingDocument};
use trusthub_domain::review::{Case, CaseLook, LookKind, Mask, Role, SitePicture, UNMASKED_FOR, masked};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::{BundleSid, ReviewerSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::facts::{self, Changes, Facts};
use super::{Askable, locate, present_reviewer, rings, site_pictures, test_mode, vetting};
use crate::bundles::parts::{Gathered, gather};
use crate::bundles::policy_of;
use crate::confirmations::asking;
use crate::input;
use crate::partners::tickets::desk::{CaseTicket, beside_case};
use crate::record::{Changed, record};
use crate::{Actor, Hub, Result};

/// Everything about a bundle on one page.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The bundle.
    pub bundle: Bundle,
    /// Its account is a test account.
    pub is_test: bool,
    /// Its items.
    pub items: Vec<EntityAssignment>,
    /// Its end users.
    pub end_users: Vec<EndUser>,
    /// Its documents.
    pub documents: Vec<SupportingDocument>,
    /// The addresses they name.
    pub addresses: Vec<Address>,
    /// Its cases with their evidence, newest first.
    pub cases: Vec<Case>,
    /// How its website looked for the newest of them, if it was drawn.
    pub site_picture: Option<SitePicture>,
    /// What its representatives were asked, newest first.
    pub confirmations: Vec<Confirmation>,
    /// Which of them can be asked again, and how.
    pub askable: Vec<Askable>,
    /// What it shares with bundles of other accounts.
    pub graph: rings::Graph,
    /// Open tickets about numbers of its account, newest first.
    pub tickets: Vec<CaseTicket>,
    /// Which reviewers looked at it, newest first.
    pub looks: Vec<CaseLook>,
}

/// The page as a console shows it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The page, with personal fields masked unless they were asked for.
    pub dossier: Dossier,
    /// What the checks saw of the newest case, alike.
    pub facts: Facts,
    /// What changed from each earlier case to the one after it, newest first, alike.
    pub changes: Vec<Changes>,
    /// Until when this reviewer sees personal fields; `None` if they are masked.
    pub unmasked_until: Option<Timestamp>,
}

/// Everything about a bundle, on the operator's own machine. That somebody looked is written down.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but reviewers.
pub async fn show(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Dossier> {
    note_view(hub, actor, sid).await?;
    let mut tx = hub.db().read().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    load(&mut tx, hub, &scope, bundle).await
}

/// Everything about a bundle, for a console: personal fields are masked until [`unmask`]. That somebody looked is written
/// down.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but reviewers.
pub async fn open(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Opened> {
    let reviewer = note_view(hub, actor, sid).await?;
    let mut tx = hub.db().read().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let unmasked_until = unmasked_until(&mut tx, hub, &scope, sid, reviewer).await?;
    let dossier = load(&mut tx, hub, &scope, bundle).await?;
    let mask = Mask::of(&dossier.end_users);
    let facts = dossier.cases.first().map(Facts::of).unwrap_or_default();
    if unmasked_until.is_some() {
        let changes = facts::history(&dossier.cases, None);
        return Ok(Opened { dossier, facts, changes, unmasked_until });
    }
    let changes = facts::history(&dossier.cases, Some(&mask));
    let facts = facts.masked(&mask);
    Ok(Opened { dossier: without_personal_fields(dossier, &mask), facts, changes, unmasked_until })
}

/// Shows this reviewer the personal fields of a bundle for half an hour; until when.
///
/// # Errors
/// `NotFound`; `Invalid` for an empty or overlong reason; `Forbidden` for anybody but reviewers.
pub async fn unmask(hub: &Hub, actor: &Actor, sid: BundleSid, reason: String) -> Result<Timestamp> {
    input::note_in("reason", &reason)?;
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, _) = locate(&mut tx, sid).await?;
    let look = CaseLook { by: reviewer.sid, at: hub.now(), kind: LookKind::Unmask { reason } };
    tx.case_look_insert(&scope, sid, &look).await?;
    note(&mut tx, hub, actor, &scope, sid, "case.unmask", &look).await?;
    tx.commit().await?;
    Ok(look.at.plus(UNMASKED_FOR))
}

/// Until when this reviewer sees personal fields; `None` if they are masked.
pub(super) async fn unmasked_until(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    sid: BundleSid,
    reviewer: ReviewerSid,
) -> Result<Option<Timestamp>> {
    let asked = tx.case_unmasked_at(scope, sid, reviewer).await?;
    Ok(asked.map(|at| at.plus(UNMASKED_FOR)).filter(|until| hub.now() < *until))
}

/// Writes down that the reviewer looks, once in an hour; whoever cannot be written down sees nothing.
pub(super) async fn note_view(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<ReviewerSid> {
    let mut tx = hub.db().read().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?.sid;
    let (scope, _) = locate(&mut tx, sid).await?;
    let look = CaseLook { by: reviewer, at: hub.now(), kind: LookKind::View };
    if tx.case_look_exists(&scope, sid, &look).await? {
        return Ok(reviewer);
    }
    drop(tx);
    let mut tx = hub.db().write().await?;
    if tx.case_look_insert(&scope, sid, &look).await? {
        note(&mut tx, hub, actor, &scope, sid, "case.view", &look).await?;
        tx.commit().await?;
    }
    Ok(reviewer)
}

/// The audit entry names the newest case, or the bundle if it has none.
async fn note(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: BundleSid,
    action: &str,
    look: &CaseLook,
) -> Result<()> {
    let case = tx.case_list(scope, sid).await?.first().map(|case| case.sid.to_string());
    let subject = case.unwrap_or_else(|| sid.to_string());
    record(tx, hub, actor, scope, action, subject, Changed::made(look)).await
}

async fn load(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: Bundle) -> Result<Dossier> {
    let sid = bundle.sid;
    let policy = policy_of(hub, &bundle)?;
    let Gathered { items, parts } = gather(tx, hub, &bundle, policy).await?;
    let application = vetting::application_of(&bundle, policy, &parts);
    let cases = tx.case_list(scope, sid).await?;
    Ok(Dossier {
        askable: asking::askable(hub, &bundle, &application),
        graph: rings::graph(tx, hub, &bundle).await?,
        is_test: test_mode::is_on(tx, scope).await?,
        site_picture: site_pictures::of_newest(tx, scope, &cases).await?,
        cases,
        confirmations: tx.confirmation_list(scope, sid).await?,
        tickets: beside_case(tx, scope, sid).await?,
        looks: tx.case_look_list(scope, sid).await?,
        items,
        end_users: parts.end_users,
        documents: parts.documents,
        addresses: parts.addresses.into_values().collect(),
        bundle,
    })
}

fn without_personal_fields(mut dossier: Dossier, mask: &Mask) -> Dossier {
    dossier.end_users = dossier.end_users.iter().map(|one| mask.end_user(one)).collect();
    for case in &mut dossier.cases {
        // What the checks saw comes apart, as the page shows it.
        case.inputs = serde_json::Value::Null;
        let evidence = case.assessment.iter_mut().flat_map(|found| &mut found.evidence);
        for one in evidence {
            one.compared = mask.text(&one.compared);
            one.why = mask.text(&one.why);
            one.mend = one.mend.take().map(|mend| mask.text(&mend));
        }
        for note in &mut case.notes {
            note.text = mask.text(&note.text);
        }
    }
    for question in &mut dossier.confirmations {
        question.asked.email = masked(&question.asked.email);
        question.asked.phone_number = masked(&question.asked.phone_number);
    }
    let links = dossier.graph.links.iter_mut().flat_map(|link| &mut link.shares);
    let common = dossier.graph.common.iter_mut().map(|common| &mut common.shared);
    for shared in links.chain(common) {
        shared.value = shared.value.take().map(|value| match shared.kind {
            SharedKind::Phone | SharedKind::Email | SharedKind::Person => masked(&value),
            SharedKind::BusinessIdentifier
            | SharedKind::Domain
            | SharedKind::Address
            | SharedKind::Document => mask.text(&value),
        });
    }
    dossier
}

//! What reviewers do: look, claim, decide, suspend, reinstate. And who they are.

pub mod desk;
pub mod messages;
pub mod queue;
pub mod replay;
pub mod reviewers;
pub mod saved_views;
pub mod trial;

mod at_hand;
mod decisions;
pub(crate) mod deferred;
mod dossier;
mod facts;
mod papers;
mod preview;
mod reasons;
mod referrals;
pub(crate) mod rescreening;
pub(crate) mod reverification;
pub mod rings;
pub(crate) mod site_pictures;
mod suspensions;
pub(crate) mod test_mode;
pub(crate) mod vetting;

use trusthub_domain::bundle::Bundle;
use trusthub_domain::review::{Case, CaseNote, Reviewer, Role};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{Scope, Tx};

pub use decisions::{Approved, approve, reject};
pub use deferred::{UNDO_FOR, decide_later, undo};
pub use dossier::{Dossier, Opened, open, show, unmask};
pub use facts::{Beside, Changes, Facts, HitFacts, RegisterFacts};
pub use papers::{MarkedPage, Paper, Sought, document, page, paper};
pub use preview::{Preview, preview};
pub use queue::{CaseFilter, CaseSummary, QueuedCase, list};
pub use referrals::{Askable, ask, ask_representative, refer};
pub use site_pictures::site_picture;
pub use suspensions::{reinstate, suspend};
pub use trusthub_domain::review::GivenReason;

use self::at_hand::AtHand;
use crate::actor::must_suffice;
use crate::input::{self, LINE_LIMIT};
use crate::{Actor, Error, Hub, Result};

/// The reviewer as the database knows them now: one who was disabled a moment ago is refused, whatever they hold.
pub(crate) async fn present_reviewer(tx: &mut Tx, actor: &Actor, role: Role) -> Result<Reviewer> {
    let sid = actor.must_review(role)?.sid;
    let reviewer = tx.reviewer_find(sid).await?.ok_or(Error::Forbidden("there is no such reviewer"))?;
    must_suffice(&reviewer, role)?;
    Ok(reviewer)
}

/// A bundle of any account; reviewers work for the provider.
pub(crate) async fn locate(tx: &mut Tx, sid: BundleSid) -> Result<(Scope, Bundle)> {
    let missing = || Error::NotFound(format!("The bundle {sid}"));
    let owner = tx.sid_owner_any_account(&sid.to_string()).await?.ok_or_else(missing)?;
    let scope = Scope::own(owner);
    let bundle = tx.bundle_find(&scope, sid).await?.ok_or_else(missing)?;
    Ok((scope, bundle))
}

async fn open_case(tx: &mut Tx, scope: &Scope, bundle: &Bundle) -> Result<Case> {
    let case = tx.case_find_open(scope, bundle.sid).await?;
    case.ok_or_else(|| {
        Error::NotFound(format!("An open case for {} (its status is {})", bundle.sid, bundle.shown_status()))
    })
}

/// Claims the open case for half an hour.
///
/// # Errors
/// `NotFound` if it has no open case; `Case` if it cannot be claimed; `Forbidden`; `Conflict`.
pub async fn claim(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Case> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    let after = before.claim(reviewer.sid, hub.now())?;
    let case = decisions::save(&mut tx, hub, actor, &scope, "case.claim", &before, &after).await?;
    tx.commit().await?;
    Ok(case)
}

/// Gives the own claim of the open case back.
///
/// # Errors
/// `NotFound` if it has no open case; `Case` if there is no claim of this reviewer; `Forbidden`; `Conflict`.
pub async fn release(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Case> {
    let mut tx = hub.db().write().await?;
    let AtHand { reviewer, scope, case: before, .. } = AtHand::load(&mut tx, actor, sid).await?;
    let after = before.release(reviewer.sid, hub.now())?;
    let case = decisions::save(&mut tx, hub, actor, &scope, "case.release", &before, &after).await?;
    tx.commit().await?;
    Ok(case)
}

/// Adds a remark for other reviewers.
///
/// # Errors
/// `NotFound` if it has no open case; `Invalid` for an empty or overlong text; `Forbidden`; `Conflict`.
pub async fn note(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    field: Option<String>,
    text: String,
) -> Result<Case> {
    input::note(&text)?;
    if let Some(field) = &field {
        input::required("field", field, LINE_LIMIT)?;
    }
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let mut after = before.clone();
    after.notes.push(CaseNote { by: Some(reviewer.sid), at: hub.now(), field, text });
    let case = decisions::save(&mut tx, hub, actor, &scope, "case.note", &before, &after).await?;
    tx.commit().await?;
    Ok(case)
}

//! What reviewers do: look, claim, decide, suspend, reinstate. And who they are.

pub mod reviewers;

mod decisions;
mod suspensions;
pub(crate) mod vetting;

use trusthub_domain::bundle::{Bundle, EntityAssignment};
use trusthub_domain::item::{Address, EndUser, SupportingDocument};
use trusthub_domain::review::{Case, CaseNote, Role};
use trusthub_domain::sid::BundleSid;
pub use trusthub_storage::{CaseFilter, CaseSummary};
use trusthub_storage::{Scope, Tx};

pub use decisions::{Approved, GivenReason, approve, reject};
pub use suspensions::{reinstate, suspend};

use crate::bundles::parts::{Gathered, gather};
use crate::bundles::policy_of;
use crate::input;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Result};

/// Everything about a bundle on one page.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The bundle.
    pub bundle: Bundle,
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
}

/// Most characters of a remark. Ours.
pub(crate) const NOTE_LIMIT: usize = 2000;

/// The queue over all accounts, due first.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn list(hub: &Hub, actor: &Actor, filter: CaseFilter) -> Result<Vec<CaseSummary>> {
    actor.must_review(Role::Reviewer)?;
    Ok(hub.db().read().await?.case_queue_list_any_account(&filter).await?)
}

/// Everything about a bundle.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but reviewers.
pub async fn show(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Dossier> {
    actor.must_review(Role::Reviewer)?;
    let mut tx = hub.db().read().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let Gathered { items, parts } = gather(&mut tx, hub, &bundle, policy_of(hub, &bundle)?).await?;
    let cases = tx.case_list(&scope, sid).await?;
    Ok(Dossier {
        bundle,
        items,
        end_users: parts.end_users,
        documents: parts.documents,
        addresses: parts.addresses.into_values().collect(),
        cases,
    })
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
    let reviewer = actor.must_review(Role::Reviewer)?;
    let mut tx = hub.db().write().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let case = tx.case_save(&before.claim(reviewer.sid, hub.now())?).await?;
    record(&mut tx, hub, actor, &scope, "case.claim", case.sid, Changed::from_to(&before, &case)).await?;
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
    let reviewer = actor.must_review(Role::Reviewer)?;
    input::required("note", &text, NOTE_LIMIT)?;
    let mut tx = hub.db().write().await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let mut after = before.clone();
    after.notes.push(CaseNote { by: reviewer.sid, at: hub.now(), field, text });
    let case = tx.case_save(&after).await?;
    record(&mut tx, hub, actor, &scope, "case.note", case.sid, Changed::from_to(&before, &case)).await?;
    tx.commit().await?;
    Ok(case)
}

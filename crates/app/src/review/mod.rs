//! What reviewers do: look, claim, decide, suspend, reinstate. And who they are.

pub mod replay;
pub mod reviewers;
pub mod trial;

mod decisions;
mod reasons;
pub(crate) mod rescreening;
pub(crate) mod reverification;
pub mod rings;
mod suspensions;
pub(crate) mod test_mode;
pub(crate) mod vetting;

use std::collections::BTreeMap;

use trusthub_domain::bundle::{Bundle, EntityAssignment};
use trusthub_domain::confirmation::Confirmation;
use trusthub_domain::item::{Address, EndUser, SupportingDocument};
use trusthub_domain::review::{Case, CaseNote, Reviewer, Role};
use trusthub_domain::sid::{AccountSid, BundleSid};
pub use trusthub_storage::{CaseFilter, CaseSummary};
use trusthub_storage::{Scope, Tx};

pub use decisions::{Approved, approve, reject};
pub use reasons::GivenReason;
pub use suspensions::{reinstate, suspend};

use crate::actor::must_suffice;
use crate::bundles::parts::{Gathered, gather};
use crate::bundles::policy_of;
use crate::input::{self, LINE_LIMIT};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Result};

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
    /// What its representatives were asked, newest first.
    pub confirmations: Vec<Confirmation>,
    /// What it shares with bundles of other accounts.
    pub graph: rings::Graph,
}

/// The reviewer as the database knows them now: one who was disabled a moment ago is refused, whatever they hold.
pub(crate) async fn present_reviewer(tx: &mut Tx, actor: &Actor, role: Role) -> Result<Reviewer> {
    let sid = actor.must_review(role)?.sid;
    let reviewer = tx.reviewer_find(sid).await?.ok_or(Error::Forbidden("there is no such reviewer"))?;
    must_suffice(&reviewer, role)?;
    Ok(reviewer)
}

/// A case in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedCase {
    /// The case.
    pub case: CaseSummary,
    /// Its account is a test account: nothing depends on the decision.
    pub is_test: bool,
}

/// The queue over all accounts, due first.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn list(hub: &Hub, actor: &Actor, filter: CaseFilter) -> Result<Vec<QueuedCase>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let mut tests: BTreeMap<AccountSid, bool> = BTreeMap::new();
    let mut queue = Vec::new();
    for case in tx.case_queue_list_any_account(&filter).await? {
        let is_test = match tests.get(&case.account_sid) {
            Some(known) => *known,
            None => test_mode::is_on(&mut tx, &Scope::own(case.account_sid)).await?,
        };
        tests.insert(case.account_sid, is_test);
        queue.push(QueuedCase { case, is_test });
    }
    Ok(queue)
}

/// Everything about a bundle.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but reviewers.
pub async fn show(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Dossier> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let Gathered { items, parts } = gather(&mut tx, hub, &bundle, policy_of(hub, &bundle)?).await?;
    let cases = tx.case_list(&scope, sid).await?;
    let confirmations = tx.confirmation_list(&scope, sid).await?;
    let is_test = test_mode::is_on(&mut tx, &scope).await?;
    let graph = rings::graph(&mut tx, hub, &bundle).await?;
    Ok(Dossier {
        graph,
        bundle,
        is_test,
        items,
        end_users: parts.end_users,
        documents: parts.documents,
        addresses: parts.addresses.into_values().collect(),
        cases,
        confirmations,
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
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
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
    input::note(&text)?;
    if let Some(field) = &field {
        input::required("field", field, LINE_LIMIT)?;
    }
    let mut tx = hub.db().write().await?;
    let reviewer = present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, bundle) = locate(&mut tx, sid).await?;
    let before = open_case(&mut tx, &scope, &bundle).await?;
    let mut after = before.clone();
    after.notes.push(CaseNote { by: reviewer.sid, at: hub.now(), field, text });
    let case = tx.case_save(&after).await?;
    record(&mut tx, hub, actor, &scope, "case.note", case.sid, Changed::from_to(&before, &case)).await?;
    tx.commit().await?;
    Ok(case)
}

//! Screening a bundle again: after a list changed, after its approval if a list changed meanwhile, after a suspension.
//!
//! A new hit opens a case, or joins the one that is open. The bundle stays as it is until a reviewer decides, and its
//! customer is told nothing before. Looks at the present state only, so it may run late, twice, or in any order; what
//! was dismissed stays dismissed, and what was clean before is looked at all the same.

use trusthub_domain::bundle::{Bundle, Status};
use trusthub_domain::review::{Case, CaseState};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{JobKind, Scope, Tx};
use trusthub_vetting::watchlists::Source;
use trusthub_vetting::{Application, Hit, Screened, assess};

use super::vetting::{Content, Looks};
use super::{test_mode, vetting};
use crate::bundles::policy_of;
use crate::record::{Changed, internal, record};
use crate::watchlists::screening::{self, hits_of, screened_of, undismissed};
use crate::watchlists::versions::in_force;
use crate::work::Rescreening;
use crate::{Actor, Hub, Result};

/// How much of the lists to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    Everything,
    /// What came into this list after this version of it.
    Newer(Source, i64),
}

/// Looks at one bundle; whether a case was opened or added to.
///
/// # Errors
/// `Conflict` if something changed meanwhile: do it again.
pub(crate) async fn run(hub: &Hub, scope: &Scope, sid: BundleSid, extent: Extent) -> Result<bool> {
    let Some(content) = concerned(hub, scope, sid).await? else { return Ok(false) };
    if let Extent::Newer(source, seen) = extent {
        let lists = hub.lists().current(hub).await?;
        let (_, hits) =
            screening::search(lists.newer_than(source, seen), content.application.subjects()).await?;
        let mut tx = hub.db().read().await?;
        if undismissed(&mut tx, scope, hits).await?.is_empty() {
            return Ok(false);
        }
    }
    // A case shows everything that is known, not only what is new.
    let looks = Looks::of(hub, scope, &content).await?;
    let mut tx = hub.db().write().await?;
    let Some(bundle) = tx.bundle_find(scope, sid).await?.filter(is_concerned) else { return Ok(false) };
    let application = looks.settle(&mut tx, hub, &bundle).await?;
    if application.screening.as_ref().is_none_or(|screened| screened.hits.is_empty()) {
        return Ok(false);
    }
    let is_told = match tx.case_find_open(scope, sid).await? {
        Some(case) => add(&mut tx, hub, scope, &case, application).await?,
        None if bundle.status == Status::Approved => {
            open(&mut tx, hub, scope, &bundle, &application, "case.open_by_screening").await?;
            true
        }
        // Between its decision and this transaction; whoever decided has queued another look.
        None => false,
    };
    tx.commit().await?;
    Ok(is_told)
}

/// The content of a bundle that may be screened again; `None` if there is nothing to do.
async fn concerned(hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Option<Content>> {
    let mut tx = hub.db().read().await?;
    let Some(bundle) = tx.bundle_find(scope, sid).await?.filter(is_concerned) else { return Ok(None) };
    // What test accounts register is made up.
    if test_mode::is_on(&mut tx, scope).await? {
        return Ok(None);
    }
    vetting::content(&mut tx, hub, &bundle).await.map(Some)
}

/// One that is suspended is looked at when it is reinstated.
fn is_concerned(bundle: &Bundle) -> bool {
    matches!(bundle.status, Status::Approved | Status::InReview) && bundle.suspension.is_none()
}

/// A case about a bundle in force; `action` says in the audit log what opened it.
pub(super) async fn open(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    bundle: &Bundle,
    application: &Application,
    action: &str,
) -> Result<()> {
    let needs_two = policy_of(hub, bundle)?.needs_two_reviewers;
    let case = Case {
        state: CaseState::Open,
        country: application.country(),
        inputs: serde_json::to_value(application).map_err(internal)?,
        assessment: Some(assess(application, hub.scorecard())),
        ..Case::about(bundle, hub.sid(), needs_two, hub.now())
    };
    tx.case_insert(&case).await?;
    count(application.screening.as_ref());
    let (actor, changed) = (Actor::system(), Changed::made(&case));
    record(tx, hub, &actor, scope, action, case.sid, changed).await
}

/// Adds what is new to an open case. A first approval was given without it, and counts no more.
async fn add(tx: &mut Tx, hub: &Hub, scope: &Scope, before: &Case, application: Application) -> Result<bool> {
    if before.state == CaseState::Vetting {
        // Vetting looks at the lists itself; but it may have looked just before they changed.
        push(tx, hub, scope, before.bundle_sid, hub.now().plus(AFTER_VETTING)).await?;
        return Ok(false);
    }
    let known = hits_of(before);
    let found: &[Hit] = application.screening.as_ref().map_or(&[], |screened| &screened.hits);
    if found.iter().all(|hit| known.iter().any(|one| one.is_same(hit))) {
        return Ok(false);
    }
    let inputs = serde_json::to_value(&application).map_err(internal)?;
    let found = before.assessed(inputs, assess(&application, hub.scorecard()));
    let after = Case { country: application.country(), ..found };
    let case = tx.case_save(&after).await?;
    count(application.screening.as_ref());
    let (actor, changed) = (Actor::system(), Changed::from_to(before, &case));
    record(tx, hub, &actor, scope, "case.rescreen", case.sid, changed).await?;
    Ok(true)
}

/// Until a vetting that runs now has certainly ended, or lost its lease.
const AFTER_VETTING: std::time::Duration = std::time::Duration::from_secs(60);

/// Counts who was found, by list.
pub(crate) fn count(screened: Option<&Screened>) {
    for hit in screened.iter().flat_map(|screened| &screened.hits) {
        metrics::counter!("trusthub_screening_hits_total", "list" => hit.source.as_str()).increment(1);
    }
}

/// Queues another look at a bundle that was just approved, if the lists have changed since its case saw them.
pub(crate) async fn follow_approval(tx: &mut Tx, hub: &Hub, case: &Case, bundle: &Bundle) -> Result<()> {
    let seen = screened_of(case).map(|screened| screened.lists).unwrap_or_default();
    let in_force = in_force(tx).await?;
    let is_seen = |version: &trusthub_storage::WatchlistVersion| {
        seen.iter().any(|list| list.source.as_str() == version.source && list.version == version.digest)
    };
    if in_force.iter().all(is_seen) {
        return Ok(());
    }
    push(tx, hub, &Scope::own(bundle.account_sid), bundle.sid, hub.now()).await
}

/// Queues a look at a bundle over all lists.
pub(crate) async fn push(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    bundle: BundleSid,
    run_at: trusthub_domain::time::Timestamp,
) -> Result<()> {
    let job = hub.job(JobKind::Rescreen, scope.account(), Rescreening::Bundle(bundle), run_at);
    Ok(tx.job_push(&job).await?)
}

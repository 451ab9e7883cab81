//! A profile in force, held against the sources once more: on a schedule that follows its risk, and whenever a register
//! changes.
//!
//! What has failed since its approval opens a case; the profile stays as it is until a reviewer decides. What was clean
//! before is looked at all the same, and what is found is recorded whatever it is.

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_domain::review::{Assessment, Case, Evidence};
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{JobKind, Scope, Tx};
use trusthub_vetting::{Application, assess};

use super::rescreening;
use super::test_mode;
use super::vetting::{self, Content, Looks};
use crate::record::{Changed, record};
use crate::registries::{Asked, Look};
use crate::{Actor, Hub, Result};

/// What looking again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verified {
    /// It is not in force any more, or never was looked at.
    Gone,
    /// Nothing has failed since.
    Same,
    /// Something has; a case is open.
    Worse,
    /// A case was open already, and is vetted again.
    UnderReview,
}

impl Verified {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Same => "same",
            Self::Worse => "worse",
            Self::UnderReview => "under_review",
        }
    }
}

/// Queues the next look at a profile that was just approved or looked at.
pub(crate) async fn schedule(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    found: Option<&Assessment>,
) -> Result<()> {
    if bundle.kind != BundleKind::CustomerProfile {
        return Ok(());
    }
    let points = found.and_then(|found| found.scoring.as_ref()).map(|scoring| scoring.points);
    let run_at = hub.now().plus(hub.scorecard().verify_again_after(points));
    let job = hub.job(JobKind::Reverify, bundle.account_sid, bundle.sid, run_at);
    Ok(tx.job_push(&job.once(format!("reverify:{}", bundle.sid))).await?)
}

/// Looks at one profile over all sources, within the transaction that also queues the next time: `then` ends the job.
///
/// # Errors
/// `Conflict` if something changed meanwhile: do it again.
pub(crate) async fn run(
    hub: &Hub,
    scope: &Scope,
    sid: BundleSid,
    then: impl AsyncFnOnce(&mut Tx) -> Result<()>,
) -> Result<Verified> {
    let Some(content) = concerned(hub, scope, sid).await? else {
        let mut tx = hub.db().write().await?;
        then(&mut tx).await?;
        tx.commit().await?;
        return Ok(Verified::Gone);
    };
    let looks = Looks::of(hub, scope, &content).await?;
    let mut tx = hub.db().write().await?;
    then(&mut tx).await?;
    let verified = match in_force(&mut tx, hub, scope, sid).await? {
        Some(bundle) => {
            let application = looks.settle(&mut tx, hub, &bundle).await?;
            let cases = tx.case_list(scope, sid).await?;
            let (verified, found) = settle(&mut tx, hub, scope, &bundle, &cases, &application).await?;
            schedule(&mut tx, hub, &bundle, Some(&found)).await?;
            verified
        }
        None => Verified::Gone,
    };
    tx.commit().await?;
    count(verified);
    Ok(verified)
}

/// Looks at one profile in the registers alone, because they have changed; all else is taken as its approval had it. One
/// that waits for a decision is vetted again.
///
/// # Errors
/// `Conflict` if something changed meanwhile: do it again.
pub(crate) async fn in_registers(hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Verified> {
    let Some(content) = concerned(hub, scope, sid).await? else { return waiting(hub, scope, sid).await };
    let look = Look::over(hub.registers(), Asked::of(&content.application)).await?;
    let mut tx = hub.db().write().await?;
    let Some(bundle) = in_force(&mut tx, hub, scope, sid).await? else { return Ok(Verified::Gone) };
    let cases = tx.case_list(scope, sid).await?;
    let inputs = approved(&cases).map(|case| case.inputs.clone());
    let Some(seen) = inputs.and_then(|inputs| serde_json::from_value::<Application>(inputs).ok()) else {
        return Ok(Verified::Gone);
    };
    let registry = look.settle(&vetting::content(&mut tx, hub, &bundle).await?.application)?;
    let application = Application { registry, ..seen };
    let (verified, _) = settle(&mut tx, hub, scope, &bundle, &cases, &application).await?;
    tx.commit().await?;
    count(verified);
    Ok(verified)
}

/// What a changed source may decide of a profile under review.
async fn waiting(hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Verified> {
    let mut tx = hub.db().write().await?;
    let Some(case) = tx.case_find_open(scope, sid).await? else { return Ok(Verified::Gone) };
    if test_mode::is_on(&mut tx, scope).await? {
        return Ok(Verified::Gone);
    }
    vetting::again(&mut tx, hub, scope, case.sid).await?;
    tx.commit().await?;
    Ok(Verified::UnderReview)
}

fn count(verified: Verified) {
    metrics::counter!("trusthub_reverifications_total", "outcome" => verified.as_str()).increment(1);
}

/// Its content, as long as it is in force; `None` for test accounts, whose businesses are made up.
async fn concerned(hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Option<Content>> {
    let mut tx = hub.db().read().await?;
    if test_mode::is_on(&mut tx, scope).await? {
        return Ok(None);
    }
    match in_force(&mut tx, hub, scope, sid).await? {
        Some(bundle) => vetting::content(&mut tx, hub, &bundle).await.map(Some),
        None => Ok(None),
    }
}

async fn in_force(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<Option<Bundle>> {
    let bundle = tx.bundle_find(scope, sid).await?;
    Ok(bundle.filter(|bundle| bundle.kind == BundleKind::CustomerProfile && bundle.is_in_force(hub.now())))
}

async fn settle(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    bundle: &Bundle,
    cases: &[Case],
    application: &Application,
) -> Result<(Verified, Assessment)> {
    let found = assess(application, hub.scorecard());
    let verified = if let Some(open) = cases.iter().find(|case| case.is_open()) {
        vetting::again(tx, hub, scope, open.sid).await?;
        Verified::UnderReview
    } else if has_worsened(known(cases), &found) {
        rescreening::open(tx, hub, scope, bundle, application, "case.open_by_reverification").await?;
        Verified::Worse
    } else {
        Verified::Same
    };
    let actor = Actor::system();
    record(tx, hub, &actor, scope, "bundle.reverify", bundle.sid, Changed::made(&found)).await?;
    Ok((verified, found))
}

/// The case by which it came into force, or in which a reviewer let it stay.
fn approved(cases: &[Case]) -> Option<&Case> {
    cases.iter().find(|case| case.is_approved())
}

fn known(cases: &[Case]) -> &[Evidence] {
    let assessment = approved(cases).and_then(|case| case.assessment.as_ref());
    assessment.map(|assessment| assessment.evidence.as_slice()).unwrap_or_default()
}

/// A check fails of a field where it did not. What cannot be told now is no failure.
fn has_worsened(known: &[Evidence], found: &Assessment) -> bool {
    let failed = |evidence: &[Evidence], one: &Evidence| {
        evidence
            .iter()
            .any(|other| other.is_failure() && other.check == one.check && other.field == one.field)
    };
    found.evidence.iter().any(|one| one.is_failure() && !failed(known, one))
}

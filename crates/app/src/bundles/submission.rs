//! Submission: evaluate, move, open a case, tell. What does not comply is rejected at once with every reason.

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::evaluation::{Evaluation, evaluate};
use trusthub_domain::policy::Policy;
use trusthub_domain::review::{Case, CaseOutcome};
use trusthub_domain::sid::BundleSid;
use trusthub_domain::test_mode::Directive;
use trusthub_storage::{JobKind, Scope, Tx};

use super::{changes, load, must_be_allowed, parts, policy_of};
use crate::record::{Changed, record};
use crate::review::vetting::content_of;
use crate::review::{rings, test_mode};
use crate::{Actor, Hub, Permit, Result};

/// Submits it (`Status=pending-review`) and returns where it stands after: `in-review`, `twilio-rejected`, or, for a
/// product that may be approved at once, `twilio-approved`.
///
/// # Errors
/// `NotFound`; `Rule` if it is under review, approved or suspended; `Invalid` for magic of a test account that nobody knows; `Conflict` if somebody changed it meanwhile.
pub async fn submit(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Bundle> {
    let mut tx = hub.db().write().await?;
    let bundle = submit_within(&mut tx, hub, actor, kind, sid).await?;
    tx.commit().await?;
    Ok(bundle)
}

/// The same within a larger change.
pub(crate) async fn submit_within(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
) -> Result<Bundle> {
    let scope = actor.may(Permit::Own)?;
    let before = load(tx, &scope, kind, sid).await?;
    let policy = policy_of(hub, &before)?;
    must_be_allowed(hub, actor, policy)?;
    before.may_submit()?;
    let directive = test_mode::directive(tx, hub, &scope, policy, &before.email).await?;
    let parts = parts::gather(tx, hub, &before, policy).await?.parts;
    let report = evaluate(policy, hub.catalog(), &parts);
    let change = before.submit(report.shortcomings(), hub.now())?;
    let evaluation = Evaluation {
        sid: hub.sid(),
        account_sid: scope.account(),
        bundle_sid: sid,
        bundle_kind: kind,
        policy_sid: policy.sid,
        report,
        date_created: hub.now(),
    };
    tx.evaluation_insert(&evaluation).await?;
    let mut bundle = changes::apply(tx, hub, actor, &before, change, "bundle.submit").await?;
    if bundle.status == Status::InReview {
        rings::remember_content(tx, hub, &bundle, &content_of(&bundle, policy, parts)).await?;
        bundle = begin_review(tx, hub, bundle, policy, directive).await?;
    }
    Ok(bundle)
}

/// Approves at once what carries nothing to vet; everything else gets a case with a 24-hour clock.
async fn begin_review(
    tx: &mut Tx,
    hub: &Hub,
    bundle: Bundle,
    policy: &Policy,
    directive: Option<Directive>,
) -> Result<Bundle> {
    let (decides_at_once, actor) = match &directive {
        Some(directive) => (directive.is_plain_approval(), Actor::test_mode()),
        None => (hub.settings().decides_automatically, Actor::system()),
    };
    if policy.is_approved_at_once && decides_at_once {
        let until = changes::end_of_approval(hub, &bundle)?;
        return changes::approve(tx, hub, &actor, &bundle, until).await;
    }
    let scope = Scope::own(bundle.account_sid);
    // One that screening opened before the approval ran out; the new one screens again.
    changes::close_case(tx, hub, &Actor::system(), &scope, &bundle, None, CaseOutcome::Withdrawn).await?;
    let now = hub.now();
    let case = Case::about(&bundle, hub.sid(), policy.needs_two_reviewers, now);
    tx.case_insert(&case).await?;
    let run_at = now.plus(directive.map(|directive| directive.after).unwrap_or_default());
    let job = hub.job(JobKind::Vet, bundle.account_sid, case.sid, run_at);
    tx.job_push(&job.once(format!("vet:{}", case.sid))).await?;
    record(tx, hub, &Actor::system(), &scope, "case.open", case.sid, Changed::made(&case)).await?;
    Ok(bundle)
}

//! Automatic vetting of one case: gather, assess, decide, store inputs and evidence with the decision.
//!
//! What the checks are and what they conclude is the `vetting` crate's business; this is the seam it plugs into. A case is
//! vetted when it is made, and again whenever something new is known, until it is decided.

mod duplicates;
mod files;
mod looks;

use std::time::Duration;

use trusthub_domain::bundle::{Bundle, ReasonCode, Status};
use trusthub_domain::review::{Case, CaseOutcome, CaseState, Verdict};
use trusthub_domain::sid::CaseSid;
use trusthub_domain::test_mode::{Directive, Ending};
use trusthub_storage::{JobKind, Scope, Tx};
use trusthub_vetting::assess;

pub(crate) use self::looks::{Content, Looks, application_of, content, content_of};
use super::{desk, rescreening, reverification, site_pictures, test_mode};
use crate::bundles::{changes, policy_of};
use crate::confirmations::asking;
use crate::record::{Changed, internal, record};
use crate::watchlists::screening::screened_of;
use crate::{Actor, Error, Hub, Result};

/// Vets a case that is not decided yet. One that was vetted before is assessed anew with what is known now; where nothing
/// came of it nothing is written, so that a repeated job does no harm.
pub(crate) async fn run(hub: &Hub, scope: &Scope, sid: CaseSid) -> Result<()> {
    let looks = Looks::for_case(hub, scope, sid).await?;
    let mut tx = hub.db().write().await?;
    let Some(before) = tx.case_find(scope, sid).await?.filter(Case::is_open) else {
        return Ok(());
    };
    let Some(bundle) = tx.bundle_find(scope, before.bundle_sid).await? else {
        let case = tx.case_save(&before.decided(None, CaseOutcome::Withdrawn, hub.now())).await?;
        return finish(tx, hub, scope, &before, case).await;
    };
    let directive = directive(&mut tx, hub, scope, &bundle).await?;
    let mut application = looks.settle(&mut tx, hub, &bundle).await?;
    let mut found = assess(&application, hub.scorecard());
    // Nobody is asked about what is turned down anyway.
    let may_be_asked = !matches!(found.verdict, Verdict::Reject { .. });
    if may_be_asked && asking::ask(&mut tx, hub, &bundle, &mut application).await? {
        found = assess(&application, hub.scorecard());
    }
    let assessment = match &directive {
        Some(directive) => test_mode::concluded(&mut tx, hub, &bundle, found, directive).await?,
        None => found,
    };
    let inputs = serde_json::to_value(&application).map_err(internal)?;
    let verdict = assessment.verdict.clone();
    let open = Case { country: application.country(), ..before.assessed(inputs, assessment) };
    if open == before {
        return Ok(());
    }
    let decision = Some(verdict).filter(|_| may_decide(hub, directive.as_ref(), &open, &bundle));
    let case = match &decision {
        Some(Verdict::Reject { .. }) => open.decided(None, CaseOutcome::Rejected, hub.now()),
        Some(Verdict::Approve) => open.decided(None, CaseOutcome::Approved, hub.now()),
        Some(Verdict::Refer) | None => open,
    };
    // Before what follows from it: the account's trust level rests on it.
    let case = tx.case_save(&case).await?;
    site_pictures::queue(&mut tx, hub, &case, &application).await?;
    if let Some(verdict) = decision {
        decide(&mut tx, hub, &bundle, &case, verdict, directive.as_ref()).await?;
    }
    finish(tx, hub, scope, &before, case).await
}

/// Does to the bundle what the case came to.
async fn decide(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    case: &Case,
    verdict: Verdict,
    directive: Option<&Directive>,
) -> Result<()> {
    let scope = Scope::own(case.account_sid);
    let actor = if directive.is_some() { Actor::test_mode() } else { Actor::system() };
    match verdict {
        Verdict::Reject { reasons } => {
            let codes: Vec<ReasonCode> = reasons.iter().map(|reason| reason.code).collect();
            desk::count_decision(tx, &scope, case, &codes).await?;
            let change = bundle.reject(reasons, hub.now())?;
            changes::apply(tx, hub, &actor, bundle, change, "bundle.reject").await?;
        }
        Verdict::Approve => {
            desk::count_decision(tx, &scope, case, &[]).await?;
            let until = match directive.and_then(Directive::valid_for) {
                Some(time) => hub.now().plus(time),
                None => changes::end_of_approval(hub, bundle)?,
            };
            let approved = changes::approve(tx, hub, &actor, bundle, until).await?;
            reverification::schedule(tx, hub, &approved, case.assessment.as_ref()).await?;
        }
        Verdict::Refer => {}
    }
    Ok(())
}

/// Whether what vetting came to decides the case. If not, it is advice to the person who does.
fn may_decide(hub: &Hub, directive: Option<&Directive>, case: &Case, bundle: &Bundle) -> bool {
    let decides = directive.is_some() || (hub.settings().decides_automatically && !case.needs_two);
    // An appeal is for a person to decide.
    let is_free = !case.is_claimed(hub.now()) && case.appeal.is_none();
    decides && is_free && bundle.status == Status::InReview && !bundle.is_suspended()
}

/// How a test account wants it to end. Its address was checked when it was given; if the policy has changed since, a
/// reviewer decides.
async fn directive(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: &Bundle) -> Result<Option<Directive>> {
    match test_mode::directive(tx, hub, scope, policy_of(hub, bundle)?, &bundle.email).await {
        Err(Error::Invalid(_)) => Ok(Some(Directive { after: Duration::ZERO, ending: Ending::Refer })),
        other => other,
    }
}

/// Records the case as it was saved, and commits.
async fn finish(mut tx: Tx, hub: &Hub, scope: &Scope, before: &Case, case: Case) -> Result<()> {
    let is_first = before.state == CaseState::Vetting;
    let action = if is_first { "case.vet" } else { "case.vet_again" };
    record(&mut tx, hub, &Actor::system(), scope, action, case.sid, Changed::from_to(before, &case)).await?;
    tx.commit().await?;
    if is_first {
        rescreening::count(screened_of(&case).as_ref());
        metrics::histogram!("trusthub_vetting_duration_seconds", "outcome" => outcome(&case))
            .record(hub.now().since(case.opened_at));
    }
    Ok(())
}

/// Queues another vetting of a case, because something new is known.
pub(crate) async fn again(tx: &mut Tx, hub: &Hub, scope: &Scope, case: CaseSid) -> Result<()> {
    Ok(tx.job_push(&hub.job(JobKind::Vet, scope.account(), case, hub.now())).await?)
}

/// What vetting came to, as the metrics call it.
fn outcome(case: &Case) -> &'static str {
    match &case.state {
        CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => "referred",
        CaseState::Decided { outcome: CaseOutcome::Approved, .. } => "approved",
        CaseState::Decided { outcome: CaseOutcome::Rejected, .. } => "rejected",
        CaseState::Decided { outcome: CaseOutcome::Withdrawn, .. } => "withdrawn",
    }
}

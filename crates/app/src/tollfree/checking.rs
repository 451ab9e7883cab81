//! The job that looks at a submission: turns down what is certainly wrong, approves what nothing speaks against and an
//! approved profile vouches for, leaves the rest to a reviewer.

use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::{Conclusion, Rejection, RejectionReason, State, Verification};
use trusthub_storage::{Job, Scope, Tx};
use trusthub_vetting::messaging::Severity;
use trusthub_vetting::tollfree::{TollfreeFinding, check};

use super::{business, links, queue_letter};
use crate::erased::unless_erased;
use crate::record::{Changed, internal, record};
use crate::{Actor, Hub, Result};

/// Most reasons that a customer is given at once. Ours: more are not read.
const MOST_REASONS: usize = 10;

/// Decides it, if it still waits for that. A second run finds nothing to do.
pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<()> {
    let sid: TollfreeSid = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let Some(before) = waiting(&mut tx, &scope, sid).await? else { return Ok(()) };
    let facts = match before.customer_profile_sid {
        Some(profile) => business::look(&mut tx, hub, &scope, profile).await?.map(|known| known.facts(hub)),
        None => None,
    };
    drop(tx);
    let findings = check(&before.submission, facts.as_ref()).map_err(internal)?;
    let Some(after) = before.concluded(conclusion(hub, findings), hub.now()) else { return Ok(()) };
    let mut tx = hub.db().write().await?;
    let after = links::renewed(&mut tx, hub, after).await?;
    // Of the version that was looked at: whoever changed it meanwhile has queued a job of their own.
    let after = tx.tollfree_save(&after).await?;
    let action = match after.state {
        State::Approved { .. } => "tollfree.approve",
        State::Rejected { .. } => "tollfree.reject",
        State::InReview { .. } | State::Pending => "tollfree.refer",
    };
    if matches!(after.state, State::Approved { .. } | State::Rejected { .. }) {
        queue_letter(&mut tx, hub, &after).await?;
    }
    record(&mut tx, hub, &Actor::system(), &scope, action, sid, Changed::from_to(&before, &after)).await?;
    Ok(tx.commit().await?)
}

async fn waiting(tx: &mut Tx, scope: &Scope, sid: TollfreeSid) -> Result<Option<Verification>> {
    let found = unless_erased(tx.tollfree_find(scope, sid).await)?;
    Ok(found.filter(|found| found.state == State::Pending))
}

fn conclusion(hub: &Hub, findings: Vec<TollfreeFinding>) -> Conclusion {
    let (certain, doubts): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| finding.severity == Severity::Violation);
    if !certain.is_empty() {
        let can_mend = certain.iter().all(|finding| super::review::can_mend(hub, finding.code));
        let reasons = certain.into_iter().take(MOST_REASONS);
        let reasons = reasons.map(|finding| RejectionReason {
            code: finding.code,
            reason: format!("{}: {}", finding.field, finding.text),
        });
        return Conclusion::Reject(Rejection { reasons: reasons.collect(), can_mend });
    }
    let mut doubts: Vec<String> = doubts
        .into_iter()
        .map(|finding| format!("{} {}: {}", finding.code.0, finding.field, finding.text))
        .collect();
    if doubts.is_empty() && hub.settings().decides_automatically {
        return Conclusion::Approve;
    }
    if doubts.is_empty() {
        doubts.push("Nothing was found; every number is decided by a reviewer here.".to_owned());
    }
    Conclusion::Refer(doubts)
}

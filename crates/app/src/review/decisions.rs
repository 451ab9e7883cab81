//! A reviewer's decision: the case, the bundle and what is told, in one transaction.

use trusthub_domain::bundle::{Bundle, ReasonCode, Status};
use trusthub_domain::review::{Approval, Case, CaseNote, Ruling};
use trusthub_domain::sid::{BundleSid, ReviewerSid};
use trusthub_storage::{DeskEvent, Scope, Tx};

use super::at_hand::AtHand;
use super::reasons::reason;
use super::{GivenReason, desk, rescreening, reverification};
use crate::bundles::{changes, parts, policy_of};
use crate::input;
use crate::record::{Changed, record};
use crate::watchlists::screening;
use crate::{Actor, Hub, Invalid, Result};

/// What an approval did.
#[derive(Debug, Clone)]
pub enum Approved {
    /// The bundle is in force.
    Final(Bundle),
    /// A second reviewer must approve it too; [`Case::second_looks`] says why.
    NeedsSecond(Bundle),
}

/// Approves; an unclaimed case is claimed by deciding it. The content is evaluated once more, because what it rests on
/// may have left force since it was submitted. Whoever screening found to resemble a listed party is hereby said to be
/// somebody else.
///
/// # Errors
/// `NotFound` if it has no open case; `Case`; `Rule`; `Invalid` if it no longer complies, or has hits and no note says why
/// they are none; `Forbidden`; `Conflict`.
pub async fn approve(hub: &Hub, actor: &Actor, sid: BundleSid, note: Option<String>) -> Result<Approved> {
    let mut tx = hub.db().write().await?;
    let at_hand = AtHand::load(&mut tx, actor, sid).await?;
    let approved = Box::pin(approve_in(&mut tx, hub, actor, at_hand, note)).await?;
    tx.commit().await?;
    Ok(approved)
}

/// Rejects with reasons, at least one; an unclaimed case is claimed by deciding it. An approval is taken back, if the case
/// was opened by screening after it.
///
/// # Errors
/// `NotFound` if it has no open case; `Case`; `Rule`; `Invalid` for a code that is not for reviewers; `Forbidden`;
/// `Conflict`.
pub async fn reject(
    hub: &Hub,
    actor: &Actor,
    sid: BundleSid,
    reasons: Vec<GivenReason>,
    note: Option<String>,
) -> Result<Bundle> {
    let mut tx = hub.db().write().await?;
    let at_hand = AtHand::load(&mut tx, actor, sid).await?;
    let bundle = Box::pin(reject_in(&mut tx, hub, actor, at_hand, reasons, note)).await?;
    tx.commit().await?;
    Ok(bundle)
}

/// Carries a decision out within a transaction of the caller's, exactly as [`approve`] and [`reject`] do.
pub(super) async fn rule(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    at_hand: AtHand,
    ruling: Ruling,
) -> Result<()> {
    match ruling {
        Ruling::Approve { note } => Box::pin(approve_in(tx, hub, actor, at_hand, note)).await.map(drop),
        Ruling::Reject { reasons, note } => {
            Box::pin(reject_in(tx, hub, actor, at_hand, reasons, note)).await.map(drop)
        }
    }
}

async fn approve_in(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    at_hand: AtHand,
    note: Option<String>,
) -> Result<Approved> {
    let AtHand { reviewer, scope, bundle, case: before } = at_hand;
    must_explain(&before, note.as_deref())?;
    let noted = with_note(hub, before.clone(), reviewer.sid, note)?;
    let (case, is_final) = match noted.approve(reviewer.sid, hub.now())? {
        Approval::First(case) => (case, false),
        Approval::Final(case) => (case, true),
    };
    save(tx, hub, actor, &scope, "case.approve", &before, &case).await?;
    if !is_final {
        return Ok(Approved::NeedsSecond(bundle));
    }
    desk::count_decision(tx, &scope, &case, &[]).await?;
    desk::count_overturned(tx, &scope, &case).await?;
    screening::dismiss(tx, hub, &scope, &case, reviewer.sid).await?;
    Ok(Approved::Final(put_into_force(tx, hub, actor, &case, bundle).await?))
}

/// Nobody dismisses a hit without having seen it: one may have joined the case since it was looked at.
fn must_explain(case: &Case, note: Option<&str>) -> Result<()> {
    let hits = screening::hits_of(case).len();
    if hits == 0 || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    let why = format!(
        "somebody in it resembles an entry of a sanctions list ({hits} in all): look at the evidence, and say in a note \
         why it is somebody else"
    );
    Err(Invalid::Field { field: "note", why }.into())
}

/// A bundle whose case was opened by screening, after its approval, stays as it is.
async fn put_into_force(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    case: &Case,
    bundle: Bundle,
) -> Result<Bundle> {
    if bundle.status != Status::InReview {
        return Ok(bundle);
    }
    must_still_comply(tx, hub, &bundle).await?;
    let until = changes::end_of_approval(hub, &bundle)?;
    let bundle = changes::approve(tx, hub, actor, &bundle, until).await?;
    rescreening::follow_approval(tx, hub, case, &bundle).await?;
    reverification::schedule(tx, hub, &bundle, case.assessment.as_ref()).await?;
    Ok(bundle)
}

async fn must_still_comply(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let report = parts::report(tx, hub, bundle, policy_of(hub, bundle)?).await?;
    let shortcomings = report.shortcomings();
    if shortcomings.is_empty() {
        return Ok(());
    }
    let messages: Vec<String> = shortcomings.into_iter().map(|reason| reason.message).collect();
    let why = format!("it no longer complies, reject it instead: {}", messages.join(" "));
    Err(Invalid::Field { field: "bundle", why }.into())
}

/// Rejects within a transaction of the caller's.
pub(super) async fn reject_in(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    at_hand: AtHand,
    reasons: Vec<GivenReason>,
    note: Option<String>,
) -> Result<Bundle> {
    let AtHand { reviewer, scope, bundle, case: before } = at_hand;
    let noted = with_note(hub, before.clone(), reviewer.sid, note)?;
    let case = noted.reject(reviewer.sid, hub.now())?;
    let items = tx.entity_assignment_all(&scope, bundle.sid).await?;
    let reasons = reasons.into_iter().map(|given| reason(hub, &items, given)).collect::<Result<Vec<_>>>()?;
    let codes: Vec<ReasonCode> = reasons.iter().map(|reason| reason.code).collect();
    if bundle.status == Status::Approved {
        desk::count_reversal(tx, &scope, &bundle, DeskEvent::Revoked, hub.now()).await?;
    }
    let (change, action) = match bundle.status {
        Status::Approved => (bundle.revoke(reasons, hub.now())?, "bundle.revoke"),
        Status::Draft | Status::PendingReview | Status::InReview | Status::Rejected => {
            (bundle.reject(reasons, hub.now())?, "bundle.reject")
        }
    };
    save(tx, hub, actor, &scope, "case.reject", &before, &case).await?;
    desk::count_decision(tx, &scope, &case, &codes).await?;
    changes::apply(tx, hub, actor, &bundle, change, action).await
}

/// Saves a case with its entry in the audit log.
pub(super) async fn save(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    action: &str,
    before: &Case,
    case: &Case,
) -> Result<Case> {
    let case = tx.case_save(case).await?;
    record(tx, hub, actor, scope, action, case.sid, Changed::from_to(before, &case)).await?;
    Ok(case)
}

fn with_note(hub: &Hub, mut case: Case, by: ReviewerSid, note: Option<String>) -> Result<Case> {
    if let Some(text) = note {
        input::note(&text)?;
        case.notes.push(CaseNote { by: Some(by), at: hub.now(), field: None, text });
    }
    Ok(case)
}

//! What reviewers do with toll-free numbers that the machine left to them.

use trusthub_domain::account::Account;
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::error_code::TollFreeUse;
use trusthub_domain::review::{GivenReason as DeskReason, MessageItem, MessageRuling, Role};
use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::{Rejection, RejectionReason, State, TollfreeRule, Verification};
pub use trusthub_storage::WaitingNumber;
use trusthub_storage::{Scope, Tx};

use super::{letters, links, load, not_found, queue_letter};
use crate::input;
use crate::record::{Changed, record};
use crate::review::messages::take;
use crate::review::{Preview, present_reviewer};
use crate::{Actor, Hub, Invalid, Result};

/// More than a person reads; what is beyond them has not waited longest.
const MOST_LISTED: u32 = 1000;

/// A reason as a reviewer gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenReason {
    /// One of the codes that there are against toll-free numbers.
    pub code: ReasonCode,
    /// What the customer is told besides.
    pub note: Option<String>,
}

impl From<GivenReason> for DeskReason {
    fn from(given: GivenReason) -> Self {
        Self { code: given.code, field: None, note: given.note }
    }
}

impl From<DeskReason> for GivenReason {
    fn from(given: DeskReason) -> Self {
        Self { code: given.code, note: given.note }
    }
}

/// A submission, and whose it is.
#[derive(Debug, Clone)]
pub struct Case {
    /// The submission.
    pub verification: Verification,
    /// Its account.
    pub account: Account,
}

/// What waits for a decision, longest first.
///
/// # Errors
/// `Forbidden` for anybody but a reviewer.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<WaitingNumber>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    Ok(tx.tollfree_waiting_any_account(MOST_LISTED).await?)
}

/// Everything about one. That somebody looked stands in the account's audit log: it is personal data.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn show(hub: &Hub, actor: &Actor, sid: TollfreeSid) -> Result<Case> {
    let mut tx = hub.db().write().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let scope = scope_of(&mut tx, sid).await?;
    let verification = load(&mut tx, &scope, sid).await?;
    let account = tx.account_find(&scope).await?.ok_or_else(|| not_found(sid))?;
    let nothing = Changed::<()> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "tollfree.show", sid, nothing).await?;
    tx.commit().await?;
    Ok(Case { verification, account })
}

/// Approves it at once; the customer is told. [`crate::review::messages::decide_later`] leaves a moment to undo it.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Tollfree` if it is not in review; `Case` if somebody else is at it; `Conflict`.
pub async fn approve(hub: &Hub, actor: &Actor, sid: TollfreeSid) -> Result<Verification> {
    decide(hub, actor, sid, MessageRuling::Approve).await
}

/// The letter that rejecting with these reasons would send. Nothing changes.
///
/// # Errors
/// Those of [`reject`].
pub async fn preview(hub: &Hub, actor: &Actor, sid: TollfreeSid, given: Vec<GivenReason>) -> Result<Preview> {
    let rejection = rejection(hub, given)?;
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let scope = scope_of(&mut tx, sid).await?;
    let turned_down = load(&mut tx, &scope, sid).await?.rejected(rejection, hub.now())?;
    let account = tx.account_find(&scope).await?.ok_or_else(|| not_found(sid))?;
    Ok(Preview::of(letters::written(hub, &turned_down, &account)?))
}

/// Turns it down at once; the customer is told why.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Invalid` for a code that is none against toll-free numbers, and for a note that is too long;
/// `Tollfree` if it is not in review, or without a reason; `Case` if somebody else is at it; `Conflict`.
pub async fn reject(
    hub: &Hub,
    actor: &Actor,
    sid: TollfreeSid,
    given: Vec<GivenReason>,
) -> Result<Verification> {
    let reasons = given.into_iter().map(DeskReason::from).collect();
    decide(hub, actor, sid, MessageRuling::Reject(reasons)).await
}

fn rejection(hub: &Hub, given: Vec<GivenReason>) -> Result<Rejection> {
    let can_mend = given.iter().all(|given| can_mend(hub, given.code));
    let reasons = given.into_iter().map(|given| reason(hub, given)).collect::<Result<_>>()?;
    Ok(Rejection { reasons, can_mend })
}

/// Whether an edit can mend what this code says. What has no entry in the table can be.
pub(crate) fn can_mend(hub: &Hub, code: ReasonCode) -> bool {
    hub.catalog().error_code(code).and_then(|known| known.toll_free) != Some(TollFreeUse::Final)
}

async fn decide(hub: &Hub, actor: &Actor, sid: TollfreeSid, ruling: MessageRuling) -> Result<Verification> {
    let mut tx = hub.db().write().await?;
    let scope = take(&mut tx, hub, actor, MessageItem::TollFree(sid)).await?;
    let before = waiting(&mut tx, &scope, sid).await?;
    let after = rule(&mut tx, hub, actor, &scope, &before, ruling).await?;
    tx.commit().await?;
    Ok(after)
}

/// What waits for a reviewer, of a known account.
///
/// # Errors
/// `NotFound`; `Tollfree` if it is not in review.
pub(crate) async fn waiting(tx: &mut Tx, scope: &Scope, sid: TollfreeSid) -> Result<Verification> {
    let found = load(tx, scope, sid).await?;
    match found.state {
        State::InReview { .. } => Ok(found),
        State::Pending | State::Approved { .. } | State::Rejected { .. } => {
            Err(TollfreeRule::NotInReview.into())
        }
    }
}

/// Decides one within a transaction whose caller has taken it. Reasons are about the whole submission: a field that one names
/// says no more than its code.
///
/// # Errors
/// Those of [`approve`] and [`reject`].
pub(crate) async fn rule(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    before: &Verification,
    ruling: MessageRuling,
) -> Result<Verification> {
    let now = hub.now();
    let (action, after) = match ruling {
        MessageRuling::Approve => ("tollfree.approve", before.approved(now)?),
        MessageRuling::Reject(reasons) => {
            let given = reasons.into_iter().map(GivenReason::from).collect();
            ("tollfree.reject", before.rejected(rejection(hub, given)?, now)?)
        }
    };
    let after = links::renewed(tx, hub, after).await?;
    let after = tx.tollfree_save(&after).await?;
    queue_letter(tx, hub, &after).await?;
    record(tx, hub, actor, scope, action, after.sid, Changed::from_to(before, &after)).await?;
    Ok(after)
}

async fn scope_of(tx: &mut Tx, sid: TollfreeSid) -> Result<Scope> {
    let owner = tx.sid_owner_any_account(&sid.to_string()).await?;
    owner.map(Scope::own).ok_or_else(|| not_found(sid))
}

/// The code's own sentences, then the reviewer's.
fn reason(hub: &Hub, given: GivenReason) -> Result<RejectionReason> {
    let catalog = hub.catalog();
    let known = catalog.error_code(given.code).filter(|code| code.toll_free.is_some()).ok_or_else(|| {
        let codes = catalog.error_codes().filter(|code| code.toll_free.is_some());
        let codes: Vec<String> = codes.map(|code| code.code.0.to_string()).collect();
        Invalid::Field { field: "code", why: format!("use one of {}", codes.join(", ")) }
    })?;
    // The table's words name the kind of rejection first, which the answer says anyhow.
    let what = known.message.split_once(" - ").map_or(known.message.as_str(), |(_, what)| what);
    let mut reason = format!("{}. {}", what.trim_end_matches('.'), known.mend);
    if let Some(note) = given.note {
        input::note(&note)?;
        reason = format!("{reason} {note}");
    }
    Ok(RejectionReason { code: given.code, reason })
}

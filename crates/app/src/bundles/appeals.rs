//! Appeals: a customer asks once that somebody else looks at what was turned down.
//!
//! The bundle goes back into review as it is; a new case carries the customer's note to a reviewer who did not turn it down.

use trusthub_domain::bundle::{Bundle, BundleKind, Rule};
use trusthub_domain::review::{Appeal, Case};
use trusthub_domain::sid::{BundleSid, CaseSid};
use trusthub_storage::{Scope, Tx};

use super::{changes, load, must_be_allowed, not_found, parts, policy_of};
use crate::input;
use crate::record::{Changed, record};
use crate::review::vetting;
use crate::{Actor, Error, Hub, Permit, Result};

const KIND: BundleKind = BundleKind::CustomerProfile;

/// Appeals against the last rejection of a profile, and puts it back into review.
///
/// # Errors
/// `NotFound`; `Rule` if no review has turned it down, it was appealed already, it does not comply or is suspended;
/// `Invalid` for a note that says nothing; `Conflict`.
pub async fn create(hub: &Hub, actor: &Actor, sid: BundleSid, note: String) -> Result<Case> {
    let scope = actor.may(Permit::Own)?;
    input::note_in("Note", &note)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, KIND, sid).await?;
    let policy = policy_of(hub, &before)?;
    must_be_allowed(hub, actor, policy)?;
    before.may_submit()?;
    let appeal = Appeal::against_last(&before, &tx.case_list(&scope, sid).await?, note)?;
    // What cannot be approved is not worth a reviewer's time.
    if !parts::report(&mut tx, hub, &before, policy).await?.shortcomings().is_empty() {
        return Err(Rule::DoesNotComply.into());
    }
    let change = before.submit(Vec::new(), hub.now())?;
    let bundle: Bundle = changes::apply(&mut tx, hub, actor, &before, change, "bundle.appeal").await?;
    let case = Case::of_appeal(&bundle, hub.sid(), policy.needs_two_reviewers, appeal, hub.now());
    tx.case_insert(&case).await?;
    vetting::again(&mut tx, hub, &scope, case.sid).await?;
    record(&mut tx, hub, actor, &scope, "case.open_by_appeal", case.sid, Changed::made(&case)).await?;
    tx.commit().await?;
    count("opened", &case);
    Ok(case)
}

/// Whether an appeal against the rejection of a bundle as it is now would be taken.
pub(crate) async fn is_possible(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<bool> {
    if bundle.kind != KIND || bundle.may_submit().is_err() {
        return Ok(false);
    }
    let cases = tx.case_list(&Scope::own(bundle.account_sid), bundle.sid).await?;
    if Appeal::against_last(bundle, &cases, String::new()).is_err() {
        return Ok(false);
    }
    Ok(parts::report(tx, hub, bundle, policy_of(hub, bundle)?).await?.shortcomings().is_empty())
}

/// The appeals of a profile, newest first.
///
/// # Errors
/// `NotFound`.
pub async fn list(hub: &Hub, actor: &Actor, sid: BundleSid) -> Result<Vec<Case>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, KIND, sid).await?;
    let mut cases = tx.case_list(&scope, sid).await?;
    cases.retain(|case| case.appeal.is_some());
    Ok(cases)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, bundle: BundleSid, sid: CaseSid) -> Result<Case> {
    let missing = || match not_found(KIND, bundle) {
        Error::NotFound(parent) => Error::NotFound(format!("{parent}/Appeals/{sid}")),
        other => other,
    };
    list(hub, actor, bundle).await?.into_iter().find(|case| case.sid == sid).ok_or_else(missing)
}

/// Counts an appeal when it is made and when it is decided.
pub(crate) fn count(outcome: &'static str, case: &Case) {
    let Some(appeal) = &case.appeal else { return };
    let against = if appeal.against.is_some() { "reviewer" } else { "machine" };
    metrics::counter!("trusthub_appeals_total", "outcome" => outcome, "against" => against).increment(1);
}

//! Legal holds: set and released by the operator, with a reason.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::retention::{HoldSubject, LegalHold};
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_storage::{Scope, Tx};

use crate::input;
use crate::record::Changed;
use crate::record::record;
use crate::{Actor, Error, Hub, Result, accounts, bundles};

/// Longest reason.
const REASON_LIMIT: usize = 1000;

/// What is given to set a hold.
#[derive(Debug, Clone)]
pub struct NewHold {
    /// Whose data.
    pub account_sid: AccountSid,
    /// Only this bundle, its cases and its events; everything of the account if `None`.
    pub bundle_sid: Option<BundleSid>,
    /// Why.
    pub reason: String,
}

impl NewHold {
    fn subject(account: AccountSid, bundle: Option<BundleSid>) -> HoldSubject {
        bundle.map_or(HoldSubject::Account(account), HoldSubject::Bundle)
    }
}

/// Sets a hold, or gives one another reason. Nothing of its subject is erased from now on: not by retention, and not by
/// `accounts::erase`.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` for an account or bundle that is not there; `Invalid` for a
/// reason that is empty or too long.
pub async fn set(hub: &Hub, actor: &Actor, new: NewHold) -> Result<LegalHold> {
    actor.must_be_operator()?;
    input::required("Reason", &new.reason, REASON_LIMIT)?;
    accounts::find(hub, actor, new.account_sid).await?;
    let scope = Scope::own(new.account_sid);
    let mut tx = hub.db().write().await?;
    if let Some(bundle) = new.bundle_sid
        && tx.bundle_find(&scope, bundle).await?.is_none()
    {
        return Err(bundles::not_found(BundleKind::CustomerProfile, bundle));
    }
    let hold = LegalHold {
        account_sid: new.account_sid,
        subject: NewHold::subject(new.account_sid, new.bundle_sid),
        reason: new.reason,
        since: hub.now(),
    };
    tx.hold_set(&hold).await?;
    record(&mut tx, hub, actor, &scope, "hold.set", hold.subject, Changed::made(&hold.reason)).await?;
    tx.commit().await?;
    Ok(hold)
}

/// Releases a hold: the periods count again, as if there had been none.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` if there is no such hold.
pub async fn release(hub: &Hub, actor: &Actor, account: AccountSid, bundle: Option<BundleSid>) -> Result<()> {
    actor.must_be_operator()?;
    let scope = Scope::own(account);
    let subject = NewHold::subject(account, bundle);
    let mut tx = hub.db().write().await?;
    if !tx.hold_release(&scope, subject).await? {
        return Err(Error::NotFound(format!("A legal hold on {subject}")));
    }
    let nothing = Changed::<()> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "hold.release", subject, nothing).await?;
    Ok(tx.commit().await?)
}

/// The holds on an account and its bundles.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` for an account that is not there.
pub async fn holds(hub: &Hub, actor: &Actor, account: AccountSid) -> Result<Vec<LegalHold>> {
    actor.must_be_operator()?;
    accounts::find(hub, actor, account).await?;
    Ok(hub.db().read().await?.hold_list(&Scope::own(account)).await?)
}

/// Whether the account, or that bundle of it, is held.
pub(super) async fn is_held(tx: &mut Tx, scope: &Scope, bundle: Option<BundleSid>) -> Result<bool> {
    let holds = tx.hold_list(scope).await?;
    Ok(holds.iter().any(|hold| match hold.subject {
        HoldSubject::Account(_) => true,
        HoldSubject::Bundle(sid) => Some(sid) == bundle,
    }))
}

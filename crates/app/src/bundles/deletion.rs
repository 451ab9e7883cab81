//! Deletion of a bundle, and what stands in its way.

use trusthub_domain::bundle::{Bundle, BundleKind, DeletionFacts, Status};
use trusthub_domain::partner::StandingCause;
use trusthub_domain::review::CaseOutcome;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{AccountFilter, Scope, Tx};

use super::{changes, load, must_be_allowed, policy_of};
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::{Actor, Hub, Pages, Permit, Result, credentials};

/// Deletes it with its assignments and evaluations; its items stay.
///
/// # Errors
/// `NotFound`; `Rule` while it is under review or suspended, holds numbers, or another bundle rests on it.
pub async fn delete(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let bundle = load(&mut tx, &scope, kind, sid).await?;
    must_be_allowed(hub, actor, policy_of(hub, &bundle)?)?;
    let has_numbers = tx.channel_assignment_exists(&scope, sid).await?;
    let is_supporting = is_supporting(&mut tx, hub, &scope, &bundle).await?;
    bundle.may_delete(DeletionFacts { has_numbers, is_supporting })?;
    if let Some(copy) = tx.bundle_find_copy(&scope, sid).await? {
        copy.may_delete(DeletionFacts { has_numbers: false, is_supporting: false })?;
        tx.bundle_delete(&copy).await?;
        record(&mut tx, hub, actor, &scope, "bundle.delete", copy.sid, Changed::gone(&copy)).await?;
    }
    // One that screening opened.
    changes::close_case(&mut tx, hub, actor, &scope, &bundle, None, CaseOutcome::Withdrawn).await?;
    tx.bundle_delete(&bundle).await?;
    if bundle.status == Status::Approved {
        feed::note_account(&mut tx, hub, &scope, StandingCause::Withdrawn).await?;
    }
    credentials::follow::deleted(&mut tx, hub, actor, &bundle).await?;
    record(&mut tx, hub, actor, &scope, "bundle.delete", sid, Changed::gone(&bundle)).await?;
    Ok(tx.commit().await?)
}

/// Whether a bundle of this account rests on it; or, for a primary profile, one of a subaccount.
pub(crate) async fn is_supporting(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: &Bundle) -> Result<bool> {
    if !tx.bundles_resting_on(scope, bundle.sid, None, 1).await?.is_empty() {
        return Ok(true);
    }
    if !policy_of(hub, bundle)?.is_primary {
        return Ok(false);
    }
    let mut pages = Pages::of(200);
    while let Some(request) = pages.request() {
        let page = tx.account_list_family(scope, &AccountFilter::default(), &request).await?;
        for account in pages.rows(page) {
            let own = Scope::own(account.sid);
            if !tx.bundles_resting_on(&own, bundle.sid, None, 1).await?.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

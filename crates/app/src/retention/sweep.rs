//! Erases what is due, each thing in a transaction of its own.

use std::time::Duration;

use trusthub_domain::retention::RetentionClass;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Stale, StaleRow};

use super::due::{Due, LISTS, bundle_due, judge, next};
use crate::bundles::deletion::is_supporting;
use crate::items::{addresses, documents, end_users};
use crate::record::{Changed, internal, record, record_hub};
use crate::review::site_pictures;
use crate::{Actor, Error, Hub, Result, accounts};

/// Decisions of so long a time are deleted in one transaction.
const DECISIONS_AT_ONCE: Duration = Duration::from_secs(600);

/// What a sweep came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Erased.
    pub erased: u64,
    /// Past its period, but under a legal hold.
    pub held: u64,
    /// Past its period, but something else rests on it or needs it just now. The next sweep looks again.
    pub kept: u64,
}

/// Erases everything that is past its period and under no legal hold.
///
/// Can be cut off anywhere and repeated; two nodes that sweep at once do each other no harm. What cannot be erased is
/// logged and left to the next sweep.
///
/// # Errors
/// `Forbidden` for anybody but the operator or the hub itself; `Unavailable`.
pub async fn sweep(hub: &Hub, actor: &Actor) -> Result<Swept> {
    actor.must_be_operator()?;
    let mut swept = Swept::default();
    for (stale, classes) in LISTS {
        let mut after: Option<StaleRow> = None;
        while let Some(rows) = next(hub, stale, classes, after.as_ref()).await? {
            for row in &rows {
                let due = judge(&mut hub.db().read().await?, hub, stale, row).await;
                match due {
                    Ok(None) => {}
                    Ok(Some(due)) if due.is_held => swept.held += 1,
                    Ok(Some(due)) => count(&mut swept, erase(hub, actor, stale, &due).await, row),
                    Err(error) => count(&mut swept, Err(error), row),
                }
            }
            after = rows.into_iter().next_back();
        }
    }
    swept.erased += decisions(hub, actor).await?;
    Ok(swept)
}

/// Decisions about calls are many and alike: they are not judged one by one, but deleted by the time they were made, ten
/// minutes at once, those of accounts under a legal hold aside. Their one period is the general one.
async fn decisions(hub: &Hub, actor: &Actor) -> Result<u64> {
    let Some(period) = hub.catalog().retention().shortest(RetentionClass::Attestation) else { return Ok(0) };
    let before = hub.now().minus(period);
    let (mut from, mut count) = (Timestamp::from_micros(0), 0);
    loop {
        let oldest = hub.db().read().await?.decision_oldest_any_account(from).await?;
        let Some(oldest) = oldest.filter(|oldest| *oldest < before) else { break };
        let to = oldest.plus(DECISIONS_AT_ONCE).min(before);
        let mut tx = hub.db().write().await?;
        count += tx.decisions_purge_any_account(oldest, to).await?;
        tx.commit().await?;
        from = to;
    }
    if count > 0 {
        let mut tx = hub.db().write().await?;
        record_hub(&mut tx, hub, actor, "attestation.purge", format!("{count} decisions")).await?;
        tx.commit().await?;
    }
    Ok(count)
}

fn count(swept: &mut Swept, erased: Result<bool>, row: &StaleRow) {
    match erased {
        Ok(true) => swept.erased += 1,
        // Changed, used again or deleted since it was looked at.
        Ok(false) | Err(Error::Conflict | Error::NotFound(_) | Error::InUse(_) | Error::ItemFrozen(_)) => {
            swept.kept += 1;
        }
        Err(error) => {
            swept.kept += 1;
            tracing::warn!(
                account.sid = %row.account_sid, subject = row.sid, error = &error as &dyn std::error::Error,
                "{} is past its retention period but could not be erased", row.sid
            );
        }
    }
}

/// Whether it is gone.
async fn erase(hub: &Hub, actor: &Actor, stale: Stale, due: &Due) -> Result<bool> {
    let scope = Scope::own(due.account_sid);
    let owner = actor.on(due.account_sid);
    match stale {
        Stale::Accounts => accounts::erase(hub, actor, due.account_sid).await?,
        Stale::Drafts | Stale::Rejected => return erase_bundle(hub, actor, &scope, stale, due).await,
        Stale::EndUsers => end_users::delete(hub, &owner, due.subject.parse().map_err(internal)?).await?,
        Stale::Documents => documents::delete(hub, &owner, due.subject.parse().map_err(internal)?).await?,
        Stale::Addresses => addresses::delete(hub, &owner, due.subject.parse().map_err(internal)?).await?,
        Stale::Cases
        | Stale::Confirmations
        | Stale::Credentials
        | Stale::Tollfree
        | Stale::TollfreeDrafts
        | Stale::CampaignRegistrations
        | Stale::Events => {
            return erase_record(hub, actor, &scope, stale, due).await;
        }
    }
    Ok(true)
}

/// With its assignments and evaluations, numbers' included. Its items count from when they last changed.
async fn erase_bundle(hub: &Hub, actor: &Actor, scope: &Scope, stale: Stale, due: &Due) -> Result<bool> {
    let mut tx = hub.db().write().await?;
    let Some((bundle, due)) = bundle_due(&mut tx, hub, stale, due).await? else { return Ok(false) };
    let is_needed = due.is_held
        || tx.bundle_find_copy(scope, bundle.sid).await?.is_some()
        || is_supporting(&mut tx, hub, scope, &bundle).await?;
    if is_needed {
        return Ok(false);
    }
    tx.bundle_delete(&bundle).await?;
    record(&mut tx, hub, actor, scope, "bundle.delete", bundle.sid, Changed::gone(&bundle)).await?;
    tx.commit().await?;
    Ok(true)
}

/// What is left of a bundle that is gone, and what was entered for a toll-free number or a campaign.
async fn erase_record(hub: &Hub, actor: &Actor, scope: &Scope, stale: Stale, due: &Due) -> Result<bool> {
    let row = StaleRow { account_sid: due.account_sid, sid: due.subject.clone() };
    let mut tx = hub.db().write().await?;
    if judge(&mut tx, hub, stale, &row).await?.is_none_or(|due| due.is_held) {
        return Ok(false);
    }
    let (is_gone, action) = match stale {
        Stale::Cases => {
            site_pictures::delete_later(&mut tx, hub, scope, row.sid.parse().map_err(internal)?).await?;
            (tx.case_delete(scope, &row.sid).await?, "case.delete")
        }
        Stale::Confirmations => {
            let sid = row.sid.parse().map_err(internal)?;
            (tx.confirmation_delete(scope, sid).await?, "confirmation.delete")
        }
        Stale::Credentials => {
            let sid = row.sid.parse().map_err(internal)?;
            (tx.credential_delete(scope, sid).await?, "credential.delete")
        }
        Stale::Tollfree => {
            let sid = row.sid.parse().map_err(internal)?;
            let found = tx.tollfree_find(scope, sid).await?;
            if let Some(found) = &found {
                tx.tollfree_delete(found).await?;
            }
            (found.is_some(), "tollfree.delete")
        }
        Stale::TollfreeDrafts => {
            let number = row.sid.parse().map_err(internal)?;
            (tx.tollfree_draft_delete(scope, number).await?, "tollfree.draft.delete")
        }
        Stale::CampaignRegistrations => {
            let sid = row.sid.parse().map_err(internal)?;
            (tx.campaign_registration_delete(scope, sid).await?, "campaign.registration.delete")
        }
        _ => (tx.event_delete(scope, &row.sid).await?, "event.delete"),
    };
    if !is_gone {
        return Ok(false);
    }
    let nothing = Changed::<()> { before: None, after: None };
    record(&mut tx, hub, actor, scope, action, &row.sid, nothing).await?;
    tx.commit().await?;
    Ok(true)
}

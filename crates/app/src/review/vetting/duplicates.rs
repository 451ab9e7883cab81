//! Where else the same business is registered.

use trusthub_domain::bundle::Bundle;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{Lookup, LookupKind, Scope, Tx};
use trusthub_vetting::{Application, DuplicateHit};

use super::looks::content;
use crate::review::test_mode;
use crate::{Hub, Result};

/// Remembers which business a bundle registers, after its content was replaced by that of its copy.
pub(crate) async fn remember_identity(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    if test_mode::is_on(tx, &Scope::own(bundle.account_sid)).await? {
        return Ok(());
    }
    let application = content(tx, hub, bundle).await?.application;
    remember(tx, bundle, identity(&application).as_slice()).await
}

fn identity(application: &Application) -> Option<Lookup> {
    application.identity().map(|value| Lookup { kind: LookupKind::BusinessIdentifier, value })
}

async fn remember(tx: &mut Tx, bundle: &Bundle, lookups: &[Lookup]) -> Result<()> {
    Ok(tx.lookup_set(&Scope::own(bundle.account_sid), bundle.sid, lookups).await?)
}

pub(super) async fn duplicates(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    application: &Application,
) -> Result<Vec<DuplicateHit>> {
    let lookup = identity(application);
    remember(tx, bundle, lookup.as_slice()).await?;
    let Some(lookup) = lookup else {
        return Ok(Vec::new());
    };
    let family = head_of_family(tx, bundle.account_sid).await?;
    let mut hits = Vec::new();
    for hit in tx.lookup_find_any_account(&lookup).await? {
        let is_itself = hit.bundle_sid == bundle.sid || Some(hit.bundle_sid) == bundle.copy_of;
        let found = tx.bundle_find(&Scope::own(hit.account_sid), hit.bundle_sid).await?;
        if let Some(other) = found.filter(|_| !is_itself) {
            hits.push(DuplicateHit {
                account_sid: hit.account_sid,
                bundle_sid: hit.bundle_sid,
                account_is_family: head_of_family(tx, hit.account_sid).await? == family,
                is_in_force: other.is_in_force(hub.now()),
            });
        }
    }
    Ok(hits)
}

/// The main account of a subaccount, or the account itself.
async fn head_of_family(tx: &mut Tx, account: AccountSid) -> Result<AccountSid> {
    let account_row = tx.account_find(&Scope::own(account)).await?;
    Ok(account_row.and_then(|row| row.parent_sid).unwrap_or(account))
}

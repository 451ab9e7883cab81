//! Where else the same business is registered.

use trusthub_domain::bundle::Bundle;
use trusthub_domain::shared::SharedKind;
use trusthub_storage::{Lookup, Scope, Tx};
use trusthub_vetting::{Application, DuplicateHit};

use crate::review::rings::head_of_family;
use crate::{Hub, Result};

/// Places that are looked at: enough to tell that there are others, however many there are.
const MOST_PLACES: u32 = 100;

pub(super) async fn duplicates(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    application: &Application,
) -> Result<Vec<DuplicateHit>> {
    let Some(value) = application.identity() else {
        return Ok(Vec::new());
    };
    let lookup = Lookup { kind: SharedKind::BusinessIdentifier, value };
    let family = head_of_family(tx, bundle.account_sid).await?;
    let mut hits = Vec::new();
    for hit in tx.lookup_find_any_account(&lookup, family, MOST_PLACES).await? {
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

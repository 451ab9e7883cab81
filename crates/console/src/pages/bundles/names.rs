//! What profiles are called, for pages about what rests on them.

use std::collections::BTreeMap;

use trusthub_app::{Error, bundles};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BundleSid;

use crate::fault::Result;
use crate::session::Customer;

/// Names of the account's profiles; what is gone has none.
pub(crate) async fn names(
    customer: &Customer,
    profiles: &[BundleSid],
) -> Result<BTreeMap<BundleSid, String>> {
    let mut names = BTreeMap::new();
    for &sid in profiles {
        if names.contains_key(&sid) {
            continue;
        }
        match bundles::find(customer.hub(), &customer.actor, BundleKind::CustomerProfile, sid).await {
            Ok(bundle) => drop(names.insert(sid, bundle.friendly_name)),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}

//! Several requirements at once, within one change.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::Tx;

use super::{Filling, put};
use crate::bundles::load;
use crate::{Actor, Hub, Permit, Result};

/// Makes or mends what meets each of them; no files.
pub(crate) async fn put_all(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    (kind, sid): (BundleKind, BundleSid),
    fillings: impl IntoIterator<Item = Filling>,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    for filling in fillings {
        // Each changes the bundle, and the next must have seen that.
        let bundle = load(tx, &scope, kind, sid).await?;
        put(tx, hub, actor, bundle, filling, None).await?;
    }
    Ok(())
}

//! Taking a submission back: the number is no longer verified, and may be submitted anew.

use trusthub_domain::sid::TollfreeSid;

use super::load;
use crate::record::{Changed, record};
use crate::{Actor, Hub, Permit, Result, retry};

/// Deletes it, whatever came of it.
///
/// # Errors
/// `NotFound`; `Conflict`.
pub async fn delete(hub: &Hub, actor: &Actor, sid: TollfreeSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    // The machine may be reading it at the same moment; whatever it comes to goes, too.
    retry::on_conflict(|| async {
        let mut tx = hub.db().write().await?;
        let before = load(&mut tx, &scope, sid).await?;
        tx.tollfree_delete(&before).await?;
        record(&mut tx, hub, actor, &scope, "tollfree.delete", sid, Changed::gone(&before)).await?;
        Ok(tx.commit().await?)
    })
    .await
}

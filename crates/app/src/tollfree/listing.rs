//! Looking at one, and at all.

use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::Verification;
use trusthub_storage::Scope;
pub use trusthub_storage::TollfreeFilter;

use super::load;
use crate::erased::unless_erased;
use crate::{Actor, Hub, Page, PageRequest, Permit, Result};

/// Whose are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The account's own.
    Own,
    /// Its subaccounts', too.
    Family,
}

/// One of the account's own.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: TollfreeSid) -> Result<Verification> {
    let scope = actor.may(Permit::Read)?;
    load(&mut hub.db().read().await?, &scope, sid).await
}

/// Newest first.
///
/// # Errors
/// `Forbidden`; `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    whose: Whose,
    filter: TollfreeFilter,
    page: PageRequest,
) -> Result<Page<Verification>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    match whose {
        Whose::Own => Ok(tx.tollfree_list(&scope, &filter, &page).await?),
        Whose::Family => {
            let lines = tx.tollfree_list_family(&scope, &filter, &page).await?;
            let mut items = Vec::with_capacity(lines.items.len());
            for (owner, sid) in lines.items {
                // Gone meanwhile, or its account erased: the next page begins where it would have.
                items.extend(unless_erased(tx.tollfree_find(&Scope::own(owner), sid).await)?);
            }
            Ok(Page { items, next: lines.next, previous: lines.previous })
        }
    }
}

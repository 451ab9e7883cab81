//! The overview of an account and its subaccounts: the bundles of all of them on one list. Names, statuses and dates; what
//! is in a bundle, only its own account sees.

use std::time::Duration;

use futures::stream::{Stream, try_unfold};
use trusthub_domain::bundle::{BundleKind, Status};
use trusthub_domain::search::Needle;
use trusthub_domain::sid::{AccountSid, PolicySid};
pub use trusthub_storage::BundleOverview;
use trusthub_storage::{OverviewFilter, Scope};

use crate::{Actor, Hub, Page, PageRequest, Permit, Position, Result};

/// Lines that an export reads at once.
const AT_ONCE: u32 = 1000;

/// What is looked for; all that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words of the name, each as it begins; nothing finds all.
    pub name: String,
    /// The shown status.
    pub status: Option<Status>,
    /// Policy.
    pub policy_sid: Option<PolicySid>,
    /// Only of this account.
    pub account_sid: Option<AccountSid>,
    /// Approved, and the approval ends within this time.
    pub ends_within: Option<Duration>,
}

impl Wanted {
    fn filter(self, hub: &Hub) -> OverviewFilter {
        OverviewFilter {
            name: Needle::of(&self.name),
            status: self.status,
            policy_sid: self.policy_sid,
            owner_sid: self.account_sid,
            ends_by: self.ends_within.map(|time| hub.now().plus(time)),
        }
    }
}

/// Bundles of that kind of the account acted on and of its subaccounts, newest first, copies left out. A subaccount has
/// its own only.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    wanted: Wanted,
    page: PageRequest,
) -> Result<Page<BundleOverview>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().overview_list(&scope, kind, &wanted.filter(hub), &page).await?)
}

/// The same, all of it, some lines at a time: however many there are, few are held at once.
///
/// # Errors
/// `Forbidden`; then each part may be `Unavailable`.
pub fn export(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    wanted: Wanted,
) -> Result<impl Stream<Item = Result<Vec<BundleOverview>>> + Send + use<>> {
    let scope = actor.may(Permit::Read)?;
    let export = Export { hub: hub.clone(), scope, kind, filter: wanted.filter(hub) };
    Ok(try_unfold((export, Some(Position::Start)), |(export, position)| async move {
        let Some(position) = position else { return Ok(None) };
        let page = export.page(position).await?;
        Ok(Some((page.items, (export, page.next.map(Position::After)))))
    }))
}

struct Export {
    hub: Hub,
    scope: Scope,
    kind: BundleKind,
    filter: OverviewFilter,
}

impl Export {
    async fn page(&self, position: Position) -> Result<Page<BundleOverview>> {
        let request = PageRequest { size: AT_ONCE, position };
        Ok(self.hub.db().overview_list(&self.scope, self.kind, &self.filter, &request).await?)
    }
}

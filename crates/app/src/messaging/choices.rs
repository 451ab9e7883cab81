//! What a brand may be registered from: for whoever chooses from a list.

use trusthub_domain::bundle::{Bundle, BundleKind};
use trusthub_storage::{BundleFilter, PageRequest, Position};

use super::brands::{A2P_PRODUCT, SOLE_PROPRIETOR_PRODUCT, is_submitted};
use crate::bundles::policy_of;
use crate::{Actor, Hub, Permit, Result};

/// Newest of each kind that are looked through. Ours: a list to choose from is no longer read beyond.
const LOOKED_THROUGH: u32 = 200;

/// The account's bundles that a brand can rest on, newest first.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Who it is.
    pub profiles: Vec<Bundle>,
    /// What it sends as.
    pub products: Vec<Bundle>,
}

/// Bundles in review or approved that [`super::brands::create`] takes. Which profile goes with which product, it says.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Choices> {
    let scope = actor.may(Permit::Read)?;
    let page = PageRequest { size: LOOKED_THROUGH, position: Position::Start };
    let filter = BundleFilter::default();
    let profiles = hub.db().bundle_list(&scope, BundleKind::CustomerProfile, &filter, &page).await?.items;
    let products = hub.db().bundle_list(&scope, BundleKind::TrustProduct, &filter, &page).await?.items;
    let is_for_messages = |bundle: &Bundle| {
        policy_of(hub, bundle)
            .is_ok_and(|policy| [A2P_PRODUCT, SOLE_PROPRIETOR_PRODUCT].contains(&policy.object_type.as_str()))
    };
    Ok(Choices {
        profiles: profiles.into_iter().filter(is_submitted).collect(),
        products: products.into_iter().filter(|one| is_submitted(one) && is_for_messages(one)).collect(),
    })
}

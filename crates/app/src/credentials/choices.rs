//! What a credential may be issued about, and which domains it may name: for whoever chooses from a list.

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::sending::DomainState;
use trusthub_storage::{BundleFilter, PageRequest, Position};

use super::content;
use crate::domains::MOST_DOMAINS;
use crate::{Actor, Hub, Permit, Result};

/// Newest approved profiles that are looked through. Ours: a list to choose from is no longer read beyond.
const LOOKED_THROUGH: u32 = 200;

/// What the account may choose from.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Profiles that a credential may be issued about, newest first.
    pub profiles: Vec<Bundle>,
    /// Domains that it may name, newest first.
    pub domains: Vec<String>,
}

/// What [`super::issue()`] takes now. Which numbers a profile has, and what it says nothing for, it says.
///
/// # Errors
/// `Unavailable`.
pub async fn choices(hub: &Hub, actor: &Actor) -> Result<Choices> {
    let scope = actor.may(Permit::Read)?;
    let first = |size| PageRequest { size, position: Position::Start };
    let mut tx = hub.db().read().await?;
    let account = tx.account_find(&scope).await?;
    let page = first(LOOKED_THROUGH);
    let kind = BundleKind::CustomerProfile;
    let approved = BundleFilter { status: Some(Status::Approved), ..BundleFilter::default() };
    let mut profiles = Vec::new();
    for bundle in tx.bundle_list(&scope, kind, &approved, &page).await?.items {
        if content::unfit(hub, &bundle, account.as_ref())?.is_none() {
            profiles.push(bundle);
        }
    }
    let domains = tx.domain_list(&scope, &first(MOST_DOMAINS)).await?.items;
    let proven = domains.into_iter().filter(|domain| domain.state == DomainState::Proven);
    Ok(Choices { profiles, domains: proven.map(|domain| domain.domain).collect() })
}

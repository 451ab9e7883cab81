//! Which profile says who a brand is: one that is there, or a new one, and what that rests on.

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::messaging::BrandType;
use trusthub_domain::policy::SECONDARY_BUSINESS;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{BundleFilter, PageRequest, Position, Scope};

use super::super::{PRIMARY, in_force, policy_of_type};
use super::NewBrandRegistration;
use crate::messaging::{brands, evidence};
use crate::{Hub, Invalid, Result};

/// The profile of a sole proprietor who is somebody's customer, and of one who holds the account.
const STARTER: &str = "starter_customer_profile_type_business";
const STARTER_DIRECT: &str = "starter_customer_profile_type_direct_long_tail";

/// Approved profiles looked through for the primary one. Ours: an account has few.
const LOOKED_THROUGH: u32 = 200;

pub(super) enum Chosen {
    There(BundleSid),
    Begun { object_type: &'static str, primary: Option<BundleSid> },
}

/// The profile that was named; the account's own, if the brand is its own business; else a new one.
pub(super) async fn choose(hub: &Hub, scope: &Scope, new: &NewBrandRegistration) -> Result<Chosen> {
    if let Some(sid) = new.customer_profile_sid {
        return named(hub, scope, new.brand_type, sid).await;
    }
    let primary = match new.primary {
        Some(sid) => Some(in_force(hub, scope, sid).await?),
        None => own_primary(hub, scope).await?,
    };
    if let Some(own) = &primary
        && own.account_sid == scope.account()
        && new.brand_type == BrandType::Standard
        && is_same_business(hub, own, new).await?
    {
        return Ok(Chosen::There(own.sid));
    }
    let (carried, direct) = match new.brand_type {
        BrandType::Standard => (SECONDARY_BUSINESS, PRIMARY),
        BrandType::SoleProprietor => (STARTER, STARTER_DIRECT),
    };
    let primary = primary.filter(|primary| carries(hub, primary, carried));
    let object_type = if primary.is_some() { carried } else { direct };
    Ok(Chosen::Begun { object_type, primary: primary.map(|primary| primary.sid) })
}

async fn named(hub: &Hub, scope: &Scope, brand_type: BrandType, sid: BundleSid) -> Result<Chosen> {
    let refused = |why: &str| Invalid::Field { field: "customerProfileSid", why: why.to_owned() };
    let found = hub.db().bundle_find(scope, sid).await?;
    let found = found.filter(|found| found.kind == BundleKind::CustomerProfile && found.copy_of.is_none());
    let profile = found.ok_or_else(|| refused("it names no Customer Profile of this account"))?;
    let policy = hub.catalog().policy(profile.policy_sid);
    if !policy.is_some_and(|policy| brands::is_of_kind(policy, brand_type)) {
        return Err(refused(brands::wants(brand_type)).into());
    }
    Ok(Chosen::There(sid))
}

/// The account's own primary profile, if one is in force.
pub(in crate::inquiries) async fn own_primary(hub: &Hub, scope: &Scope) -> Result<Option<Bundle>> {
    let filter = BundleFilter { status: Some(Status::Approved), ..BundleFilter::default() };
    let page = PageRequest { size: LOOKED_THROUGH, position: Position::Start };
    let found = hub.db().bundle_list(scope, BundleKind::CustomerProfile, &filter, &page).await?.items;
    let is_primary = |one: &Bundle| {
        hub.catalog().policy(one.policy_sid).is_some_and(|policy| policy.is_primary)
            && one.is_in_force(hub.now())
    };
    Ok(found.into_iter().find(is_primary))
}

fn carries(hub: &Hub, primary: &Bundle, object_type: &str) -> bool {
    let above = hub.catalog().policy(primary.policy_sid);
    let policy = policy_of_type(hub, object_type).ok();
    let both = policy.zip(above);
    both.is_some_and(|(policy, above)| policy.requirement_for_support(&above.object_type).is_some())
}

/// Whether what was given names the business that the profile is about: by its number, or else its name.
async fn is_same_business(hub: &Hub, own: &Bundle, new: &NewBrandRegistration) -> Result<bool> {
    let mut tx = hub.db().read().await?;
    let said = evidence::end_users(&mut tx, hub, own).await?;
    let known = |field| evidence::text(&said, field).map(|text| plain(&text));
    if let Some(number) = new.given.registration_number() {
        return Ok(known("business_registration_number") == Some(plain(number)));
    }
    Ok(new.given.name().is_some_and(|name| known("business_name") == Some(plain(name))))
}

/// Letters and digits only, in one case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

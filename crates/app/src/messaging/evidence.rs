//! Gathers what a brand is decided by.

use serde_json::Value;
use trusthub_domain::bundle::Bundle;
use trusthub_domain::contact::Email;
use trusthub_domain::item::EndUser;
use trusthub_domain::messaging::BrandEvidence;
use trusthub_domain::review::Case;
use trusthub_storage::{Scope, Tx};

use crate::bundles::parts::gather;
use crate::bundles::policy_of;
use crate::{Hub, Result};

/// What its bundles say, and what the last vetting of its profile found that has come to an end.
pub(super) async fn of_brand(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    profile: &Bundle,
    product: &Bundle,
) -> Result<BrandEvidence> {
    let said = gather(tx, hub, product, policy_of(hub, product)?).await?.parts;
    let of_profile = gather(tx, hub, profile, policy_of(hub, profile)?).await?.parts;
    let cases = tx.case_list(scope, profile.sid).await?;
    let approved = cases.iter().find(|case| case.is_approved());
    let found = approved.and_then(|case: &Case| case.assessment.as_ref());
    let (message, business) = (&said.end_users, &of_profile.end_users);
    let country = of_profile.addresses.values().next().map(|address| address.iso_country.clone());
    Ok(BrandEvidence {
        company_type: text(message, "company_type").and_then(|kind| kind.parse().ok()),
        stock_exchange: text(message, "stock_exchange"),
        stock_ticker: text(message, "stock_ticker"),
        identifier_kind: text(business, "business_registration_identifier"),
        registration_number: text(business, "business_registration_number"),
        business_type: text(business, "business_type"),
        country,
        contact_domain: text(message, "brand_contact_email")
            .and_then(|email| email.parse::<Email>().ok())
            .map(|email| trusthub_vetting::registrable_domain_in(&email.domain())),
        website_domain: text(business, "website_url")
            .map(|url| trusthub_vetting::registrable_domain_in(&url)),
        found: found.map(|assessment| assessment.evidence.clone()).unwrap_or_default(),
    })
}

/// An attribute that one of them has, if it is a text that says something.
pub(crate) fn text(end_users: &[EndUser], field: &str) -> Option<String> {
    let found = end_users.iter().find_map(|end_user| end_user.attributes.get(field));
    match found {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Some(_) | None => None,
    }
}

/// The end users of a bundle.
pub(crate) async fn end_users(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<Vec<EndUser>> {
    Ok(gather(tx, hub, bundle, policy_of(hub, bundle)?).await?.parts.end_users)
}

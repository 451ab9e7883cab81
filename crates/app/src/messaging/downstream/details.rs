//! What the registry downstream is told of a brand or campaign.

use trusthub_domain::item::Address;
use trusthub_domain::messaging::{Brand, BrandType, Campaign, CompanyType, DEFAULT_HELP, DEFAULT_OPT_OUT};
use trusthub_gateways::registry::{BrandDetails, CampaignDetails, EntityType};
use trusthub_storage::{Scope, Tx};

use crate::bundles::parts::gather;
use crate::bundles::policy_of;
use crate::messaging::evidence::text;
use crate::{Hub, Result};

/// What its bundles say of a brand; `None` if one of them is gone.
pub(super) async fn of_brand(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    brand: &Brand,
) -> Result<Option<BrandDetails>> {
    let profile = tx.bundle_find(scope, brand.customer_profile_sid).await?;
    let product = tx.bundle_find(scope, brand.a2p_profile_sid).await?;
    let (Some(profile), Some(product)) = (profile, product) else { return Ok(None) };
    let of_profile = gather(tx, hub, &profile, policy_of(hub, &profile)?).await?.parts;
    let said = gather(tx, hub, &product, policy_of(hub, &product)?).await?.parts;
    let address = of_profile.addresses.values().next();
    let country = address.map_or_else(|| "US".to_owned(), |address| address.iso_country.clone());
    let of_business = |field| text(&of_profile.end_users, field);
    let of_message = |field| text(&said.end_users, field);
    let line = |part: fn(&Address) -> &String| address.map(part).filter(|line| !line.is_empty()).cloned();
    let entity_type = match brand.brand_type {
        BrandType::SoleProprietor => EntityType::SoleProprietor,
        BrandType::Standard => entity_type(of_message("company_type").and_then(|kind| kind.parse().ok())),
    };
    let is_person = entity_type == EntityType::SoleProprietor;
    let company_name = of_business("business_name").filter(|_| !is_person);
    let person = || {
        let names = [of_business("first_name"), of_business("last_name")];
        names.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let ein = of_business("business_registration_number").filter(|_| !is_person);
    Ok(Some(BrandDetails {
        entity_type,
        display_name: of_message("brand_name").or_else(|| company_name.clone()).unwrap_or_else(person),
        company_name,
        first_name: of_business("first_name").filter(|_| is_person),
        last_name: of_business("last_name").filter(|_| is_person),
        ein_issuing_country: ein.is_some().then(|| {
            let is_american = of_business("business_registration_identifier").as_deref() == Some("EIN");
            if is_american { "US".to_owned() } else { country.clone() }
        }),
        ein,
        phone: of_business("phone_number"),
        mobile_phone: of_message("mobile_phone_number"),
        street: line(|address| &address.street),
        city: line(|address| &address.city),
        state: line(|address| &address.region),
        postal_code: line(|address| &address.postal_code),
        country,
        email: of_business("email"),
        business_contact_email: of_message("brand_contact_email"),
        stock_symbol: of_message("stock_ticker"),
        stock_exchange: of_message("stock_exchange"),
        website: of_business("website_url"),
        vertical: of_business("business_industry").or_else(|| of_message("vertical")).unwrap_or_default(),
        reference_id: brand.sid.to_string(),
    }))
}

const fn entity_type(company: Option<CompanyType>) -> EntityType {
    match company {
        Some(CompanyType::Public) => EntityType::PublicProfit,
        Some(CompanyType::NonProfit) => EntityType::NonProfit,
        Some(CompanyType::Government) => EntityType::Government,
        Some(CompanyType::Private) | None => EntityType::PrivateProfit,
    }
}

/// What a campaign sends, with what stands in for what was left out.
pub(super) fn of_campaign(brand_id: &str, campaign: &Campaign) -> CampaignDetails {
    let content = &campaign.content;
    let or = |text: &Option<String>, otherwise: &str| text.clone().unwrap_or_else(|| otherwise.to_owned());
    CampaignDetails {
        brand_id: brand_id.to_owned(),
        use_case: content.use_case.clone(),
        description: content.description.clone(),
        message_flow: content.message_flow.clone(),
        samples: content.message_samples.clone(),
        has_embedded_links: content.has_embedded_links,
        has_embedded_phone: content.has_embedded_phone,
        age_gated: content.age_gated,
        direct_lending: content.direct_lending,
        subscriber_opt_in: content.subscriber_opt_in,
        opt_in_message: content.opt_in_message.clone(),
        opt_out_message: or(&content.opt_out_message, DEFAULT_OPT_OUT),
        help_message: or(&content.help_message, DEFAULT_HELP),
        opt_in_keywords: content.opt_in_keywords.clone(),
        opt_out_keywords: content.opt_out_keywords_or_default(),
        help_keywords: content.help_keywords_or_default(),
        privacy_policy_url: content.privacy_policy_url.clone(),
        terms_and_conditions_url: content.terms_and_conditions_url.clone(),
        reference_id: campaign.sid.to_string(),
    }
}

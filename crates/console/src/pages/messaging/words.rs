//! How brands read: each status with a sign beside its colour, and what their fields are called; and what carriers are called.

use trusthub_app::Hub;
use trusthub_app::messaging::brands::Shown;
use trusthub_domain::messaging::{BrandStatus, BrandType, CarrierName, IdentityStatus};
use trusthub_domain::policy::ItemKind;

use crate::words::Badge;

/// Where a brand stands.
pub(super) fn brand_badge(shown: &Shown) -> Badge {
    match shown.status {
        BrandStatus::Pending => Badge { text: "Being checked", class: "badge-busy", sign: "◔" },
        BrandStatus::InReview => Badge { text: "In review", class: "badge-busy", sign: "◔" },
        BrandStatus::Failed => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
        BrandStatus::Suspended => Badge { text: "Suspended", class: "badge-bad", sign: "‖" },
        BrandStatus::Approved => match shown.brand.identity {
            Some(IdentityStatus::SelfDeclared) => {
                Badge { text: "Waits for its code", class: "badge-warn", sign: "!" }
            }
            Some(IdentityStatus::Unverified) | None => {
                Badge { text: "Not verified", class: "badge-warn", sign: "!" }
            }
            Some(IdentityStatus::Verified | IdentityStatus::VettedVerified) => {
                Badge { text: "Approved", class: "badge-good", sign: "✓" }
            }
        },
    }
}

/// What kind of brand it is.
pub(super) const fn brand_kind(brand_type: BrandType, skips_vetting: bool) -> &'static str {
    match (brand_type, skips_vetting) {
        (BrandType::SoleProprietor, _) => "Sole proprietor",
        (BrandType::Standard, true) => "Low-volume standard",
        (BrandType::Standard, false) => "Standard",
    }
}

/// Types of objects whose fields a brand is turned down for: those of the trust product first.
const OF_PRODUCT: [&str; 2] = ["us_a2p_messaging_profile_information", "sole_proprietor_information"];
const OF_PROFILE: [&str; 1] = ["customer_profile_business_information"];

/// What a field of a brand's bundles is called, and whether it stands in the trust product.
pub(super) fn brand_field(hub: &Hub, field: &str) -> (String, Holder) {
    match field {
        "customer_profile_bundle_sid" => return ("The profile".to_owned(), Holder::Profile),
        "a2p_profile_bundle_sid" => return ("The trust product".to_owned(), Holder::Product),
        _ => {}
    }
    let all = OF_PRODUCT.map(|name| (name, Holder::Product));
    let all = all.into_iter().chain(OF_PROFILE.map(|name| (name, Holder::Profile)));
    for (name, holder) in all {
        let found = hub.catalog().item_type(ItemKind::EndUser, name).and_then(|kind| kind.field(field));
        if let Some(rule) = found {
            return (rule.shown_name().to_owned(), holder);
        }
    }
    (crate::words::capitalised(&field.replace('_', " ")), Holder::Profile)
}

/// Which of a brand's bundles holds a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Profile,
    Product,
}

/// What people call a carrier.
pub(super) const fn carrier(name: CarrierName) -> &'static str {
    match name {
        CarrierName::Att => "AT&T",
        CarrierName::TMobile => "T-Mobile",
        CarrierName::Verizon => "Verizon",
    }
}

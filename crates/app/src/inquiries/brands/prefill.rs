//! What a form for a brand begins with: the request's fields, put where the two bundles have a place for them.

use serde_json::Value;
use trusthub_domain::messaging::BrandType;
use trusthub_domain::policy::ItemKind;
use trusthub_domain::tollfree::BusinessType;

use super::super::given::{AddressNames, EndUsers, Given, LIMIT, Place, listed, located, said};
use crate::bundles::filling::Filling;
use crate::items::addresses::NewAddress;
use crate::{Hub, Invalid, Result};

const BUSINESS: &str = "customer_profile_business_information";
const REPRESENTATIVE: &str = "authorized_representative_1";
const STARTER: &str = "starter_customer_profile_information";
const ADDRESS: &str = "customer_profile_address";
const MESSAGES: &str = "us_a2p_messaging_profile_information";
const SOLE_PROPRIETOR: &str = "sole_proprietor_information";

/// Longest registration number. Source: the vendor's SDKs.
const NUMBER_LIMIT: usize = 21;

const STANDARD: [Place; 12] = [
    ("businessName", BUSINESS, "business_name"),
    ("businessRegistrationAuthority", BUSINESS, "business_registration_identifier"),
    ("businessRegistrationNumber", BUSINESS, "business_registration_number"),
    ("businessIndustry", BUSINESS, "business_industry"),
    ("businessWebsite", BUSINESS, "website_url"),
    ("businessContactFirstName", REPRESENTATIVE, "first_name"),
    ("businessContactLastName", REPRESENTATIVE, "last_name"),
    ("businessContactEmail", REPRESENTATIVE, "email"),
    ("businessContactPhone", REPRESENTATIVE, "phone_number"),
    ("businessStockSymbol", MESSAGES, "stock_ticker"),
    ("businessStockExchange", MESSAGES, "stock_exchange"),
    ("authorizedContactVerificationEmail", MESSAGES, "brand_contact_email"),
];

const OF_A_PERSON: [Place; 7] = [
    ("businessContactFirstName", STARTER, "first_name"),
    ("businessContactLastName", STARTER, "last_name"),
    ("businessContactEmail", STARTER, "email"),
    ("businessContactPhone", STARTER, "phone_number"),
    ("businessName", SOLE_PROPRIETOR, "brand_name"),
    ("authorizedContactMobilePhoneNumberE164", SOLE_PROPRIETOR, "mobile_phone_number"),
    ("businessIndustry", SOLE_PROPRIETOR, "vertical"),
];

const ADDRESS_NAMES: AddressNames = AddressNames {
    street: "businessStreetAddress",
    street_secondary: "businessStreetAddress2",
    city: "businessCity",
    region: "businessStateProvinceRegion",
    postal_code: "businessPostalCode",
    country: "businessCountry",
};

impl Given {
    pub(super) fn name(&self) -> Option<&str> {
        self.text("businessName")
    }

    pub(super) fn registration_number(&self) -> Option<&str> {
        self.text("businessRegistrationNumber")
    }

    /// A political organisation, which needs a token of Campaign Verify. Source: the vendor's SDKs.
    pub(super) fn is_political(&self) -> bool {
        self.text("businessTaxExemptStatus") == Some("527")
    }
}

/// What goes into a new profile, and into the product.
pub(super) struct Prefill {
    pub(super) profile: Vec<Filling>,
    pub(super) product: Vec<Filling>,
}

/// Puts what was given where it belongs. What this type of brand has no place for is left out.
pub(super) fn of(hub: &Hub, brand_type: BrandType, given: &Given) -> Result<Prefill> {
    given.must_fit(|name| if name == "businessRegistrationNumber" { NUMBER_LIMIT } else { LIMIT })?;
    must_be_https("businessWebsite", given.text("businessWebsite"))?;
    must_be_exemption(given)?;
    let places: &[Place] = match brand_type {
        BrandType::Standard => &STANDARD,
        BrandType::SoleProprietor => &OF_A_PERSON,
    };
    let mut end_users = given.placed(hub, places)?;
    if brand_type == BrandType::Standard {
        add_kinds(hub, given, &mut end_users)?;
    }
    let address = address(given)?.map(|address| located(ADDRESS, address));
    let (product, profile): (Vec<_>, Vec<_>) =
        end_users.into_iter().partition(|(name, _)| [MESSAGES, SOLE_PROPRIETOR].contains(name));
    Ok(Prefill {
        profile: profile.into_iter().map(said).chain(address).collect(),
        product: product.into_iter().map(said).collect(),
    })
}

/// `businessType` is the legal form of the profile, or the kind of company of the product, which the vendor's toll-free
/// resources call by the same name.
fn add_kinds(hub: &Hub, given: &Given, end_users: &mut EndUsers) -> Result<()> {
    let mut add = |type_name, attribute: &str, value: &str| {
        end_users.entry(type_name).or_default().insert(attribute.to_owned(), Value::from(value));
    };
    let is_exempt = given.text("businessTaxExemptStatus").is_some();
    let mut company =
        if is_exempt { Some("non-profit") } else { given.text("businessStockSymbol").map(|_| "public") };
    if let Some(text) = given.text("businessType") {
        let kind = company_type(text);
        match listed(hub, "businessType", BUSINESS, "business_type", text) {
            Ok(form) => {
                add(BUSINESS, "business_type", &form);
                if form.starts_with("Non-profit") {
                    company = Some("non-profit");
                }
            }
            Err(_) if kind.is_some() => company = kind,
            Err(_) => return Err(no_business_type(hub).into()),
        }
    }
    if let Some(company) = company {
        add(MESSAGES, "company_type", company);
    }
    Ok(())
}

fn no_business_type(hub: &Hub) -> Invalid {
    let rule = hub.catalog().item_type(ItemKind::EndUser, BUSINESS);
    let forms = rule.and_then(|known| known.field("business_type")).map(|rule| rule.one_of.join(", "));
    let why = format!(
        "it is one of {}; or PRIVATE_PROFIT, PUBLIC_PROFIT, NON_PROFIT, GOVERNMENT",
        forms.unwrap_or_default()
    );
    Invalid::Field { field: "businessType", why }
}

fn company_type(text: &str) -> Option<&'static str> {
    match text.to_ascii_uppercase().parse() {
        Ok(BusinessType::PrivateProfit) => return Some("private"),
        Ok(BusinessType::PublicProfit) => return Some("public"),
        Ok(BusinessType::NonProfit) => return Some("non-profit"),
        Ok(BusinessType::Government) => return Some("government"),
        Ok(BusinessType::SoleProprietor) | Err(_) => {}
    }
    let kinds = ["private", "public", "non-profit", "government"];
    kinds.into_iter().find(|kind| kind.eq_ignore_ascii_case(text))
}

/// An exemption of the US tax code. It is not believed: registers say who is exempt.
fn must_be_exemption(given: &Given) -> Result<()> {
    let Some(text) = given.text("businessTaxExemptStatus") else { return Ok(()) };
    let number = text.strip_prefix("501c").and_then(|number| number.parse::<u8>().ok());
    if given.is_political() || number.is_some_and(|number| (1..=29).contains(&number)) {
        return Ok(());
    }
    let why = "it is 501c1 to 501c29, or 527".to_owned();
    Err(Invalid::Field { field: "businessTaxExemptStatus", why }.into())
}

pub(in crate::inquiries) fn must_be_https(field: &'static str, text: Option<&str>) -> Result<()> {
    let is_secure =
        |text: &str| url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    if text.is_none_or(is_secure) {
        return Ok(());
    }
    let why = "it is an address on the web that begins with https://".to_owned();
    Err(Invalid::Field { field, why }.into())
}

/// The address, of the business or of whom to ask.
fn address(given: &Given) -> Result<Option<NewAddress>> {
    let contact = [given.text("businessContactFirstName"), given.text("businessContactLastName")];
    let contact = contact.into_iter().flatten().collect::<Vec<_>>().join(" ");
    ADDRESS_NAMES.read(given, given.name().map_or(contact, str::to_owned))
}

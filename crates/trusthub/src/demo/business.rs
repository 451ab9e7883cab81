//! The three businesses of the story. Neither exists; their domains never can (RFC 2606).

use serde_json::{Value, json};

/// A bookshop with everything in order.
pub(super) struct Bookshop;

impl Bookshop {
    pub(super) const NAME: &str = "Harbor Lantern Books, Inc.";
    pub(super) const EMAIL: &str = "compliance@harborlantern.example";
    pub(super) const NUMBER: &str = "+14155550123";
    pub(super) const EIN: &str = "47-2938471";
    pub(super) const REPRESENTATIVE_EMAIL: &str = "ines.marlow@harborlantern.example";

    pub(super) fn information() -> Value {
        json!({
            "business_name": Self::NAME,
            "business_identity": "direct_customer",
            "business_type": "Corporation",
            "business_industry": "RETAIL",
            "business_registration_identifier": "EIN",
            "business_registration_number": Self::EIN,
            "business_regions_of_operation": "USA_AND_CANADA",
            "website_url": "https://www.harborlantern.example",
            "social_media_profile_urls": "",
        })
    }

    pub(super) fn representative() -> Value {
        json!({
            "first_name": "Ines",
            "last_name": "Marlow",
            "email": Self::REPRESENTATIVE_EMAIL,
            "phone_number": "+14155552671",
            "business_title": "Chief Executive Officer",
            "job_position": "CEO",
        })
    }

    pub(super) fn address() -> [(&'static str, String); 6] {
        address(Self::NAME, "418 Market Street", "San Francisco", "CA", "94105")
    }
}

/// A dealer whose papers do not fit together.
pub(super) struct Dealer;

impl Dealer {
    pub(super) const NAME: &str = "Quicksilver Deals LLC";
    pub(super) const EMAIL: &str = "office@quicksilver-deals.example";

    /// Without a website, and with a number that no tax office gave out.
    pub(super) fn information() -> Value {
        json!({
            "business_name": Self::NAME,
            "business_identity": "direct_customer",
            "business_type": "Limited Liability Corporation",
            "business_industry": "ONLINE",
            "business_registration_identifier": "EIN",
            "business_registration_number": "07-1234567",
            "business_regions_of_operation": "USA_AND_CANADA",
        })
    }

    pub(super) fn information_with_website() -> Value {
        let mut information = Self::information();
        if let Some(fields) = information.as_object_mut() {
            fields.insert("website_url".to_owned(), "https://quicksilver-deals.example".into());
        }
        information
    }

    /// Reached at a free mail provider, not at the business.
    pub(super) fn representative() -> Value {
        json!({
            "first_name": "Max",
            "last_name": "Argent",
            "email": "max.argent@freemail.example",
            "phone_number": "+13125552019",
            "business_title": "Owner",
            "job_position": "Other",
        })
    }

    pub(super) fn address() -> [(&'static str, String); 6] {
        address(Self::NAME, "P.O. Box 1234", "Chicago", "IL", "60602")
    }
}

/// A trader in order but for the name of who speaks for it.
pub(super) struct Trader;

impl Trader {
    pub(super) const NAME: &str = "Cobalt Quay Trading LLC";
    pub(super) const EMAIL: &str = "office@cobaltquay.example";
    /// As the list has it; the representative writes it in another order.
    pub(super) const LISTED_NAME: &str = "THREADGOLD, Wenceslas";

    pub(super) fn information() -> Value {
        json!({
            "business_name": Self::NAME,
            "business_identity": "direct_customer",
            "business_type": "Limited Liability Corporation",
            "business_industry": "CONSUMER",
            "business_registration_identifier": "EIN",
            "business_registration_number": "52-6140983",
            "business_regions_of_operation": "USA_AND_CANADA",
            "website_url": "https://www.cobaltquay.example",
            "social_media_profile_urls": "",
        })
    }

    pub(super) fn representative() -> Value {
        json!({
            "first_name": "Wenceslas",
            "last_name": "Threadgold",
            "email": "w.threadgold@cobaltquay.example",
            "phone_number": "+14155552684",
            "business_title": "Managing Member",
            "job_position": "Director",
        })
    }

    pub(super) fn address() -> [(&'static str, String); 6] {
        address(Self::NAME, "77 Wharf Street", "San Francisco", "CA", "94111")
    }
}

fn address(
    name: &str,
    street: &str,
    city: &str,
    region: &str,
    postal_code: &str,
) -> [(&'static str, String); 6] {
    [
        ("CustomerName", name.to_owned()),
        ("Street", street.to_owned()),
        ("City", city.to_owned()),
        ("Region", region.to_owned()),
        ("PostalCode", postal_code.to_owned()),
        ("IsoCountry", "US".to_owned()),
    ]
}

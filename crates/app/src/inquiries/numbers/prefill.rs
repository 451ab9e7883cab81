//! What the form for who uses numbers begins with: the request's fields, put where the bundle has a place for them. Those about
//! the other kind of user are left out.

use serde_json::Value;
use trusthub_domain::item::Attributes;

use super::super::given::{AddressNames, LIMIT, Place, located, said};
use super::{NewNumberRegistration, NumberUser};
use crate::bundles::filling::Filling;
use crate::input::LINE_LIMIT;
use crate::{Hub, Invalid, Result, input};

const NUMBERS: &str = "gb_numbers_information";
const BUSINESS: &str = "customer_profile_business_information";
const REPRESENTATIVE: &str = "gb_authorized_representative";
const INDIVIDUAL: &str = "gb_individual";
const ADDRESS: &str = "customer_profile_address";
const EMERGENCY: &str = "emergency_address";
const PROOF_OF_BUSINESS: &str = "verification_document";
const PROOF_OF_PERSON: &str = "government_issued_document";

const OF_ANYBODY: [Place; 4] = [
    ("PhoneNumberType", NUMBERS, "phone_number_type"),
    ("IsvRegisteringForSelfOrTenant", NUMBERS, "isv_registering_for_self_or_tenant"),
    ("IsIsvEmbed", NUMBERS, "is_isv_embed"),
    ("AcceptedNotificationReceipt", NUMBERS, "accepted_notification_receipt"),
];

const OF_A_BUSINESS: [Place; 9] = [
    ("BusinessLegalName", BUSINESS, "business_name"),
    ("BusinessRegistrationNumber", BUSINESS, "business_registration_number"),
    ("BusinessIdentityType", BUSINESS, "business_identity"),
    ("BusinessWebsiteUrl", BUSINESS, "website_url"),
    ("AuthorizedRepresentative1FirstName", REPRESENTATIVE, "first_name"),
    ("AuthorizedRepresentative1LastName", REPRESENTATIVE, "last_name"),
    ("AuthorizedRepresentative1Email", REPRESENTATIVE, "email"),
    ("AuthorizedRepresentative1Phone", REPRESENTATIVE, "phone_number"),
    ("AuthorizedRepresentative1DateOfBirth", REPRESENTATIVE, "birth_date"),
];

const OF_A_PERSON: [Place; 5] = [
    ("FirstName", INDIVIDUAL, "first_name"),
    ("LastName", INDIVIDUAL, "last_name"),
    ("IndividualEmail", INDIVIDUAL, "email"),
    ("IndividualPhone", INDIVIDUAL, "phone_number"),
    ("DateOfBirth", INDIVIDUAL, "birth_date"),
];

/// The registers as the vendor's OpenAPI document names them here, and as end users of businesses do.
const AUTHORITIES: [(&str, &str); 5] =
    [("UK:CRN", "CN"), ("US:EIN", "EIN"), ("CA:CBN", "CBN"), ("AU:ACN", "ACN"), ("Other", "Other")];

const ADDRESS_NAMES: AddressNames = AddressNames {
    street: "AddressStreet",
    street_secondary: "AddressStreetSecondary",
    city: "AddressCity",
    region: "AddressSubdivision",
    postal_code: "AddressPostalCode",
    country: "AddressCountryCode",
};

const EMERGENCY_NAMES: AddressNames = AddressNames {
    street: "EmergencyAddressStreet",
    street_secondary: "EmergencyAddressStreetSecondary",
    city: "EmergencyAddressCity",
    region: "EmergencyAddressSubdivision",
    postal_code: "EmergencyAddressPostalCode",
    country: "EmergencyAddressCountryCode",
};

/// What goes into the new bundle.
pub(super) struct Prefill {
    pub(super) fillings: Vec<Filling>,
    /// For the file, if there is one.
    pub(super) of_proof: Filling,
}

/// Puts what was given where it belongs.
pub(super) fn of(hub: &Hub, new: &NewNumberRegistration) -> Result<Prefill> {
    let given = &new.given;
    given.must_fit(|_| LIMIT)?;
    if given.text("PhoneNumberType").is_none() {
        return Err(Invalid::Missing("PhoneNumberType").into());
    }
    let of_user: &[Place] = match new.user {
        NumberUser::Business => &OF_A_BUSINESS,
        NumberUser::Individual => &OF_A_PERSON,
    };
    let authority = match new.user {
        NumberUser::Business => authority(given.text("BusinessRegistrationAuthority"))?,
        NumberUser::Individual => None,
    };
    let mut end_users = given.placed(hub, OF_ANYBODY.iter().chain(of_user))?;
    if let Some(authority) = authority {
        let value = Value::from(authority);
        let business = end_users.entry(BUSINESS).or_default();
        business.insert("business_registration_identifier".to_owned(), value);
    }
    let of_proof = match new.user {
        NumberUser::Business => proof(PROOF_OF_BUSINESS, Attributes::new()),
        NumberUser::Individual => {
            // A paper of somebody else's is seen by whoever looks at it; until then it says what its owner says.
            let said = end_users.get(INDIVIDUAL).cloned().unwrap_or_default();
            let names = said.into_iter().filter(|(field, _)| field == "first_name" || field == "last_name");
            proof(PROOF_OF_PERSON, names.collect())
        }
    };
    let fillings = end_users.into_iter().map(said).chain(addresses(new)?).collect();
    Ok(Prefill { fillings, of_proof })
}

fn authority(text: Option<&str>) -> Result<Option<&'static str>> {
    let Some(text) = text else { return Ok(None) };
    let found = AUTHORITIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    let (_, identifier) = found.ok_or_else(|| {
        let why = format!("it is one of {}", AUTHORITIES.map(|(name, _)| name).join(", "));
        Invalid::Field { field: "BusinessRegistrationAuthority", why }
    })?;
    Ok(Some(*identifier))
}

/// The address, and where help is sent: each of its own, so that one can be changed without the other.
fn addresses(new: &NewNumberRegistration) -> Result<impl Iterator<Item = Filling>> {
    let given = &new.given;
    let (who, field) = match new.user {
        NumberUser::Business => ([None, given.text("BusinessLegalName")], "BusinessLegalName"),
        NumberUser::Individual => ([given.text("FirstName"), given.text("LastName")], "LastName"),
    };
    let who = who.into_iter().flatten().collect::<Vec<_>>().join(" ");
    input::limit(field, &who, LINE_LIMIT)?;
    let address = ADDRESS_NAMES.read(given, who.clone())?;
    let emergency = if new.is_address_for_emergencies {
        if address.is_none() {
            let why = "there is no address to be used: give AddressStreet and what goes with it";
            return Err(Invalid::Field { field: "UseAddressAsEmergencyAddress", why: why.to_owned() }.into());
        }
        address.clone()
    } else {
        EMERGENCY_NAMES.read(given, who.clone())?
    };
    if who.is_empty() && (address.is_some() || emergency.is_some()) {
        let why = "it is needed with an address: it says who is there".to_owned();
        return Err(Invalid::Field { field, why }.into());
    }
    let address = address.map(|address| located(ADDRESS, address));
    let emergency = emergency.map(|address| located(EMERGENCY, address));
    Ok(address.into_iter().chain(emergency))
}

/// Who it is on paper; the file comes with it.
fn proof(type_name: &str, attributes: Attributes) -> Filling {
    Filling::Document { type_name: type_name.to_owned(), attributes, address: None, file: None }
}

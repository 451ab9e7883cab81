//! Bundles' contents to evaluate: complete ones, to be broken by each test in one place.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trusthub_domain::bundle::Status;
use trusthub_domain::evaluation::{Parts, Relation, Report, SupportingBundle, evaluate};
use trusthub_domain::item::{
    Address, Attributes, DocumentFile, DocumentStatus, EndUser, MediaType, SupportingDocument,
};
use trusthub_domain::policy::{Catalog, FieldPath, Policy};
use trusthub_domain::sid::{PolicySid, Sid};
use trusthub_domain::time::Timestamp;

pub const PRIMARY: &str = "RN6433641899984f951173ef1738c3bdd0";
pub const SECONDARY: &str = "RNdfbf3fae0e1107f8aded0e7cead80bf5";
pub const STARTER: &str = "RN806dd6cd175f314e1f96a9727ee271f4";
pub const STARTER_DIRECT: &str = "RN13dc4be8861a10924a79c35eaa4d812c";
pub const INDIVIDUAL: &str = "RNffcb02a20420c81caf596ffc44f69712";
pub const SHAKEN_STIR: &str = "RN7a97559effdf62d00f4298208492a5ea";
pub const CNAM: &str = "RNf3db3cd1fe25fcfd3c3ded065c8fea53";
pub const VOICE_INTEGRITY: &str = "RN5b3660f9598883b1df4e77f77acefba0";
pub const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";
pub const SOLE_PROPRIETOR: &str = "RN670d5d2e282a6130ae063b234b6019c8";
pub const BRANDED_BASIC: &str = "RN304faa2408f673b68867fe5cb65b7f50";
pub const BRANDED_ENHANCED: &str = "RNca63d1066fbd5e44eac02d0b3cf6d019";

pub fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

pub fn policy<'a>(catalog: &'a Catalog, sid: &str) -> &'a Policy {
    catalog.policy(sid.parse().unwrap()).unwrap()
}

/// The report of `parts` under a shipped policy.
pub fn report(policy_sid: &str, parts: &Parts) -> Report {
    let catalog = catalog();
    evaluate(policy(&catalog, policy_sid), &catalog, parts)
}

fn sid<S: Sid>(digit: char) -> S {
    format!("{}{}", S::PREFIX, digit.to_string().repeat(32)).parse().unwrap()
}

pub fn attributes(value: Value) -> Attributes {
    let Value::Object(attributes) = value else { panic!("attributes are an object") };
    attributes
}

pub fn end_user(type_name: &str, value: Value) -> EndUser {
    EndUser {
        sid: sid('1'),
        account_sid: sid('a'),
        friendly_name: "end user".to_owned(),
        type_name: type_name.to_owned(),
        attributes: attributes(value),
        version: 1,
        date_created: Timestamp::from_micros(0),
        date_updated: Timestamp::from_micros(0),
    }
}

pub fn document(type_name: &str, value: Value) -> SupportingDocument {
    SupportingDocument {
        sid: sid('2'),
        account_sid: sid('a'),
        friendly_name: "document".to_owned(),
        type_name: type_name.to_owned(),
        status: DocumentStatus::Draft,
        attributes: attributes(value),
        file: None,
        version: 1,
        date_created: Timestamp::from_micros(0),
        date_updated: Timestamp::from_micros(0),
    }
}

pub fn with_file(document: SupportingDocument) -> SupportingDocument {
    let file = DocumentFile {
        media_type: MediaType::Pdf,
        size_bytes: 10,
        sha256: "00".repeat(32),
        object_key: "a/b".to_owned(),
    };
    SupportingDocument { file: Some(file), ..document }
}

pub fn address_sid() -> String {
    sid::<trusthub_domain::sid::AddressSid>('d').to_string()
}

pub fn address() -> Address {
    Address {
        sid: sid('d'),
        account_sid: sid('a'),
        friendly_name: String::new(),
        customer_name: "Acme".to_owned(),
        street: "1 Main Street".to_owned(),
        street_secondary: None,
        city: "Springfield".to_owned(),
        region: "IL".to_owned(),
        postal_code: "62701".to_owned(),
        iso_country: "US".to_owned(),
        emergency_enabled: false,
        version: 1,
        date_created: Timestamp::from_micros(0),
        date_updated: Timestamp::from_micros(0),
    }
}

/// A supporting bundle in force, of the same account, that says what a reseller's primary profile says.
pub fn supporting(policy_sid: &str) -> SupportingBundle {
    let identity = FieldPath::parse("customer_profile_business_information.business_identity").unwrap();
    SupportingBundle {
        sid: sid('b'),
        policy_sid: policy_sid.parse::<PolicySid>().unwrap(),
        status: Status::Approved,
        is_in_force: true,
        relation: Relation::SameAccount,
        facts: BTreeMap::from([(identity, "isv_reseller_or_partner".to_owned())]),
    }
}

/// The example of a business in the vendor's guides.
pub fn business_information() -> EndUser {
    end_user(
        "customer_profile_business_information",
        json!({
            "business_name": "acme business",
            "social_media_profile_urls": "",
            "website_url": "example.com",
            "business_regions_of_operation": "USA_AND_CANADA",
            "business_type": "Partnership",
            "business_registration_identifier": "DUNS",
            "business_identity": "direct_customer",
            "business_industry": "EDUCATION",
            "business_registration_number": "123456789",
        }),
    )
}

/// The example of a representative in the vendor's guides.
pub fn representative(number: u8) -> EndUser {
    end_user(
        &format!("authorized_representative_{number}"),
        json!({
            "job_position": "CEO",
            "last_name": "acme",
            "phone_number": "+11234567890",
            "first_name": "rep1",
            "email": "rep1@acme.com",
            "business_title": "ceo",
        }),
    )
}

pub fn address_document() -> SupportingDocument {
    document("customer_profile_address", json!({ "address_sids": address_sid() }))
}

/// Everything of a primary business profile, except the optional second representative.
pub fn business() -> Parts {
    Parts {
        end_users: vec![business_information(), representative(1)],
        documents: vec![address_document()],
        addresses: BTreeMap::from([(address().sid, address())]),
        supporting: Vec::new(),
    }
}

pub fn secondary_business() -> Parts {
    Parts { supporting: vec![supporting(PRIMARY)], ..business() }
}

pub fn starter() -> Parts {
    let person = json!({
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.com",
        "phone_number": "+15105550100",
    });
    Parts {
        end_users: vec![end_user("starter_customer_profile_information", person)],
        supporting: vec![supporting(PRIMARY)],
        ..business()
    }
}

/// A trust product with one end user, resting on a primary business profile.
pub fn product(type_name: &str, value: Value) -> Parts {
    Parts {
        end_users: vec![end_user(type_name, value)],
        supporting: vec![supporting(PRIMARY)],
        ..Parts::default()
    }
}

/// Changes one attribute of the end user of that type; `Value::Null` makes it as good as absent.
pub fn set(parts: &mut Parts, type_name: &str, field: &str, value: Value) {
    let found = parts.end_users.iter_mut().find(|end_user| end_user.type_name == type_name).unwrap();
    found.attributes.insert(field.to_owned(), value);
}

/// Code and text of every invalid field and failed row, one line each.
pub fn faults(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for row in report.results.iter().filter(|row| !row.passed) {
        if let Some(code) = row.error_code {
            lines.push(format!("{} {}: {}", code.0, row.object_type, row.failure_reason.as_deref().unwrap()));
        }
        for field in &row.invalid {
            let (code, reason) = (field.error_code.0, &field.failure_reason);
            lines.push(format!("{code} {}.{}: {reason}", row.object_type, field.object_field));
        }
    }
    lines
}

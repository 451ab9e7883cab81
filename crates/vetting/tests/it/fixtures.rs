//! Items of a bundle as customers send them, and the applications made of them.

use serde_json::{Value, json};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::item::{Address, Attributes, DocumentStatus, EndUser, SupportingDocument};
use trusthub_domain::review::{Assessment, Evidence, Outcome, Verdict};
use trusthub_domain::sid::AddressSid;
use trusthub_domain::time::Timestamp;
use trusthub_vetting::{Application, DuplicateHit, Scorecard};

const NOW: Timestamp = Timestamp::from_micros(1_763_900_000_000_000);

/// What vetting says of it under the scorecard that ships.
pub(crate) fn assess(application: &Application) -> Assessment {
    trusthub_vetting::assess(application, &Scorecard::shipped().unwrap())
}

/// `prefix` and the number as 32 hex digits.
pub(crate) fn sid<T: std::str::FromStr>(prefix: &str, number: u32) -> T {
    format!("{prefix}{number:032x}").parse().ok().expect("a well-formed identifier")
}

/// A bundle of that kind, in review.
pub(crate) fn bundle(kind: BundleKind) -> Bundle {
    Bundle {
        sid: sid("BU", 1),
        account_sid: sid("AC", 1),
        kind,
        policy_sid: sid("RN", 1),
        friendly_name: "Acme".to_owned(),
        email: "compliance@owlbooks.com".parse().unwrap(),
        status_callback: None,
        status: Status::InReview,
        suspension: None,
        lost_support: Vec::new(),
        account_status: AccountStatus::Active,
        is_told_of_account: false,
        valid_until: None,
        reasons: Vec::new(),
        copy_of: None,
        event_sequence: 2,
        version: 3,
        date_created: NOW,
        date_updated: NOW,
    }
}

fn attributes(value: Value) -> Attributes {
    match value {
        Value::Object(attributes) => attributes,
        other => panic!("attributes are an object, not {other}"),
    }
}

/// An end user of that type.
pub(crate) fn end_user(number: u32, type_name: &str, content: Value) -> EndUser {
    EndUser {
        sid: sid("IT", number),
        account_sid: sid("AC", 1),
        friendly_name: type_name.to_owned(),
        type_name: type_name.to_owned(),
        attributes: attributes(content),
        version: 1,
        date_created: NOW,
        date_updated: NOW,
    }
}

/// A document of that type.
pub(crate) fn document(number: u32, type_name: &str, content: Value) -> SupportingDocument {
    SupportingDocument {
        sid: sid("RD", number),
        account_sid: sid("AC", 1),
        friendly_name: type_name.to_owned(),
        type_name: type_name.to_owned(),
        status: DocumentStatus::PendingReview,
        attributes: attributes(content),
        file: None,
        version: 1,
        date_created: NOW,
        date_updated: NOW,
    }
}

/// A sound address in the United States.
pub(crate) fn address() -> Address {
    Address {
        sid: sid("AD", 1),
        account_sid: sid("AC", 1),
        friendly_name: "Head office".to_owned(),
        customer_name: "Owl Books, Inc.".to_owned(),
        street: "375 Beale Street".to_owned(),
        street_secondary: Some("Suite 300".to_owned()),
        city: "San Francisco".to_owned(),
        region: "CA".to_owned(),
        postal_code: "94105".to_owned(),
        iso_country: "US".to_owned(),
        emergency_enabled: false,
        version: 1,
        date_created: NOW,
        date_updated: NOW,
    }
}

/// What a customer sends: changed by a test before it becomes an application.
pub(crate) struct Parts {
    pub(crate) business: Value,
    pub(crate) first: Value,
    pub(crate) second: Option<Value>,
    pub(crate) address: Address,
    pub(crate) duplicates: Vec<DuplicateHit>,
}

impl Parts {
    /// A business with nothing against it.
    pub(crate) fn good() -> Self {
        Self {
            business: json!({
                "business_name": "Owl Books, Inc.",
                "business_identity": "direct_customer",
                "business_type": "Corporation",
                "business_industry": "RETAIL",
                "business_registration_identifier": "EIN",
                "business_registration_number": "04-2103594",
                "business_regions_of_operation": "USA_AND_CANADA",
                "website_url": "https://www.owlbooks.com/about",
                "social_media_profile_urls": "",
            }),
            first: json!({
                "first_name": "Ada",
                "last_name": "Marsh",
                "email": "ada@owlbooks.com",
                "phone_number": "+12025550123",
                "business_title": "Chief executive",
                "job_position": "CEO",
            }),
            second: Some(json!({
                "first_name": "Grace",
                "last_name": "Field",
                "email": "grace@hq.owlbooks.com",
                "phone_number": "+442071838750",
                "business_title": "Counsel",
                "job_position": "General Counsel",
            })),
            address: address(),
            duplicates: Vec::new(),
        }
    }

    /// The payloads of the reference flow (the vendor's guides).
    pub(crate) fn reference_flow() -> Self {
        Self {
            business: json!({
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
            first: json!({
                "job_position": "CEO",
                "last_name": "acme",
                "phone_number": "+11234567890",
                "first_name": "rep1",
                "email": "rep1@acme.com",
                "business_title": "ceo",
            }),
            second: None,
            ..Self::good()
        }
    }

    /// The same with one field of the business changed.
    pub(crate) fn business(mut self, field: &str, value: &str) -> Self {
        self.business[field] = json!(value);
        self
    }

    /// The same with one field of representative 1 changed.
    pub(crate) fn first(mut self, field: &str, value: &str) -> Self {
        self.first[field] = json!(value);
        self
    }

    /// The same with that street.
    pub(crate) fn street(mut self, street: &str) -> Self {
        self.address.street = street.to_owned();
        self.address.street_secondary = None;
        self
    }

    /// The same in that country, with a postal code.
    pub(crate) fn country(mut self, country: &str, postal_code: &str) -> Self {
        self.address.iso_country = country.to_owned();
        self.address.postal_code = postal_code.to_owned();
        self
    }

    /// What is vetted.
    pub(crate) fn application(self) -> Application {
        let mut end_users = vec![
            end_user(1, "customer_profile_business_information", self.business),
            end_user(2, "authorized_representative_1", self.first),
        ];
        end_users.extend(self.second.map(|second| end_user(3, "authorized_representative_2", second)));
        let named: AddressSid = self.address.sid;
        let documents =
            [document(1, "customer_profile_address", json!({ "address_sids": named.to_string() }))];
        Application::from_parts(
            &bundle(BundleKind::CustomerProfile),
            "secondary_customer_profile_type_business",
            &end_users,
            &documents,
            &[self.address],
            self.duplicates,
        )
    }

    /// What vetting says of it.
    pub(crate) fn assess(self) -> Assessment {
        assess(&self.application())
    }
}

/// The failures, as `check code`.
pub(crate) fn failures(assessment: &Assessment) -> Vec<String> {
    let is_failure = |evidence: &&Evidence| evidence.outcome == Outcome::Fail;
    let in_short =
        |evidence: &Evidence| format!("{} {}", evidence.check, evidence.code.map_or(0, |code| code.0));
    assessment.evidence.iter().filter(is_failure).map(in_short).collect()
}

/// Code and field of each reason against it; empty where it is referred.
pub(crate) fn reasons(assessment: &Assessment) -> Vec<(u32, String)> {
    match &assessment.verdict {
        Verdict::Refer => Vec::new(),
        Verdict::Reject { reasons } => {
            reasons.iter().map(|reason| (reason.code.0, reason.field.clone().unwrap_or_default())).collect()
        }
        Verdict::Approve => panic!("the first shape approves nothing"),
    }
}

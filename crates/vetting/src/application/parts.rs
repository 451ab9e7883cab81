//! Builds an application from a bundle's items.
//!
//! What each end-user type holds is in the vendor's guides. Types that are not known here are kept as texts, so that
//! an operator's own policies are vetted too.

use serde_json::Value;
use trusthub_domain::bundle::{Bundle, ReasonObject};
use trusthub_domain::item::{Address, Attributes, EndUser, SupportingDocument};

use super::{Application, Business, DuplicateHit, Owner, Person, PostalAddress, Representative, Seat, Text};

/// How a type of end user that stands for a person names its fields.
struct PersonFields {
    email: &'static str,
    phone_number: &'static str,
    /// Where the type asks for it.
    birth_date: Option<&'static str>,
}

impl PersonFields {
    fn of(type_name: &str) -> Self {
        match type_name {
            "authorized_contact" => {
                Self { email: "verification_email", phone_number: "mobile_phone_number", birth_date: None }
            }
            "gb_authorized_representative" | "gb_individual" => {
                Self { email: "email", phone_number: "phone_number", birth_date: Some("birth_date") }
            }
            _ => Self { email: "email", phone_number: "phone_number", birth_date: None },
        }
    }
}

impl Person {
    /// The name of the field that holds the e-mail address.
    pub(crate) fn email_field(&self) -> &'static str {
        PersonFields::of(&self.type_name).email
    }

    /// The name of the field that holds the phone number.
    pub(crate) fn phone_field(&self) -> &'static str {
        PersonFields::of(&self.type_name).phone_number
    }
}

impl Business {
    /// The name of the field that holds the website; branded calling has its own (the vendor's guides).
    pub(crate) fn website_field(&self) -> &'static str {
        if self.type_name == "business" { "business_website" } else { "website_url" }
    }
}

impl Application {
    /// Sorts a bundle's items into what the checks look at.
    ///
    /// `end_users` and `documents` are those assigned to the bundle, `addresses` those the documents name, in any
    /// order; `duplicates` are the other bundles with the same [`Application::identity`]. All orders of the same
    /// items give the same application.
    #[must_use]
    pub fn from_parts(
        bundle: &Bundle,
        object_type: &str,
        end_users: &[EndUser],
        documents: &[SupportingDocument],
        addresses: &[Address],
        duplicates: Vec<DuplicateHit>,
    ) -> Self {
        let mut end_users: Vec<&EndUser> = end_users.iter().collect();
        end_users.sort_by(|one, other| (&one.type_name, one.sid).cmp(&(&other.type_name, other.sid)));
        let mut addresses: Vec<PostalAddress> =
            addresses.iter().map(|address| postal_address(address, documents)).collect();
        addresses.sort_by_key(|address| address.sid);
        let mut application = Self {
            bundle_kind: bundle.kind,
            bundle_sid: bundle.sid,
            policy_sid: bundle.policy_sid,
            object_type: object_type.to_owned(),
            notification_email: bundle.email.clone(),
            business: None,
            representatives: Vec::new(),
            owners: Vec::new(),
            starter: None,
            addresses,
            texts: Vec::new(),
            duplicates,
            screening: None,
            registry: None,
            confirmations: None,
            contact: None,
            documents: None,
            rings: None,
        };
        application.duplicates.sort_by_key(|hit| hit.bundle_sid);
        for end_user in end_users {
            application.add_end_user(end_user);
        }
        let mut documents: Vec<&SupportingDocument> = documents.iter().collect();
        documents.sort_by_key(|document| document.sid);
        for document in documents {
            let object = ReasonObject::SupportingDocument(document.sid);
            application.texts.extend(texts(object, &document.type_name, &document.attributes));
        }
        application
    }

    fn add_end_user(&mut self, end_user: &EndUser) {
        let object = ReasonObject::EndUser(end_user.sid);
        match end_user.type_name.as_str() {
            "customer_profile_business_information" | "business" if self.business.is_none() => {
                self.business = Some(business(object, end_user));
            }
            "authorized_representative_1"
            | "authorized_representative"
            | "authorized_contact"
            | "gb_authorized_representative" => {
                self.representatives.push(representative(object, end_user, Seat::First));
            }
            "authorized_representative_2" => {
                self.representatives.push(representative(object, end_user, Seat::Second));
            }
            "starter_customer_profile_information" | "gb_individual" if self.starter.is_none() => {
                self.starter = Some(person(object, end_user));
            }
            "beneficial_owner_1" | "beneficial_owner_2" | "beneficial_owner_3" | "beneficial_owner_4" => {
                self.owners.push(owner(object, end_user));
            }
            type_name => self.texts.extend(texts(object, type_name, &end_user.attributes)),
        }
    }
}

fn business(object: ReasonObject, end_user: &EndUser) -> Business {
    let text = |field: &str| attribute(&end_user.attributes, field);
    let website = text("website_url");
    Business {
        object,
        type_name: end_user.type_name.clone(),
        name: text("business_name"),
        business_type: text("business_type"),
        industry: text("business_industry"),
        identity: text("business_identity"),
        registration_identifier: text("business_registration_identifier"),
        registration_number: text("business_registration_number"),
        website_url: if website.is_empty() { text("business_website") } else { website },
        regions: list(&text("business_regions_of_operation")),
        social_media_urls: list(&text("social_media_profile_urls")),
    }
}

fn person(object: ReasonObject, end_user: &EndUser) -> Person {
    let fields = PersonFields::of(&end_user.type_name);
    let text = |field: &str| attribute(&end_user.attributes, field);
    Person {
        object,
        type_name: end_user.type_name.clone(),
        first_name: text("first_name"),
        last_name: text("last_name"),
        email: text(fields.email),
        phone_number: text(fields.phone_number),
        birth_date: fields.birth_date.map(text).unwrap_or_default(),
    }
}

fn representative(object: ReasonObject, end_user: &EndUser, seat: Seat) -> Representative {
    Representative {
        seat,
        person: person(object, end_user),
        business_title: attribute(&end_user.attributes, "business_title"),
        job_position: attribute(&end_user.attributes, "job_position"),
    }
}

fn owner(object: ReasonObject, end_user: &EndUser) -> Owner {
    let text = |field: &str| attribute(&end_user.attributes, field);
    Owner {
        object,
        type_name: end_user.type_name.clone(),
        first_name: text("first_name"),
        last_name: text("last_name"),
        birth_date: text("birth_date"),
        country: text("country"),
        share: text("share"),
    }
}

fn postal_address(address: &Address, documents: &[SupportingDocument]) -> PostalAddress {
    let sid = address.sid.to_string();
    let document = documents
        .iter()
        .find(|document| list(&attribute(&document.attributes, "address_sids")).contains(&sid));
    PostalAddress {
        sid: address.sid,
        object: document.map(|document| ReasonObject::SupportingDocument(document.sid)),
        type_name: document.map_or_else(|| "address".to_owned(), |document| document.type_name.clone()),
        customer_name: address.customer_name.clone(),
        street: address.street.clone(),
        street_secondary: address.street_secondary.clone().unwrap_or_default(),
        city: address.city.clone(),
        region: address.region.clone(),
        postal_code: address.postal_code.clone(),
        iso_country: address.iso_country.clone(),
    }
}

fn texts(object: ReasonObject, type_name: &str, attributes: &Attributes) -> Vec<Text> {
    attributes
        .iter()
        .filter(|(field, _)| field.as_str() != "address_sids")
        .map(|(field, value)| Text {
            object,
            type_name: type_name.to_owned(),
            field: field.clone(),
            value: in_words(value),
        })
        .filter(|text| !text.value.is_empty())
        .collect()
}

fn attribute(attributes: &Attributes, field: &str) -> String {
    attributes.get(field).map(in_words).unwrap_or_default()
}

/// Counts and flags arrive as JSON numbers and booleans from some clients, lists as arrays or comma-separated.
fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(values) => values.iter().map(in_words).collect::<Vec<_>>().join(","),
        Value::Null | Value::Object(_) => String::new(),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

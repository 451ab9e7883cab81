//! A profile as a customer would fill it, for stories that begin where it is complete.

use serde_json::{Value, json};

use crate::hub::Customer;

pub const PRIMARY: &str = "RN6433641899984f951173ef1738c3bdd0";

/// A draft with nothing in it.
pub async fn draft(customer: &Customer, name: &str) -> String {
    let form = [("FriendlyName", name), ("Email", "office@lantern-books.example"), ("PolicySid", PRIMARY)];
    customer.make("/v1/CustomerProfiles", &form).await
}

/// A complete profile that a reviewer must decide, submitted.
pub async fn submitted(customer: &Customer, name: &str) -> String {
    submitted_as(customer, name, "direct_customer").await
}

/// The same of a business of this kind.
pub async fn submitted_as(customer: &Customer, name: &str, identity: &str) -> String {
    let profile = draft(customer, name).await;
    let address = [
        ("CustomerName", name),
        ("Street", "418 Market Street"),
        ("City", "San Francisco"),
        ("Region", "CA"),
        ("PostalCode", "94105"),
        ("IsoCountry", "US"),
    ];
    let address =
        customer.make(&format!("/2010-04-01/Accounts/{}/Addresses.json", customer.sid), &address).await;
    let objects = [
        end_user(customer, "customer_profile_business_information", &information(name, identity)).await,
        end_user(customer, "authorized_representative_1", &representative()).await,
        document(customer, &address).await,
    ];
    for object in objects {
        customer
            .make(&format!("/v1/CustomerProfiles/{profile}/EntityAssignments"), &[("ObjectSid", &object)])
            .await;
    }
    let (status, answer) = submit(customer, &profile).await;
    assert_eq!((status, &answer["status"]), (200, &json!("in-review")), "{answer}");
    profile
}

pub async fn submit(customer: &Customer, profile: &str) -> (u16, Value) {
    customer.post(&format!("/v1/CustomerProfiles/{profile}"), &[("Status", "pending-review")]).await
}

pub async fn status(customer: &Customer, profile: &str) -> String {
    let (_, answer) = customer.get(&format!("/v1/CustomerProfiles/{profile}")).await;
    answer["status"].as_str().unwrap_or_default().to_owned()
}

/// An end user of that type.
pub async fn end_user(customer: &Customer, kind: &str, attributes: &Value) -> String {
    let attributes = attributes.to_string();
    customer
        .make("/v1/EndUsers", &[("FriendlyName", kind), ("Type", kind), ("Attributes", &attributes)])
        .await
}

async fn document(customer: &Customer, address: &str) -> String {
    let attributes = json!({ "address_sids": address }).to_string();
    let kind = "customer_profile_address";
    let form = [("FriendlyName", kind), ("Type", kind), ("Attributes", attributes.as_str())];
    customer.make("/v1/SupportingDocuments", &form).await
}

fn information(name: &str, identity: &str) -> Value {
    json!({
        "business_name": name,
        "business_identity": identity,
        "business_type": "Corporation",
        "business_industry": "RETAIL",
        "business_registration_identifier": "EIN",
        "business_registration_number": "47-2938471",
        "business_regions_of_operation": "USA_AND_CANADA",
        "website_url": "https://www.lantern-books.example",
        "social_media_profile_urls": "",
    })
}

fn representative() -> Value {
    json!({
        "first_name": "Ines",
        "last_name": "Marlow",
        "email": "ines.marlow@lantern-books.example",
        "phone_number": "+14155552671",
        "business_title": "Chief Executive Officer",
        "job_position": "CEO",
    })
}

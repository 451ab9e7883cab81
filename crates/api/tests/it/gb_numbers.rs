//! `/v1/ComplianceInquiries/Registration/…/GB`, as clients see it.

use serde_json::json;

use crate::client::{Api, Client, NOBODYS, some_or_skip};

const BEGIN: &str = "/v1/ComplianceInquiries/Registration/RegulatoryCompliance/GB/Initialize";

/// The example of the vendor's document, but for its file and what belongs to a person.
const BUSINESS: [(&str, &str); 20] = [
    ("EndUserType", "Business"),
    ("PhoneNumberType", "national"),
    ("BusinessLegalName", "Owl, Inc."),
    ("NotificationEmail", "test@owlbakery.com"),
    ("AcceptedNotificationReceipt", "true"),
    ("BusinessRegistrationNumber", "123456789"),
    ("BusinessWebsiteUrl", "https://owlbakery.com"),
    ("FriendlyName", "Owl"),
    ("AuthorizedRepresentative1DateOfBirth", "1990-01-01"),
    ("AddressStreet", "123 Main St"),
    ("AddressStreetSecondary", "Apt 1"),
    ("AddressCity", "San Francisco"),
    ("AddressSubdivision", "CA"),
    ("AddressPostalCode", "94107"),
    ("AddressCountryCode", "US"),
    ("UseAddressAsEmergencyAddress", "true"),
    ("BusinessIdentityType", "direct_customer"),
    ("BusinessRegistrationAuthority", "UK:CRN"),
    ("IsIsvEmbed", "true"),
    ("StatusCallbackUrl", "https://owlbakery.com/status"),
];

fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = BUSINESS.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).filter(|(_, text)| !text.is_empty()).collect()
}

/// What each item of the bundle says, by its type.
async fn items(client: &Client, bundle: &str) -> Vec<(String, serde_json::Value)> {
    let mut items = Vec::new();
    let assigned = client.get(&format!("/v1/TrustProducts/{bundle}/EntityAssignments")).await.json();
    for row in assigned["results"].as_array().unwrap() {
        let sid = row["object_sid"].as_str().unwrap();
        let list = if sid.starts_with("IT") { "EndUsers" } else { "SupportingDocuments" };
        let item = client.get(&format!("/v1/{list}/{sid}")).await;
        items.push((item.field("type"), item.json()));
    }
    items.sort_by(|one, other| one.0.cmp(&other.0));
    items
}

#[tokio::test]
async fn what_is_given_becomes_a_draft_and_a_session() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    // "%PDF-1.7\n%%EOF\n"
    let file = [("File", "JVBERi0xLjcKJSVFT0YK"), ("FileName", "register.pdf")];
    let answer = client.post(BEGIN, &with(&file)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.field("registration_id");
    let (name, bundle) = id.rsplit_once('.').unwrap();
    assert_eq!(name, format!("tri1.us1.account.{}.registration", api.owner.sid));
    assert!(
        answer.field("inquiry_id").starts_with("inq_") && !answer.field("inquiry_session_token").is_empty()
    );
    let resume = format!("/v1/ComplianceInquiries/Registration/{id}/RegulatoryCompliance/GB/Initialize");
    assert!(answer.field("url").ends_with(&resume), "{}", answer.text());

    let product = client.get(&format!("/v1/TrustProducts/{bundle}")).await.json();
    assert_eq!((&product["status"], &product["friendly_name"]), (&json!("draft"), &json!("Owl")));
    assert_eq!(product["status_callback"], "https://owlbakery.com/status");
    let items = items(&client, bundle).await;
    let types: Vec<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        types,
        [
            "customer_profile_address",
            "customer_profile_business_information",
            "emergency_address",
            "gb_authorized_representative",
            "gb_numbers_information",
            "verification_document",
        ]
    );
    let of = |name: &str| &items.iter().find(|(type_name, _)| type_name == name).unwrap().1;
    let business = &of("customer_profile_business_information")["attributes"];
    assert_eq!(
        (&business["business_registration_identifier"], &business["business_name"]),
        (&json!("CN"), &json!("Owl, Inc."))
    );
    assert_eq!(of("gb_authorized_representative")["attributes"]["birth_date"], "1990-01-01");
    assert_eq!(of("verification_document")["friendly_name"], "register.pdf");
    let numbers = &of("gb_numbers_information")["attributes"];
    assert_eq!(
        numbers,
        &json!({ "phone_number_type": "national", "is_isv_embed": "true", "accepted_notification_receipt": "true" })
    );

    let misspelt = resume.replace(".registration.", ".registartion.");
    for path in [&resume, &misspelt] {
        let again = client.post(path, &[("IsIsvEmbed", "true"), ("ThemeSetId", "isv")]).await;
        assert_eq!((again.status, again.field("registration_id")), (200, id.clone()), "{}", again.text());
    }
    client.post(&format!("/v1/TrustProducts/{bundle}"), &[("Status", "pending-review")]).await;
    let rejected = client.get(&format!("/v1/TrustProducts/{bundle}")).await;
    assert_eq!(rejected.field("status"), "twilio-rejected", "most of the representative is missing");
    assert_eq!(client.post(&resume, &[]).await.status, 200);
}

#[tokio::test]
async fn the_two_that_must_be_there_are_enough_where_somebody_can_be_told() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let least = [("EndUserType", "individual"), ("PhoneNumberType", "mobile")];
    let answer = client.post(BEGIN, &least).await;
    answer.assert_error(400, 20001);
    assert!(answer.field("message").contains("NotificationEmail"), "{}", answer.text());
    let told: Vec<_> = least.into_iter().chain([("IndividualEmail", "carla@wintermoor.com")]).collect();
    let begun = client.post(BEGIN, &told).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let id = begun.field("registration_id");
    let product = client.get(&format!("/v1/TrustProducts/{}", id.rsplit_once('.').unwrap().1)).await;
    assert_eq!(product.field("email"), "carla@wintermoor.com");
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for (field, value) in [
        ("EndUserType", ""),
        ("EndUserType", "Company"),
        ("PhoneNumberType", ""),
        ("PhoneNumberType", "premium"),
        ("BusinessIdentityType", "reseller"),
        ("BusinessRegistrationAuthority", "EIN"),
        ("AddressCity", ""),
        ("AddressCountryCode", "GBR"),
        ("BusinessLegalName", ""),
        ("EmergencyAddressStreet", "1 Main St"),
        ("IsIsvEmbed", "perhaps"),
        ("ThemeSetId", "a theme"),
        ("FileName", "register.pdf"),
        ("File", "%PDF-1.7"),
    ] {
        let mut given = with(&[(field, value)]);
        if field.starts_with("Emergency") {
            given.retain(|(name, _)| *name != "UseAddressAsEmergencyAddress");
        }
        let answer = client.post(BEGIN, &given).await;
        answer.assert_error(400, 20001);
        let about = if field.starts_with("Emergency") { "EmergencyAddressCity" } else { field };
        assert!(answer.field("message").contains(about), "{}", answer.text());
    }
    let no_address: Vec<_> = with(&[]).into_iter().filter(|(name, _)| !name.starts_with("Address")).collect();
    let answer = client.post(BEGIN, &no_address).await;
    assert!(answer.field("message").contains("UseAddressAsEmergencyAddress"), "{}", answer.text());
    // Base64, and of no kind that is taken.
    client.post(BEGIN, &with(&[("File", "file")])).await.assert_error(400, 20001);
    let list = client.get("/v1/TrustProducts").await.json();
    assert_eq!(list["results"], json!([]), "nothing is left behind");

    let account = api.owner.sid.to_string();
    for id in ["nothing".to_owned(), format!("tri1.us1.account.{account}.registration.BU{NOBODYS}")] {
        let path = format!("/v1/ComplianceInquiries/Registration/{id}/RegulatoryCompliance/GB/Initialize");
        client.post(&path, &[]).await.assert_error(404, 20404);
    }
}

//! The A2P registrations of the newest SDKs over HTTP: bodies of JSON in camelCase, identifiers with a slash.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::client::{Answer, Api, Client, roomy, some_or_skip};
use crate::messaging::mock_brand;
use trusthub_testkit::Wish;

const BRANDS: &str = "/v1/A2PBrandRegistrations";
const CAMPAIGNS: &str = "/v1/A2PCampaignRegistrations";

async fn post(client: &Client, path: &str, body: Value) -> Answer {
    let headers = [("content-type", "application/json")];
    client.send(Method::POST, path, &headers, Body::from(body.to_string())).await
}

/// As the SDK for Python sends it: every field, `null` where nothing was given.
fn brand() -> Value {
    json!({
        "brandType": "STANDARD", "themeSetId": null, "friendlyName": "Owl", "notificationEmail": "ops@owlbakery.com",
        "businessName": "Owl Bakery Inc.", "businessRegistrationAuthority": "EIN",
        "businessRegistrationNumber": "94-2404110", "businessIndustry": "RETAIL",
        "businessWebsite": "https://owlbakery.com", "businessType": "Corporation", "businessStockSymbol": null,
        "businessStreetAddress": "1410 Broadway", "businessCity": "Oakland", "businessStateProvinceRegion": "CA",
        "businessPostalCode": "94612", "businessCountry": "US", "businessContactFirstName": "Rosalind",
        "isTest": null, "skipAutomaticSecVet": true,
    })
}

fn with(mut body: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[track_caller]
fn has_keys(value: &Value, keys: &str) {
    let mut found: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let mut wanted: Vec<&str> = keys.split_whitespace().collect();
    found.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn a_brand_is_begun_and_named_with_its_slash_encoded_or_not() {
    let api = some_or_skip!(Api::with(Wish::default(), roomy()).await);
    let client = api.client();
    let made = post(&client, BRANDS, brand()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    has_keys(&made.json(), "id sessionId sessionToken");
    let id = made.field("id");
    let (account, sid) = id.split_once("/registration.").unwrap();
    assert_eq!(account, format!("tri1.us1.account.{}", api.owner.sid));
    assert!(made.field("sessionId").starts_with("inq_"));
    for id in [id.clone(), id.replace('/', "%2F"), sid.to_owned()] {
        let shown = client.get(&format!("{BRANDS}/{id}")).await;
        assert_eq!(shown.status, 200, "{id}: {}", shown.text());
        has_keys(
            &shown.json(),
            "id status brandType friendlyName notificationEmail isTest skipAutomaticSecVet customerProfileSid \
             a2pProfileSid a2pBrandRegistrationSid identityStatus errors dateCreated dateUpdated",
        );
        assert_eq!(
            (shown.field("status"), shown.field("a2pProfileSid")),
            ("DRAFT".to_owned(), sid.to_owned())
        );
        let again = client.post(&format!("{BRANDS}/{id}/EmbeddedSessions"), &[]).await;
        assert_eq!(again.status, 201, "{id}: {}", again.text());
        assert_eq!(again.field("id"), made.field("id"));
    }
    let shown = client.get(&format!("{BRANDS}/{sid}")).await.json();
    let profile = shown["customerProfileSid"].as_str().unwrap();
    let items = client.get(&format!("/v1/CustomerProfiles/{profile}/EntityAssignments")).await.json();
    assert_eq!(
        items["results"].as_array().unwrap().len(),
        3,
        "business, representative and address: {items}"
    );
    let other = id.replace(&api.owner.sid.to_string(), "AC0123456789abcdef0123456789abcdef");
    client.get(&format!("{BRANDS}/{other}")).await.assert_error(404, 20404);
}

#[tokio::test]
async fn a_brand_that_cannot_be_begun_says_which_field_is_wrong() {
    let api = some_or_skip!(Api::with(Wish::default(), roomy()).await);
    let client = api.client();
    for (changes, status, part) in [
        (json!({"brandType": null}), 400, "brandType"),
        (json!({"brandType": "OTHER"}), 400, "STANDARD or SOLE_PROPRIETOR"),
        (json!({"notificationEmail": ""}), 400, "notificationEmail"),
        (json!({"businessType": "GUILD"}), 400, "businessType"),
        (json!({"businessIndustry": "OWLS"}), 400, "AGRICULTURE"),
        (json!({"businessWebsite": "http://owlbakery.com"}), 400, "https://"),
        (json!({"businessRegistrationNumber": "1234567890123456789012"}), 400, "at most 21 characters"),
        (json!({"businessCity": null}), 400, "businessCity"),
        (json!({"businessTaxExemptStatus": "exempt"}), 400, "501c1"),
        (json!({"businessTaxExemptStatus": "527"}), 400, "brandExternalVettingToken"),
        (json!({"brandExternalVettingToken": "none"}), 400, "Campaign Verify"),
        (json!({"isTest": "perhaps"}), 400, "isTest"),
        (json!({"customerProfileSid": "BU0123456789abcdef0123456789abcdef"}), 400, "customerProfileSid"),
        (json!({"themeSetId": "a theme"}), 400, "theme"),
    ] {
        let answer = post(&client, BRANDS, with(brand(), &changes)).await;
        assert_eq!(answer.status, status, "{changes}: {}", answer.text());
        assert!(answer.text().contains(part), "{changes}: {}", answer.text());
    }
    let profiles = client.get("/v1/CustomerProfiles").await.json();
    assert_eq!(profiles["results"], json!([]), "nothing is left of what was refused");
}

#[tokio::test]
async fn a_campaign_is_begun_once_for_a_service() {
    let api = some_or_skip!(Api::with(Wish::default(), roomy()).await);
    let client = api.client();
    let sid = mock_brand(&api).await["sid"].as_str().unwrap().to_owned();
    let body = json!({
        "a2pBrandRegistrationSid": sid, "useCaseCategories": ["MARKETING"], "useCaseOptInTypes": null,
        "useCaseSampleMessage1": "Owl Bakery: fresh rye.", "hasEmbeddedLinks": true,
    });
    let made = post(&client, CAMPAIGNS, body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    has_keys(&made.json(), "id sessionId sessionToken");
    let shown = client.get(&format!("{CAMPAIGNS}/{}", made.field("id"))).await;
    has_keys(
        &shown.json(),
        "id status a2pBrandRegistrationSid messagingServiceSid campaignSid campaignId errors dateCreated dateUpdated",
    );
    let service = shown.field("messagingServiceSid");
    let again = post(&client, CAMPAIGNS, with(body.clone(), &json!({"messagingServiceSid": service}))).await;
    assert_eq!(again.field("id"), made.field("id"));
    for id in [made.field("id").replace('/', "%2F"), service.clone()] {
        let session = client.post(&format!("{CAMPAIGNS}/{id}/EmbeddedSessions"), &[]).await;
        assert_eq!((session.status, session.field("id")), (201, made.field("id")), "{}", session.text());
    }
    for (changes, part) in [
        (json!({"useCaseCategories": ["OWLS"]}), "useCaseCategories"),
        (json!({"useCaseOptInTypes": ["OWLS"]}), "WEB_FORM"),
        (json!({"embeddedUrlSample": "http://owlbakery.com"}), "embeddedUrlSample"),
        (json!({"a2pBrandRegistrationSid": null}), "a2pBrandRegistrationSid"),
        (json!({"messagingServiceSid": "MG"}), "messagingServiceSid"),
    ] {
        let answer = post(&client, CAMPAIGNS, with(body.clone(), &changes)).await;
        assert_eq!(answer.status, 400, "{changes}: {}", answer.text());
        assert!(answer.text().contains(part), "{changes}: {}", answer.text());
    }
    let nobodys = with(body, &json!({"messagingServiceSid": "MG0123456789abcdef0123456789abcdef"}));
    post(&client, CAMPAIGNS, nobodys).await.assert_error(404, 20404);
    client.delete(&format!("/v1/Services/{service}")).await;
    client.get(&format!("{CAMPAIGNS}/{}", made.field("id"))).await.assert_error(404, 20404);
}

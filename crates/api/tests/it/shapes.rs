//! The shapes of `/v1`, key by key and in order, on a pinned clock and with pinned identifiers.

use insta::assert_snapshot;
use trusthub_app::review;
use trusthub_app::review::GivenReason;
use trusthub_domain::bundle::{BundleKind, ReasonCode};
use trusthub_domain::review::Role;
use trusthub_testkit::{PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount, Wish};

use crate::client::{Api, Client, roomy, some_or_skip};

#[tokio::test]
async fn a_new_profile() {
    let api = some_or_skip!(Api::pinned().await);
    let parameters = [
        ("FriendlyName", "Owl Bakery"),
        ("Email", "compliance@owlbakery.com"),
        ("PolicySid", PRIMARY),
        ("StatusCallback", "https://owlbakery.com/status"),
    ];
    let answer = api.client().post("/v1/CustomerProfiles", &parameters).await;
    assert_eq!(answer.status, 201);
    assert_snapshot!(answer.pretty());
}

#[tokio::test]
async fn a_new_product_differs_in_its_links() {
    let api = some_or_skip!(Api::pinned().await);
    let parameters =
        [("FriendlyName", "Signed calls"), ("Email", "compliance@owlbakery.com"), ("PolicySid", SHAKEN)];
    let answer = api.client().post("/v1/TrustProducts", &parameters).await;
    assert_eq!(answer.status, 201);
    assert_snapshot!(answer.pretty());
}

#[tokio::test]
async fn a_list_of_profiles_with_filters() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    client.profile("Owl Bakery").await;
    let path = format!("/v1/CustomerProfiles?PolicySid={PRIMARY}&FriendlyName=Owl%20Bakery&Status=draft");
    assert_snapshot!(client.get(&path).await.pretty());
}

#[tokio::test]
async fn an_empty_list() {
    let api = some_or_skip!(Api::pinned().await);
    assert_snapshot!(api.client().get("/v1/TrustProducts?Status=draft&PageSize=20").await.pretty());
}

#[tokio::test]
async fn a_rejection_tells_each_reason_and_how_to_mend_it() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let sid = client.profile("Owl Bakery").await;
    let answer = client.post(&format!("/v1/CustomerProfiles/{sid}"), &[("Status", "pending-review")]).await;
    assert_eq!(answer.status, 200);
    assert_snapshot!(answer.pretty());
}

#[tokio::test]
async fn a_reviewers_rejection_carries_the_note() {
    let api = some_or_skip!(
        Api::with(Wish { seed: Some(1), refers_everything: true, ..Wish::default() }, roomy()).await
    );
    let (bundle, _) = api.test.complete_profile(&api.owner, &SOUND_BUSINESS, None).await;
    api.test.submit(&api.owner, &bundle).await;
    let reviewer = api.test.reviewer("lead@hub.example", Role::Lead).await;
    let reason = GivenReason {
        code: ReasonCode::WEBSITE,
        field: Some("customer_profile_business_information.website_url".to_owned()),
        note: Some("The imprint names another company.".to_owned()),
    };
    review::reject(&api.test.hub, &reviewer, bundle.sid, vec![reason], None).await.unwrap();
    let answer = api.client().get(&format!("/v1/CustomerProfiles/{}", bundle.sid)).await;
    assert_snapshot!(serde_json::to_string_pretty(&answer.json()["errors"]).unwrap());
}

/// An approved profile.
async fn approved(api: &Api, account: &TestAccount) -> String {
    let (bundle, _) = api.test.complete_profile(account, &SOUND_BUSINESS, None).await;
    api.test.submit(account, &bundle).await;
    let reviewer = api.test.reviewer("lead@hub.example", Role::Lead).await;
    review::approve(&api.test.hub, &reviewer, bundle.sid, None).await.unwrap();
    bundle.sid.to_string()
}

#[tokio::test]
async fn an_approved_profile_and_its_copy() {
    let api = some_or_skip!(
        Api::with(Wish { seed: Some(1), refers_everything: true, ..Wish::default() }, roomy()).await
    );
    let client = api.client();
    let sid = approved(&api, &api.owner).await;
    assert_snapshot!("approved", client.get(&format!("/v1/CustomerProfiles/{sid}")).await.pretty());
    let made = client.post(&format!("/v1/CustomerProfiles/{sid}/ProvisionalCopy"), &[]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("copy", made.pretty());
    let found = client.get(&format!("/v1/CustomerProfiles/{sid}/ProvisionalCopy")).await;
    assert_eq!(found.text(), made.text());
    let copy = client.get(&format!("/v1/CustomerProfiles/{}", made.field("customer_profile_sid"))).await;
    assert_eq!(copy.field("status"), "draft");
}

#[tokio::test]
async fn an_assignment_of_an_item() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let profile = client.profile("Owl Bakery").await;
    let item = client
        .made("/v1/EndUsers", &[("FriendlyName", "rep"), ("Type", "authorized_representative_1")])
        .await;
    let path = format!("/v1/CustomerProfiles/{profile}/EntityAssignments");
    let made = client.post(&path, &[("ObjectSid", &item)]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!(made.pretty());
    assert_eq!(client.get(&made.field("url")).await.text(), made.text());
    let listed = client.get(&format!("{path}?ObjectType=authorized_representative_1")).await.json();
    assert_eq!(listed["results"][0], made.json());
    assert_eq!(
        listed["meta"]["url"],
        format!("https://hub.example{path}?ObjectType=authorized_representative_1&PageSize=50&Page=0")
    );
    assert_eq!(client.delete(&made.field("url")).await.status, 204);
    client.get(&made.field("url")).await.assert_error(404, 20404);
}

/// A number of the owner.
async fn number(client: &Client, account: &TestAccount, number: &str) -> String {
    let path = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", account.sid);
    client.made(&path, &[("PhoneNumber", number)]).await
}

#[tokio::test]
async fn an_assignment_of_a_number() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let profile = client.profile("Owl Bakery").await;
    let number = number(&client, &api.owner, "+15102345678").await;
    let path = format!("/v1/CustomerProfiles/{profile}/ChannelEndpointAssignments");
    let parameters = [("ChannelEndpointType", "phone-number"), ("ChannelEndpointSid", number.as_str())];
    let made = client.post(&path, &parameters).await;
    assert_eq!(made.status, 201);
    assert_snapshot!(made.pretty());
    assert_eq!(client.get(&made.field("url")).await.text(), made.text());
    for query in [format!("ChannelEndpointSid={number}"), format!("ChannelEndpointSids={number}%2C{number}")]
    {
        let listed = client.get(&format!("{path}?{query}")).await.json();
        assert_eq!(listed["results"][0], made.json(), "{query}");
        let url = listed["meta"]["first_page_url"].as_str().unwrap();
        assert!(url.ends_with(&format!("?{query}&PageSize=50&Page=0")), "{url}");
    }
}

#[tokio::test]
async fn an_evaluation_names_each_field_and_how_to_mend_it() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let parameters =
        [("FriendlyName", "Calls"), ("Email", "compliance@owlbakery.com"), ("PolicySid", SHAKEN)];
    let product = client.made("/v1/TrustProducts", &parameters).await;
    let path = format!("/v1/TrustProducts/{product}/Evaluations");
    let made = client.post(&path, &[("PolicySid", SHAKEN)]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!(made.pretty());
    assert_eq!(client.get(&made.field("url")).await.text(), made.text());
    assert_eq!(client.get(&path).await.json()["results"][0], made.json());
}

#[tokio::test]
async fn an_end_user() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let attributes = r#"{"last_name":"Achterberg","first_name":"Rosalind","unknown":{"kept":[1,null]}}"#;
    let parameters =
        [("FriendlyName", "rep"), ("Type", "authorized_representative_1"), ("Attributes", attributes)];
    let made = client.post("/v1/EndUsers", &parameters).await;
    assert_eq!(made.status, 201);
    assert_snapshot!(made.pretty());
    assert_eq!(client.get(&made.field("url")).await.text(), made.text());
    assert_eq!(client.get("/v1/EndUsers").await.json()["results"][0], made.json());
    let changed = client.post(&made.field("url"), &[("Attributes", "{}"), ("FriendlyName", "other")]).await;
    assert_eq!((changed.status, changed.field("friendly_name")), (200, "other".to_owned()));
    assert_eq!(changed.json()["attributes"], serde_json::json!({}));
    assert_eq!(client.delete(&made.field("url")).await.status, 204);
    client.delete(&made.field("url")).await.assert_error(404, 20404);
}

#[tokio::test]
async fn a_supporting_document() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let attributes = r#"{"address_sids":"AD0123456789abcdef0123456789abcdef"}"#;
    let parameters =
        [("FriendlyName", "address"), ("Type", "customer_profile_address"), ("Attributes", attributes)];
    let made = client.post("/v1/SupportingDocuments", &parameters).await;
    assert_eq!(made.status, 201);
    assert_snapshot!(made.pretty());
    assert_eq!(client.get(&made.field("url")).await.text(), made.text());
    assert_eq!(client.get("/v1/SupportingDocuments").await.json()["results"][0], made.json());
}

#[tokio::test]
async fn policies_and_types_come_from_the_files() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    assert_snapshot!("policy", client.get(&format!("/v1/Policies/{PRIMARY}")).await.pretty());
    let by_name = client.get("/v1/EndUserTypes/authorized_representative_1").await;
    assert_snapshot!("type", by_name.pretty());
    assert_eq!(client.get(&by_name.field("url")).await.text(), by_name.text());
    let document_type = client.get("/v1/SupportingDocumentTypes/customer_profile_address").await;
    assert_eq!(document_type.status, 200);
    let listed = client.get("/v1/SupportingDocumentTypes").await.json();
    assert!(listed["supporting_document_types"].as_array().unwrap().contains(&document_type.json()));
    assert_eq!(listed["meta"]["key"], "supporting_document_types");
    assert_eq!(client.get("/v1/EndUserTypes").await.json()["meta"]["key"], "end_user_types");
    client.get("/v1/EndUserTypes/customer_profile_address").await.assert_error(404, 20404);
}

#[tokio::test]
async fn an_update_of_nothing_changes_nothing() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let sid = client.profile("Owl Bakery").await;
    let path = format!("/v1/CustomerProfiles/{sid}");
    let before = client.get(&path).await;
    assert_eq!(client.post(&path, &[]).await.text(), before.text());
}

#[tokio::test]
async fn a_callback_address_is_set_and_cleared() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let path = format!("/v1/CustomerProfiles/{}", client.profile("Owl Bakery").await);
    let set = client.post(&path, &[("StatusCallback", "https://owlbakery.com/x")]).await;
    assert_eq!(set.field("status_callback"), "https://owlbakery.com/x");
    assert!(client.post(&path, &[("StatusCallback", "")]).await.json()["status_callback"].is_null());
}

#[tokio::test]
async fn a_repeated_profile_names_the_live_one() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let first = client.profile("Owl Bakery").await;
    let parameters = [("FriendlyName", "Owl Bakery"), ("Email", "a@owlbakery.com"), ("PolicySid", PRIMARY)];
    let second = client.post("/v1/CustomerProfiles", &parameters).await;
    assert_eq!((second.status, second.header("x-trusthub-duplicate-of")), (201, Some(first.as_str())));
}

#[tokio::test]
async fn a_compliant_profile_goes_to_review() {
    let api = some_or_skip!(Api::new().await);
    let (bundle, _) = api.test.complete_profile(&api.owner, &SOUND_BUSINESS, None).await;
    assert_eq!(bundle.kind, BundleKind::CustomerProfile);
    let path = format!("/v1/CustomerProfiles/{}", bundle.sid);
    let answer = api.client().post(&path, &[("Status", "pending-review")]).await;
    assert_eq!((answer.status, answer.field("status")), (200, "in-review".to_owned()));
}

#[tokio::test]
async fn tokens_are_rotated_without_downtime() {
    let api = some_or_skip!(Api::pinned().await);
    let old = api.client();
    let made = old.post("/v1/AuthTokens/Secondary", &[("SuppressEmailNotification", "true")]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("secondary_token", made.pretty());
    let new = Client {
        credentials: Some((api.owner.sid.to_string(), made.field("secondary_auth_token"))),
        ..old.clone()
    };
    assert_eq!((old.get("/v1/Policies").await.status, new.get("/v1/Policies").await.status), (200, 200));
    let promoted = new.post("/v1/AuthTokens/Promote", &[]).await;
    assert_eq!(promoted.status, 200);
    assert_snapshot!("promoted_token", promoted.pretty());
    old.get("/v1/Policies").await.assert_error(401, 20003);
    assert_eq!(new.get("/v1/Policies").await.status, 200);
    new.delete("/v1/AuthTokens/Secondary").await.assert_error(404, 20404);
    new.post("/v1/AuthTokens/Secondary", &[]).await;
    assert_eq!(new.delete("/v1/AuthTokens/Secondary").await.status, 204);
}

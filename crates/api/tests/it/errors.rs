//! Refusals that follow from the state of things: status, code and words.

use axum::body::Body;
use axum::http::Method;
use trusthub_testkit::{CNAM, PRIMARY, SECONDARY, SHAKEN, SOUND_BUSINESS, Wish};

use crate::client::{Api, NOBODYS, roomy, some_or_skip};

#[tokio::test]
async fn wrong_credentials_ask_for_right_ones() {
    let api = some_or_skip!(Api::new().await);
    let answer = api.anonymous().get("/v1/CustomerProfiles").await;
    answer.assert_error(401, 20003);
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"trusthub\""));
    for (name, password) in [
        (api.owner.sid.to_string(), "wrong".to_owned()),
        (format!("AC{NOBODYS}"), "wrong".to_owned()),
        (format!("SK{NOBODYS}"), "wrong".to_owned()),
        ("root".to_owned(), String::new()),
    ] {
        let mut client = api.anonymous();
        client.credentials = Some((name, password));
        client.get("/v1/CustomerProfiles").await.assert_error(401, 20003);
    }
    for header in ["Basic", "Basic !!!", "Bearer abc", "Basic eA=="] {
        let headers = [("authorization", header)];
        api.anonymous()
            .send(Method::GET, "/v1/EndUsers", &headers, Body::empty())
            .await
            .assert_error(401, 20003);
    }
}

#[tokio::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    client.get("/v1/Nothing").await.assert_error(404, 20404);
    api.anonymous().get("/v1/Nothing").await.assert_error(404, 20404);
    client.get("/").await.assert_error(404, 20404);
    let answer = client.send(Method::PUT, "/v1/CustomerProfiles", &[], Body::empty()).await;
    answer.assert_error(405, 20004);
    assert_eq!(answer.header("allow"), Some("POST,GET,HEAD"));
    client.delete("/v1/Policies").await.assert_error(405, 20004);
    client.post("/health", &[]).await.assert_error(405, 20004);
}

#[tokio::test]
async fn malformed_and_unknown_identifiers_are_equally_absent() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let account = api.owner.sid;
    for path in [
        format!("/v1/CustomerProfiles/BU{NOBODYS}"),
        "/v1/CustomerProfiles/BU1".to_owned(),
        format!("/v1/CustomerProfiles/RN{NOBODYS}"),
        "/v1/CustomerProfiles/%FF".to_owned(),
        "/v1/CustomerProfiles/BU%00".to_owned(),
        format!("/v1/CustomerProfiles/BU{NOBODYS}/EntityAssignments"),
        format!("/v1/CustomerProfiles/BU{NOBODYS}/EntityAssignments/BV{NOBODYS}"),
        format!("/v1/CustomerProfiles/BU{NOBODYS}/ChannelEndpointAssignments/RA{NOBODYS}"),
        format!("/v1/TrustProducts/BU{NOBODYS}/Evaluations/EL{NOBODYS}"),
        format!("/v1/TrustProducts/BU{NOBODYS}/ProvisionalCopy"),
        format!("/v1/EndUsers/IT{NOBODYS}"),
        format!("/v1/SupportingDocuments/RD{NOBODYS}"),
        format!("/trust/v1/SupportingDocuments/RD{NOBODYS}/File"),
        format!("/trust/v1/CustomerProfiles/BU{NOBODYS}/Vettings"),
        format!("/trust/v1/Accounts/AC{NOBODYS}/TrustLevel"),
        format!("/trust/v1/Attestations/AT{NOBODYS}"),
        format!("/v1/Policies/RN{NOBODYS}"),
        "/v1/EndUserTypes/nothing".to_owned(),
        format!("/2010-04-01/Accounts/AC{NOBODYS}.json"),
        format!("/2010-04-01/Accounts/{account}"),
        format!("/2010-04-01/Accounts/{account}/Addresses/AD{NOBODYS}.json"),
        format!("/2010-04-01/Accounts/{account}/Addresses/AD{NOBODYS}"),
        format!("/2010-04-01/Accounts/AC{NOBODYS}/Keys.json"),
        format!("/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/PN1.json"),
    ] {
        let answer = client.get(&path).await;
        answer.assert_error(404, 20404);
        let shown = path.strip_prefix("/v1").unwrap_or(&path);
        assert_eq!(answer.field("message"), format!("The requested resource {shown} was not found"));
    }
}

#[tokio::test]
async fn a_profile_is_no_product() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let sid = client.profile("Owl Bakery").await;
    client.get(&format!("/v1/TrustProducts/{sid}")).await.assert_error(404, 20404);
    client.delete(&format!("/v1/TrustProducts/{sid}")).await.assert_error(404, 20404);
}

#[tokio::test]
async fn customers_only_submit() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let path = format!("/v1/CustomerProfiles/{}", client.profile("Owl Bakery").await);
    for status in ["draft", "in-review", "twilio-approved", "twilio-rejected"] {
        let answer = client.post(&path, &[("Status", status)]).await;
        answer.assert_error(400, 70002);
        assert!(answer.field("message").starts_with("User cannot perform this status update"));
    }
    client.post(&path, &[("Status", "approved")]).await.assert_error(400, 22203);
    client.post(&path, &[("Status", "")]).await.assert_error(400, 22203);
    client.post(&path, &[("Status", "pending-review"), ("FriendlyName", "x")]).await.assert_error(400, 22204);
    let unknown = format!("/v1/CustomerProfiles/BU{NOBODYS}");
    client.post(&unknown, &[("Status", "twilio-approved")]).await.assert_error(404, 20404);
}

#[tokio::test]
async fn what_is_under_review_is_frozen() {
    let api = some_or_skip!(Api::with(Wish { refers_everything: true, ..Wish::default() }, roomy()).await);
    let client = api.client();
    let (bundle, items) = api.test.complete_profile(&api.owner, &SOUND_BUSINESS, None).await;
    let path = format!("/v1/CustomerProfiles/{}", bundle.sid);
    assert_eq!(client.post(&path, &[("Status", "pending-review")]).await.status, 200);
    client.post(&path, &[("Status", "pending-review")]).await.assert_error(400, 70002);
    client.post(&path, &[("FriendlyName", "other")]).await.assert_error(400, 70002);
    client.delete(&path).await.assert_error(400, 21647);
    let answer = client.post(&format!("/v1/EndUsers/{}", items.business), &[("Attributes", "{}")]).await;
    answer.assert_error(400, 70002);
    assert_eq!(
        answer.field("message"),
        "Cannot update end-user. A bundle it belongs to is in an immutable state."
    );
    client.delete(&format!("/v1/EndUsers/{}", items.business)).await.assert_error(400, 21644);
    let document = format!("/v1/SupportingDocuments/{}", items.address);
    client.post(&document, &[("FriendlyName", "x")]).await.assert_error(400, 70002);
    let refused = client.delete(&document).await;
    assert!(matches!(refused.code(), 21645 | 21646), "{}", refused.text());
    client.post(&format!("{path}/ProvisionalCopy"), &[]).await.assert_error(400, 18607);
    let listed = client.get(&format!("{path}/EntityAssignments")).await.json();
    let assignment = listed["results"][0]["url"].as_str().unwrap().to_owned();
    client.delete(&assignment).await.assert_error(400, 70002);
    let address = client.get(&format!("/2010-04-01/Accounts/{}/Addresses.json", api.owner.sid)).await.json();
    let address = address["addresses"][0]["uri"].as_str().unwrap().to_owned();
    client.post(&address, &[("City", "Oakland")]).await.assert_error(400, 21630);
    client.delete(&address).await.assert_error(400, 21630);
}

#[tokio::test]
async fn assignments_say_what_does_not_fit() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let path = format!("/v1/CustomerProfiles/{}/EntityAssignments", client.profile("Owl Bakery").await);
    let representative = [("FriendlyName", "rep"), ("Type", "authorized_representative_1")];
    let first = client.made("/v1/EndUsers", &representative).await;
    let second = client.made("/v1/EndUsers", &representative).await;
    let odd = client.made("/v1/EndUsers", &[("FriendlyName", "cnam"), ("Type", "cnam_information")]).await;
    let stranger = api.test.account("Stranger").await;
    let foreign = api.client_of(&stranger).made("/v1/EndUsers", &representative).await;

    client.post(&path, &[]).await.assert_error(400, 20001);
    client.post(&path, &[("ObjectSid", "BU1")]).await.assert_error(400, 22205);
    client.post(&path, &[("ObjectSid", &format!("IT{NOBODYS}"))]).await.assert_error(400, 22205);
    client.post(&path, &[("ObjectSid", &foreign)]).await.assert_error(400, 22205);
    client.post(&path, &[("ObjectSid", &format!("AD{NOBODYS}"))]).await.assert_error(400, 22206);
    client.post(&path, &[("ObjectSid", &odd)]).await.assert_error(400, 22206);
    assert_eq!(client.post(&path, &[("ObjectSid", &first)]).await.status, 201);
    client.post(&path, &[("ObjectSid", &first)]).await.assert_error(409, 20409);
    client.post(&path, &[("ObjectSid", &second)]).await.assert_error(409, 20409);
    client.delete(&format!("/v1/EndUsers/{first}")).await.assert_error(400, 21644);
}

#[tokio::test]
async fn numbers_go_on_the_profile_first() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let profile = client.profile("Owl Bakery").await;
    let parameters = [("FriendlyName", "Calls"), ("Email", "a@owlbakery.com"), ("PolicySid", SHAKEN)];
    let product = client.made("/v1/TrustProducts", &parameters).await;
    let inventory = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", api.owner.sid);
    let number = client.made(&inventory, &[("PhoneNumber", "+15102345678")]).await;
    client.post(&inventory, &[("PhoneNumber", "+15102345678")]).await.assert_error(409, 20409);
    client.post(&inventory, &[("PhoneNumber", "5102345678")]).await.assert_error(400, 20001);
    client.post(&inventory, &[("AreaCode", "510")]).await.assert_error(400, 20001);

    let items = format!("/v1/TrustProducts/{product}/EntityAssignments");
    assert_eq!(client.post(&items, &[("ObjectSid", &profile)]).await.status, 201);
    let on_product = format!("/v1/TrustProducts/{product}/ChannelEndpointAssignments");
    let on_profile = format!("/v1/CustomerProfiles/{profile}/ChannelEndpointAssignments");
    let parameters = [("ChannelEndpointType", "phone-number"), ("ChannelEndpointSid", number.as_str())];
    let answer = client.post(&on_product, &parameters).await;
    answer.assert_error(400, 70002);
    assert!(answer.field("message").contains("not assigned to all the required supporting"));
    let assigned = client.post(&on_profile, &parameters).await;
    assert_eq!(assigned.status, 201);
    client.post(&on_profile, &parameters).await.assert_error(409, 20409);
    assert_eq!(client.post(&on_product, &parameters).await.status, 201);
    client.delete(&assigned.field("url")).await.assert_error(400, 70002);
    client.delete(&format!("/v1/TrustProducts/{product}")).await.assert_error(400, 21648);
    let in_inventory = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{number}.json", api.owner.sid);
    client.delete(&in_inventory).await.assert_error(400, 70002);

    let nobodys = format!("PN{NOBODYS}");
    let parameters = [("ChannelEndpointType", "phone-number"), ("ChannelEndpointSid", nobodys.as_str())];
    client.post(&on_profile, &parameters).await.assert_error(400, 22205);
    let parameters = [("ChannelEndpointType", "email"), ("ChannelEndpointSid", number.as_str())];
    client.post(&on_profile, &parameters).await.assert_error(400, 20001);
}

#[tokio::test]
async fn policies_must_fit() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let create = |kind: &'static str, policy: String| {
        let client = client.clone();
        async move {
            let parameters =
                [("FriendlyName", "x"), ("Email", "a@owlbakery.com"), ("PolicySid", policy.as_str())];
            client.post(&format!("/v1/{kind}"), &parameters).await
        }
    };
    create("CustomerProfiles", format!("RN{NOBODYS}")).await.assert_error(400, 20001);
    create("CustomerProfiles", "RN1".to_owned()).await.assert_error(400, 20001);
    create("CustomerProfiles", CNAM.to_owned()).await.assert_error(400, 20001);
    create("TrustProducts", PRIMARY.to_owned()).await.assert_error(400, 20001);
    let profile = client.profile("Owl Bakery").await;
    let evaluations = format!("/v1/CustomerProfiles/{profile}/Evaluations");
    client.post(&evaluations, &[("PolicySid", CNAM)]).await.assert_error(400, 20001);
    client.post(&evaluations, &[]).await.assert_error(400, 20001);
    assert_eq!(client.post(&evaluations, &[("PolicySid", SECONDARY)]).await.status, 201);
}

#[tokio::test]
async fn primary_profiles_by_api_can_be_switched_off() {
    let wish = Wish { forbids_primary_by_api: true, ..Wish::default() };
    let api = some_or_skip!(Api::with(wish, roomy()).await);
    let parameters = [("FriendlyName", "x"), ("Email", "a@owlbakery.com"), ("PolicySid", PRIMARY)];
    let answer = api.client().post("/v1/CustomerProfiles", &parameters).await;
    answer.assert_error(400, 70002);
    let message = answer.field("message");
    assert!(
        message.starts_with("This operation is restricted via API for Primary Customer Profiles."),
        "{message}"
    );
}

#[tokio::test]
async fn accounts_cannot_do_everything_to_themselves() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let own = format!("/2010-04-01/Accounts/{}.json", api.owner.sid);
    client.post(&own, &[("Status", "closed")]).await.assert_error(403, 20403);
    client.post(&own, &[("Status", "gone")]).await.assert_error(400, 20001);
    assert_eq!(client.post(&own, &[("FriendlyName", "New name")]).await.field("friendly_name"), "New name");
    let subaccount = api.test.subaccount(&api.owner, "Customer").await;
    let by_subaccount = api.client_of(&subaccount);
    by_subaccount.post("/2010-04-01/Accounts.json", &[]).await.assert_error(403, 20403);
    client.post(&format!("/2010-04-01/Accounts/{}.json", subaccount.sid), &[("Status", "suspended")]).await;
    by_subaccount.get("/v1/CustomerProfiles").await.assert_error(403, 20403);
}

#[tokio::test]
async fn every_answer_can_be_quoted() {
    let api = some_or_skip!(Api::new().await);
    let (first, second) = (api.client().get("/v1/Policies").await, api.anonymous().get("/nothing").await);
    for answer in [&first, &second] {
        let id = answer.header("twilio-request-id").unwrap();
        assert!(id.len() == 34 && id.starts_with("RQ"), "{id}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    assert_ne!(first.header("twilio-request-id"), second.header("twilio-request-id"));
}

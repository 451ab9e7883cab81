//! The shapes of `/2010-04-01`, key by key and in order.

use insta::assert_snapshot;

use crate::client::{Api, Client, some_or_skip};

#[tokio::test]
async fn a_subaccount() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let made = client.post("/2010-04-01/Accounts.json", &[("FriendlyName", "A customer")]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("subaccount", made.pretty());
    let own = client.get(&format!("/2010-04-01/Accounts/{}.json", api.owner.sid)).await;
    assert_eq!(own.field("owner_account_sid"), own.field("sid"));
    let found = client.get(&made.field("uri")).await;
    assert_eq!(found.text(), made.text());
    let listed = client.get("/2010-04-01/Accounts.json?Status=active").await.json();
    assert_eq!(listed["accounts"], serde_json::json!([made.json(), own.json()]));
    let suspended = client.post(&made.field("uri"), &[("Status", "suspended")]).await;
    assert_eq!((suspended.status, suspended.field("status")), (200, "suspended".to_owned()));
    let listed = client.get("/2010-04-01/Accounts.json?FriendlyName=A+customer&Status=suspended").await;
    assert_eq!(listed.json()["accounts"][0]["sid"], made.json()["sid"]);
    assert_eq!(
        listed.json()["uri"],
        "/2010-04-01/Accounts.json?FriendlyName=A+customer&Status=suspended&PageSize=50&Page=0"
    );
}

#[tokio::test]
async fn a_key_is_shown_with_its_secret_once() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let path = format!("/2010-04-01/Accounts/{}/Keys.json", api.owner.sid);
    let made = client.post(&path, &[("FriendlyName", "laptop")]).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("new_key", made.pretty());
    let one = format!("/2010-04-01/Accounts/{}/Keys/{}.json", api.owner.sid, made.field("sid"));
    let found = client.get(&one).await;
    assert!(found.json().get("secret").is_none());
    assert_snapshot!("list_of_keys", client.get(&path).await.pretty());
    let with_key = Client { credentials: Some((made.field("sid"), made.field("secret"))), ..client.clone() };
    assert_eq!(with_key.get("/v1/CustomerProfiles").await.status, 200);
    assert!(
        with_key.get(&format!("/2010-04-01/Accounts/{}.json", api.owner.sid)).await.json()["auth_token"]
            .is_null()
    );
    with_key.get(&path).await.assert_error(403, 20403);
    with_key.post("/v1/AuthTokens/Secondary", &[]).await.assert_error(403, 20403);
    assert_eq!(client.post(&one, &[("FriendlyName", "desktop")]).await.field("friendly_name"), "desktop");
    assert_eq!(client.delete(&one).await.status, 204);
    with_key.get("/v1/CustomerProfiles").await.assert_error(401, 20003);
}

#[tokio::test]
async fn an_address() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let path = format!("/2010-04-01/Accounts/{}/Addresses.json", api.owner.sid);
    let parameters = [
        ("CustomerName", "Owl Bakery Inc."),
        ("Street", "1200 Hearst Avenue"),
        ("City", "Berkeley"),
        ("Region", "CA"),
        ("PostalCode", "94702"),
        ("IsoCountry", "us"),
        ("FriendlyName", "Headquarters"),
        ("AutoCorrectAddress", "true"),
        ("EmergencyEnabled", "false"),
    ];
    let made = client.post(&path, &parameters).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("address", made.pretty());
    let query = "FriendlyName=Headquarters&IsoCountry=US&CustomerName=Owl+Bakery+Inc.&EmergencyEnabled=false";
    let listed = client.get(&format!("{path}?{query}")).await;
    assert_snapshot!("list_of_addresses", listed.pretty());
    assert_eq!(client.get(&made.field("uri")).await.text(), made.text());
    let changed = client.post(&made.field("uri"), &[("StreetSecondary", "Floor 2")]).await;
    assert_eq!((changed.status, changed.field("street_secondary")), (200, "Floor 2".to_owned()));
    assert_eq!(client.delete(&made.field("uri")).await.status, 204);
    client.get(&made.field("uri")).await.assert_error(404, 20404);
}

#[tokio::test]
async fn a_phone_number() {
    let api = some_or_skip!(Api::pinned().await);
    let client = api.client();
    let path = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", api.owner.sid);
    let parameters = [
        ("PhoneNumber", "+18885550123"),
        ("VoiceUrl", "https://owlbakery.com/voice"),
        ("VoiceCallerIdLookup", "true"),
        ("SmsMethod", "GET"),
    ];
    let made = client.post(&path, &parameters).await;
    assert_eq!(made.status, 201);
    assert_snapshot!("phone_number", made.pretty());
    let listed = client.get(&format!("{path}?PhoneNumber=%2B18885550123")).await.json();
    assert_eq!(listed["incoming_phone_numbers"][0], made.json());
    assert_eq!(listed["uri"], format!("{path}?PhoneNumber=%2B18885550123&PageSize=50&Page=0"));
    let changed = client.post(&made.field("uri"), &[("SmsUrl", "https://owlbakery.com/sms")]).await;
    assert_eq!((changed.status, changed.field("voice_url")), (200, "https://owlbakery.com/voice".to_owned()));
    assert_eq!(changed.field("sms_url"), "https://owlbakery.com/sms");
    assert_eq!(client.delete(&made.field("uri")).await.status, 204);
}

//! A hub that is only tried out signs and verifies calls at once, by an authority that is plainly a test; and a hub with real roots
//! trusts no such thing.

use std::fs;

use serde_json::{Value, json};
use trusthub_app::{Clock, SystemClock};

use crate::hub::{Hub, eventually};

const FROM: &str = "12155551212";
const TO: &str = "12355551212";

async fn post(hub: &Hub, path: &str, body: &Value) -> (u16, Value) {
    let credentials = hub.credentials();
    let (account, token) = (&credentials["TRUSTHUB_ACCOUNT_SID"], &credentials["TRUSTHUB_AUTH_TOKEN"]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(format!("{}/stir/v1/{path}", hub.url)).basic_auth(account, Some(token));
    let answer = request.header("X-TrustHub-Account-Sid", account).json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The signature of a call that is made now, or the refusal.
pub async fn signed(hub: &Hub) -> Result<String, Value> {
    let call = json!({"signingRequest": {
        "attest": "A", "orig": {"tn": FROM}, "dest": {"tn": [TO]}, "iat": SystemClock.now().as_seconds(),
    }});
    let (status, answer) = post(hub, "signing", &call).await;
    match answer["signingResponse"]["identity"].as_str() {
        Some(identity) if status == 200 => Ok(identity.to_owned()),
        Some(_) | None => Err(answer),
    }
}

pub async fn verstat(hub: &Hub, identity: &str) -> String {
    let call = json!({"verificationRequest": {
        "from": {"tn": FROM}, "to": {"tn": [TO]}, "time": SystemClock.now().as_seconds(), "identity": identity,
    }});
    let (_, answer) = post(hub, "verification", &call).await;
    answer["verificationResponse"]["verstat"].as_str().unwrap_or_default().to_owned()
}

pub async fn signs(hub: &Hub) -> String {
    eventually("a call is signed", async || signed(hub).await.ok()).await
}

fn certificates(hub: &Hub) -> Value {
    hub.must(&["stir", "cert", "list", "--json"]).json()
}

#[tokio::test]
async fn a_new_hub_signs_and_verifies_calls_as_a_test_and_a_second_start_changes_nothing() {
    let mut hub = Hub::new();
    let said = hub.start();
    assert!(said.contains("signed by a TEST authority that nobody else trusts"), "{said}");
    let identity = signs(&hub).await;
    assert_eq!(verstat(&hub, &identity).await, "TN-Validation-Passed");
    let (root, listed) = (fs::read(hub.data_dir().join("stir-test-root.pem")).unwrap(), certificates(&hub));
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["spc"], "TEST");
    assert!(hub.log().contains("a TEST authority was made"), "{}", hub.log());
    let doctor = hub.run(&["doctor"]);
    assert!(doctor.out.contains("TEST authority"), "{}", doctor.out);
    hub.stop();
    hub.start();
    assert_eq!(fs::read(hub.data_dir().join("stir-test-root.pem")).unwrap(), root);
    let again = certificates(&hub);
    assert_eq!(again[0]["sha256"], listed[0]["sha256"]);
    assert_eq!(again.as_array().unwrap().len(), 1);
    let identity = signs(&hub).await;
    assert_eq!(verstat(&hub, &identity).await, "TN-Validation-Passed");
}

#[tokio::test]
async fn a_first_start_that_was_killed_before_its_certificate_was_taken_in_is_made_up_for() {
    let mut hub = Hub::new();
    fs::create_dir_all(hub.data_dir()).unwrap();
    fs::write(hub.data_dir().join("stir-test-root.pem"), "the root of a certificate that never was").unwrap();
    hub.start();
    let identity = signs(&hub).await;
    assert_eq!(verstat(&hub, &identity).await, "TN-Validation-Passed");
}

#[tokio::test]
async fn a_hub_that_trusts_real_roots_neither_trusts_nor_signs_by_the_test_authority() {
    let mut hub = Hub::new();
    hub.start();
    let identity = signs(&hub).await;
    hub.stop();
    let folder = hub.path("ca");
    hub.must(&["stir", "ca-init", "--out", &folder.display().to_string()]);
    let mut hub = hub.set("TRUSTHUB_STIR_ROOTS_FILE", &folder.join("root.pem").display().to_string());
    let said = hub.start();
    assert!(!said.contains("TEST"), "{said}");
    assert_eq!(verstat(&hub, &identity).await, "TN-Validation-Failed");
    let refused = signed(&hub).await.unwrap_err();
    assert_eq!(refused["requestError"]["policyException"]["messageId"], "POL4030", "{refused}");
    assert!(refused.to_string().contains("no_usable_certificate"), "{refused}");
    assert!(hub.log().contains("a certificate signs no calls"), "{}", hub.log());
}

#[test]
fn a_hub_that_customers_reach_by_https_gets_no_test_authority() {
    let mut hub = Hub::new()
        .set("TRUSTHUB_PUBLIC_URL", "https://hub.example")
        .set("TRUSTHUB_SMTP_URL", "smtp://127.0.0.1:9")
        .set("TRUSTHUB_MAIL_FROM", "Hub <hub@hub.example>");
    hub.start();
    assert!(!hub.data_dir().join("stir-test-root.pem").exists());
    assert_eq!(certificates(&hub).as_array().unwrap().len(), 0);
}

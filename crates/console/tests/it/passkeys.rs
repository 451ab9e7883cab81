//! Passkeys: what the pages give to the script, and what they take from it.

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use trusthub_app::people::passkeys;
use trusthub_app::people::{UserRole, passkeys::Shown};
use trusthub_console::ConsoleConfig;
use trusthub_testkit::{TestDevice, TestHub, TestUser};

use crate::browser::{Answer, Browser, hub};

const SIGN_IN: &str = "/console/sign-in/passkey";

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).unwrap_or_else(|_| panic!("no JSON: {answer:?}"))
}

async fn with_passkey(test: &TestHub, person: &TestUser) -> TestDevice {
    let mut device = TestDevice::default();
    let asked = passkeys::begin(&test.hub, &person.actor, "Laptop", &person.password).await.unwrap();
    passkeys::add(&test.hub, &person.actor, device.register(&asked, "Laptop")).await.unwrap();
    test.run_jobs().await;
    device
}

/// The device answers what the page asks.
async fn shown(browser: &Browser, device: &TestDevice) -> Shown {
    let asked = json(&browser.get(SIGN_IN).await);
    device.show(&URL_SAFE_NO_PAD.decode(asked["challenge"].as_str().unwrap()).unwrap())
}

async fn show(browser: &Browser, shown: &Shown, next: &str) -> Answer {
    let fields = [
        ("next", next.to_owned()),
        ("credential", encoded(&shown.credential_id)),
        ("user", encoded(&shown.user_handle)),
        ("client_data", encoded(&shown.client_data)),
        ("authenticator_data", encoded(&shown.authenticator_data)),
        ("signature", encoded(&shown.signature)),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(SIGN_IN, &fields).await
}

#[tokio::test]
async fn a_passkey_begins_a_session_and_leads_to_where_they_were_going() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Owner).await;
    let device = with_passkey(&test, &rosa).await;
    let browser = Browser::at(&test);
    let asked = json(&browser.get(SIGN_IN).await);
    assert_eq!((&asked["rpId"], &asked["userVerification"]), (&json!("hub.example"), &json!("required")));
    let page = format!("/console/{}/settings", owl.sid);
    let answered = shown(&browser, &device).await;
    let answer = show(&browser, &answered, &page).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, page.as_str()));
    assert!(browser.get(&page).await.text.contains("rosa@owl.example"));

    let other = Browser::at(&test);
    let replayed = show(&other, &answered, "").await;
    assert_eq!(replayed.status, StatusCode::UNAUTHORIZED);
    assert!(replayed.text.contains("This passkey does not sign in here."), "{}", replayed.text);
    let unread = other.post(SIGN_IN, &[("credential", "not base64url!")]).await;
    assert_eq!(unread.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn wrong_passkeys_are_counted_as_wrong_passwords_are() {
    let test = hub!();
    let browser =
        Browser::with(&test, ConsoleConfig { failed_logins_per_minute: 3, ..ConsoleConfig::default() });
    let device = TestDevice::default();
    for _ in 0..3 {
        let shown = shown(&browser, &device).await;
        assert_eq!(show(&browser, &shown, "").await.status, StatusCode::UNAUTHORIZED);
    }
    let shown = shown(&browser, &device).await;
    assert_eq!(show(&browser, &shown, "").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn one_is_added_listed_and_removed_in_the_settings() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let rosa = test.user(&owl, "rosa@owl.example", UserRole::Viewer).await;
    let password = rosa.password.expose_secret();
    let browser = Browser::at(&test);
    browser.sign_in("rosa@owl.example", password).await;
    let page = format!("/console/{}/settings", owl.sid);
    let begin = format!("{page}/passkeys/begin");

    let wrong = browser.fill(&page, &begin, &[("passkey_name", "Laptop"), ("passkey_password", "no")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        json(&wrong),
        json!({ "field": "passkey_password", "error": "It is not the one that you sign in with now." })
    );
    let nameless = browser.fill(&page, &begin, &[("passkey_password", password)]).await;
    assert_eq!(json(&nameless)["field"], "passkey_name");

    let fields = [("passkey_name", "Ada's <laptop>"), ("passkey_password", password)];
    let asked = json(&browser.fill(&page, &begin, &fields).await);
    assert_eq!(asked["user"]["name"], "rosa@owl.example");
    assert_eq!(asked["attestation"], "none");
    assert_eq!(
        asked["authenticatorSelection"],
        json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" })
    );
    let mut device = TestDevice::default();
    let decoded = |value: &Value| URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap();
    let registration = passkeys::Registration {
        challenge: decoded(&asked["challenge"]),
        party_id: asked["rp"]["id"].as_str().unwrap().to_owned(),
        user_handle: decoded(&asked["user"]["id"]),
        email: rosa.user.email.clone(),
        known: Vec::new(),
        algorithms: &[],
        life: std::time::Duration::ZERO,
    };
    let new = device.register(&registration, "");
    let (client_data, attestation) = (encoded(&new.client_data), encoded(&new.attestation));
    let fields = [
        ("passkey_name", "Ada's <laptop>"),
        ("client_data", client_data.as_str()),
        ("attestation", attestation.as_str()),
    ];
    let add = format!("{page}/passkeys");
    assert_eq!(browser.post(&add, &fields).await.status, StatusCode::FORBIDDEN, "without the form's seal");
    let added = browser.fill(&page, &add, &fields).await;
    assert_eq!(added.location(), format!("{page}?done=passkey"));
    let replayed = browser.fill(&page, &add, &fields).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(replayed.text.contains("came too late or twice"), "{}", replayed.text);

    let listed = browser.get(&page).await.text;
    assert!(listed.contains("Ada&#39;s &#60;laptop&#62;") && listed.contains("Never"), "{listed}");
    let (_, rest) = listed.split_once("/settings/passkeys/PK").unwrap();
    let remove = format!("{page}/passkeys/PK{}/remove", &rest[..32]);
    let otto = test.user(&owl, "otto@owl.example", UserRole::Owner).await;
    let others = Browser::at(&test);
    others.sign_in("otto@owl.example", otto.password.expose_secret()).await;
    assert_eq!(others.fill(&page, &remove, &[]).await.status, StatusCode::NOT_FOUND, "somebody else's");
    assert_eq!(browser.fill(&page, &remove, &[]).await.location(), format!("{page}?done=passkey-removed"));
    assert!(!browser.get(&page).await.text.contains("/passkeys/PK"));
    test.run_jobs().await;
}

#[tokio::test]
async fn an_account_signed_in_by_its_token_is_offered_none() {
    let test = hub!();
    let owl = test.account("Owl").await;
    let browser = Browser::of(&test, &owl).await;
    let page = format!("/console/{}/settings", owl.sid);
    assert!(!browser.get(&page).await.text.contains("data-passkey"));
    let begun = browser.fill(&page, &format!("{page}/passkeys/begin"), &[("passkey_name", "Laptop")]).await;
    assert_eq!(begun.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(json(&begun)["error"].as_str().unwrap().contains("has no passkeys"));
}

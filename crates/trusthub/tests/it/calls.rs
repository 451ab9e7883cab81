//! The commands about switches, blocked numbers and signed calls, beside a server that follows them.

use reqwest::Method;
use serde_json::{Value, json};
use trusthub_app::{Clock, SystemClock};

use crate::hub::{Customer, Hub, eventually};

const FROM: &str = "+14155550123";

impl Customer {
    /// The status and body of a signing request about a call of this account's.
    async fn sign(&self, account: &str) -> (u16, Value) {
        let iat = SystemClock.now().as_micros().div_euclid(1_000_000);
        let call = json!({"attest": "A", "orig": {"tn": FROM}, "dest": {"tn": ["+12025550147"]}, "iat": iat});
        let request =
            self.request(Method::POST, "/stir/v1/signing").header("X-TrustHub-Account-Sid", account);
        self.send(request.json(&json!({"signingRequest": call}))).await
    }

    /// The first reason of a refusal.
    async fn refusal(&self, account: &str) -> String {
        let (_, body) = self.sign(account).await;
        body["requestError"]["policyException"]["variables"][0].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn a_switch_is_let_in_listed_and_shut_out() {
    let hub = Hub::started();
    let account = hub.first().sid;
    let made = hub.must(&["switch", "create", "--name", "Harbor", "--json"]).json();
    let (sid, secret) = (made["sid"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_eq!((&made["friendly_name"], secret.len()), (&json!("Harbor"), 32));
    let switch = Customer::new(&hub.url, sid, secret);
    eventually("the switch is let in", async || (switch.sign(&account).await.0 != 401).then_some(())).await;
    let (status, _) = switch.get("/v1/CustomerProfiles").await;
    assert_eq!(status, 403, "its credentials open nothing else");

    let told = hub.must(&["switch", "create", "--name", "Quay"]);
    assert!(told.out.contains("(Quay)") && told.out.contains("Secret  "), "{}", told.out);
    hub.must(&["switch", "revoke", sid]);
    eventually("the switch is shut out", async || (switch.sign(&account).await.0 == 401).then_some(())).await;
    let again = hub.run(&["switch", "revoke", sid]);
    assert_eq!(again.code, 1, "{}", again.err);
    let listed = hub.must(&["switch", "list", "--json"]).json();
    assert_eq!((&listed[0]["sid"], &listed[1]["friendly_name"]), (&json!(sid), &json!("Quay")));
    assert!(listed[0]["revoked_at"].is_string() && listed[1]["revoked_at"].is_null(), "{listed}");
    let all = hub.must(&["switch", "list"]).out;
    assert!(all.contains("revoked") && all.contains("in use") && !all.contains(secret), "{all}");
    assert_eq!(hub.run(&["switch", "create", "--name", ""]).code, 1);
}

#[tokio::test]
async fn nobody_calls_from_a_blocked_number_and_a_signed_call_is_traced() {
    let hub = Hub::started();
    let customer = hub.first();
    let ca = hub.path("ca").display().to_string();
    let made = hub.must(&["stir", "ca-init", "--out", &ca, "--json"]).json();
    let file = |name: &str| made[name].as_str().unwrap();
    hub.must(&["stir", "cert", "import", file("chain"), "--key", file("key")]);
    let signed = async || {
        let (status, body) = customer.sign(&customer.sid).await;
        (status == 200).then(|| body["signingResponse"]["identity"].as_str().unwrap().to_owned())
    };
    let identity = eventually("the certificate signs", signed).await;

    let list = hub.path("do-not-originate.txt");
    std::fs::write(&list, format!("{FROM}, inbound only\n# a comment\n\n+1 800 555 0100\n")).unwrap();
    let list = list.display().to_string();
    let blocked = hub.must(&["number", "block", "--file", &list, "--note", "inbound only", "--json"]).json();
    assert_eq!(blocked, json!({"changed": 2, "unchanged": 0}));
    let refused = async || (customer.refusal(&customer.sid).await == "number_do_not_originate").then_some(());
    eventually("the number is blocked", refused).await;
    let listed = hub.must(&["number", "blocked", "--json"]).json();
    let digits: Vec<&str> =
        listed.as_array().unwrap().iter().filter_map(|one| one["number"].as_str()).collect();
    assert_eq!(digits, ["14155550123", "18005550100"], "{listed}");
    assert!(hub.must(&["number", "blocked"]).out.contains("inbound only"));
    let twice = hub.must(&["number", "block", FROM]).out;
    assert!(twice.contains("0 numbers blocked, 1 were blocked already"), "{twice}");
    let wrong = hub.run(&["number", "block", "nobody"]);
    assert_eq!(wrong.code, 1, "{}", wrong.err);
    let unblocked = hub.must(&["number", "unblock", FROM, "--json"]).json();
    assert_eq!(unblocked, json!({"changed": 1, "unchanged": 0}));
    eventually("the number is free again", signed).await;

    let payload = identity.split('.').nth(1).unwrap();
    let origid = {
        use base64::Engine;
        let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        claims["origid"].as_str().unwrap().to_owned()
    };
    let traced = async || {
        let done = hub.run(&["stir", "trace", &origid, "--json"]);
        (done.code == 0).then(|| done.json())
    };
    // Written a moment after the call.
    let traced = eventually("the decision is stored", traced).await;
    let one = &traced[0];
    assert_eq!(
        (&one["attest"], &one["account_sid"], &one["from"], &one["to"][0]),
        (&json!("C"), &json!(customer.sid), &json!("14155550123"), &json!("12025550147"))
    );
    assert_eq!((&one["reasons"][0], &one["brand"]), (&json!("no_profile_in_force"), &Value::Null), "{one}");
    let told = hub.must(&["stir", "trace", &origid]).out;
    assert!(told.contains("attested C") && told.contains("because no_profile_in_force"), "{told}");
    let unknown = hub.run(&["stir", "trace", "de305d54-75b4-431b-adb2-eb6b9e546014"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("no call with this origid"), "{}", unknown.err);
}

//! `/stir/v1`: calls signed and verified as ATIS-1000082 says, and its errors.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use trusthub_app::attestation::{catch_up, evidence, switches};
use trusthub_app::bundles::channels;
use trusthub_app::certificates::{Import, import};
use trusthub_app::{Actor, calls, review};
use trusthub_domain::bundle::{BundleKind, ObjectSid};
use trusthub_domain::review::Role;
use trusthub_domain::sid::{BundleSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;
use trusthub_testkit::{MadeCertificate, SHAKEN, SOUND_BUSINESS, Wish, certificate};

use crate::client::{Answer, Api, Client, NOBODYS, roomy, some_or_skip};

pub(crate) const SIGNING: &str = "/stir/v1/signing";
const VERIFICATION: &str = "/stir/v1/verification";
const ORIGID: &str = "de305d54-75b4-431b-adb2-eb6b9e546014";

/// A hub with a certificate, an approved business with a number on profile and product, and a switch.
pub(crate) struct Service {
    pub(crate) api: Api,
    pub(crate) profile: BundleSid,
    pub(crate) number: PhoneNumberSid,
    pub(crate) lead: Actor,
    pub(crate) switch: Client,
}

/// Before any test's clock begins.
pub(crate) const VALID_FROM: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
pub(crate) const VALID_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

pub(crate) async fn service() -> Option<Service> {
    service_with(certificate("709J", VALID_FROM, VALID_FOR)).await
}

pub(crate) async fn service_with(made: MadeCertificate) -> Option<Service> {
    let api = Api::with(Wish { stir_roots: made.roots(), ..Wish::default() }, roomy()).await?;
    let hub = &api.test.hub;
    let operator = Actor::operator();
    let chain =
        Import { chain: made.chain.as_bytes(), key: made.key.as_str().into(), account: None, roots: None };
    import(hub, &operator, chain).await.unwrap();
    calls::refresh(hub).await.unwrap();

    let lead = api.test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = api.test.approved_profile(&api.owner, &lead, &SOUND_BUSINESS, None).await;
    let number = api.test.number(&api.owner, "+15105550123").await;
    let assign = async |kind, bundle| {
        channels::assign(hub, &api.owner.actor, kind, bundle, number).await.unwrap();
    };
    assign(BundleKind::CustomerProfile, profile.sid).await;
    let product = api.test.draft(&api.owner, BundleKind::TrustProduct, SHAKEN).await;
    api.test.assign(&api.owner, &product, ObjectSid::Bundle(profile.sid)).await;
    api.test.submit(&api.owner, &product).await;
    assign(BundleKind::TrustProduct, product.sid).await;
    catch_up(hub).await.unwrap();

    let (switch, secret) = switches::create(hub, &operator, "Berkeley".to_owned()).await.unwrap();
    let credentials = Some((switch.sid.to_string(), secret.expose_secret().to_owned()));
    catch_up(hub).await.unwrap();
    let switch = Client { credentials, ..api.anonymous() };
    Some(Service { api, profile: profile.sid, number, lead, switch })
}

impl Service {
    pub(crate) fn now(&self) -> i64 {
        self.api.test.hub.now().as_micros() / 1_000_000
    }

    pub(crate) fn request(&self) -> Value {
        json!({"signingRequest": {
            "attest": "A", "orig": {"tn": "+1 (510) 555-0123"}, "dest": {"tn": ["12355551212"]}, "iat": self.now(),
            "origid": ORIGID,
        }})
    }

    pub(crate) async fn sign(&self, client: &Client, request: &Value) -> Answer {
        let account = self.api.owner.sid.to_string();
        let headers = [
            ("content-type", "application/json"),
            ("x-trusthub-account-sid", &account),
            ("x-requestid", "r-1"),
        ];
        client.send(Method::POST, SIGNING, &headers, Body::from(request.to_string())).await
    }

    pub(crate) async fn verify(&self, identity: &str, from: &str) -> Value {
        self.verify_at(identity, from, self.now()).await
    }

    async fn verify_at(&self, identity: &str, from: &str, time: i64) -> Value {
        let request = json!({"verificationRequest": {
            "from": {"tn": from}, "to": {"tn": ["12355551212"]}, "time": time, "identity": identity,
        }});
        let answer = post(&self.switch, VERIFICATION, &request.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["verificationResponse"].clone()
    }
}

pub(crate) async fn post(client: &Client, path: &str, body: &str) -> Answer {
    client
        .send(Method::POST, path, &[("content-type", "application/json")], Body::from(body.to_owned()))
        .await
}

#[track_caller]
pub(crate) fn refused(answer: &Answer, status: u16, id: &str, variables: &[&str]) {
    let kind = if id.starts_with("SVC") { "serviceException" } else { "policyException" };
    let body = answer.json();
    let exception = &body["requestError"][kind];
    assert_eq!((answer.status, exception["messageId"].as_str()), (status, Some(id)), "{body}");
    for (place, variable) in variables.iter().enumerate() {
        assert_eq!(exception["variables"][place], *variable, "{body}");
    }
}

pub(crate) fn identity(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["signingResponse"]["identity"].as_str().unwrap().to_owned()
}

pub(crate) fn claims(identity: &str) -> Value {
    let payload = identity.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_call_is_signed_as_earned_verified_and_refused_after_a_suspension() {
    let service = some_or_skip!(service().await);
    let hub = &service.api.test.hub;
    let answer = service.sign(&service.switch, &service.request()).await;
    let header = identity(&answer);
    let claimed = claims(&header);
    assert_eq!((&claimed["attest"], &claimed["origid"]), (&json!("A"), &json!(ORIGID)));
    assert_eq!(
        (&claimed["orig"]["tn"], &claimed["dest"]["tn"][0]),
        (&json!("15105550123"), &json!("12355551212"))
    );
    assert!(
        header.contains(";info=<https://hub.example/stir/certificates/")
            && header.ends_with(";alg=ES256;ppt=shaken")
    );
    assert_eq!(answer.header("x-requestid"), Some("r-1"));

    assert_eq!(service.verify(&header, "15105550123").await, json!({"verstat": "TN-Validation-Passed"}));
    let other = service.verify(&header, "15105550124").await;
    assert_eq!((&other["reasoncode"], &other["verstat"]), (&json!(438), &json!("No-TN-Validation")));
    let forged = header.replacen("eyJhdHRlc3Qi", "eyJhdHRlc3Ri", 1);
    assert_ne!(service.verify(&forged, "15105550123").await["verstat"], "TN-Validation-Passed");

    // The decision is found by itself and by the call.
    let decision = answer.header("x-trusthub-decision-id").unwrap();
    let explained = service.switch.get(&format!("/trust/v1/Attestations/{decision}")).await.json();
    assert_eq!(
        (&explained["purpose"], &explained["origid"], &explained["attest"]),
        (&json!("signing"), &json!(ORIGID), &json!("A"))
    );
    evidence::keep_all(hub).await.unwrap();
    let traced = evidence::trace(hub, &Actor::operator(), &ORIGID.to_uppercase()).await.unwrap();
    assert_eq!((traced.len(), traced[0].sid.to_string().as_str()), (1, decision));
    assert_eq!(traced[0].evidence.to, ["12355551212"]);
    assert_eq!(
        trusthub_domain::attestation::decide(&traced[0].evidence.facts),
        traced[0].evidence.decision,
        "it can be made again to the same answer"
    );

    review::suspend(hub, &service.lead, service.profile, None).await.unwrap();
    catch_up(hub).await.unwrap();
    let answer = service.sign(&service.switch, &service.request()).await;
    refused(&answer, 403, "POL4030", &["profile_suspended"]);
    assert!(answer.header("x-trusthub-decision-id").is_some());
}

#[tokio::test]
async fn a_signature_that_comes_with_another_call_is_refused_and_its_own_call_may_be_asked_about_again() {
    let service = some_or_skip!(service().await);
    let header = identity(&service.sign(&service.switch, &service.request()).await);
    let now = service.now();
    let passed = json!({"verstat": "TN-Validation-Passed"});
    for _ in 0..2 {
        assert_eq!(service.verify_at(&header, "15105550123", now).await, passed);
    }
    let replayed = service.verify_at(&header, "15105550123", now + 1).await;
    assert_eq!(
        replayed,
        json!({
            "reasoncode": 438, "reasontext": "Invalid Identity Header",
            "reasondesc": "this PASSporT was seen before", "verstat": "No-TN-Validation",
        })
    );
    assert_eq!(
        service.verify_at(&header, "15105550123", now).await,
        passed,
        "nothing is taken from the call"
    );
    // What was refused is not remembered: a forger cannot use up somebody's signature.
    let next = identity(&service.sign(&service.switch, &service.request()).await);
    assert_eq!(service.verify_at(&next, "15105550124", now).await["reasoncode"], 438);
    assert_eq!(service.verify_at(&next, "15105550123", now + 1).await, passed);
}

#[tokio::test]
async fn the_request_bounds_the_attestation_and_the_account_decides_it() {
    let service = some_or_skip!(service().await);
    let mut request = service.request();
    request["signingRequest"]["attest"] = json!("B");
    request["signingRequest"].as_object_mut().unwrap().remove("origid");
    let (one, other) =
        (service.sign(&service.switch, &request).await, service.sign(&service.switch, &request).await);
    let (one, other) = (claims(&identity(&one)), claims(&identity(&other)));
    assert_eq!(one["attest"], "B");
    assert_ne!(one["origid"], other["origid"], "each call has its own");
    // Nobody named: C, whoever asks.
    for client in [&service.switch, &service.api.client()] {
        let unnamed = post(client, SIGNING, &service.request().to_string()).await;
        assert_eq!(claims(&identity(&unnamed))["attest"], "C");
    }
    assert_eq!(
        claims(&identity(&service.sign(&service.api.client(), &service.request()).await))["attest"],
        "A"
    );
    // Somebody else's account, and somebody else's number.
    let stranger = service.api.test.account("Stranger").await;
    catch_up(&service.api.test.hub).await.unwrap();
    refused(&service.sign(&service.api.client_of(&stranger), &service.request()).await, 404, "SVC4003", &[]);
    let theirs = stranger.sid.to_string();
    let headers = [("content-type", "application/json"), ("x-trusthub-account-sid", &theirs)];
    let body = Body::from(service.request().to_string());
    let answer = service.switch.send(Method::POST, SIGNING, &headers, body).await;
    refused(&answer, 403, "POL4030", &["number_of_another_tenant"]);
}

#[tokio::test]
async fn each_wrong_request_has_its_number() {
    let service = some_or_skip!(service().await);
    let client = &service.switch;
    let without = |name: &str| {
        let mut request = service.request();
        request["signingRequest"].as_object_mut().unwrap().remove(name);
        request
    };
    let with = |name: &str, value: Value| {
        let mut request = service.request();
        request["signingRequest"][name] = value;
        request
    };
    for name in ["attest", "orig", "dest", "iat"] {
        refused(&service.sign(client, &without(name)).await, 400, "SVC4001", &[name]);
    }
    refused(&service.sign(client, &with("orig", json!({}))).await, 400, "SVC4001", &["tn"]);
    for (name, value) in [
        ("attest", json!("D")),
        ("attest", json!("Attack")),
        ("attest", json!(5)),
        ("orig", json!("15105550123")),
        ("orig", json!({"tn": "anonymous"})),
        ("orig", json!({"tn": ["15105550123"]})),
        ("dest", json!({"tn": "12355551212"})),
        ("dest", json!({"tn": []})),
        ("dest", json!({"tn": ["12355551212", "x"]})),
        ("dest", json!({"tn": vec!["12355551212"; 21]})),
        ("iat", json!("1443208345")),
        ("iat", json!(-1)),
        ("iat", json!(service.now() - 61)),
        ("iat", json!(service.now() + 62)),
        ("origid", json!(7)),
    ] {
        let answer = service.sign(client, &with(name, value.clone())).await;
        assert_eq!(
            (answer.status, answer.json()["requestError"]["serviceException"]["messageId"].clone()),
            (400, json!("SVC4005")),
            "{name} {value}"
        );
    }
    for path in [SIGNING, VERIFICATION] {
        refused(&post(client, path, "").await, 400, "SVC4000", &[]);
        refused(&post(client, path, "{\"signingRequest\":").await, 400, "SVC4006", &[]);
        refused(&post(client, path, "[]").await, 400, "SVC4006", &[]);
        refused(&post(client, path, "{}").await, 400, "SVC4001", &[]);
        let json_type = [("content-type", "application/json")];
        let garbage =
            client.send(Method::POST, path, &json_type, Body::from(&b"{\"a\":\"\xff\xfe\"}"[..])).await;
        refused(&garbage, 400, "SVC4006", &[]);
        let huge = client.send(Method::POST, path, &json_type, Body::from(vec![b' '; 4 * 1024 * 1024])).await;
        refused(&huge, 413, "SVC4130", &[]);
        let deep = format!("{{\"signingRequest\":{}", "[".repeat(100_000));
        refused(&post(client, path, &deep).await, 400, "SVC4006", &[]);
        let text = client.send(Method::POST, path, &[("content-type", "text/plain")], Body::from("{}")).await;
        refused(&text, 415, "SVC4004", &["application/json"]);
        let xml = [("content-type", "application/json"), ("accept", "application/xml")];
        refused(
            &client.send(Method::POST, path, &xml, Body::from("{}")).await,
            406,
            "SVC4002",
            &["application/xml"],
        );
        let chunked = [("content-type", "application/json"), ("transfer-encoding", "chunked")];
        refused(&client.send(Method::POST, path, &chunked, Body::from("{}")).await, 411, "SVC4007", &[]);
        refused(&client.get(path).await, 405, "POL4050", &[]);
        refused(&post(&service.api.anonymous(), path, "{}").await, 401, "POL4010", &[]);
    }
    let nobodys = format!("AC{NOBODYS}");
    for (account, status, id) in [("BU1", 400, "SVC4005"), (nobodys.as_str(), 403, "POL4030")] {
        let headers = [("content-type", "application/json"), ("x-trusthub-account-sid", account)];
        let answer =
            client.send(Method::POST, SIGNING, &headers, Body::from(service.request().to_string())).await;
        refused(&answer, status, id, &[]);
    }
    for (name, value) in [
        ("from", json!({"tn": 5})),
        ("to", json!({"tn": "1"})),
        ("time", json!("1")),
        ("identity", json!(null)),
    ] {
        let mut request = json!({"verificationRequest": {
            "from": {"tn": "15105550123"}, "to": {"tn": ["12355551212"]}, "time": service.now(), "identity": "x",
        }});
        request["verificationRequest"][name] = value;
        assert_eq!(post(client, VERIFICATION, &request.to_string()).await.status, 400, "{name}");
    }
}

#[tokio::test]
async fn without_a_certificate_that_is_valid_now_nothing_is_signed() {
    let service = some_or_skip!(service().await);
    service.api.test.advance(Duration::from_secs(400 * 24 * 60 * 60));
    catch_up(&service.api.test.hub).await.unwrap();
    let answer = service.sign(&service.switch, &service.request()).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert!(answer.text().contains("no_usable_certificate"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_at_once_are_signed_each_for_itself() {
    let service = some_or_skip!(service().await);
    let sign = |number: u32| {
        let service = &service;
        async move {
            let mut request = service.request();
            let called = format!("1235555{number:04}");
            request["signingRequest"]["dest"]["tn"] = json!([called]);
            request["signingRequest"].as_object_mut().unwrap().remove("origid");
            let claimed = claims(&identity(&service.sign(&service.switch, &request).await));
            assert_eq!(claimed["dest"]["tn"], json!([called]));
            claimed["origid"].as_str().unwrap().to_owned()
        }
    };
    let ids: std::collections::BTreeSet<String> =
        futures::future::join_all((0..100).map(sign)).await.into_iter().collect();
    assert_eq!(ids.len(), 100);
    evidence::keep_all(&service.api.test.hub).await.unwrap();
    for id in ids.iter().take(10) {
        let traced = evidence::trace(&service.api.test.hub, &Actor::operator(), id).await.unwrap();
        assert_eq!(traced.len(), 1);
    }
}

//! Certificates for signing calls are ordered before the old one ends, from an authority on this machine. How it is spoken to
//! is tested with the gateways; this one signs whatever request it gets.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use trusthub_app::work::{self, JobFilter, JobKind, JobState};
use trusthub_app::{Actor, audit, certificates};
use trusthub_domain::sid::{AccountSid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::acme::{Acme, Applicant, Authority, Dialect, Orders, PolicyAdministrator};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use trusthub_testkit::{DAY, TestHub, Wish, issue};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::support::hub;

const CODE: &str = "709J";

/// Issues certificates of ten days from the time it is told.
#[derive(Clone, Default)]
struct Issuer {
    base: Arc<OnceLock<String>>,
    now: Arc<Mutex<Option<Timestamp>>>,
    chain: Arc<Mutex<Option<String>>>,
    is_down: Arc<Mutex<bool>>,
}

impl Respond for Issuer {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        if *self.is_down.lock().unwrap() {
            return ResponseTemplate::new(503);
        }
        let at = |path: &str| format!("{}{path}", self.base.get().unwrap());
        let order = || {
            let chain = self.chain.lock().unwrap().is_some();
            json!({ "status": if chain { "valid" } else { "ready" }, "authorizations": [at("/authorization")],
                "finalize": at("/finalize"), "certificate": at("/certificate") })
        };
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let answer = match request.url.path() {
            "/directory" => {
                json!({ "newNonce": at("/nonce"), "newAccount": at("/account"), "newOrder": at("/order") })
            }
            "/api/v1/auth/login" => json!({ "accessToken": "open" }),
            "/api/v1/account/709J/token" => {
                let payload = BASE64_URL_SAFE_NO_PAD.encode(json!({ "atc": body["atc"] }).to_string());
                json!({ "status": "success", "token": format!("e30.{payload}.c2ln") })
            }
            "/authorization" => json!({ "status": "valid", "challenges": [] }),
            "/finalize" => {
                let payload = BASE64_URL_SAFE_NO_PAD.decode(body["payload"].as_str().unwrap()).unwrap();
                let payload: Value = serde_json::from_slice(&payload).unwrap();
                let request = BASE64_URL_SAFE_NO_PAD.decode(payload["csr"].as_str().unwrap()).unwrap();
                let now = self.now.lock().unwrap().unwrap();
                *self.chain.lock().unwrap() = Some(issue(&request, CODE, now, 10 * DAY));
                order()
            }
            "/certificate" => {
                let chain = self.chain.lock().unwrap().take().unwrap();
                return ResponseTemplate::new(200)
                    .insert_header("replay-nonce", "n")
                    .set_body_raw(chain, "application/pem-certificate-chain");
            }
            "/order" if request.method.as_str() == "POST" => order(),
            _ => json!({}),
        };
        ResponseTemplate::new(200)
            .insert_header("replay-nonce", "n")
            .insert_header("location", at("/order"))
            .set_body_json(answer)
    }
}

async fn issuer() -> (MockServer, Issuer, Wish) {
    let server = MockServer::start().await;
    let issuer = Issuer::default();
    issuer.base.set(server.uri()).unwrap();
    Mock::given(any()).respond_with(issuer.clone()).mount(&server).await;
    let client = ClientConfig { allow: "127.0.0.1".parse().unwrap(), ..ClientConfig::default() };
    let client = GuardedClient::new(client).unwrap();
    let orders = Orders {
        acme: Acme::new(
            client.clone(),
            format!("{}/directory", server.uri()).parse().unwrap(),
            Dialect::Deployed,
        ),
        authority: Authority::PolicyAdministrator(PolicyAdministrator {
            client,
            base: server.uri().parse().unwrap(),
            provider: CODE.to_owned(),
            user: "owl".to_owned(),
            password: "hoot".into(),
        }),
        applicant: Applicant {
            organization: "Owl Telecom".to_owned(),
            country: "US".to_owned(),
            code: CODE.to_owned(),
        },
        contact: Vec::new(),
    };
    (server, issuer, Wish { certificate_orders: Some(orders), ..Wish::default() })
}

/// Looks after the certificates as the hub does every hour, and carries out what comes of it.
async fn an_hour_passes(hub: &TestHub, issuer: &Issuer) {
    hub.advance(Duration::from_secs(60 * 60));
    *issuer.now.lock().unwrap() = Some(hub.hub.now());
    certificates::renew(&hub.hub).await.unwrap();
    hub.run_jobs().await;
}

async fn signing(hub: &TestHub) -> Option<String> {
    let all = certificates::list(&hub.hub, &Actor::operator()).await.unwrap();
    all.into_iter().find(|listed| listed.signs).map(|listed| listed.certificate.sha256)
}

#[tokio::test]
async fn a_hub_is_never_without_a_certificate_for_thirty_days() {
    let (_server, issuer, wish) = issuer().await;
    let hub = hub!(wish);
    an_hour_passes(&hub, &issuer).await;
    let mut seen = vec![signing(&hub).await.expect("ordered at once")];
    for _ in 0..30 * 24 {
        an_hour_passes(&hub, &issuer).await;
        let signs = signing(&hub).await.expect("never without one");
        if seen.last() != Some(&signs) {
            seen.push(signs);
        }
    }
    // Ten days each, replaced when a third is left.
    assert_eq!(seen.len(), 5);
    let log = audit::export(&hub.hub, &Actor::operator(), AccountSid::from_uuid(uuid::Uuid::nil()), 0, 1000)
        .await
        .unwrap();
    let times = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!((times("acme_account.create"), times("stir_certificate.import")), (1, 5));
}

#[tokio::test]
async fn an_authority_that_is_down_is_asked_again_and_one_order_waits() {
    let (_server, issuer, wish) = issuer().await;
    let hub = hub!(wish);
    *issuer.is_down.lock().unwrap() = true;
    an_hour_passes(&hub, &issuer).await;
    certificates::renew(&hub.hub).await.unwrap();
    let orders = JobFilter { kind: Some(JobKind::OrderCertificate), ..JobFilter::default() };
    let waiting = work::list(&hub.hub, &Actor::operator(), orders).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].state, JobState::Ready);
    let why = waiting[0].last_error.clone().unwrap();
    assert!(why.contains("the directory was refused (HTTP 503)"), "{why}");
    *issuer.is_down.lock().unwrap() = false;
    an_hour_passes(&hub, &issuer).await;
    assert!(signing(&hub).await.is_some());
}

#[tokio::test]
async fn an_order_that_was_given_up_is_made_again_by_the_next_look() {
    let (_server, issuer, wish) = issuer().await;
    let hub = hub!(wish);
    *issuer.is_down.lock().unwrap() = true;
    certificates::renew(&hub.hub).await.unwrap();
    for _ in 0..24 {
        hub.advance(Duration::from_secs(60 * 60));
        hub.run_jobs().await;
    }
    let dead = JobFilter { state: Some(JobState::Dead), ..JobFilter::default() };
    assert_eq!(work::list(&hub.hub, &Actor::operator(), dead).await.unwrap().len(), 1);
    *issuer.is_down.lock().unwrap() = false;
    an_hour_passes(&hub, &issuer).await;
    assert!(signing(&hub).await.is_some());
}

#[tokio::test]
async fn nothing_is_ordered_where_nobody_is_named() {
    let hub = hub!();
    certificates::renew(&hub.hub).await.unwrap();
    assert_eq!(hub.run_jobs().await, 0);
    let refused = certificates::order(&hub.hub, &Actor::operator()).await;
    assert!(matches!(refused, Err(certificates::OrderError::NotConfigured)));
}

//! A certification authority and a policy administrator, played by a real HTTP server that checks what it gets: signatures,
//! nonces, addresses, tokens.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, OnceLock};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use trusthub_gateways::acme::{
    AccountKey, Acme, AcmeError, Applicant, Authority, Dialect, Issued, PolicyAdministrator, Wanted,
    certificate_request,
};
use trusthub_stir::key::SigningKey;
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::support::{client, closed_port};

/// SPC 709J: RFC 8226 section 9.
const LIST: [u8; 10] = [0x30, 0x08, 0xa0, 0x06, 0x16, 0x04, b'7', b'0', b'9', b'J'];
const CHAIN: &str = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";

/// What the other side does differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Temper {
    #[default]
    Kind,
    /// Calls the first nonce of each kind spent.
    Forgetful,
    /// Offers another challenge only.
    OtherChallenge,
    /// Does not believe the token.
    Doubtful,
    /// Gives a token for somebody else.
    Confused,
    /// Is down.
    Broken,
    /// Answers without end.
    Endless,
}

#[derive(Default)]
struct State {
    nonces: HashSet<String>,
    made: usize,
    account: Option<Value>,
    token: Option<String>,
    looks: usize,
    has_request: bool,
    has_forgotten: bool,
}

#[derive(Clone)]
struct Side {
    dialect: Dialect,
    temper: Temper,
    padded: bool,
    /// Where it is.
    base: Arc<OnceLock<String>>,
    state: Arc<Mutex<State>>,
}

impl Side {
    fn new(dialect: Dialect, temper: Temper) -> Self {
        Self { dialect, temper, padded: false, base: Arc::default(), state: Arc::default() }
    }

    fn nonce(state: &mut State) -> String {
        state.made += 1;
        let nonce = format!("nonce-{}", state.made);
        state.nonces.insert(nonce.clone());
        nonce
    }

    /// The payload of a request that keeps all of RFC 8555 section 6.
    fn payload(state: &mut State, request: &Request, url: &str) -> Result<Value, String> {
        let body: Value = serde_json::from_slice(&request.body).map_err(|error| error.to_string())?;
        let part = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        let protected: Value = serde_json::from_slice(&decoded(&part("protected"))).unwrap();
        if protected["alg"] != "ES256" || protected["url"] != url {
            return Err(format!("malformed: {protected}"));
        }
        if !state.nonces.remove(protected["nonce"].as_str().unwrap_or_default()) {
            return Err("badNonce".to_owned());
        }
        let is_new_account = url.ends_with("/new-account");
        if is_new_account != protected["kid"].is_null() || is_new_account == protected["jwk"].is_null() {
            return Err(format!("malformed: {protected}"));
        }
        if is_new_account {
            state.account = Some(protected["jwk"].clone());
        }
        let jwk = state.account.clone().unwrap();
        let coordinate = |name: &str| decoded(jwk[name].as_str().unwrap());
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(
                format!("{}.{}", part("protected"), part("payload")).as_bytes(),
                &decoded(&part("signature")),
            )
            .map_err(|_| "unauthorized".to_owned())?;
        let payload = part("payload");
        Ok(if payload.is_empty() { Value::Null } else { serde_json::from_slice(&decoded(&payload)).unwrap() })
    }

    fn list(&self) -> String {
        let text = BASE64_URL_SAFE_NO_PAD.encode(LIST);
        if self.padded { format!("{text}==") } else { text }
    }

    fn answer(&self, state: &mut State, base: &str, path: &str, payload: &Value) -> ResponseTemplate {
        let at = |path: &str| format!("{base}{path}");
        let ok = |body: Value| ResponseTemplate::new(200).set_body_json(body);
        match path {
            "/new-account" => {
                assert_eq!(payload["termsOfServiceAgreed"], true);
                ResponseTemplate::new(201)
                    .insert_header("location", at("/account/1"))
                    .set_body_json(json!({}))
            }
            "/new-order" => {
                let identifier = json!([{ "type": "TNAuthList", "value": self.list() }]);
                assert_eq!(payload["identifiers"], identifier);
                let made = ResponseTemplate::new(201).insert_header("location", at("/order/1"));
                made.set_body_json(self.order(state, base))
            }
            "/order/1" => {
                assert_eq!(*payload, Value::Null, "POST-as-GET");
                ok(self.order(state, base))
            }
            "/authorization/1" => {
                state.looks += 1;
                let error = json!({ "type": "urn:ietf:params:acme:error:incorrectResponse",
                    "detail": "the token\nis not ours" });
                let (status, error) = match (&state.token, self.temper) {
                    (None, _) => ("pending", Value::Null),
                    (Some(_), Temper::Doubtful) => ("invalid", error),
                    // It takes a look in between until it is known.
                    (Some(_), _) if state.looks < 3 => ("processing", Value::Null),
                    (Some(_), _) => ("valid", Value::Null),
                };
                let kind = if self.temper == Temper::OtherChallenge { "dns-01" } else { "tkauth-01" };
                ok(json!({ "status": status, "challenges": [
                    { "type": "http-01", "url": at("/no"), "token": "x" },
                    { "type": kind, "tkauth-type": "atc", "url": at("/challenge/1"), "error": error },
                ]}))
                .insert_header("retry-after", "0")
            }
            "/challenge/1" => {
                let name = if self.dialect == Dialect::Standard { "tkauth" } else { "atc" };
                assert_eq!(payload.as_object().unwrap().keys().collect::<Vec<_>>(), [name]);
                state.token = Some(payload[name].as_str().unwrap().to_owned());
                ok(json!({}))
            }
            "/finalize/1" => {
                let csr = BASE64_URL_SAFE_NO_PAD.decode(payload["csr"].as_str().unwrap()).unwrap();
                assert!(csr.windows(LIST.len()).any(|window| window == LIST), "the request has the list");
                state.has_request = true;
                ok(self.order(state, base))
            }
            "/certificate/1" => {
                ResponseTemplate::new(200).set_body_raw(CHAIN, "application/pem-certificate-chain")
            }
            other => panic!("{other}"),
        }
    }

    fn order(&self, state: &State, base: &str) -> Value {
        let status = match (&state.token, state.has_request) {
            (None, _) => "pending",
            (Some(_), false) => "ready",
            (Some(_), true) => "valid",
        };
        let certificate = state.has_request.then(|| format!("{base}/certificate/1"));
        json!({ "status": status, "authorizations": [format!("{base}/authorization/1")],
            "finalize": format!("{base}/finalize/1"), "certificate": certificate,
            "x5u": state.has_request.then_some("https://certificates.example/709J.pem") })
    }

    /// The policy administrator.
    fn administrator(&self, request: &Request, path: &str) -> ResponseTemplate {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        if path == "/api/v1/auth/login" {
            assert_eq!(body, json!({ "userId": "owl", "password": "hoot" }));
            return ResponseTemplate::new(200)
                .set_body_json(json!({ "status": "success", "accessToken": "open" }));
        }
        assert_eq!(path, "/api/v1/account/709J/token");
        assert_eq!(request.headers["authorization"], "open");
        let mut atc = body["atc"].clone();
        if self.temper == Temper::Confused {
            atc["tkvalue"] = json!("MAigBhYEMTIzNA");
        }
        let payload = json!({ "exp": 1_900_000_000, "jti": "1", "atc": atc });
        let token = format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(payload.to_string()));
        ResponseTemplate::new(200)
            .set_body_json(json!({ "status": "success", "token": token, "crl": "x", "iss": "y" }))
    }
}

impl Respond for Side {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let path = request.url.path();
        let base = self.base.get().unwrap().as_str();
        if path.starts_with("/api/v1") {
            return self.administrator(request, path);
        }
        let mut state = self.state.lock().unwrap();
        match (path, self.temper) {
            (_, Temper::Broken) => return ResponseTemplate::new(503),
            ("/directory", Temper::Endless) => {
                return ResponseTemplate::new(200).set_body_bytes(vec![b' '; 1024 * 1024]);
            }
            ("/directory", _) => {
                let at = |path: &str| format!("{base}{path}");
                return ResponseTemplate::new(200).set_body_json(json!({ "newNonce": at("/new-nonce"),
                    "newAccount": at("/new-account"), "newOrder": at("/new-order"), "meta": {} }));
            }
            ("/new-nonce", _) => {
                return ResponseTemplate::new(200).insert_header("replay-nonce", Self::nonce(&mut state));
            }
            _ => {}
        }
        if self.temper == Temper::Forgetful && !state.has_forgotten && path == "/new-order" {
            state.has_forgotten = true;
            state.nonces.clear();
        }
        let answer = match Self::payload(&mut state, request, &format!("{base}{path}")) {
            Ok(payload) => self.answer(&mut state, base, path, &payload),
            Err(problem) => ResponseTemplate::new(400)
                .set_body_json(json!({ "type": format!("urn:ietf:params:acme:error:{problem}") })),
        };
        answer.insert_header("replay-nonce", Self::nonce(&mut state))
    }
}

async fn issued(side: Side) -> Result<Issued, AcmeError> {
    let server = MockServer::start().await;
    side.base.set(server.uri()).unwrap();
    Mock::given(any()).respond_with(side.clone()).mount(&server).await;
    let base: Url = server.uri().parse().unwrap();
    from(&side, &base).await
}

async fn from(side: &Side, base: &Url) -> Result<Issued, AcmeError> {
    let mut acme = Acme::new(client("127.0.0.1"), base.join("directory").unwrap(), side.dialect);
    if side.padded {
        acme = acme.with_padded_identifiers();
    }
    let (account, _) = AccountKey::generate().unwrap();
    let (request, _) = certificate_request(&applicant(), &LIST, None).unwrap();
    let contact = ["mailto:stir@owl.example".to_owned()];
    let authority = Authority::PolicyAdministrator(PolicyAdministrator {
        client: client("127.0.0.1"),
        base: base.clone(),
        provider: "709J".to_owned(),
        user: "owl".to_owned(),
        password: SecretString::from("hoot"),
    });
    acme.issue(&account, &Wanted { tn_auth_list: &LIST, request: &request, contact: &contact }, &authority)
        .await
}

#[tokio::test]
async fn a_certificate_is_issued_in_both_dialects() {
    for dialect in [Dialect::Standard, Dialect::Deployed] {
        for padded in [false, true] {
            let side = Side { padded, ..Side::new(dialect, Temper::Kind) };
            let issued = issued(side).await.unwrap();
            assert_eq!(issued.chain, CHAIN);
            assert_eq!(issued.x5u.as_deref(), Some("https://certificates.example/709J.pem"));
        }
    }
}

#[tokio::test]
async fn a_spent_nonce_is_replaced() {
    assert!(issued(Side::new(Dialect::Standard, Temper::Forgetful)).await.is_ok());
}

#[tokio::test]
async fn what_goes_wrong_is_named_with_its_step() {
    let error = async |temper| issued(Side::new(Dialect::Deployed, temper)).await.unwrap_err();
    assert_eq!(error(Temper::OtherChallenge).await, AcmeError::NoChallenge);
    assert_eq!(error(Temper::Confused).await, AcmeError::OtherToken("tkvalue"));
    let doubted = error(Temper::Doubtful).await;
    let words = "the challenge was refused (HTTP 200): incorrectResponse: the token is not ours";
    assert_eq!(doubted.to_string(), words);
    assert!(!doubted.is_temporary());
    let broken = error(Temper::Broken).await;
    assert!(matches!(broken, AcmeError::Refused { step: "the directory", status: 503, .. }), "{broken:?}");
    assert!(broken.is_temporary());
    let endless = error(Temper::Endless).await;
    assert_eq!(endless.to_string(), "the answer to the directory cannot be read: it is too long");
}

#[tokio::test]
async fn nobody_is_asked_where_the_guard_forbids_it() {
    let side = Side::new(Dialect::Standard, Temper::Kind);
    let error = from(&side, &"http://10.0.0.1/".parse().unwrap()).await.unwrap_err();
    assert_eq!(error, AcmeError::Address("the directory"));
    let nobody = format!("http://{}/", closed_port().await);
    let error = from(&side, &nobody.parse().unwrap()).await.unwrap_err();
    assert_eq!(error, AcmeError::Unreachable("the directory"));
    assert!(error.is_temporary());
}

fn applicant() -> Applicant {
    Applicant { organization: "Owl Telecom".to_owned(), country: "US".to_owned(), code: "709J".to_owned() }
}

#[test]
fn a_request_is_for_a_key_of_its_own() {
    let (one, key) = certificate_request(&applicant(), &LIST, None).unwrap();
    let (other, _) = certificate_request(&applicant(), &LIST, None).unwrap();
    assert_ne!(one, other);
    assert!(SigningKey::from_pem(key.expose_secret().as_bytes()).is_ok());
}

//! A provider of sign-ins on loopback, by OpenID Connect: it believes whatever it is told, and tells it in signed tokens.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use trusthub_app::people::single_sign_on::Answer;
use trusthub_gateways::openid::ProviderConfig;
use url::Url;
use url::form_urlencoded::parse;
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const CLIENT: &str = "trusthub";
/// With letters that a form encodes.
const SECRET: &str = "s3cret/of+tests";

/// A provider.
pub struct TestProvider {
    server: MockServer,
    key: EcdsaKeyPair,
    key_id: String,
}

impl TestProvider {
    /// One that answers.
    pub async fn start() -> Self {
        let server = MockServer::start().await;
        let provider = Self { server, key: new_key(), key_id: "k1".to_owned() };
        provider.publish().await;
        provider
    }

    /// How a hub knows it.
    #[must_use]
    pub fn config(&self) -> ProviderConfig {
        ProviderConfig {
            name: "Owl Telecom".to_owned(),
            issuer: self.server.uri(),
            client_id: CLIENT.to_owned(),
            client_secret: SECRET.into(),
        }
    }

    /// Signs with another key from now on, and publishes that alone.
    pub async fn renew_key(&mut self) {
        (self.key, self.key_id) = (new_key(), format!("{}x", self.key_id));
        self.publish().await;
    }

    /// Somebody signs in where a hub sent their browser: they bring back this answer, once.
    ///
    /// # Panics
    /// If the address is no question.
    pub async fn answer(&self, address: &str, subject: &str, email: &str, is_verified: bool) -> Answer {
        let address = Url::parse(address).expect("an address");
        let asked: BTreeMap<_, _> = address.query_pairs().into_owned().collect();
        let asked = move |name: &str| asked.get(name).cloned().unwrap_or_default();
        assert_eq!((asked("response_type").as_str(), asked("client_id").as_str()), ("code", CLIENT));
        let code = format!("code-of-{subject}-for-{}", asked("nonce"));
        let token = self.token(&json!({
            "iss": self.server.uri(), "sub": subject, "aud": CLIENT, "nonce": asked("nonce"),
            "exp": 4_000_000_000_u32, "iat": 1,
        }));
        // As strict providers do: who somebody is, in the token; what they are called, on request.
        let info = json!({ "sub": subject, "email": email, "email_verified": is_verified });
        let info = ResponseTemplate::new(200).set_body_json(info);
        let bearer = header("authorization", format!("Bearer access-{code}").as_str());
        Mock::given(path("/who")).and(bearer).respond_with(info).mount(&self.server).await;
        let answer = Answer { code: code.clone(), state: asked("state"), issuer: None };
        let redeem = move |request: &Request| {
            let form: BTreeMap<_, _> = parse(&request.body).into_owned().collect();
            let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
            let verifier = URL_SAFE_NO_PAD.encode(digest(&SHA256, of("code_verifier").as_bytes()));
            let is_right = of("code") == code
                && of("redirect_uri") == asked("redirect_uri")
                && verifier == asked("code_challenge");
            if !is_client(request) {
                return ResponseTemplate::new(401).set_body_json(json!({ "error": "invalid_client" }));
            }
            if !is_right {
                return ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_grant" }));
            }
            let access = format!("access-{code}");
            let tokens = json!({ "token_type": "Bearer", "access_token": access, "id_token": token });
            ResponseTemplate::new(200).set_body_json(tokens)
        };
        let taken = Mock::given(method("POST")).and(path("/token")).respond_with(redeem);
        taken.with_priority(1).up_to_n_times(1).mount(&self.server).await;
        answer
    }

    async fn publish(&self) {
        let (x, y) = self.key.public_key().as_ref()[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let key = json!({ "kty": "EC", "crv": "P-256", "kid": self.key_id, "use": "sig", "x": x, "y": y });
        let uri = self.server.uri();
        let description = json!({
            "issuer": uri,
            "authorization_endpoint": format!("{uri}/authorize"),
            "token_endpoint": format!("{uri}/token"),
            "jwks_uri": format!("{uri}/keys"),
            "userinfo_endpoint": format!("{uri}/who"),
        });
        // The first answer to a path counts, so that the earlier ones have to go.
        self.server.reset().await;
        self.serve("/.well-known/openid-configuration", description).await;
        self.serve("/keys", json!({ "keys": [key] })).await;
        let spent = ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_grant" }));
        Mock::given(path("/token")).respond_with(spent).with_priority(9).mount(&self.server).await;
    }

    async fn serve(&self, at: &str, answer: Value) {
        let answer = ResponseTemplate::new(200).set_body_json(answer);
        Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(&self.server).await;
    }

    fn token(&self, claims: &Value) -> String {
        let header = json!({ "alg": "ES256", "kid": self.key_id });
        let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let message = format!("{}.{}", encoded(&header), encoded(claims));
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes()).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Whether the hub shows who it is, as RFC 6749 §2.3.1 writes it.
fn is_client(request: &Request) -> bool {
    let expected = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:s3cret%2Fof%2Btests"));
    let shown = request.headers.get("authorization").and_then(|value| value.to_str().ok());
    shown == Some(format!("Basic {expected}").as_str())
}

fn new_key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

//! ID tokens, signed by keys made here; descriptions and key sets of providers.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};
use trusthub_signin::openid::{ClientAuthentication, Expected, KeySet, Metadata, Refusal, Vouched};

const ISSUER: &str = "https://login.carrier.example";
const NOW: i64 = 1_790_000_000;

const EXPECTED: Expected<'static> =
    Expected { issuer: ISSUER, client_id: "trusthub", nonce: "n-0S6_WzA2Mj", now: NOW };

enum Signer {
    Curve(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    fn all() -> [Self; 3] {
        [
            Self::curve(),
            Self::Edwards(Ed25519KeyPair::generate().unwrap()),
            Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
        ]
    }

    fn curve() -> Self {
        Self::Curve(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Curve(_) => "ES256",
            Self::Edwards(_) => "EdDSA",
            Self::Rsa(_) => "RS256",
        }
    }

    fn jwk(&self, id: &str) -> Value {
        match self {
            Self::Curve(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "kid": id, "use": "sig", "x": text(x), "y": text(y) })
            }
            Self::Edwards(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": id, "x": text(pair.public_key().as_ref()) })
            }
            Self::Rsa(pair) => {
                // RSAPublicKey (RFC 8017 A.1.1): after eight octets of DER the modulus, with a zero in front, and the exponent.
                let (modulus, exponent) = pair.public_key().as_ref()[8..].split_at(257);
                let (modulus, exponent) = (text(modulus), text(&exponent[2..]));
                json!({ "kty": "RSA", "kid": id, "alg": "RS256", "n": modulus, "e": exponent })
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Curve(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Self::Edwards(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
        }
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let message =
            format!("{}.{}", text(header.to_string().as_bytes()), text(claims.to_string().as_bytes()));
        format!("{message}.{}", text(&self.sign(message.as_bytes())))
    }

    fn signed(&self, claims: &Value) -> String {
        self.token(&json!({ "alg": self.algorithm(), "kid": "k1" }), claims)
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn set(keys: &[Value]) -> KeySet {
    KeySet::read(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "248289761001", "aud": "trusthub", "exp": NOW + 300, "iat": NOW,
        "nonce": "n-0S6_WzA2Mj", "email": "rita@carrier.example", "email_verified": true,
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

#[test]
fn whoever_a_provider_vouches_for_is_known_by_each_kind_of_key() {
    for signer in Signer::all() {
        let keys = set(&[json!({ "kty": "oct", "k": "AAAA" }), signer.jwk("k1")]);
        let vouched = EXPECTED.vouched_for(&signer.signed(&claims()), &keys);
        let rita = Vouched {
            subject: "248289761001".to_owned(),
            verified_email: Some("rita@carrier.example".to_owned()),
        };
        assert_eq!(vouched, Ok(rita.clone()), "{}", signer.algorithm());
        let nameless = signer.token(&json!({ "alg": signer.algorithm() }), &claims());
        assert_eq!(EXPECTED.vouched_for(&nameless, &keys), Ok(rita), "{}", signer.algorithm());
    }
}

#[test]
fn a_token_for_another_purpose_proves_nothing() {
    let signer = Signer::curve();
    let keys = set(&[signer.jwk("k1")]);
    let cases = [
        (with("iss", json!("https://login.carrier.example/")), Refusal::Issuer("token")),
        (with("aud", json!("another")), Refusal::Audience),
        (with("aud", json!([])), Refusal::Audience),
        // Of several, the one that asked has to be named.
        (with("aud", json!(["trusthub", "another"])), Refusal::Audience),
        (with("azp", json!("another")), Refusal::Audience),
        (with("exp", json!(NOW - 60)), Refusal::Over),
        (with("iat", json!(NOW + 61)), Refusal::Early),
        (with("nonce", json!("another")), Refusal::Nonce),
        (with("nonce", Value::Null), Refusal::Nonce),
        (with("sub", json!("")), Refusal::Malformed("token's subject")),
        (with("sub", json!("x".repeat(256))), Refusal::Malformed("token's subject")),
        (with("sub", json!(7)), Refusal::Malformed("token's claims")),
        (with("exp", Value::Null), Refusal::Malformed("token's claims")),
    ];
    for (claims, refusal) in cases {
        assert_eq!(EXPECTED.vouched_for(&signer.signed(&claims), &keys), Err(refusal), "{claims}");
    }
    let mut shared = with("aud", json!(["another", "trusthub"]));
    shared["azp"] = json!("trusthub");
    assert!(EXPECTED.vouched_for(&signer.signed(&shared), &keys).is_ok());
    for within in [with("exp", json!(NOW - 59)), with("iat", json!(NOW + 60))] {
        assert!(EXPECTED.vouched_for(&signer.signed(&within), &keys).is_ok(), "{within}");
    }
}

#[test]
fn an_email_counts_only_if_the_provider_made_sure_of_it() {
    let signer = Signer::curve();
    let keys = set(&[signer.jwk("k1")]);
    for (verified, counts) in [
        (json!(true), true),
        (json!("true"), true),
        (json!(false), false),
        (json!("yes"), false),
        (json!(1), false),
    ] {
        let vouched = EXPECTED.vouched_for(&signer.signed(&with("email_verified", verified.clone())), &keys);
        assert_eq!(vouched.unwrap().verified_email.is_some(), counts, "{verified}");
    }
    let mut silent = claims();
    silent.as_object_mut().unwrap().remove("email_verified");
    assert_eq!(EXPECTED.vouched_for(&signer.signed(&silent), &keys).unwrap().verified_email, None);
}

#[test]
fn what_a_provider_adds_is_of_the_same_person() {
    let rosa = Vouched { subject: "7".to_owned(), verified_email: None };
    let said = |json: Value| rosa.clone().completed(json.to_string().as_bytes());
    let email = "rosa@owl.example";
    let completed = said(json!({ "sub": "7", "email": email, "email_verified": true, "name": "Rosa" }));
    assert_eq!(completed.unwrap().verified_email.as_deref(), Some(email));
    assert_eq!(said(json!({ "sub": "7", "email": email })).unwrap().verified_email, None);
    assert_eq!(said(json!({ "sub": "8", "email": email, "email_verified": true })), Err(Refusal::Subject));
    assert_eq!(said(json!([])), Err(Refusal::Malformed("provider's word on a person")));
}

#[test]
fn no_signature_but_the_providers_is_taken() {
    let (signer, stranger) = (Signer::curve(), Signer::curve());
    let keys = set(&[signer.jwk("k1"), signer.jwk("k2")]);
    let header = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let cases = [
        (stranger.signed(&claims()), Refusal::Signature),
        (signer.token(&header(r#"{"alg":"ES256","kid":"k3"}"#), &claims()), Refusal::UnknownKey),
        (signer.token(&header(r#"{"alg":"RS256","kid":"k1"}"#), &claims()), Refusal::UnknownKey),
        (signer.token(&header(r#"{"alg":"none","kid":"k1"}"#), &claims()), Refusal::Algorithm),
        (signer.token(&header(r#"{"alg":"HS256","kid":"k1"}"#), &claims()), Refusal::Algorithm),
        (signer.token(&header(r#"{"alg":"ES256","kid":"k1","crit":["b64"]}"#), &claims()), Refusal::Critical),
        (signer.token(&header(r#"{"kid":"k1"}"#), &claims()), Refusal::Malformed("token's header")),
        ("YQ..YQ".to_owned(), Refusal::Malformed("token's header")),
        ("only.two".to_owned(), Refusal::Malformed("token")),
        (String::new(), Refusal::Malformed("token")),
        ("x".repeat(100_000), Refusal::Malformed("token")),
    ];
    for (token, refusal) in cases {
        assert_eq!(EXPECTED.vouched_for(&token, &keys), Err(refusal), "{token}");
    }
    let token = signer.signed(&claims());
    let (message, _) = token.rsplit_once('.').unwrap();
    assert_eq!(EXPECTED.vouched_for(&format!("{message}."), &keys), Err(Refusal::Signature));
}

#[test]
fn keys_for_other_purposes_check_nothing() {
    let signer = Signer::curve();
    for (name, value) in [("use", "enc"), ("alg", "ES384"), ("kty", "EC2"), ("crv", "P-384"), ("x", "AA")] {
        let mut key = signer.jwk("k1");
        key[name] = json!(value);
        let refused = EXPECTED.vouched_for(&signer.signed(&claims()), &set(&[key]));
        assert_eq!(refused, Err(Refusal::UnknownKey), "{name}");
    }
    for broken in ["", "{}", "[]", r#"{"keys":{}}"#] {
        assert_eq!(
            KeySet::read(broken.as_bytes()).err(),
            Some(Refusal::Malformed("set of keys")),
            "{broken}"
        );
    }
}

fn description() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://login.carrier.example/authorize?prompt=login",
        "token_endpoint": "https://login.carrier.example/token",
        "jwks_uri": "https://keys.carrier.example/",
    })
}

fn read(description: &Value) -> Result<Metadata, Refusal> {
    Metadata::read(description.to_string().as_bytes(), ISSUER)
}

#[test]
fn a_provider_says_where_it_is_asked_and_how() {
    let plain = read(&description()).unwrap();
    assert_eq!(plain.authentication, ClientAuthentication::Header);
    assert!(!plain.names_itself);
    let mut by_form = description();
    by_form["token_endpoint_auth_methods_supported"] = json!(["client_secret_post", "private_key_jwt"]);
    by_form["authorization_response_iss_parameter_supported"] = json!(true);
    let by_form = read(&by_form).unwrap();
    assert_eq!(by_form.authentication, ClientAuthentication::Form);
    assert!(by_form.names_itself);
    assert_eq!(
        Metadata::address("https://login.carrier.example/realms/staff/"),
        "https://login.carrier.example/realms/staff/.well-known/openid-configuration"
    );
}

#[test]
fn a_description_of_another_or_in_the_open_is_not_taken() {
    let mut cases = vec![(json!({}), Refusal::Malformed("provider's description"))];
    for (name, value, refusal) in [
        ("issuer", "https://login.evil.example", Refusal::Issuer("provider's description")),
        ("token_endpoint", "http://login.carrier.example/token", Refusal::Insecure("token_endpoint")),
        ("jwks_uri", "file:///etc/keys", Refusal::Insecure("jwks_uri")),
        ("authorization_endpoint", "javascript:alert(1)", Refusal::Insecure("authorization_endpoint")),
    ] {
        let mut changed = description();
        changed[name] = json!(value);
        cases.push((changed, refusal));
    }
    for (description, refusal) in cases {
        assert_eq!(read(&description), Err(refusal), "{description}");
    }
    let mut at_home = description();
    at_home["token_endpoint"] = json!("http://127.0.0.1:4000/token");
    assert!(read(&at_home).is_ok());
}

proptest! {
    #[test]
    fn anything_else_is_refused_and_nothing_breaks(token in "[A-Za-z0-9_.-]{0,200}", json in any::<Vec<u8>>()) {
        let signer = Signer::curve();
        prop_assert!(EXPECTED.vouched_for(&token, &set(&[signer.jwk("k1")])).is_err());
        prop_assert!(KeySet::read(&json).is_err());
        prop_assert!(Metadata::read(&json, ISSUER).is_err());
    }

    #[test]
    fn one_letter_changed_is_another_token(at in 0_usize..400, letter in "[A-Za-z0-9_-]") {
        let signer = Signer::curve();
        let token = signer.signed(&claims());
        let at = at % token.len();
        let mut changed = token.clone();
        changed.replace_range(at..=at, &letter);
        // The last letter of a signature has bits that stand for nothing; those must be zero (RFC 4648 §3.5).
        prop_assume!(changed != token);
        prop_assert!(EXPECTED.vouched_for(&changed, &set(&[signer.jwk("k1")])).is_err());
    }
}

//! What forgers and fools send: each is refused, in words.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use trusthub_credentials::{Format, Refusal, Rules, TYPE, verify};

use crate::issuing::{Issuer, NOW, issuer, owl};

fn header(issuer: &Issuer) -> Value {
    json!({ "alg": "ES256", "kid": issuer.key.id(), "typ": "dc+sd-jwt" })
}

fn claims(more: &Value) -> Value {
    let mut claims = json!({ "iss": "https://hub.example", "iat": NOW, "exp": NOW + 60, "vct": TYPE });
    claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    claims
}

fn disclosure(content: &Value) -> (String, String) {
    let text = URL_SAFE_NO_PAD.encode(content.to_string());
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    (text, URL_SAFE_NO_PAD.encode(digest))
}

#[track_caller]
fn refused(issuer: &Issuer, credential: &str, words: &str) {
    let refusal = issuer.verify(credential).unwrap_err();
    assert!(refusal.to_string().contains(words), "{refusal}");
}

#[test]
fn every_other_algorithm_is_refused_whatever_it_signs() {
    let issuer = issuer();
    let sound = issuer.issue(Format::Jwt, owl());
    let parts: Vec<&str> = sound.split('.').collect();
    for algorithm in ["none", "None", "HS256", "RS256", "es256", "ES384", "", "\u{1b}[31m"] {
        let mut other = header(&issuer);
        other["alg"] = algorithm.into();
        let other = URL_SAFE_NO_PAD.encode(other.to_string());
        for signature in [parts[2], ""] {
            let forged = format!("{other}.{}.{signature}", parts[1]);
            let refusal = issuer.verify(&forged).unwrap_err();
            assert!(matches!(refusal, Refusal::Algorithm(_)), "{algorithm}: {refusal}");
            assert!(!refusal.to_string().contains('\u{1b}'));
        }
    }
}

#[test]
fn a_token_that_was_changed_anywhere_is_refused() {
    let issuer = issuer();
    for format in [Format::Jwt, Format::SdJwt] {
        let sound = issuer.issue(format, owl());
        for place in 0..sound.len() {
            let mut bytes = sound.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(issuer.verify(&changed).is_err(), "{format:?} at {place}");
        }
    }
}

#[test]
fn keys_of_others_and_extensions_are_refused() {
    let (ours, theirs) = (issuer(), issuer());
    refused(&ours, &theirs.issue(Format::SdJwt, owl()), "the issuer has no key");
    let stolen = theirs.token(&header(&ours), &claims(&json!({})));
    refused(&ours, &format!("{stolen}~"), "the signature is not the issuer's");
    let mut critical = header(&ours);
    critical["crit"] = json!(["b64"]);
    refused(&ours, &format!("{}~", ours.token(&critical, &claims(&json!({})))), "\"crit\"");
    // A key inside of the token is a stranger's.
    let mut inside = header(&theirs);
    inside["jwk"] = theirs.keys.to_json()["keys"][0].clone();
    refused(&ours, &format!("{}~", theirs.token(&inside, &claims(&json!({})))), "the issuer has no key");
}

#[test]
fn other_tokens_of_the_issuer_are_no_credentials() {
    let issuer = issuer();
    for kind in ["JWT", "statuslist+jwt", "kb+jwt", "passport", "business-credential+jwt"] {
        let mut other = header(&issuer);
        other["typ"] = kind.into();
        refused(
            &issuer,
            &format!("{}~", issuer.token(&other, &claims(&json!({})))),
            "which is no credential",
        );
    }
    // Without its end it might be one that was cut off.
    refused(&issuer, &issuer.token(&header(&issuer), &claims(&json!({}))), "which is no credential");
    let other = claims(&json!({ "vct": "urn:other" }));
    refused(&issuer, &format!("{}~", issuer.token(&header(&issuer), &other)), "another kind of credential");
}

#[test]
fn a_credential_holds_between_its_dates_only() {
    let issuer = issuer();
    let credential = issuer.issue(Format::SdJwt, owl());
    let at = |now| verify(&credential, &Rules { keys: &issuer.keys, status_list: None, now });
    assert_eq!(at(NOW + 1060).unwrap_err(), Refusal::Expired);
    assert!(at(NOW + 1059).is_ok(), "clocks differ");
    assert_eq!(at(NOW - 161).unwrap_err(), Refusal::NotYet);
    assert!(at(NOW - 160).is_ok());
    for (name, value) in
        [("exp", json!("1900000060")), ("exp", json!(1.5)), ("iat", json!(null)), ("iss", json!(7))]
    {
        let wrong = claims(&json!({ name: value }));
        refused(&issuer, &format!("{}~", issuer.token(&header(&issuer), &wrong)), "the claim");
    }
}

#[test]
fn disclosures_belong_where_the_issuer_put_them_and_once() {
    let issuer = issuer();
    let (name, name_digest) = disclosure(&json!(["salt", "legal_name", "Owl"]));
    let (twin, twin_digest) = disclosure(&json!(["other", "legal_name", "Crow"]));
    let (element, element_digest) = disclosure(&json!(["salt", "+12155550100"]));
    let (hidden, hidden_digest) = disclosure(&json!(["salt", "exp", NOW + 1_000_000]));
    let (reserved, reserved_digest) = disclosure(&json!(["salt", "_sd", ["x"]]));
    let (nested, nested_digest) = disclosure(&json!(["salt", "inner", {"_sd": [name_digest]}]));
    let token = |more: &Value| issuer.token(&header(&issuer), &claims(more));
    let plain = token(&json!({ "_sd": [name_digest] }));
    assert!(issuer.verify(&format!("{plain}~{name}~")).is_ok());
    for (credential, words) in [
        (format!("{plain}~{name}~{name}~"), "disclosure 2 stands there twice"),
        (format!("{plain}~{twin}~"), "disclosure 1 is not what the issuer signed"),
        (format!("{plain}~~"), "disclosure 1"),
        (format!("{plain}~{name}~eyJh.eyJh.c2ln"), "key binding is not supported"),
        (
            format!("{}~{name}~", token(&json!({"_sd": [name_digest, name_digest]}))),
            "one digest stands in two places",
        ),
        (
            format!("{}~{name}~{nested}~", token(&json!({"_sd": [name_digest, nested_digest]}))),
            "in two places",
        ),
        (
            format!("{}~{name}~{twin}~", token(&json!({"_sd": [name_digest, twin_digest]}))),
            "is there already",
        ),
        (
            format!("{}~{name}~", token(&json!({"_sd": [name_digest], "legal_name": "Owl"}))),
            "is there already",
        ),
        (format!("{}~{element}~", token(&json!({"_sd": [element_digest]}))), "has no name"),
        (format!("{}~{name}~", token(&json!({"numbers": [{"...": name_digest}]}))), "has a name"),
        (format!("{}~{element}~", token(&json!({"numbers": [{"...": element_digest, "x": 1}]}))), "beside"),
        (format!("{}~{hidden}~", token(&json!({"_sd": [hidden_digest]}))), "is there already"),
        (format!("{}~{reserved}~", token(&json!({"_sd": [reserved_digest]}))), "reserved"),
        (format!("{}~", token(&json!({"_sd": name_digest}))), "\"_sd\" is no array"),
        (format!("{}~", token(&json!({"_sd": [7]}))), "a digest is no string"),
        (format!("{}~", token(&json!({"...": "x"}))), "\"...\" stands"),
        (format!("{}~", token(&json!({"_sd_alg": "md5"}))), "only sha-256 counts"),
        (format!("{}~{}~", plain, "!"), "disclosure 1 is not base64url"),
    ] {
        refused(&issuer, &credential, words);
    }
    let (alone, alone_digest) = disclosure(&json!(["salt", "status", {}]));
    let free = token(&json!({ "_sd": [alone_digest] }));
    refused(&issuer, &format!("{free}~{alone}~"), "must always be shown");
}

#[test]
fn names_that_stand_twice_and_bombs_are_refused() {
    let issuer = issuer();
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let twice = format!("{}.{}.x", part(r#"{"alg":"none","alg":"ES256"}"#), part("{}"));
    refused(&issuer, &twice, "stands twice");
    refused(&issuer, &"A".repeat(70_000), "more than 65536 bytes");
    refused(&issuer, &format!("{}.e30.x", part(&"[".repeat(9_000))), "nested deeper");
    let plain = issuer.token(&header(&issuer), &claims(&json!({})));
    refused(&issuer, &format!("{plain}~{}", "e30~".repeat(600)), "more than 512 disclosures");
    for nothing in ["", "~", "..", "a.b", "a.b.c.d", "\u{0}", "é.é.é"] {
        assert!(issuer.verify(nothing).is_err(), "{nothing:?}");
    }
}

#[test]
fn disclosures_within_disclosures_end_somewhere() {
    let issuer = issuer();
    let (mut inner, mut digest) = disclosure(&json!(["salt", "end", 1]));
    let mut all = vec![inner];
    for _ in 0..40 {
        (inner, digest) = disclosure(&json!(["salt", "next", {"_sd": [digest]}]));
        all.push(inner);
    }
    let token = issuer.token(&header(&issuer), &claims(&json!({ "_sd": [digest] })));
    refused(&issuer, &format!("{token}~{}~", all.join("~")), "nested too deep");
}

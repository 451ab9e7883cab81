//! What is issued is what is read; what is not shown is not there.

use proptest::prelude::*;
use serde_json::json;
use trusthub_credentials::{Business, Format, KeySet, Registration};

use crate::issuing::{NOW, issuer, owl};

#[test]
fn both_formats_say_the_same() {
    let issuer = issuer();
    let said = json!({
        "legal_name": "Owl & Söhne \"GmbH\"", "registration": {"identifier": "EIN", "number": "942404110"},
        "country": "US", "trust_level": 3, "ruleset": "2026.11/4", "domain": "owl.example",
        "numbers": ["+12155550100", "+12155550101"],
    });
    for format in [Format::SdJwt, Format::Jwt] {
        let verified = issuer.verify(&issuer.issue(format, owl())).unwrap();
        assert_eq!(serde_json::Value::Object(verified.claims), said, "{format:?}");
        assert_eq!((verified.format, verified.issuer.as_str()), (format, "https://hub.example"));
        assert_eq!((verified.id.as_deref(), verified.key.as_str()), (Some("CD01"), issuer.key.id()));
        assert_eq!(verified.status_reference.unwrap().index, 7);
    }
}

#[test]
fn whoever_holds_it_shows_what_they_choose() {
    let issuer = issuer();
    let whole = issuer.issue(Format::SdJwt, owl());
    let parts: Vec<&str> = whole.trim_end_matches('~').split('~').collect();
    assert_eq!(parts.len(), 1 + 9, "seven claims and two numbers");
    let nothing = issuer.verify(&format!("{}~", parts[0])).unwrap();
    assert!(nothing.claims.is_empty(), "{:?}", nothing.claims);
    // The list of numbers, and one of them.
    let (second, list) = (parts[2], parts[9]);
    let one = issuer.verify(&format!("{}~{list}~{second}~", parts[0])).unwrap();
    assert_eq!(one.claims["numbers"], json!(["+12155550101"]));
    assert_eq!(one.claims.len(), 1);
    assert!(!parts[0].contains(second), "the signed part has its digest only");
}

#[test]
fn keys_are_read_as_they_are_published_with_and_without_who_the_issuer_is() {
    let issuer = issuer();
    let credential = issuer.issue(Format::SdJwt, owl());
    let set = issuer.keys.to_json();
    let read = |text: &serde_json::Value| KeySet::from_json(text.to_string().as_bytes()).unwrap();
    let verify = |keys: &KeySet| {
        let rules = trusthub_credentials::Rules { keys, status_list: None, now: NOW };
        trusthub_credentials::verify(&credential, &rules)
    };
    assert!(verify(&read(&set)).is_ok());
    assert!(verify(&read(&json!({ "issuer": "https://hub.example", "jwks": set }))).is_ok());
    let other = verify(&read(&json!({ "issuer": "https://other.example", "jwks": set })));
    assert_eq!(
        other.unwrap_err().to_string(),
        "it was issued by \"https://hub.example\", whose keys these are not"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_business_comes_back_as_it_was(
        name in proptest::option::of(".{0,60}"),
        number in proptest::option::of(".{0,20}"),
        level in proptest::option::of(0_u8..4),
        numbers in proptest::collection::vec("\\+[1-9][0-9]{6,14}", 0..20),
        domain in proptest::option::of("[a-z]{1,20}\\.example"),
    ) {
        let issuer = issuer();
        let business = Business {
            legal_name: name.clone(),
            registration: number.clone().map(|number| Registration { identifier: "EIN".to_owned(), number }),
            trust_level: level,
            numbers: numbers.clone(),
            domain: domain.clone(),
            ..Business::default()
        };
        for format in [Format::SdJwt, Format::Jwt] {
            let claims = issuer.verify(&issuer.issue(format, business.clone())).unwrap().claims;
            let text = |name: &str| claims.get(name).and_then(|value| value.as_str()).map(str::to_owned);
            prop_assert_eq!(text("legal_name"), name.clone());
            prop_assert_eq!(text("domain"), domain.clone());
            let read = claims.get("registration").map(|it| it["number"].as_str().unwrap().to_owned());
            prop_assert_eq!(read, number.clone());
            prop_assert_eq!(claims.get("trust_level").and_then(serde_json::Value::as_u64), level.map(u64::from));
            let read = claims.get("numbers").cloned().unwrap_or_else(|| json!([]));
            prop_assert_eq!(read, json!(numbers));
        }
    }
}

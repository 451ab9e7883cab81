//! Rich call data: written, read back, and held against what was fetched.

use serde_json::json;
use trusthub_stir::passport::Claims;
use trusthub_stir::rcd::{BadRcd, Card, Integrity, RichCallData, canonical, digest_of, references};

use crate::fixtures::shaken;

const ICON: &str = "https://brand.example/logo.png";
const CARD: &str = "https://brand.example/card.json";
const PHOTO: &str = "https://brand.example/photo.png";

fn card() -> serde_json::Value {
    json!([
        "vcard",
        [["version", {}, "text", "4.0"], ["fn", {}, "text", "Owl Telecom"], ["photo", {}, "uri", PHOTO]]
    ])
}

fn content(link: &str) -> Option<&'static [u8]> {
    match link {
        ICON => Some(b"logo"),
        PHOTO => Some(b"photo"),
        CARD => Some(br#"["vcard",[["photo",{},"uri","https://brand.example/photo.png"]]]"#),
        _ => None,
    }
}

fn with(digests: &[(&str, String)], change: impl FnOnce(&mut RichCallData)) -> RichCallData {
    let mut data = RichCallData { name: "Owl Telecom".to_owned(), ..RichCallData::default() };
    change(&mut data);
    data.digests = digests.iter().map(|(pointer, digest)| ((*pointer).to_owned(), digest.clone())).collect();
    data
}

#[test]
fn what_is_put_into_claims_is_read_from_them() {
    let digests = [("/icn", digest_of(b"logo")), ("/jcd/1/2/3", digest_of(b"photo"))];
    let data = with(&digests, |data| {
        data.icon = Some(ICON.to_owned());
        data.number = Some("12155551212".to_owned());
        data.card = Some(Card::Embedded(card()));
        data.reason = Some("Your order".to_owned());
    });
    let mut claims = shaken();
    data.put_into(&mut claims);
    assert_eq!(RichCallData::of(&claims), Ok(Some(data.clone())));
    assert_eq!(data.links(), [ICON, PHOTO]);
    let names: Vec<String> =
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&claims.to_json())
            .unwrap()
            .keys()
            .cloned()
            .collect();
    assert_eq!(names, ["attest", "crn", "dest", "iat", "orig", "origid", "rcd", "rcdi"]);
    assert!(
        claims
            .to_json()
            .contains(r#""rcd":{"apn":"12155551212","icn":"https://brand.example/logo.png","jcd":["vcard""#)
    );
    assert_eq!(RichCallData::of(&shaken()), Ok(None));
}

#[test]
fn content_is_held_against_its_digest() {
    let icon = |data: &mut RichCallData| data.icon = Some(ICON.to_owned());
    assert_eq!(with(&[("/icn", digest_of(b"logo"))], icon).check(content), Integrity::Whole);
    assert_eq!(
        with(&[("/icn", digest_of(b"other"))], icon).check(content),
        Integrity::Broken(vec!["/icn".to_owned()])
    );
    assert_eq!(
        with(&[("/icn", digest_of(b"logo"))], icon).check(|_| None),
        Integrity::Broken(vec!["/icn".to_owned()])
    );
    assert_eq!(with(&[], icon).check(content), Integrity::Unprotected(vec![ICON.to_owned()]));
    assert_eq!(with(&[], |_| ()).check(content), Integrity::Whole);
    let nam = |digest: &str| with(&[("/nam", digest.to_owned())], |_| ()).check(content);
    assert_eq!(nam(&digest_of(b"Owl Telecom")), Integrity::Whole);
    for digest in ["sha256-", "sha1-AAAA", "nonsense", "sha256-%%%%"] {
        assert_eq!(nam(digest), Integrity::Broken(vec!["/nam".to_owned()]), "{digest}");
    }
}

#[test]
fn digests_of_every_algorithm_are_read_with_and_without_padding() {
    // printf abc | openssl dgst -sha256 -binary | base64, and so on.
    let abc = |digest: &str| {
        with(&[("/nam", digest.to_owned())], |data| data.name = "abc".to_owned()).check(content)
            == Integrity::Whole
    };
    assert!(abc("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="));
    assert!(abc("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"));
    assert!(abc("sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"));
    assert!(abc(
        "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
    ));
    assert!(!abc("sha512-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0"));
}

#[test]
fn an_embedded_card_is_hashed_in_its_canonical_form_and_what_it_points_to_as_it_is() {
    let embedded = |data: &mut RichCallData| data.card = Some(Card::Embedded(card()));
    let photo = ("/jcd/1/2/3", digest_of(b"photo"));
    assert_eq!(with(std::slice::from_ref(&photo), embedded).check(content), Integrity::Whole);
    let whole = [("/jcd", digest_of(canonical(&card()).as_bytes())), photo];
    assert_eq!(with(&whole, embedded).check(content), Integrity::Whole);
    assert_eq!(with(&whole[..1], embedded).check(content), Integrity::Unprotected(vec![PHOTO.to_owned()]));
    let nowhere = [("/jcd/1/9/3", digest_of(b"photo"))];
    assert_eq!(with(&nowhere, embedded).check(content), Integrity::Broken(vec!["/jcd/1/9/3".to_owned()]));
}

#[test]
fn a_card_elsewhere_is_hashed_as_it_is_served_and_so_is_what_it_points_to() {
    let linked = |data: &mut RichCallData| data.card = Some(Card::At(CARD.to_owned()));
    let both = [("/jcl", digest_of(content(CARD).unwrap())), ("/jcl/1/0/3", digest_of(b"photo"))];
    assert_eq!(with(&both, linked).check(content), Integrity::Whole);
    assert_eq!(with(&both[..1], linked).check(content), Integrity::Unprotected(vec![PHOTO.to_owned()]));
    assert_eq!(
        with(&both, linked).check(|link| if link == PHOTO { Some(b"swapped") } else { content(link) }),
        Integrity::Broken(vec!["/jcl/1/0/3".to_owned()])
    );
    assert_eq!(with(&[], linked).check(|_| None), Integrity::Unprotected(vec![CARD.to_owned()]));
}

#[test]
fn only_properties_that_are_addresses_point_anywhere() {
    assert_eq!(references(&card()), [("/1/2/3".to_owned(), PHOTO)]);
    assert!(references(&json!(null)).is_empty());
    assert!(
        references(&json!(["vcard", [["note", {}, "text", PHOTO], "odd", ["x", {}, "uri", "tel:+1"]]]))
            .is_empty()
    );
}

#[test]
fn what_is_malformed_is_named() {
    let of = |others: serde_json::Value| {
        let mut claims: Claims = shaken();
        claims.others = serde_json::from_value(others).unwrap();
        RichCallData::of(&claims).map(|data| data.is_some())
    };
    assert_eq!(of(json!({"rcd": {"nam": ""}})), Ok(true));
    assert_eq!(of(json!({"crn": "Why"})), Ok(true));
    assert_eq!(of(json!({"rcd": {}})), Err(BadRcd::NoName));
    assert_eq!(of(json!({"rcd": "x"})), Err(BadRcd::Malformed("rcd")));
    assert_eq!(of(json!({"rcd": {"nam": 1}})), Err(BadRcd::Malformed("nam")));
    assert_eq!(of(json!({"rcd": {"nam": "", "icn": []}})), Err(BadRcd::Malformed("icn")));
    assert_eq!(of(json!({"rcd": {"nam": "", "jcd": "x"}})), Err(BadRcd::Malformed("jcd")));
    assert_eq!(of(json!({"rcd": {"nam": "", "jcd": [], "jcl": "x"}})), Err(BadRcd::TwoCards));
    assert_eq!(of(json!({"rcd": {"nam": ""}, "crn": 1})), Err(BadRcd::Malformed("crn")));
    assert_eq!(of(json!({"rcd": {"nam": ""}, "rcdi": []})), Err(BadRcd::Malformed("rcdi")));
    assert_eq!(of(json!({"rcd": {"nam": ""}, "rcdi": {"icn": "x"}})), Err(BadRcd::Malformed("rcdi")));
    assert_eq!(of(json!({"rcdi": {"/icn": "x"}})), Err(BadRcd::DigestsAlone));
    let many: serde_json::Map<_, _> = (0..65).map(|n| (format!("/{n}"), json!("x"))).collect();
    assert_eq!(of(json!({"rcd": {"nam": ""}, "rcdi": many})), Err(BadRcd::Many));
}

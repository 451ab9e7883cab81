//! The examples of the RFCs, each with what is true of it. Some were printed with claims as strings, or with a key that is
//! not theirs: those are vectors for what they are good for.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use trusthub_stir::identity::Identity;
use trusthub_stir::key::{has_signed, public_key};
use trusthub_stir::passport::{
    BadClaims, Claims, Destinations, Encoded, Lint, Lints, Party, Ppt, encode, header_json,
};
use trusthub_stir::verification::{Call, Case, Outcome, Settings, prepare};

use crate::fixtures::number;

/// The public key of RFC 8225 appendix A.2.
const RFC8225_KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==";
const RFC8225_HEADER: &str = "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9";
const RFC8225_PAYLOAD: &str = "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19";
/// RFC 8225 section 7.1 and RFC 8224 section 4.1.1.
const RFC8224_PAYLOAD: &str = "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgzNDUiLCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0";
const RFC8224_SIGNATURE: &str =
    "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w";
/// RFC 8946 section 4.
const RFC8946_DIV: &str = "eyJhbGciOiJFUzI1NiIsInBwdCI6ImRpdiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vY2VydC5jZXIifQ.eyJkZXN0Ijp7InRuIjpbIjEyMTU1NTUxMjE0Il19LCJkaXYiOnsidG4iOiIxMjE1NTU1NTEyMTMifSwiaWF0IjoxNDQzMjA4MzQ1LCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0.xBHWipDEEJ8a6TsdX6xUXAnblsFiGUiAxwLiv0HLC9IICj6eG9jQd6WzeSSjHRBwxmChHhVIiMTSqIlk3yCNkg";

fn alice() -> Party {
    Party::Uri("sip:alice@example.com".to_owned())
}

#[test]
fn rfc_8225_appendix_a_is_written_byte_for_byte() {
    let claims = Claims::new(number("12155551212"), Destinations::new([alice()]).unwrap(), 1_471_375_418);
    assert_eq!(encode(header_json("https://cert.example.org/passport.cer", None)), RFC8225_HEADER);
    assert_eq!(encode(claims.to_json()), RFC8225_PAYLOAD);
}

#[test]
fn rfc_8224_signature_verifies_and_its_iat_is_refused_for_being_a_string() {
    let key = public_key(&STANDARD.decode(RFC8225_KEY).unwrap()).unwrap();
    let token = format!("{RFC8225_HEADER}.{RFC8224_PAYLOAD}.{RFC8224_SIGNATURE}");
    let encoded = Encoded::split(&token).unwrap();
    assert!(has_signed(&key, encoded.signed().as_bytes(), &encoded.signature().unwrap()));

    let why = BadClaims::Kind { claim: "iat", is: "a string", must: "a whole number" };
    assert_eq!(encoded.claims(&mut Lints::default()), Err(why));
    let call =
        Call { from: number("12155551212"), to: vec![alice()], time: 1_443_208_345, now: 1_443_208_345 };
    let header = format!("{token};info=<https://cert.example.org/passport.cer>;alg=ES256");
    let Err(Outcome::Refused(refusal)) = prepare(&header, &call, &Settings::SIP) else { panic!("taken") };
    assert_eq!(refusal.case, Case::BadClaims);
}

#[test]
fn rfc_8224_compact_form_is_read_as_such() {
    let value = format!("..{RFC8224_SIGNATURE};info=<https://cert.example.org/passport.cer>");
    let call =
        Call { from: number("12155551212"), to: vec![alice()], time: 1_443_208_345, now: 1_443_208_345 };
    let prepared = prepare(&value, &call, &Settings::SIP).unwrap();
    // A whole number is put where the RFC's example has a string, so its signature is over something else.
    assert_eq!((prepared.ppt(), prepared.claims().iat), (None, 1_443_208_345));
    let Err(Outcome::Refused(refusal)) = prepare(&value, &call, &Settings::SHAKEN) else { panic!("taken") };
    assert_eq!(refusal.case, Case::NotFullForm);
}

#[test]
fn rfc_8946_diversion_is_read_and_written_again_byte_for_byte() {
    let value = format!("{RFC8946_DIV};info=<https://www.example.com/cert.cer>;ppt=\"div\"");
    let identity = Identity::parse(&value).unwrap();
    assert_eq!((identity.ppt.as_deref(), identity.alg), (Some("div"), None));
    let encoded = Encoded::split(identity.token).unwrap();
    let mut lints = Lints::default();
    let header = encoded.header(&mut lints).unwrap();
    let claims = encoded.claims(&mut lints).unwrap().claims;
    assert!(lints.is_empty());
    // Twelve digits, as printed.
    assert_eq!(claims.div.as_ref().unwrap().from, number("121555551213"));
    let again =
        format!("{}.{}", encode(header_json(&header.x5u.unwrap(), Some(Ppt::Div))), encode(claims.to_json()));
    assert_eq!(again, encoded.signed());
    assert!(encoded.signature().is_ok());
}

#[test]
fn rfc_8946_bare_destination_is_read_and_reported() {
    let payload = br#"{"dest":{"tn":"12155551214"},"div":{"tn":"12155551213"},"iat":1443208345,"opt":"a.b.c","orig":{"tn":"12155551212"}}"#;
    let token = format!("{}.{}.AA", encode("{}"), encode(payload));
    let mut lints = Lints::default();
    let claims = Encoded::split(&token).unwrap().claims(&mut lints).unwrap().claims;
    assert_eq!(claims.dest.numbers()[0].as_str(), "12155551214");
    assert_eq!(lints.iter().collect::<Vec<_>>(), [Lint::BareDestination]);
}

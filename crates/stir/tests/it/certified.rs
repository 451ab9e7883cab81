//! Signing and verifying with certificates: what they are for, what they forbid, and whose they are.

use rcgen::KeyPair;
use trusthub_stir::constraints::ConstraintBroken;
use trusthub_stir::key::SigningKey;
use trusthub_stir::passport::{Attest, Claims, Ppt};
use trusthub_stir::path::{SigningCertificate, validate};
use trusthub_stir::signing::{NoSigner, NotSigned, Signer, diverted};
use trusthub_stir::tn_auth_list::TnEntry;
use trusthub_stir::verification::{Call, Case, NoCredential, Outcome, Settings, prepare};

use crate::fixtures::{X5U, key, number, shaken};
use crate::pki::{CONSTRAINTS, DAY, Holder, NOW, authority, der, extend, leaf, range, roots, spc};

/// A certificate that was issued for a new key, with that key.
fn issued(entries: &[TnEntry], constraints: Option<Vec<u8>>) -> (SigningKey, SigningCertificate) {
    let root = Holder::root("Test SHAKEN ROOT");
    let intermediate = root.issue(authority("Test SHAKEN CA", Some(0)));
    let mut params = leaf(entries);
    if let Some(constraints) = constraints {
        extend(&mut params, CONSTRAINTS, false, constraints);
    }
    let pair = KeyPair::generate().unwrap();
    let key = SigningKey::from_pem(pair.serialize_pem().as_bytes()).unwrap();
    let signer = intermediate.issue_for(params, pair);
    let chain = [intermediate.certificate.clone(), signer.certificate];
    (key, validate(&chain, &roots(&[&root]), &[], NOW).unwrap())
}

fn claims() -> Claims {
    Claims { iat: NOW, ..shaken() }
}

fn call() -> Call {
    Call { time: NOW, now: NOW, ..crate::fixtures::call() }
}

fn case(
    value: &str,
    certificate: Result<&SigningCertificate, NoCredential>,
    settings: &Settings,
) -> Option<Case> {
    match prepare(value, &call(), settings).unwrap().finish(certificate, None) {
        Outcome::Passed(_) => None,
        Outcome::Refused(refusal) => Some(refusal.case),
        Outcome::Ignored(_) => panic!("ignored"),
    }
}

/// Of JWTClaimConstraints: what of `attest` is permitted.
fn only_attest(values: &[&str]) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(|value| der(0x0c, &[value.as_bytes()])).collect();
    let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
    let entry = der(0x30, &[&der(0x16, &[b"attest"]), &der(0x30, &values)]);
    der(0x30, &[&der(0xa1, &[&der(0x30, &[&entry])])])
}

#[test]
fn a_call_signed_with_an_issued_certificate_passes_and_says_whose_it_is() {
    let (key, certificate) = issued(&[spc("709J")], None);
    let signer = Signer::new(key, X5U, Some(certificate.clone())).unwrap();
    let value = signer.sign(Some(Ppt::Shaken), &claims()).unwrap();
    let outcome = prepare(&value, &call(), &Settings::SHAKEN).unwrap().finish(Ok(&certificate), None);
    let Outcome::Passed(passed) = outcome else { panic!("refused") };
    assert_eq!(passed.spc.as_deref(), Some("709J"));
}

#[test]
fn a_key_of_another_certificate_makes_no_signer() {
    let (_, certificate) = issued(&[spc("709J")], None);
    assert_eq!(Signer::new(key(), X5U, Some(certificate)).err(), Some(NoSigner::OtherKey));
}

#[test]
fn a_certificate_for_numbers_is_for_those_alone() {
    let (key, certificate) = issued(&[range("12155551200", 100)], None);
    let signer = Signer::new(key, X5U, Some(certificate.clone())).unwrap();
    let good = signer.sign(Some(Ppt::Shaken), &claims()).unwrap();
    assert_eq!(case(&good, Ok(&certificate), &Settings::SHAKEN), None);
    let mut other = claims();
    other.orig = number("12155551300");
    assert_eq!(signer.sign(Some(Ppt::Shaken), &other), Err(NotSigned::NotCovered(number("12155551300"))));

    let (_, elsewhere) = issued(&[range("12165551200", 100)], None);
    let moved = SigningCertificate { authority: elsewhere.authority, ..certificate };
    assert_eq!(case(&good, Ok(&moved), &Settings::SHAKEN), Some(Case::NotCovered));
    assert_eq!(Case::NotCovered.code(), 437);
    let lenient = Settings { coverage: trusthub_stir::verification::Coverage::NotAsked, ..Settings::SHAKEN };
    assert_eq!(case(&good, Ok(&moved), &lenient), None);
}

#[test]
fn who_diverts_must_be_covered_and_not_who_calls() {
    let (key, certificate) = issued(&[range("12355551200", 100)], None);
    let signer = Signer::new(key, X5U, Some(certificate.clone())).unwrap();
    let to = trusthub_stir::passport::Destinations::new([number("12155550000")]).unwrap();
    let claims = diverted(&claims(), number("12355551212"), to).unwrap();
    let value = signer.sign(Some(Ppt::Div), &claims).unwrap();
    assert_eq!(case(&value, Ok(&certificate), &Settings::SIP), None);
}

#[test]
fn what_the_certificate_forbids_is_neither_signed_nor_accepted() {
    let (key, certificate) = issued(&[spc("709J")], Some(only_attest(&["B", "C"])));
    let pem_free = SigningCertificate { constraints: None, ..certificate.clone() };
    let signer = Signer::new(key, X5U, Some(certificate.clone())).unwrap();
    let broken = ConstraintBroken::Value("attest".to_owned());
    assert_eq!(signer.sign(Some(Ppt::Shaken), &claims()), Err(NotSigned::Forbidden(broken)));
    let partial = Claims { attest: Some(Attest::B), ..claims() };
    let value = signer.sign(Some(Ppt::Shaken), &partial).unwrap();
    assert_eq!(case(&value, Ok(&certificate), &Settings::SHAKEN), None);
    assert_eq!(case(&value, Ok(&pem_free), &Settings::SHAKEN), None);

    let (other_key, unconstrained) = issued(&[spc("709J")], None);
    let careless = Signer::new(other_key, X5U, None).unwrap();
    let value = careless.sign(Some(Ppt::Shaken), &claims()).unwrap();
    let constrained = SigningCertificate { constraints: certificate.constraints, ..unconstrained };
    assert_eq!(case(&value, Ok(&constrained), &Settings::SHAKEN), Some(Case::Forbidden));
    assert_eq!(Case::Forbidden.code(), 438);
}

#[test]
fn outside_of_its_validity_a_certificate_neither_signs_nor_verifies() {
    let (key, certificate) = issued(&[spc("709J")], None);
    let careless =
        Signer::new(SigningKey::from_pem(crate::fixtures::KEY.as_bytes()).unwrap(), X5U, None).unwrap();
    let value = careless.sign(Some(Ppt::Shaken), &claims()).unwrap();
    let over = SigningCertificate { not_after: NOW - 1, ..certificate.clone() };
    assert_eq!(case(&value, Ok(&over), &Settings::SHAKEN), Some(Case::Untrusted));
    let signer = Signer::new(key, X5U, Some(certificate)).unwrap();
    let late = Claims { iat: NOW + 60 * DAY, ..claims() };
    assert_eq!(signer.sign(Some(Ppt::Shaken), &late), Err(NotSigned::Validity));
}

#[test]
fn a_certificate_that_is_not_there_and_one_that_is_not_trusted_are_told_apart() {
    let (key, _) = issued(&[spc("709J")], None);
    let value = Signer::new(key, X5U, None).unwrap().sign(Some(Ppt::Shaken), &claims()).unwrap();
    let without = |why| case(&value, Err(why), &Settings::SHAKEN);
    assert_eq!(without(NoCredential::Unavailable("timeout".to_owned())), Some(Case::NoCertificate));
    assert_eq!(without(NoCredential::Untrusted("revoked".to_owned())), Some(Case::Untrusted));
}

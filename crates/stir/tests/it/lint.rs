//! What the lint says of certificates made for it: of good ones nothing.

use rcgen::{
    CertificateParams, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P384_SHA384, SerialNumber,
};
use trusthub_stir::{
    certificate::{Certificate, key_id},
    lint::{Issuers, ListState, Record, RecordError, Report, SignatureState, lint, report, report_record},
    tn_auth_list::TnEntry,
};

use crate::pki::{
    CRL_POINTS, ENHANCED, Holder, POLICIES, TN_AUTH_LIST, authority, der, extend, leaf, named, range, spc,
};

/// Policy 2.16.840.1.114569.1.1.3.
const SHAKEN_POLICY: &[u8] = b"\x30\x0e\x30\x0c\x06\x0a\x60\x86\x48\x01\x86\xff\x09\x01\x01\x03";

fn profiled(mut params: CertificateParams, key: &KeyPair) -> CertificateParams {
    params.key_identifier_method = KeyIdMethod::PreSpecified(key_id(key.public_key_raw()));
    params.serial_number = Some(SerialNumber::from_slice(&[0x5a; 16]));
    params
}

fn root() -> Holder {
    let key = KeyPair::generate().expect("a key");
    let mut params = profiled(authority("Test SHAKEN ROOT", None), &key);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    Holder::root_of(params, key)
}

/// A leaf that keeps the whole profile, but for what `change` does to it.
fn signer(root: &Holder, entries: &[TnEntry], change: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let key = KeyPair::generate().expect("a key");
    let mut params = profiled(leaf(entries), &key);
    extend(&mut params, POLICIES, false, SHAKEN_POLICY.to_vec());
    let address = der(0xa0, &[&der(0xa0, &[&der(0x86, &[b"https://pa.example/crl"])])]);
    let issuer = der(0xa2, &[&der(0xa4, &[root.certificate.subject.der()])]);
    extend(&mut params, CRL_POINTS, false, der(0x30, &[&der(0x30, &[&address, &issuer])]));
    change(&mut params);
    root.issue_for(params, key).certificate
}

fn codes(certificate: &Certificate) -> Vec<&'static str> {
    lint(certificate).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn nothing_is_said_of_certificates_that_keep_the_profile() {
    let root = root();
    assert_eq!(lint(&root.certificate), []);
    assert_eq!(lint(&signer(&root, &[spc("709J")], |_| {})), []);
}

#[test]
fn each_rule_that_a_signer_breaks_is_named() {
    type Change = fn(&mut CertificateParams);
    let changes: [(&str, Change); 10] = [
        ("serial-short", |params| params.serial_number = Some(SerialNumber::from_slice(&[1]))),
        ("serial-long", |params| params.serial_number = Some(SerialNumber::from_slice(&[1; 21]))),
        ("key-usage-more", |params| params.key_usages.push(KeyUsagePurpose::KeyAgreement)),
        ("key-usage-missing", |params| params.key_usages.clear()),
        ("authority-key-id-missing", |params| params.use_authority_key_identifier_extension = false),
        ("subject-key-id", |params| params.key_identifier_method = KeyIdMethod::Sha256),
        ("extension-other", |params| extend(params, &[1, 2, 3], false, vec![5, 0])),
        ("policy-missing", |params| {
            params.custom_extensions.retain(|own| own.oid_components().ne(POLICIES.iter().copied()));
        }),
        ("crl-point-missing", |params| {
            params.custom_extensions.retain(|own| own.oid_components().ne(CRL_POINTS.iter().copied()));
        }),
        ("constraints-void", |params| {
            extend(params, ENHANCED, false, b"\x30\x09\xa2\x07\x30\x05\x16\x03iat".to_vec());
        }),
    ];
    let root = root();
    for (code, change) in changes {
        assert_eq!(codes(&signer(&root, &[spc("709J")], change)), [code]);
    }
    // rcgen leaves the key identifier out with the basic constraints.
    let bare = codes(&signer(&root, &[spc("709J")], |params| params.is_ca = IsCa::NoCa));
    assert_eq!(bare, ["subject-key-id-missing", "basic-constraints-missing"]);
    assert_eq!(codes(&signer(&root, &[spc("1"), spc("2")], |_| {})), ["common-name-code", "spc-several"]);
    assert_eq!(codes(&signer(&root, &[spc("12 a")], |_| {})), ["common-name-code", "spc-characters"]);
    assert_eq!(codes(&signer(&root, &[range("12155550100", 9)], |_| {})), ["tn-auth-list-numbers"]);
}

#[test]
fn authorities_have_rules_of_their_own() {
    let mut params = authority("Test", None);
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    extend(&mut params, TN_AUTH_LIST, false, b"\x30\x08\xa0\x06\x16\x04709J".to_vec());
    let key = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
    let params = profiled(params, &key);
    let found = codes(&Holder::root_of(params, key).certificate);
    assert_eq!(found, ["common-name-shaken", "common-name-root", "key-usage-more", "tn-auth-list-authority"]);
}

#[test]
fn a_signature_is_judged_by_the_issuers_that_are_given() {
    let root = root();
    let good = signer(&root, &[spc("709J")], |_| {});
    let said = |certificate: &Certificate, issuers: &[&Certificate]| {
        let mut known = Issuers::default();
        for issuer in issuers {
            known.add((*issuer).clone());
        }
        report(certificate, Some(&known)).signature
    };
    assert_eq!(said(&good, &[&root.certificate]), Some(SignatureState::Ok));
    assert_eq!(said(&good, &[]), Some(SignatureState::IssuerUnknown));
    assert_eq!(said(&good, &[&good]), Some(SignatureState::IssuerUnknown), "a leaf is no issuer");
    let namesake = self::root();
    assert_eq!(said(&good, &[&namesake.certificate]), Some(SignatureState::IssuerUnknown));
    assert_eq!(report(&good, None).signature, None);

    let mut forged = good.der().to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let forged = Certificate::from_der(&forged).expect("still reads");
    assert_eq!(said(&forged, &[&root.certificate]), Some(SignatureState::Bad));
}

#[test]
fn what_is_no_certificate_is_reported_and_ends_nothing() {
    let broken = Record { der: Ok(vec![0x30, 3, 1, 2, 3]), claimed_sha256: Some("ab".repeat(32)) };
    let Report { parsed, sha256, findings, .. } = report_record(&broken, None);
    assert!(!parsed && sha256.is_some_and(|sum| sum.len() == 64 && !sum.starts_with("abab")));
    assert_eq!(findings[0].code, "not-a-certificate");
    let undecodable = Record { der: Err(RecordError::NotBase64), claimed_sha256: Some("ab".repeat(32)) };
    let report = report_record(&undecodable, None);
    assert_eq!((report.sha256, report.findings[0].code), (Some("ab".repeat(32)), "not-decodable"));
}

#[test]
fn a_malformed_list_is_told_from_none() {
    let root = root();
    let mut absent = named("SHAKEN 1");
    absent.is_ca = IsCa::ExplicitNoCa;
    let said = report(&root.issue(absent.clone()).certificate, None);
    assert_eq!(said.tn_auth_list, ListState::Absent);
    assert!(said.findings.iter().any(|finding| finding.code == "tn-auth-list-absent"));
    extend(&mut absent, TN_AUTH_LIST, false, b"\x30\x06\x80\x04709J".to_vec());
    let said = report(&root.issue(absent).certificate, None);
    assert_eq!((said.tn_auth_list, said.spc), (ListState::Malformed, vec![]));
    let reason = said.findings.iter().find(|finding| finding.code == "tn-auth-list-malformed");
    assert_eq!(
        reason.map(|finding| finding.text.as_str()),
        Some("entry 0x80 is tagged implicitly; the tags of RFC 8226 are explicit")
    );
}

#[test]
fn a_report_is_one_object_of_json_with_stable_names() {
    let root = root();
    let certificate = signer(&root, &[spc("709J")], |params| params.key_usages.clear());
    let mut issuers = Issuers::default();
    issuers.add(root.certificate.clone());
    let told = serde_json::to_value(report(&certificate, Some(&issuers))).expect("is JSON");
    let object = told.as_object().expect("an object");
    let keys: Vec<&str> = object.keys().map(String::as_str).collect();
    assert_eq!(keys, ["sha256", "parsed", "ca", "subject", "spc", "tn_auth_list", "findings", "signature"]);
    assert_eq!(told["spc"], serde_json::json!(["709J"]));
    assert_eq!((&told["tn_auth_list"], &told["signature"]), (&"ok".into(), &"ok".into()));
    assert_eq!(
        told["findings"],
        serde_json::json!([{"code": "key-usage-missing", "clause": "ATIS-1000080v005 6.4.1", "text": "no key usage"}])
    );
}

#[test]
fn numbers_by_reference_are_told_and_so_is_an_address_that_nobody_asks() {
    let root = root();
    let pointing_to = |url: &str| {
        let method = [0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 48, 14];
        let access = der(0x30, &[&method, &der(0x86, &[url.as_bytes()])]);
        let value = der(0x30, &[&access]);
        codes(&signer(&root, &[spc("709J")], |params| {
            extend(params, &[1, 3, 6, 1, 5, 5, 7, 1, 1], false, value);
        }))
    };
    let sound = pointing_to("https://numbers.example/list");
    assert!(
        sound.contains(&"tn-auth-list-reference") && !sound.contains(&"tn-auth-list-address"),
        "{sound:?}"
    );
    assert!(pointing_to("http://numbers.example/list").contains(&"tn-auth-list-address"));
}

//! The policy administrator's list, good and not.

use std::slice::from_ref;

use aws_lc_rs::{rand::SystemRandom, signature};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::KeyUsagePurpose;
use serde_json::{Value, json};
use trusthub_stir::{
    path::PathError,
    trust_list::{TrustList, TrustListError, signer_address, verified},
};

use crate::pki::{DAY, Holder, NOW, named, roots};

const X5U: &str = "https://pa.example/signer.pem";

struct Administrator {
    root: Holder,
    signer: Holder,
}

fn administrator() -> Administrator {
    let root = Holder::root("STI-PA ROOT");
    let mut params = named("STI-PA trust list");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let signer = root.issue(params);
    Administrator { root, signer }
}

fn pem(holder: &Holder) -> String {
    let body = base64::engine::general_purpose::STANDARD.encode(holder.certificate.der());
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

fn jws(signer: &Holder, header: &Value, payload: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(payload));
    let algorithm = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = signature::EcdsaKeyPair::from_pkcs8(algorithm, &signer.key.serialize_der()).expect("a key");
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).expect("signs");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn header() -> Value {
    json!({"alg": "ES256", "typ": "JWT", "x5u": X5U})
}

fn payload(sequence: u64, authorities: &[String]) -> Value {
    json!({"version": "1.0", "sequence": sequence, "exp": NOW + DAY, "trustList": authorities})
}

fn read(pa: &Administrator, jws: &str, seen: Option<u64>, now: i64) -> Result<TrustList, TrustListError> {
    verified(jws, from_ref(&pa.signer.certificate), &roots(&[&pa.root]), seen, now)
}

#[test]
fn a_signed_list_names_the_roots_and_leaves_out_what_is_no_authority() {
    let pa = administrator();
    let authority = Holder::root("Carrier SHAKEN ROOT");
    let entries = [pem(&authority), pem(&pa.signer), "nonsense".to_owned()];
    let jws = jws(&pa.signer, &header(), &payload(7, &entries));
    assert_eq!(signer_address(&jws).as_deref(), Ok(X5U));
    let list = read(&pa, &jws, None, NOW).expect("is verified");
    assert_eq!((list.sequence, list.expires, list.left_out), (7, NOW + DAY, 2));
    assert_eq!(list.roots.anchors()[0].sha256(), authority.certificate.sha256());
    assert_eq!(list.roots.anchors().len(), 1);
}

#[test]
fn an_old_list_is_not_taken_back() {
    let pa = administrator();
    let entries = [pem(&pa.root)];
    let jws = jws(&pa.signer, &header(), &payload(7, &entries));
    assert!(read(&pa, &jws, Some(7), NOW).is_ok(), "the same again");
    let rollback = TrustListError::Rollback { sequence: 7, seen: 8 };
    assert_eq!(read(&pa, &jws, Some(8), NOW).map(|_| ()), Err(rollback));
    let expired = TrustListError::Expired(NOW + DAY);
    assert_eq!(read(&pa, &jws, None, NOW + DAY + 1).map(|_| ()), Err(expired));
}

#[test]
fn only_the_administrators_signer_makes_lists() {
    let pa = administrator();
    let entries = [pem(&pa.root)];
    let other = administrator();
    let foreign = jws(&other.signer, &header(), &payload(7, &entries));
    assert!(matches!(read(&pa, &foreign, None, NOW), Err(TrustListError::Signature)));
    let chain = from_ref(&other.signer.certificate);
    let untrusted = verified(&foreign, chain, &roots(&[&pa.root]), None, NOW).map(|_| ());
    assert!(matches!(untrusted, Err(TrustListError::Untrusted(_))), "{untrusted:?}");

    let mut params = named("STI-PA something else");
    params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    let wrong = pa.root.issue(params);
    let list = jws(&wrong, &header(), &payload(7, &entries));
    let refused = verified(&list, from_ref(&wrong.certificate), &roots(&[&pa.root]), None, NOW).map(|_| ());
    assert!(
        matches!(&refused, Err(TrustListError::Untrusted(error)) if matches!(**error, PathError::KeyUsage(_))),
        "{refused:?}"
    );
}

#[test]
fn what_is_no_list_is_told_apart() {
    let pa = administrator();
    let good = payload(7, &[pem(&pa.root)]);
    let none = json!({"alg": "none", "x5u": X5U});
    assert_eq!(
        read(&pa, &jws(&pa.signer, &none, &good), None, NOW).map(|_| ()),
        Err(TrustListError::Algorithm("none".into()))
    );
    assert_eq!(
        read(&pa, &jws(&pa.signer, &header(), &payload(1, &[])), None, NOW).map(|_| ()),
        Err(TrustListError::Empty)
    );
    for (key, value) in [("exp", json!("soon")), ("sequence", json!(-1)), ("trustList", json!("all"))] {
        let mut bad = good.clone();
        bad[key] = value;
        let told = read(&pa, &jws(&pa.signer, &header(), &bad), None, NOW).map(|_| ());
        assert!(matches!(told, Err(TrustListError::NotJws(_))), "{key}: {told:?}");
    }
    for text in ["", ".", "a.b", "a.b.c", "e30.e30.e30"] {
        assert!(matches!(read(&pa, text, None, NOW), Err(TrustListError::NotJws(_))), "{text}");
    }
}

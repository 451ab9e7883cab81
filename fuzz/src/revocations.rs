//! Revocation lists behind their signature: what one says is only read once its signer is known, so the target signs.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use trusthub_stir::certificate::{Certificate, certificates};
use trusthub_stir::crl::{Crl, Status};
use trusthub_stir::path::Roots;

/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
const SET: u8 = 0x31;

/// Version 2.
const VERSION: &[u8] = b"\x02\x01\x01";
const ECDSA_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
/// 2026-05-20 and 2026-07-01.
const TIMES: &[u8] = b"\x17\x0d260520000000Z\x17\x0d260701000000Z";
/// `id-at-commonName`.
const COMMON_NAME: &[u8] = b"\x06\x03\x55\x04\x03";
const NAME: &str = "Fuzz lists";

/// What follows the times in a list: entries and extensions. They are read or the list is refused; what is read covers no more
/// than there is in it, and says the same twice.
pub fn revocations(bytes: &[u8]) {
    let authority = authority();
    let list = authority.signed(bytes);
    let Ok(crl) = Crl::verified(&list, &[], &authority.roots, NOW) else { return };
    assert!(crl.this_update() < crl.next_update());
    assert!(crl.len() <= bytes.len());
    let again = Crl::verified(&list, &[], &authority.roots, NOW).expect("as before");
    let root = &authority.root;
    let told = crl.status(root, root);
    assert_eq!(told, again.status(root, root));
    // Its own certificate names no list, and is an authority's.
    assert!(told == Status::NotCovered || !crl.issuer().to_string().is_empty());
    let mut forged = list;
    if let Some(last) = forged.last_mut() {
        *last ^= 1;
    }
    assert!(Crl::verified(&forged, &[], &authority.roots, NOW).is_err(), "nobody signed it");
}

struct Authority {
    key: EcdsaKeyPair,
    root: Certificate,
    roots: Roots,
}

fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, NAME);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2026, 5, 1);
        params.not_after = date_time_ymd(2026, 7, 1);
        let pem = params.self_signed(&key).expect("a root").pem();
        let pair = EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, &key.serialize_der());
        Authority {
            key: pair.expect("the same key"),
            root: certificates(pem.as_bytes(), 1).expect("what we wrote").remove(0),
            roots: Roots::read(pem.as_bytes()).expect("what we wrote"),
        }
    })
}

impl Authority {
    fn signed(&self, rest: &[u8]) -> Vec<u8> {
        let common_name = element(SEQUENCE, &[COMMON_NAME, &element(0x0c, &[NAME.as_bytes()])]);
        let issuer = element(SEQUENCE, &[&element(SET, &[&common_name])]);
        let body = element(SEQUENCE, &[VERSION, ECDSA_SHA256, &issuer, TIMES, rest]);
        let signature = self.key.sign(&SystemRandom::new(), &body).expect("a signature");
        element(SEQUENCE, &[&body, ECDSA_SHA256, &element(BIT_STRING, &[&[0], signature.as_ref()])])
    }
}

/// One element of DER.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let significant: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut written = vec![tag];
    match (content.len(), u8::try_from(significant.len())) {
        (..128, _) => written.extend(significant.last().or(Some(&0))),
        (_, Ok(bytes)) => {
            written.push(0x80 | bytes);
            written.extend(significant);
        }
        (_, Err(_)) => unreachable!("a length has eight bytes"),
    }
    written.extend(content);
    written
}

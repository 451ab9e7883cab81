//! Revocation lists, an authority's own and the policy administrator's.

use std::slice::from_ref;

use rcgen::KeyUsagePurpose;
use trusthub_stir::{
    certificate::Certificate,
    crl::{Crl, CrlError},
    path::{PathError, Revocations, validate, validate_with},
};

use crate::pki::{CRL_POINTS, Holder, NOW, authority, der, extend, leaf, named, roots, spc, world};

const URL: &str = "https://pa.example/crl";
const ECDSA_SHA256: &[u8] = b"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";

/// What a test changes about a list.
struct List<'a> {
    signer: &'a Holder,
    next_update: &'a [u8],
    url: &'a str,
    is_indirect: bool,
    /// Certificate issuer (DER of the name), if it is told, and serial number.
    entries: Vec<(Option<&'a [u8]>, &'a [u8])>,
    extra: Vec<u8>,
}

impl<'a> List<'a> {
    fn indirect(signer: &'a Holder) -> Self {
        Self {
            signer,
            next_update: b"260701000000Z",
            url: URL,
            is_indirect: true,
            entries: Vec::new(),
            extra: Vec::new(),
        }
    }

    fn der(&self) -> Vec<u8> {
        let entries: Vec<Vec<u8>> = self
            .entries
            .iter()
            .map(|(issuer, serial)| {
                let extensions = issuer.map_or_else(Vec::new, |name| {
                    let names = der(0x30, &[&der(0xa4, &[name])]);
                    // Certificate Issuer, critical.
                    der(0x30, &[&der(0x30, &[b"\x06\x03\x55\x1d\x1d\x01\x01\xff", &der(4, &[&names])])])
                });
                der(0x30, &[&der(2, &[serial]), &der(0x17, &[b"260520000000Z"]), &extensions])
            })
            .collect();
        let entries = if entries.is_empty() { Vec::new() } else { der(0x30, &[&entries.concat()]) };
        let point = der(0xa0, &[&der(0xa0, &[&der(0x86, &[self.url.as_bytes()])])]);
        let is_indirect: &[u8] = if self.is_indirect { b"\x84\x01\xff" } else { b"" };
        let point = der(0x30, &[&point, is_indirect]);
        let point = der(0x30, &[b"\x06\x03\x55\x1d\x1c\x01\x01\xff", &der(4, &[&point])]);
        let body = der(
            0x30,
            &[
                b"\x02\x01\x01",
                ECDSA_SHA256,
                self.signer.certificate.subject.der(),
                &der(0x17, &[b"260515000000Z"]),
                &der(0x17, &[self.next_update]),
                &entries,
                &der(0xa0, &[&der(0x30, &[&point, &self.extra])]),
            ],
        );
        let signature = self.signer.sign(&body);
        der(0x30, &[&body, ECDSA_SHA256, &der(3, &[&[0], &signature])])
    }
}

/// The distribution point that SHAKEN's certificates have: an address, and who signs the list.
fn points_to(url: &str, issuer: &[u8]) -> Vec<u8> {
    let address = der(0xa0, &[&der(0xa0, &[&der(0x86, &[url.as_bytes()])])]);
    der(0x30, &[&der(0x30, &[&address, &der(0xa2, &[&der(0xa4, &[issuer])])])])
}

struct Administrator {
    root: Holder,
    lists: Holder,
}

fn administrator() -> Administrator {
    let root = Holder::root("STI-PA ROOT");
    let mut params = named("STI-PA CRL");
    params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let lists = root.issue(params);
    Administrator { root, lists }
}

fn read(pa: &Administrator, list: &List<'_>) -> Result<Crl, CrlError> {
    Crl::verified(&list.der(), from_ref(&pa.lists.certificate), &roots(&[&pa.root]), NOW)
}

/// A signer that points to the administrator's list at this address, and its path.
fn signer_under(pa: &Administrator, url: &str) -> (Holder, Holder) {
    let root = Holder::root("Test SHAKEN ROOT");
    let mut params = leaf(&[spc("709J")]);
    extend(&mut params, CRL_POINTS, false, points_to(url, pa.lists.certificate.subject.der()));
    let signer = root.issue(params);
    (root, signer)
}

fn verdict(signer: &Holder, root: &Holder, crl: Crl, at: i64) -> Result<(), PathError> {
    validate(from_ref(&signer.certificate), &roots(&[root]), &[crl], at).map(|_| ())
}

#[test]
fn the_administrators_list_revokes_other_authorities_certificates() {
    let pa = administrator();
    let (root, signer) = signer_under(&pa, URL);
    let issuer = root.certificate.subject.der();
    let revoked =
        List { entries: vec![(Some(issuer), &signer.certificate.serial)], ..List::indirect(&pa.lists) };
    let crl = read(&pa, &revoked).expect("is verified");
    assert_eq!((crl.len(), crl.is_indirect()), (1, true));
    assert!(matches!(verdict(&signer, &root, crl, NOW), Err(PathError::Revoked { at: 1_779_235_200, .. })));
}

#[test]
fn an_entry_is_about_the_authority_that_the_one_before_it_named() {
    let pa = administrator();
    let (root, signer) = signer_under(&pa, URL);
    let issuer = root.certificate.subject.der();
    let other = pa.root.certificate.subject.der();
    let serial = signer.certificate.serial.as_slice();
    for (entries, is_revoked) in [
        (vec![(Some(issuer), &[1][..]), (None, serial)], true),
        (vec![(Some(issuer), &[1][..]), (Some(other), serial)], false),
        (vec![(None, serial)], false),
        (vec![], false),
    ] {
        let list = List { entries, ..List::indirect(&pa.lists) };
        let crl = read(&pa, &list).expect("is verified");
        assert_eq!(verdict(&signer, &root, crl, NOW).is_err(), is_revoked, "{:?}", list.entries);
    }
}

#[test]
fn a_list_from_another_address_or_signer_than_the_certificate_names_is_not_about_it() {
    let pa = administrator();
    let (root, signer) = signer_under(&pa, "https://pa.example/another");
    let issuer = root.certificate.subject.der();
    let entries = vec![(Some(issuer), signer.certificate.serial.as_slice())];
    let crl = read(&pa, &List { entries, ..List::indirect(&pa.lists) }).expect("is verified");
    assert_eq!(verdict(&signer, &root, crl, NOW), Ok(()));

    // Somebody else who is trusted for lists cannot speak for the first one's certificates.
    let other = Holder::root("Other CRL");
    let (root, signer) = signer_under(&pa, URL);
    let entries = vec![(Some(root.certificate.subject.der()), signer.certificate.serial.as_slice())];
    let list = List { entries, ..List::indirect(&other) };
    let crl = Crl::verified(&list.der(), &[], &roots(&[&other]), NOW).expect("is verified");
    assert_eq!(verdict(&signer, &root, crl, NOW), Ok(()));
}

#[test]
fn a_list_that_is_too_old_tells_nothing() {
    let pa = administrator();
    let (root, signer) = signer_under(&pa, URL);
    let list = List { next_update: b"260525000000Z", ..List::indirect(&pa.lists) };
    let old = read(&pa, &list).expect("is verified");
    assert!(matches!(
        verdict(&signer, &root, old.clone(), NOW),
        Err(PathError::StaleCrl { next_update: 1_779_667_200, .. })
    ));
    let fresh = read(&pa, &List::indirect(&pa.lists)).expect("is verified");
    let both = validate(from_ref(&signer.certificate), &roots(&[&root]), &[old, fresh], NOW);
    assert!(both.is_ok(), "the newer one is enough");
}

#[test]
fn a_list_is_only_as_good_as_its_signature() {
    let pa = administrator();
    let good = List::indirect(&pa.lists).der();
    let trusted = roots(&[&pa.root]);
    let signers = [pa.lists.certificate.clone()];
    assert!(Crl::verified(&good, &signers, &trusted, NOW).is_ok());

    let mut forged = good.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    assert!(matches!(Crl::verified(&forged, &signers, &trusted, NOW), Err(CrlError::Signature(_))));
    assert!(matches!(Crl::verified(&good, &[], &trusted, NOW), Err(CrlError::UnknownSigner(_))));
    let (stranger, ..) = world();
    assert!(matches!(Crl::verified(&good, &signers, &roots(&[&stranger]), NOW), Err(CrlError::Untrusted(_))));

    let mut params = named("STI-PA CRL");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let wrong = pa.root.issue(params);
    let list = List::indirect(&wrong).der();
    assert!(matches!(
        Crl::verified(&list, from_ref(&wrong.certificate), &trusted, NOW),
        Err(CrlError::KeyUsage(_))
    ));
}

#[test]
fn a_list_that_we_do_not_understand_whole_is_no_list() {
    let pa = administrator();
    // Delta CRL indicator: only what changed since another list.
    let delta = der(0x30, &[b"\x06\x03\x55\x1d\x1b\x01\x01\xff\x04\x03\x02\x01\x01"]);
    let list = List { extra: delta, ..List::indirect(&pa.lists) };
    assert_eq!(read(&pa, &list).map(|_| ()), Err(CrlError::CriticalExtension("2.5.29.27".into())));
    for bytes in [&b""[..], b"0", b"<html>", &[0x30, 0x80, 0, 0]] {
        assert!(matches!(Crl::verified(bytes, &[], &roots(&[&pa.root]), NOW), Err(CrlError::NotCrl)));
    }
}

#[test]
fn an_authoritys_own_list_revokes_what_it_issued_and_nothing_of_its_namesakes() {
    let root = Holder::root("Test SHAKEN ROOT");
    let ca = root.issue(authority("Test SHAKEN CA", None));
    let mut params = leaf(&[spc("1")]);
    let address = der(0xa0, &[&der(0xa0, &[&der(0x86, &[URL.as_bytes()])])]);
    extend(&mut params, CRL_POINTS, false, der(0x30, &[&der(0x30, &[&address])]));
    let signer = ca.issue(params.clone());
    let list =
        List { entries: vec![(None, &signer.certificate.serial)], is_indirect: false, ..List::indirect(&ca) };
    let chain = [signer.certificate.clone(), ca.certificate.clone()];
    let trusted = roots(&[&root]);
    let crl = Crl::verified(&list.der(), &chain[1..], &trusted, NOW).expect("is verified");
    assert!(matches!(validate(&chain, &trusted, from_ref(&crl), NOW), Err(PathError::Revoked { .. })));

    let namesake = root.issue(authority("Test SHAKEN CA", None));
    params.serial_number = Some(rcgen::SerialNumber::from_slice(&signer.certificate.serial));
    let other = namesake.issue(params);
    let chain: [Certificate; 2] = [other.certificate.clone(), namesake.certificate.clone()];
    assert!(validate(&chain, &trusted, &[crl], NOW).is_ok());
}

/// The extension CRL Number with this INTEGER in it.
fn numbered(number: &[u8]) -> Vec<u8> {
    der(0x30, &[b"\x06\x03\x55\x1d\x14", &der(4, &[&der(2, &[number])])])
}

#[test]
fn the_older_of_two_lists_is_told_by_its_number() {
    let pa = administrator();
    let of = |number: &[u8]| {
        read(&pa, &List { extra: numbered(number), ..List::indirect(&pa.lists) }).expect("is verified")
    };
    for (older, newer) in [(&[9][..], &[0x0a][..]), (&[0x7f], &[0x00, 0xff]), (&[0x7f, 0xff], &[0x01, 0, 0])]
    {
        assert!(of(older).is_older_than(&of(newer)), "{older:?} {newer:?}");
        assert!(!of(newer).is_older_than(&of(older)) && !of(newer).is_older_than(&of(newer)));
    }
    let unnumbered = read(&pa, &List::indirect(&pa.lists)).expect("is verified");
    assert!(!unnumbered.is_older_than(&of(&[9])), "both were made at the same time");
}

#[test]
fn while_lists_are_missing_nothing_that_points_to_one_counts_as_not_revoked() {
    let pa = administrator();
    let (root, signer) = signer_under(&pa, URL);
    let (chain, trusted) = (from_ref(&signer.certificate), roots(&[&root]));
    let with = |lists: &[Crl], are_complete| {
        validate_with(chain, &trusted, Revocations { lists, are_complete }, NOW).map(|_| ())
    };
    let list = [read(&pa, &List::indirect(&pa.lists)).expect("is verified")];
    assert!(matches!(with(&[], false), Err(PathError::NoCrl(_))));
    assert_eq!((with(&[], true), with(&list, false)), (Ok(()), Ok(())));
    let plain = root.issue(leaf(&[spc("709J")]));
    let revocations = Revocations { lists: &[], are_complete: false };
    assert!(
        validate_with(from_ref(&plain.certificate), &trusted, revocations, NOW).is_ok(),
        "points to none"
    );
}

//! Chains of certificates: which lead to a root, and by which rule others do not.

use rcgen::{IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P384_SHA384, date_time_ymd};
use trusthub_stir::{
    certificate::{Certificate, certificates},
    path::{PathError, Roots, RootsError, SigningCertificate, validate},
    tn_auth_list::{TnAuthList, TnEntry},
};

use crate::pki::{
    CONSTRAINTS, DAY, ENHANCED, Holder, NOW, POLICIES, TN_AUTH_LIST, authority, extend, leaf, named, number,
    range, roots, spc, world,
};

fn check(chain: &[&Holder], roots: &Roots) -> Result<SigningCertificate, PathError> {
    check_at(chain, roots, NOW)
}

fn check_at(chain: &[&Holder], roots: &Roots, at: i64) -> Result<SigningCertificate, PathError> {
    let chain: Vec<Certificate> = chain.iter().map(|holder| holder.certificate.clone()).collect();
    validate(&chain, roots, &[], at)
}

fn refused(chain: &[&Holder], roots: &Roots) -> String {
    check(chain, roots).map(|_| ()).expect_err("is refused").to_string()
}

#[test]
fn a_chain_leads_to_its_root_in_any_order_with_or_without_it() {
    let (root, intermediate, signer) = world();
    let trusted = roots(&[&root]);
    for chain in [
        vec![&signer, &intermediate],
        vec![&signer, &intermediate, &root],
        vec![&root, &intermediate, &signer],
        vec![&intermediate, &signer, &signer],
    ] {
        let found = check(&chain, &trusted).expect("is valid");
        assert_eq!(found.spc().map(ToString::to_string).as_deref(), Some("709J"));
        assert_eq!(found.sha256, signer.certificate.sha256());
        assert_eq!((found.not_before, found.not_after), (1_777_593_600, 1_782_864_000));
        assert!(found.delegated_by.is_empty() && found.constraints.is_none());
    }
}

#[test]
fn the_key_of_a_valid_path_verifies_what_its_holder_signs() {
    let (root, intermediate, signer) = world();
    let found = check(&[&signer, &intermediate], &roots(&[&root])).expect("is valid");
    let pkcs8 = signer.key.serialize_der();
    let algorithm = &aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = aws_lc_rs::signature::EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8).expect("a key");
    let signature = key.sign(&aws_lc_rs::rand::SystemRandom::new(), b"call").expect("signs");
    assert!(found.key.verify_sig(b"call", signature.as_ref()).is_ok());
    assert!(found.key.verify_sig(b"coll", signature.as_ref()).is_err());
}

#[test]
fn a_chain_without_its_intermediate_or_root_leads_nowhere() {
    let (root, intermediate, signer) = world();
    let stranger = Holder::root("Another SHAKEN ROOT");
    assert_eq!(
        refused(&[&signer], &roots(&[&root])),
        "no path from C=US, O=Test, CN=SHAKEN 709J to a trusted root: C=US, O=Test, CN=Test SHAKEN CA is unknown"
    );
    assert_eq!(
        refused(&[&signer, &intermediate, &root], &roots(&[&stranger])),
        "no path from C=US, O=Test, CN=Test SHAKEN ROOT to a trusted root: C=US, O=Test, CN=Test SHAKEN ROOT is unknown"
    );
    assert!(matches!(check(&[], &roots(&[&root])), Err(PathError::Empty)));
}

#[test]
fn an_impostor_with_the_name_of_an_authority_is_found_out() {
    let (root, intermediate, signer) = world();
    let mut params = authority("Test SHAKEN CA", Some(0));
    // Even with the key identifier of the real one.
    params.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(
        intermediate.certificate.extensions.subject_key_id.clone().expect("has one"),
    );
    let impostor = Holder::root("Evil").issue(params);
    assert_eq!(
        refused(&[&signer, &impostor], &roots(&[&root])),
        "the signature of C=US, O=Test, CN=SHAKEN 709J is not its issuer's"
    );
}

#[test]
fn a_renewed_issuer_beside_the_old_one_does_not_lead_astray() {
    let root = Holder::root("Test SHAKEN ROOT");
    let other = Holder::root("Retired SHAKEN ROOT");
    let pem = KeyPair::generate().expect("a key").serialize_pem();
    let key = || KeyPair::from_pem(&pem).expect("the key again");
    let old = other.issue_for(authority("Test SHAKEN CA", None), key());
    let new = root.issue_for(authority("Test SHAKEN CA", None), key());
    let signer = new.issue(leaf(&[spc("1")]));
    assert!(check(&[&signer, &old, &new], &roots(&[&root])).is_ok());
    assert!(check(&[&signer, &new, &old], &roots(&[&root])).is_ok());
}

#[test]
fn only_one_certificate_of_a_chain_signs_and_it_is_no_authority() {
    let (root, intermediate, signer) = world();
    let second = intermediate.issue(leaf(&[spc("2")]));
    let trusted = roots(&[&root]);
    assert!(matches!(
        check(&[&signer, &second, &intermediate], &trusted),
        Err(PathError::SeveralEndEntities(2))
    ));
    assert!(matches!(check(&[&intermediate, &root], &trusted), Err(PathError::NoEndEntity)));
    let many = vec![&signer; 11];
    assert!(matches!(check(&many, &trusted), Err(PathError::Long(11))));
}

#[test]
fn whoever_is_no_authority_issues_nothing() {
    let (root, intermediate, signer) = world();
    // A leaf's key signs another leaf; the false issuer stands in the chain as the only one that could be the signer's.
    let forged = signer.issue(named("SHAKEN 1"));
    assert!(matches!(
        check(&[&forged, &signer, &intermediate], &roots(&[&root])),
        Err(PathError::SeveralEndEntities(2))
    ));
    assert!(matches!(Roots::new(vec![signer.certificate.clone()]), Err(RootsError::NotAnAuthority(_))));

    let mut params = authority("Test SHAKEN CA", None);
    params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let intermediate = root.issue(params);
    let signer = intermediate.issue(leaf(&[spc("1")]));
    assert_eq!(
        refused(&[&signer, &intermediate], &roots(&[&root])),
        "the key usage of C=US, O=Test, CN=Test SHAKEN CA does not allow it"
    );
}

#[test]
fn an_authority_allows_as_many_below_it_as_it_says() {
    let (root, intermediate, _) = world();
    let below = intermediate.issue(authority("Test SHAKEN CA 2", None));
    let signer = below.issue(leaf(&[spc("1")]));
    assert_eq!(
        refused(&[&signer, &below, &intermediate], &roots(&[&root])),
        "C=US, O=Test, CN=Test SHAKEN CA does not allow so many authorities below it"
    );
    // Where that authority is itself the root, its limit holds all the same.
    assert!(matches!(check(&[&signer, &below], &roots(&[&intermediate])), Err(PathError::PathLength(_))));
}

#[test]
fn every_certificate_of_a_path_must_be_in_force() {
    let (root, intermediate, signer) = world();
    let trusted = roots(&[&root]);
    for (at, is_valid) in [(NOW, true), (NOW - 40 * DAY, false), (NOW + 40 * DAY, false)] {
        assert_eq!(check_at(&[&signer, &intermediate], &trusted, at).is_ok(), is_valid, "{at}");
    }
    let mut params = authority("Old SHAKEN CA", None);
    params.not_after = date_time_ymd(2026, 5, 20);
    let old = root.issue(params);
    let signer = old.issue(leaf(&[spc("1")]));
    assert_eq!(
        refused(&[&signer, &old], &trusted),
        "C=US, O=Test, CN=Old SHAKEN CA is valid from 1777593600 to 1779235200 (Unix time)"
    );
}

#[test]
fn critical_policies_are_fine_and_unknown_critical_extensions_are_not() {
    let root = Holder::root("Test SHAKEN ROOT");
    let mut good = leaf(&[spc("1")]);
    // One policy: 2.16.840.1.114569.1.1.3.
    extend(
        &mut good,
        POLICIES,
        true,
        b"\x30\x0e\x30\x0c\x06\x0a\x60\x86\x48\x01\x86\xff\x09\x01\x01\x03".to_vec(),
    );
    let good = root.issue(good);
    assert!(check(&[&good], &roots(&[&root])).is_ok());

    let mut bad = leaf(&[spc("1")]);
    extend(&mut bad, &[1, 2, 3, 4], true, vec![5, 0]);
    let bad = root.issue(bad);
    assert_eq!(
        refused(&[&bad], &roots(&[&root])),
        "critical extension 1.2.3.4 of C=US, O=Test, CN=SHAKEN 709J is unknown"
    );
    let mut harmless = leaf(&[spc("1")]);
    extend(&mut harmless, &[1, 2, 3, 4], false, vec![5, 0]);
    assert!(check(&[&root.issue(harmless)], &roots(&[&root])).is_ok());
}

#[test]
fn an_extension_that_stands_there_twice_refuses_the_path() {
    let root = Holder::root("Test SHAKEN ROOT");
    let mut params = leaf(&[spc("1")]);
    extend(&mut params, CONSTRAINTS, false, b"\x30\x0b\xa0\x09\x30\x07\x16\x05crnxx".to_vec());
    extend(&mut params, CONSTRAINTS, false, b"\x30\x0b\xa0\x09\x30\x07\x16\x05crnyy".to_vec());
    let signer = root.issue(params);
    assert!(matches!(check(&[&signer], &roots(&[&root])), Err(PathError::Extension { .. })));
}

#[test]
fn an_issuer_may_have_a_p384_key_and_a_signer_may_not() {
    let p384 = || KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).expect("a key");
    let root = Holder::root_of(authority("Test SHAKEN ROOT", None), p384());
    let signer = root.issue(leaf(&[spc("1")]));
    assert!(check(&[&signer], &roots(&[&root])).is_ok());
    let signer = root.issue_for(leaf(&[spc("1")]), p384());
    assert!(matches!(check(&[&signer], &roots(&[&root])), Err(PathError::Key(_))));
}

#[test]
fn a_signer_speaks_for_somebody() {
    let root = Holder::root("Test SHAKEN ROOT");
    let trusted = roots(&[&root]);
    let mut nobody = named("SHAKEN 1");
    nobody.is_ca = IsCa::ExplicitNoCa;
    assert!(matches!(check(&[&root.issue(nobody)], &trusted), Err(PathError::NoAuthority(_))));

    let mut malformed = named("SHAKEN 1");
    extend(&mut malformed, TN_AUTH_LIST, false, vec![0x30, 0x06, 0x80, 4, b'7', b'0', b'9', b'J']);
    assert!(matches!(check(&[&root.issue(malformed)], &trusted), Err(PathError::MalformedAuthority { .. })));

    let mut wrong_use = leaf(&[spc("1")]);
    wrong_use.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    assert!(matches!(check(&[&root.issue(wrong_use)], &trusted), Err(PathError::KeyUsage(_))));
}

#[test]
fn a_list_by_reference_is_told_to_the_caller() {
    let root = Holder::root("Test SHAKEN ROOT");
    let mut params = named("SHAKEN numbers");
    params.is_ca = IsCa::ExplicitNoCa;
    let url = b"https://a.example/l";
    let mut value = vec![0x30, 0x21, 0x30, 0x1f, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 48, 14, 0x86, 0x13];
    value.extend(url);
    extend(&mut params, &[1, 3, 6, 1, 5, 5, 7, 1, 1], false, value);
    let found = check(&[&root.issue(params)], &roots(&[&root])).expect("is valid");
    assert_eq!(found.authority_urls, ["https://a.example/l"]);
    assert!(found.authority.entries().is_empty() && !found.authority.covers(&number("1")));

    let list = TnAuthList::new(vec![range("12155550100", 100), spc("709J")]);
    let whole = found.with_referenced(&list).expect("nobody above has a list");
    assert!(whole.authority.covers(&number("12155550199")));
    assert_eq!(whole.spc(), None, "a code by reference would make it anybody");
}

#[test]
fn numbers_by_reference_go_no_further_than_the_parents() {
    let (root, _, _) = world();
    let signed_below = |entries: Vec<TnEntry>| {
        let mut params = authority("Delegating", None);
        extend(&mut params, TN_AUTH_LIST, false, TnAuthList::new(entries).to_der());
        let parent = root.issue(params);
        let signer = parent.issue(leaf(&[range("12155550150", 10)]));
        check(&[&signer, &parent], &roots(&[&root])).expect("is valid")
    };
    let delegate = signed_below(vec![range("12155550100", 100)]);
    let within =
        delegate.with_referenced(&TnAuthList::new(vec![range("12155550100", 50)])).expect("are the parent's");
    for (text, is_covered) in [("12155550100", true), ("12155550155", true), ("12155550170", false)] {
        assert_eq!(within.authority.covers(&number(text)), is_covered, "{text}");
    }
    let beyond = delegate.with_referenced(&TnAuthList::new(vec![range("12155550100", 101)]));
    assert!(matches!(beyond, Err(PathError::NotEncompassed { .. })));
    let by_code = signed_below(vec![spc("709J")]);
    let whole =
        by_code.with_referenced(&TnAuthList::new(vec![range("19995550100", 2)])).expect("the provider knows");
    assert_eq!(whole.delegated_by.iter().map(ToString::to_string).collect::<Vec<_>>(), ["709J"]);
}

#[test]
fn claim_constraints_come_with_the_signer_and_never_both_kinds() {
    let root = Holder::root("Test SHAKEN ROOT");
    let demands_crn = b"\x30\x09\xa0\x07\x30\x05\x16\x03crn".to_vec();
    let mut params = leaf(&[spc("1")]);
    extend(&mut params, CONSTRAINTS, false, demands_crn.clone());
    let found = check(&[&root.issue(params.clone())], &roots(&[&root])).expect("is valid");
    let constraints = found.constraints.expect("are there");
    assert_eq!(constraints.must_include(), ["crn"]);
    assert!(constraints.check(&serde_json::Map::new()).is_err());

    extend(&mut params, ENHANCED, false, demands_crn);
    assert!(matches!(check(&[&root.issue(params)], &roots(&[&root])), Err(PathError::BothConstraints(_))));
}

#[test]
fn a_delegate_has_no_more_than_its_parent() {
    let (root, _, _) = world();
    let with_list = |name: &str, entries| {
        let mut params = authority(name, None);
        extend(&mut params, TN_AUTH_LIST, false, TnAuthList::new(entries).to_der());
        params
    };
    let parent = root.issue(with_list("Delegating", vec![range("12155550100", 100)]));
    let trusted = roots(&[&root]);
    let signer = parent.issue(leaf(&[range("12155550150", 50)]));
    let found = check(&[&signer, &parent], &trusted).expect("is valid");
    assert!(
        found.authority.covers(&number("12155550199")) && !found.authority.covers(&number("12155550100"))
    );

    let greedy = parent.issue(leaf(&[range("12155550150", 51)]));
    assert!(matches!(check(&[&greedy, &parent], &trusted), Err(PathError::NotEncompassed { .. })));
    let promoted = parent.issue(leaf(&[spc("709J")]));
    assert!(matches!(check(&[&promoted, &parent], &trusted), Err(PathError::NotEncompassed { .. })));

    // Leaving the list out in between must not help.
    let unlisted = parent.issue(authority("Unlisted", None));
    let signer = unlisted.issue(leaf(&[range("19995550100", 10)]));
    assert!(matches!(check(&[&signer, &unlisted, &parent], &trusted), Err(PathError::NoAuthority(_))));

    let provider = root.issue(with_list("Provider", vec![spc("709J")]));
    let customer = provider.issue(leaf(&[range("12155550150", 50)]));
    let found = check(&[&customer, &provider], &trusted).expect("is valid");
    assert_eq!(found.delegated_by.iter().map(ToString::to_string).collect::<Vec<_>>(), ["709J"]);
}

#[test]
fn chains_are_read_from_pem_with_anything_around_it_and_from_der() {
    let (_, intermediate, signer) = world();
    let pem = |holder: &Holder| pem(holder.certificate.der());
    assert_eq!(signer.certificate.to_pem().trim_end(), pem(&signer));
    let text =
        format!("Bag attributes\r\n{}\r\n{}\n", pem(&signer).replace('\n', "\r\n"), pem(&intermediate));
    let read = certificates(text.as_bytes(), 5).expect("reads");
    assert_eq!(
        read.iter().map(Certificate::sha256).collect::<Vec<_>>(),
        [signer.certificate.sha256(), intermediate.certificate.sha256()]
    );
    assert_eq!(certificates(signer.certificate.der(), 5).expect("reads").len(), 1);
    assert!(certificates(text.as_bytes(), 1).is_err(), "more than are taken");
    for broken in [
        "",
        "<html>",
        "-----BEGIN CERTIFICATE-----\nMII",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
    ] {
        assert!(certificates(broken.as_bytes(), 5).is_err(), "{broken}");
    }
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----", lines.join("\n"))
}

//! Certificates, lists of numbers, revocation lists: what a signed call's address may serve, and what operators are handed.

use trusthub_stir::certificate::{Certificate, certificates as bundle, crl_der};
use trusthub_stir::crl::Crl;
use trusthub_stir::lint::{Records, report, report_record};
use trusthub_stir::path::{Roots, validate};
use trusthub_stir::tn_auth_list::{Encompassing, TnAuthList};
use trusthub_stir::trust_list;

/// Any bytes, as each thing that they could be. What is read says the same when it is written and read again, and nothing
/// is trusted where nobody is.
pub fn certificates(bytes: &[u8]) {
    numbers(bytes);
    let nobody = Roots::default();
    if let Ok(chain) = bundle(bytes, 5) {
        assert!(!chain.is_empty() && chain.len() <= 5);
        assert!(validate(&chain, &nobody, &[], 1_800_000_000).is_err(), "trusts nobody");
        for certificate in &chain {
            let again = bundle(certificate.to_pem().as_bytes(), 1).expect("what we wrote");
            assert_eq!(again[0].der(), certificate.der());
            seen(certificate);
        }
    }
    for record in Records::new(bytes) {
        let record = record.expect("memory can be read");
        let told = report_record(&record, None);
        assert!(told.parsed || !told.findings.is_empty(), "what is refused has a reason");
        serde_json::to_string(&told).expect("JSON");
    }
    if let Ok(der) = crl_der(bytes) {
        assert!(Crl::verified(&der, &[], &nobody, 1_800_000_000).is_err(), "trusts nobody");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(trust_list::verified(text, &[], &nobody, None, 1_800_000_000).is_err(), "trusts nobody");
    }
}

fn numbers(bytes: &[u8]) {
    let Ok(list) = TnAuthList::from_der(bytes) else { return };
    assert!(!list.entries().is_empty());
    assert_eq!(TnAuthList::from_der(&list.to_der()), Ok(list.clone()), "says the same again");
    assert_eq!(list.encompasses(&list), Encompassing::Proved, "contains itself");
}

fn seen(certificate: &Certificate) {
    let told = report(certificate, None);
    let text = told.subject.expect("has a subject");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

//! What is said of a business that registers know, or do not.

use trusthub_domain::review::Outcome;
use trusthub_vetting::registries::Standing;
use trusthub_vetting::{Application, FoundBy, RegistryHit, RegistrySearch};

use crate::fixtures::{Parts, assess};

fn hit() -> RegistryHit {
    RegistryHit {
        register: "gleif 1".to_owned(),
        source_id: "984500FIXTURE0OWL001".to_owned(),
        legal_name: "Owl Bakery Limited".to_owned(),
        country: "GB".to_owned(),
        standing: Standing::Active,
        created: String::new(),
        by: FoundBy::Number,
        per_mille: 990,
        is_match: true,
        is_certain: true,
    }
}

fn said(found: Option<RegistryHit>) -> Vec<(String, Outcome)> {
    let mut application = Parts::good().application();
    application.registry = Some(RegistrySearch { looked_in: vec!["gleif 1".to_owned()], found });
    let evidence = assess(&application).evidence.into_iter();
    evidence
        .filter(|evidence| evidence.check.starts_with("registry."))
        .map(|evidence| (evidence.check, evidence.outcome))
        .collect()
}

fn expected(said: &[(&str, Outcome)]) -> Vec<(String, Outcome)> {
    said.iter().map(|(check, outcome)| ((*check).to_owned(), *outcome)).collect()
}

#[test]
fn each_case_is_told_and_none_rejects() {
    let (pass, fail, unknown) = (Outcome::Pass, Outcome::Fail, Outcome::Unknown);
    let by_name = RegistryHit { by: FoundBy::Name, ..hit() };
    let unsure = RegistryHit { is_certain: false, per_mille: 700, ..by_name.clone() };
    let unlikely = RegistryHit { is_match: false, is_certain: false, per_mille: 40, ..by_name.clone() };
    let other_name = RegistryHit { is_match: false, is_certain: false, per_mille: 2, ..hit() };
    let inactive = RegistryHit { standing: Standing::Inactive, ..hit() };
    let untold = RegistryHit { standing: Standing::Unknown, ..hit() };
    for (found, expectation) in [
        (None, vec![("registry.known", unknown)]),
        (Some(unlikely), vec![("registry.known", unknown)]),
        (Some(unsure), vec![("registry.known", unknown)]),
        (Some(by_name), vec![("registry.known", pass), ("registry.active", pass)]),
        (Some(hit()), vec![("registry.name", pass), ("registry.active", pass)]),
        (Some(other_name), vec![("registry.name", fail), ("registry.active", pass)]),
        (Some(inactive), vec![("registry.name", pass), ("registry.active", fail)]),
        (Some(untold), vec![("registry.name", pass), ("registry.active", unknown)]),
    ] {
        assert_eq!(said(found), expected(&expectation), "{expectation:?}");
    }
    let mut application = Parts::good().application();
    let without = assess(&application).verdict;
    application.registry =
        Some(RegistrySearch { looked_in: Vec::new(), found: Some(RegistryHit { is_match: false, ..hit() }) });
    assert_eq!(assess(&application).verdict, without);
}

#[test]
fn an_application_stored_before_there_were_registers_is_still_read() {
    let application = Parts::good().application();
    let stored = serde_json::to_value(&application).unwrap();
    assert!(stored.get("registry").is_none());
    let read: Application = serde_json::from_value(stored).unwrap();
    assert!(read == application && read.registry.is_none());
}

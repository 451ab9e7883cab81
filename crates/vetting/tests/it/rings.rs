//! What a business shares with others, and what is made of it.

use serde_json::json;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::item::{DocumentFile, MediaType};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_domain::shared::SharedKind;
use trusthub_vetting::Application;
use trusthub_vetting::rings::{RingFacts, SharedBy, SharedFacts, SharedValue, shared_values};

use crate::fixtures::{Parts, assess, bundle, document, end_user, failures, sid};

/// Kind, field and compared form of what could be shared.
fn normal(values: &[SharedValue]) -> Vec<(&'static str, &str, &str)> {
    values.iter().map(|one| (one.kind.as_str(), one.field.as_str(), one.normal.as_str())).collect()
}

/// What is known of each value: nothing, but as `change` has it.
fn known(application: &Application, change: impl Fn(&mut SharedFacts)) -> Application {
    let values =
        shared_values(application, &[]).into_iter().filter(|one| one.kind != SharedKind::BusinessIdentifier);
    let facts = values.map(|value| {
        let SharedValue { kind, object, field, shown, normal: _ } = value;
        let mut facts = SharedFacts {
            kind,
            object,
            field,
            shown,
            families: 0,
            bundles: Vec::new(),
            businesses_lately: 1,
        };
        change(&mut facts);
        facts
    });
    Application { rings: Some(RingFacts { values: facts.collect() }), ..application.clone() }
}

fn of_rings(evidence: &[Evidence]) -> Vec<(&str, Outcome)> {
    let found = evidence.iter().filter(|one| one.check.starts_with("ring."));
    found.map(|one| (one.check.as_str(), one.outcome)).collect()
}

#[test]
fn everything_that_could_be_shared_is_found_once_and_in_one_form() {
    let mut parts =
        Parts::good().first("phone_number", "(202) 555-0123").first("email", "Ada+x@OwlBooks.com");
    parts.second =
        Some(json!({ "first_name": "ÅDA", "last_name": "O'Marsh", "email": "ada.marsh@gmail.com" }));
    let mut deed = document(7, "utility_bill", json!({}));
    deed.file = Some(DocumentFile {
        media_type: MediaType::Pdf,
        size_bytes: 10,
        sha256: "ab".repeat(32),
        object_key: String::new(),
    });
    let values = shared_values(&parts.application(), &[deed]);
    let sha256 = "ab".repeat(32);
    assert_eq!(
        normal(&values),
        [
            (
                "business_identifier",
                "customer_profile_business_information.business_registration_number",
                "ein:042103594"
            ),
            ("phone", "authorized_representative_1.phone_number", "+12025550123"),
            ("email", "authorized_representative_1.email", "ada@owlbooks.com"),
            ("domain", "authorized_representative_1.email", "owlbooks.com"),
            ("email", "authorized_representative_2.email", "adamarsh@gmail.com"),
            ("email", "email", "compliance@owlbooks.com"),
            ("address", "customer_profile_address.address_sids", "US/94105/375 beale st 300"),
            ("person", "authorized_representative_1.last_name", "ada marsh/ada@owlbooks.com"),
            ("person", "authorized_representative_2.last_name", "ada omarsh/adamarsh@gmail.com"),
            ("document", "utility_bill.file", sha256.as_str()),
        ]
    );
}

#[test]
fn of_a_starter_the_person_is_compared_and_of_nothing_nothing() {
    let starter = end_user(
        1,
        "starter_customer_profile_information",
        json!({ "first_name": "Ada", "last_name": "Marsh", "email": "ada@owlbooks.com", "phone_number": "+12025550123" }),
    );
    let bundle = bundle(BundleKind::CustomerProfile);
    let of = |end_users: &[_]| Application::from_parts(&bundle, "x", end_users, &[], &[], Vec::new());
    let kinds: Vec<&str> = shared_values(&of(&[starter]), &[]).iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["phone", "email", "domain", "email", "person"]);
    // The address for notifications is all there is.
    let kinds: Vec<&str> = shared_values(&of(&[]), &[]).iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["email", "domain"]);
}

#[test]
fn an_application_from_before_anybody_looked_is_assessed_as_it_was() {
    let assessment = Parts::good().assess();
    assert_eq!(of_rings(&assessment.evidence), []);
}

#[test]
fn what_nobody_else_uses_passes_once_for_each_kind() {
    let assessment = assess(&known(&Parts::good().application(), |_| {}));
    let names = ["ring.phone", "ring.email", "ring.domain", "ring.address", "ring.person", "ring.velocity"];
    assert_eq!(of_rings(&assessment.evidence), names.map(|name| (name, Outcome::Pass)));
}

#[test]
fn what_a_business_of_another_account_uses_is_doubted_and_names_nobody_to_the_customer() {
    for (kind, check) in [
        (SharedKind::Phone, "ring.phone"),
        (SharedKind::Email, "ring.email"),
        (SharedKind::Domain, "ring.domain"),
        (SharedKind::Address, "ring.address"),
        (SharedKind::Person, "ring.person"),
    ] {
        let mut done = false;
        let application = known(&Parts::good().application(), |facts| {
            if facts.kind == kind {
                facts.families = 1;
                facts.bundles = vec![SharedBy { account_sid: sid("AC", 9), bundle_sid: sid("BU", 9) }];
            }
        });
        let assessment = assess(&application);
        assert!(failures(&assessment).iter().all(|one| *one == format!("{check} 99001")), "{check}");
        for one in assessment.evidence.iter().filter(|one| one.check == check) {
            done = true;
            assert_eq!(one.outcome, Outcome::Fail);
            assert!(one.compared.contains("BU0") && one.compared.contains("AC0"), "{}", one.compared);
            let told = format!("{} {}", one.why, one.mend.as_deref().unwrap_or_default());
            assert!(!told.contains("BU0") && !told.contains("AC0"), "{told}");
            assert!(!trusthub_vetting::is_for_customers(&one.check));
        }
        assert!(done, "{check}");
        let before = assess(&Parts::good().application()).scoring.unwrap().points;
        assert!(assessment.scoring.unwrap().points < before);
    }
}

#[test]
fn what_very_many_use_is_common_and_neither_a_ring_nor_fast() {
    for (families, outcome) in [(20, Outcome::Fail), (21, Outcome::Unknown)] {
        let application = known(&Parts::good().application(), |facts| {
            if facts.kind == SharedKind::Address {
                facts.families = families;
                facts.businesses_lately = 1 + families;
            }
        });
        let assessment = assess(&application);
        let of = |check| assessment.evidence.iter().find(|one| one.check == check).unwrap();
        assert_eq!(of("ring.address").outcome, outcome);
        assert_eq!(of("ring.velocity").outcome == Outcome::Pass, outcome == Outcome::Unknown);
    }
}

#[test]
fn many_businesses_in_few_days_are_doubted_whichever_accounts_they_are_in() {
    for (lately, outcome) in [(1, Outcome::Pass), (5, Outcome::Pass), (6, Outcome::Fail)] {
        let application = known(&Parts::good().application(), |facts| {
            if facts.kind == SharedKind::Phone {
                facts.businesses_lately = lately;
            }
        });
        let assessment = assess(&application);
        let found: Vec<_> = assessment.evidence.iter().filter(|one| one.check == "ring.velocity").collect();
        assert!(found.iter().all(|one| one.outcome == outcome), "{lately}");
        assert!(
            found[0].compared.contains(&format!("{lately} businesses in 30 days, of 5")),
            "{}",
            found[0].compared
        );
    }
}

#[test]
fn facts_are_stored_and_replay() {
    let application = known(&Parts::good().application(), |facts| facts.families = 2);
    let stored = serde_json::to_value(&application).unwrap();
    let replayed: Application = serde_json::from_value(stored).unwrap();
    assert_eq!(replayed, application);
    assert_eq!(assess(&replayed), assess(&application));
}

//! Whatever a customer enters, vetting answers, and always the same.

use proptest::prelude::*;
use serde_json::json;
use trusthub_domain::review::{Outcome, Verdict, Weight};
use trusthub_vetting::identifiers::Scheme;

use crate::fixtures::{Parts, assess};

fn entered() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        ".{0,40}",
        "[0-9A-Za-z +.@/-]{0,30}",
        "[+]?[0-9 -]{0,20}",
        "(PO Box|BP|Box|Postfach) [0-9]{0,4}.{0,10}",
        "(https?://)?[a-z0-9.-]{1,30}(/.{0,5})?",
    ]
}

fn identifier() -> impl Strategy<Value = String> {
    let known = Scheme::KNOWN.map(|scheme| scheme.name().unwrap().to_owned()).to_vec();
    prop_oneof![proptest::sample::select(known), entered()]
}

fn country() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(vec!["US", "DE", "FR", "GB", "IS", "SE", "CA"]).prop_map(str::to_owned),
        "[A-Z]{2}"
    ]
}

prop_compose! {
    fn parts()(
        fields in proptest::array::uniform12(entered()),
        identifier in identifier(),
        country in country(),
    ) -> Parts {
        let [number, website, name, first, last, email, phone, street, second_line, city, region, code] = fields;
        let mut parts = Parts::good();
        parts.business = json!({
            "business_name": name,
            "business_registration_identifier": identifier,
            "business_registration_number": number,
            "website_url": website,
        });
        parts.first = json!({ "first_name": first, "last_name": last, "email": email, "phone_number": phone });
        parts.address.street = street;
        parts.address.street_secondary = Some(second_line);
        parts.address.city = city;
        parts.address.region = region;
        parts.address.postal_code = code;
        parts.address.iso_country = country;
        parts
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {:?}", self.business, self.first, self.address)
    }
}

proptest! {
    #[test]
    fn the_same_application_gives_the_same_assessment(parts in parts()) {
        let application = parts.application();
        prop_assert_eq!(assess(&application), assess(&application.clone()));
    }

    #[test]
    fn it_rejects_exactly_for_its_hard_failures_and_never_approves(parts in parts()) {
        let assessment = parts.assess();
        let hard = assessment
            .evidence
            .iter()
            .filter(|one| one.outcome == Outcome::Fail && one.weight == Weight::Hard)
            .count();
        match assessment.verdict {
            Verdict::Approve => prop_assert!(false, "approved"),
            Verdict::Refer => prop_assert_eq!(hard, 0),
            Verdict::Reject { reasons } => {
                prop_assert!(!reasons.is_empty());
                prop_assert_eq!(hard, reasons.len());
            }
        }
    }

    #[test]
    fn any_text_is_judged_in_any_register(number in ".{0,40}", country in country()) {
        for scheme in Scheme::KNOWN {
            let _ = scheme.judge(&number, Some(&country));
            let canonical = scheme.canonical(&number);
            prop_assert_eq!(scheme.canonical(&canonical), canonical);
        }
    }

    #[test]
    fn digits_of_any_length_are_judged_in_any_register(prefix in "[A-Z]{0,2}", digits in "[0-9]{0,40}", end in "[A-Z0-9]{0,3}") {
        for scheme in Scheme::KNOWN {
            let _ = scheme.judge(&format!("{prefix}{digits}{end}"), None);
        }
    }
}

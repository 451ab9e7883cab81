//! Magic addresses of test accounts: what each asks for, and what is said about those that ask for nothing.

use std::time::Duration;

use proptest::prelude::*;
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::test_mode::{Directive, Ending, is_fictional};

use crate::fixture::{CNAM, PRIMARY, catalog, policy};

fn of(local: &str) -> String {
    let email: Email = format!("{local}@decide.test").parse().unwrap();
    let catalog = catalog();
    match Directive::of(&email, policy(&catalog, PRIMARY), &catalog) {
        Ok(Directive { ending: Ending::Reject { reasons }, after }) => {
            let reasons = reasons
                .iter()
                .map(|reason| format!("{} {}", reason.code.0, reason.field.as_deref().unwrap_or("-")));
            format!("after {}: {}", after.as_secs(), reasons.collect::<Vec<_>>().join(", "))
        }
        Ok(Directive { ending, after }) => format!("after {}: {ending:?}", after.as_secs()),
        Err(error) => format!("{error:?}"),
    }
}

#[test]
fn each_magic_address_asks_for_its_ending() {
    for (local, asked) in [
        ("approve", "after 0: Approve"),
        ("Approve", "after 0: Approve"),
        ("refer", "after 0: Refer"),
        ("expire", "after 0: ApproveFor(30s)"),
        ("expire+5", "after 0: ApproveFor(5s)"),
        ("slow+120", "after 120: Approve"),
        ("slow+120+approve", "after 120: Approve"),
        ("slow+3+refer", "after 3: Refer"),
        ("reject+18601", "after 0: 18601 -"),
        ("reject+18601+website_url", "after 0: 18601 customer_profile_business_information.website_url"),
        (
            "reject+18601+customer_profile_business_information.website_url",
            "after 0: 18601 customer_profile_business_information.website_url",
        ),
        (
            "reject+18602+business_registration_number+18604",
            "after 0: 18602 customer_profile_business_information.business_registration_number, 18604 -",
        ),
        ("reject+18604+authorized_representative_1", "after 0: 18604 authorized_representative_1"),
        (
            "reject+18604+authorized_representative_1.email",
            "after 0: 18604 authorized_representative_1.email",
        ),
        ("slow+9+reject+99099", "after 9: 99099 -"),
    ] {
        assert_eq!(of(local), asked, "{local}");
    }
}

#[test]
fn what_asks_for_nothing_is_refused_saying_how_it_is_done() {
    for (local, said) in [
        ("aprove", "Unknown"),
        ("approve+18601", "Unknown"),
        ("refer+", "Unknown"),
        ("slow", "Seconds"),
        ("slow+soon", "Seconds"),
        ("slow+0", "Seconds"),
        ("slow+86401", "Seconds"),
        ("expire+-1", "Seconds"),
        ("expire+5+5", "Unknown"),
        ("reject", "Code"),
        ("reject+website_url", "Code"),
        ("reject+22214", "Code"),
        ("reject+18601+website_url+website_url", "Code"),
        ("reject+18601+no_such_field", "Field(\"no_such_field\")"),
        ("reject+18604+first_name", "Field(\"first_name\")"),
    ] {
        let error = of(local);
        assert!(error.starts_with(said), "{local}: {error}");
    }
    let wrong = of("reject");
    assert!(wrong.contains("18601") && !wrong.contains("99005"), "it lists what reviewers may give: {wrong}");
}

#[test]
fn any_other_address_asks_for_a_plain_approval() {
    let catalog = catalog();
    for email in ["reject+18601@example.com", "compliance@owl.test", "refer@sub.decide.test"] {
        let directive = Directive::of(&email.parse().unwrap(), policy(&catalog, CNAM), &catalog).unwrap();
        assert!(directive.is_plain_approval(), "{email}");
    }
}

#[test]
fn every_code_that_a_reviewer_may_give_can_be_asked_for() {
    let catalog = catalog();
    for code in catalog.error_codes().filter(|code| code.is_for_reviewers) {
        assert_eq!(of(&format!("reject+{}", code.code.0)), format!("after 0: {} -", code.code.0));
    }
}

#[test]
fn fictional_numbers_are_those_kept_for_fiction() {
    for (number, expected) in [
        ("+12125550100", true),
        ("+14155550199", true),
        ("+12125550200", false),
        ("+12125551234", false),
        ("+15550100", false),
        ("+442079460100", false),
    ] {
        assert_eq!(is_fictional(&number.parse::<Phone>().unwrap()), expected, "{number}");
    }
}

proptest! {
    #[test]
    fn no_address_is_too_strange(local in "[a-z0-9+._-]{1,60}") {
        if let Ok(email) = format!("{local}@decide.test").parse::<Email>() {
            let catalog = catalog();
            if let Ok(directive) = Directive::of(&email, policy(&catalog, PRIMARY), &catalog) {
                prop_assert!(directive.after <= Duration::from_secs(86_400));
                prop_assert!(directive.valid_for().is_none_or(|time| time <= Duration::from_secs(86_400)));
            }
        }
    }
}

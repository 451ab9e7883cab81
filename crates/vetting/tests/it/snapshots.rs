//! A good and a bad application with everything vetting says of them. A change here changes `CHECKS` too.

use trusthub_domain::review::Assessment;

use crate::fixtures::Parts;

/// Without the rules' name, which follows every change of the scorecard's text.
fn said(parts: Parts) -> Assessment {
    Assessment { ruleset: String::new(), ..parts.assess() }
}

#[test]
fn everything_said_of_a_good_application() {
    insta::assert_json_snapshot!(said(Parts::good()));
}

#[test]
fn everything_said_of_a_bad_application() {
    let mut parts = Parts::reference_flow()
        .business("business_registration_identifier", "CBN")
        .business("business_registration_number", "123456783")
        .business("website_url", "https://facebook.com/acme")
        .first("phone_number", "+1202555")
        .street("P.O. Box 12");
    parts.second = Some(parts.first.clone());
    insta::assert_json_snapshot!(said(parts));
}

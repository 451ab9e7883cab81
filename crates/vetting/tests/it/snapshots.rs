//! A good and a bad application with everything vetting says of them. A change here changes `CHECKS` too.

use crate::fixtures::Parts;

#[test]
fn everything_said_of_a_good_application() {
    insta::assert_json_snapshot!(Parts::good().assess());
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
    insta::assert_json_snapshot!(parts.assess());
}

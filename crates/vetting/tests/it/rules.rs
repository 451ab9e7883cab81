//! What each family of checks refuses, doubts and lets pass.

use trusthub_domain::bundle::ReasonObject;
use trusthub_domain::review::{Outcome, Verdict};
use trusthub_vetting::DuplicateHit;

use crate::fixtures::{Parts, failures, reasons, sid};

const NUMBER: &str = "customer_profile_business_information.business_registration_number";

#[test]
fn a_business_with_nothing_against_it_goes_to_a_reviewer() {
    let assessment = Parts::good().assess();
    assert_eq!(assessment.verdict, Verdict::Refer);
    assert_eq!(failures(&assessment), Vec::<String>::new());
}

#[test]
fn the_reference_flow_ends_with_a_reviewer() {
    let assessment = Parts::reference_flow().assess();
    assert_eq!(assessment.verdict, Verdict::Refer);
    assert_eq!(
        failures(&assessment),
        [
            "identifier.not_made_up 18602",
            "website.is_own_domain 18601",
            "name.person 18604",
            "email.domain_matches_website 18606",
            "phone.is_assigned 18604",
        ]
    );
}

#[test]
fn each_hard_failure_is_a_reason_of_its_own() {
    let assessment = Parts::good()
        .business("business_registration_number", "00-0000001")
        .first("email", "ada at owlbooks")
        .first("phone_number", "+1202555")
        .street("P.O. Box 1234")
        .assess();
    assert_eq!(
        reasons(&assessment),
        [
            (18602, NUMBER.to_owned()),
            (18604, "authorized_representative_1.email".to_owned()),
            (18604, "authorized_representative_1.phone_number".to_owned()),
            (18603, "customer_profile_address.address_sids".to_owned()),
        ]
    );
}

#[test]
fn a_reason_points_at_the_item_and_holds_nothing_personal() {
    let Verdict::Reject { reasons } = Parts::good().first("phone_number", "+1408999").assess().verdict else {
        panic!("an impossible number is refused");
    };
    let [reason] = reasons.as_slice() else { panic!("one reason, not {}", reasons.len()) };
    assert_eq!(reason.object, Some(ReasonObject::EndUser(sid("IT", 2))));
    assert!(!reason.message.contains("408999") && reason.note.is_none(), "{}", reason.message);
}

#[test]
fn a_reason_against_an_address_points_at_its_document() {
    let Verdict::Reject { reasons } = Parts::good().street("PO Box 7").assess().verdict else {
        panic!("a box is refused");
    };
    assert_eq!(reasons[0].object, Some(ReasonObject::SupportingDocument(sid("RD", 1))));
}

#[test]
fn a_register_of_another_country_is_a_doubt() {
    for (identifier, number, fails) in [
        ("EIN", "04-2103594", false),
        ("DUNS", "150483782", false),
        ("Other", "HRB 12345", false),
        ("CN", "00445790", true),
        ("VAT", "DE136695976", true),
        ("VAT", "GB980780684", true),
        ("RN", "450401-3150", true),
    ] {
        let assessment = Parts::good()
            .business("business_registration_identifier", identifier)
            .business("business_registration_number", number)
            .assess();
        let expected: &[&str] = if fails { &["identifier.authority_fits_country 18609"] } else { &[] };
        assert_eq!(failures(&assessment), expected, "{identifier} {number}");
        assert_eq!(assessment.verdict, Verdict::Refer);
    }
}

#[test]
fn a_vat_number_of_the_addresss_country_passes() {
    let assessment = Parts::good()
        .business("business_registration_identifier", "VAT")
        .business("business_registration_number", "DE 136 695 976")
        .country("DE", "10115")
        .first("phone_number", "+49301234567")
        .assess();
    assert_eq!(failures(&assessment), Vec::<String>::new());
}

#[test]
fn an_unknown_register_counts_neither_way() {
    let assessment = Parts::good().business("business_registration_identifier", "Other").assess();
    let form = assessment.evidence.iter().find(|one| one.check == "identifier.other.form").unwrap();
    assert_eq!(form.outcome, Outcome::Unknown);
}

#[test]
fn mail_outside_the_websites_domain_is_a_doubt() {
    for (website, email, fails) in [
        ("https://owlbooks.com", "ada@owlbooks.com", false),
        ("www.owlbooks.com", "ada@Mail.OwlBooks.com", false),
        ("https://shop.owlbooks.co.uk:8443/x?y", "ada@owlbooks.co.uk", false),
        ("https://bücher-eule.de", "ada@xn--bcher-eule-9db.de", false),
        ("owlbooks.com", "ada@gmail.com", true),
        ("gmail.com", "ada@gmail.com", true),
        ("owlbooks.com", "ada@owlbooks.org", true),
        ("owlbooks.co.uk", "ada@other.co.uk", true),
        ("owlbooks.com", "ada@notowlbooks.com", true),
    ] {
        let assessment = Parts::good().business("website_url", website).first("email", email).assess();
        // Representative 2 keeps an address in owlbooks.com, so only the first is counted.
        let of_first = assessment
            .evidence
            .iter()
            .filter(|one| one.check == "email.domain_matches_website" && one.outcome == Outcome::Fail)
            .filter(|one| one.field.as_deref() == Some("authorized_representative_1.email"))
            .count();
        assert_eq!(of_first == 1, fails, "{website} {email}");
        assert_eq!(assessment.verdict, Verdict::Refer);
    }
}

#[test]
fn a_page_that_anybody_can_have_is_a_doubt() {
    for (website, failure) in [
        ("https://owlbooks.com", None),
        ("facebook.com/owlbooks", Some("website.is_own_domain 18601")),
        ("https://owlbooks.wixsite.com/home", Some("website.is_own_domain 18601")),
        ("https://owl-facebook.com", None),
        ("http://example.com", Some("website.is_own_domain 18601")),
        ("http://192.0.2.1/", Some("website.is_web_address 18601")),
        ("localhost", Some("website.is_web_address 18601")),
        ("we have none", Some("website.is_web_address 18601")),
        ("ftp://owlbooks.com", Some("website.is_web_address 18601")),
        ("ada@owlbooks.com", Some("website.is_web_address 18601")),
        ("mailto:ada@owlbooks.com", Some("website.is_web_address 18601")),
    ] {
        let assessment = Parts::good().business("website_url", website).assess();
        let found = failures(&assessment);
        let seen = found.iter().find(|failure| failure.starts_with("website."));
        assert_eq!(seen.map(String::as_str), failure, "{website}");
        assert_eq!(assessment.verdict, Verdict::Refer);
    }
}

#[test]
fn a_phone_number_of_impossible_shape_is_refused_and_an_odd_one_doubted() {
    for (number, failure, is_refused) in [
        ("+12025550123", None, false),
        ("(202) 555-0123", None, false),
        ("+442071838750", Some("phone.in_country_of_business 18604"), false),
        ("+11234567890", Some("phone.is_assigned 18604"), false),
        ("020 7183 8750", Some("phone.has_country_code 18604"), false),
        ("+1202555", Some("phone.is_possible 18604"), true),
        ("+999123456789", Some("phone.is_possible 18604"), true),
        ("call me", Some("phone.is_possible 18604"), true),
    ] {
        let assessment = Parts::good().first("phone_number", number).assess();
        let found = failures(&assessment);
        assert_eq!(found.first().map(String::as_str), failure, "{number}");
        assert_eq!(assessment.verdict != Verdict::Refer, is_refused, "{number}");
    }
}

#[test]
fn a_box_is_no_head_office() {
    for (street, country) in [
        ("PO Box 123", "US"),
        ("P.O. Box 123", "US"),
        ("p. o. box #123", "US"),
        ("POBox123", "US"),
        ("P0 Box 99", "US"),
        ("Post Office Box 12, Suite 4", "US"),
        ("POB 77", "IL"),
        ("Box 55", "SE"),
        ("GPO Box 9842", "AU"),
        ("Private Bag 12", "NZ"),
        ("Locked Bag 3", "AU"),
        ("Postfach 10 01 02", "DE"),
        ("Postbus 123", "NL"),
        ("Apartado de Correos 45", "ES"),
        ("Apdo. 45", "MX"),
        ("Boîte Postale 8", "FR"),
        ("B.P. 1234", "FR"),
        ("Casella postale 9", "IT"),
        ("Caixa Postal 12", "BR"),
        ("P.O. Box 1234, Springfield 62704", "US"),
    ] {
        let assessment = Parts::good().street(street).country(country, "").assess();
        assert_eq!(
            reasons(&assessment),
            [(18603, "customer_profile_address.address_sids".to_owned())],
            "{street}, {country}"
        );
    }
}

#[test]
fn a_street_that_sounds_like_a_box_is_not_refused() {
    for (street, country, is_doubted) in [
        ("12 Boxwood Avenue", "US", false),
        ("Box Hill Road 3", "AU", false),
        ("RR 2 Box 152", "US", false),
        ("BP Tower, 1 Main Street", "US", false),
        ("Plaza BP 12", "US", false),
        ("7 Post Box Lane", "GB", true),
        ("123 Main St, PO Box 45", "US", true),
        ("Hauptstraße 5, Postfach 12", "DE", true),
        ("Calle Apartado", "MX", false),
    ] {
        let assessment = Parts::good().street(street).country(country, "").assess();
        let found = failures(&assessment);
        assert_eq!(assessment.verdict, Verdict::Refer, "{street}");
        assert_eq!(
            found.contains(&"address.names_no_post_office_box 18603".to_owned()),
            is_doubted,
            "{street}"
        );
    }
}

#[test]
fn a_box_in_the_second_line_is_a_doubt() {
    let mut parts = Parts::good();
    parts.address.street_secondary = Some("PO Box 12".to_owned());
    assert_eq!(failures(&parts.assess()), ["address.names_no_post_office_box 18603"]);
}

#[test]
fn an_address_without_a_street_is_refused_and_other_gaps_are_doubted() {
    assert_eq!(reasons(&Parts::good().street(" ").assess()).len(), 1);
    let mut parts = Parts::good();
    parts.address.city = String::new();
    parts.address.postal_code = "ABC".to_owned();
    let assessment = parts.assess();
    assert_eq!(failures(&assessment), ["address.is_complete 18603", "address.postal_code_has_shape 18603"]);
    assert_eq!(assessment.verdict, Verdict::Refer);
}

#[test]
fn a_city_state_needs_no_city() {
    let mut parts = Parts::good().country("SG", "048616");
    parts.address.city = String::new();
    assert!(!failures(&parts.assess()).contains(&"address.is_complete 18603".to_owned()));
}

#[test]
fn the_same_business_elsewhere_is_for_a_reviewer() {
    let hit = |account_is_family, is_in_force| DuplicateHit {
        account_sid: sid("AC", 9),
        bundle_sid: sid("BU", 9),
        account_is_family,
        is_in_force,
    };
    for (family, in_force, fails) in [(false, true, true), (true, true, false), (false, false, false)] {
        let mut parts = Parts::good();
        parts.duplicates = vec![hit(family, in_force)];
        let assessment = parts.assess();
        let expected: &[&str] = if fails { &["duplicate.other_account 99001"] } else { &[] };
        assert_eq!(failures(&assessment), expected, "family {family}, in force {in_force}");
        assert_eq!(assessment.verdict, Verdict::Refer);
        assert!(assessment.evidence.iter().all(|one| !one.why.contains("BU0")), "texts name no other tenant");
    }
}

#[test]
fn names_that_stand_for_a_name_are_doubted() {
    for (name, fails) in [
        ("Ada", false),
        ("Bo", false),
        ("D'Arcy", false),
        ("李", false),
        ("Test", true),
        ("asdf", true),
        ("xxx", true),
        ("--", true),
        ("Rep1", true),
        ("N/A", true),
    ] {
        let assessment = Parts::good().first("first_name", name).assess();
        assert_eq!(failures(&assessment) == ["name.person 18604"], fails, "{name}");
        assert_eq!(assessment.verdict, Verdict::Refer);
    }
}

#[test]
fn one_person_in_both_seats_is_doubted() {
    let mut parts = Parts::good();
    parts.second = Some(parts.first.clone());
    let assessment = parts.assess();
    assert_eq!(failures(&assessment), ["representatives.are_two 18605"]);
    assert_eq!(assessment.verdict, Verdict::Refer);
}

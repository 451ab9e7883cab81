//! Phone numbers, e-mail addresses and places: what raises a doubt, what is refused, and what must pass.

use trusthub_domain::review::{Outcome, Verdict};
use trusthub_vetting::registries::Standing;
use trusthub_vetting::{FoundBy, RegistryHit, RegistrySearch};

use crate::fixtures::{Parts, assess, failures, reasons};

/// What a check of representative 1 or of the address came to; `None` if it said nothing.
fn outcome(parts: Parts, check: &str) -> Option<Outcome> {
    let assessment = parts.assess();
    assessment.evidence.iter().find(|one| one.check == check).map(|one| one.outcome)
}

#[test]
fn a_line_where_no_person_answers_is_a_doubt() {
    for (number, country, told) in [
        ("+12025550123", "US", Outcome::Pass),
        ("+4915123456789", "DE", Outcome::Pass),
        ("+18002345678", "US", Outcome::Unknown),
        ("+445612345678", "GB", Outcome::Unknown),
        ("+19002345678", "US", Outcome::Fail),
        ("+449012345678", "GB", Outcome::Fail),
        ("+4918012345", "DE", Outcome::Fail),
        ("+445512345678", "GB", Outcome::Fail),
    ] {
        let parts = Parts::good().first("phone_number", number).country(country, "");
        assert_eq!(outcome(parts, "phone.is_personal_line"), Some(told), "{number}");
    }
}

#[test]
fn a_number_abroad_is_a_doubt_unless_another_is_at_home() {
    for (first, country, told) in [
        ("+12025550123", "US", Outcome::Pass),
        ("+12025550123", "PR", Outcome::Pass),
        ("+14165550123", "US", Outcome::Pass),
        ("+18765123456", "US", Outcome::Fail),
        ("+4915123456789", "US", Outcome::Fail),
        // Representative 2 has a British number.
        ("+4915123456789", "GB", Outcome::Unknown),
        ("+441481256789", "GB", Outcome::Pass),
    ] {
        let parts = Parts::good().first("phone_number", first).country(country, "");
        assert_eq!(outcome(parts, "phone.in_country_of_business"), Some(told), "{first} in {country}");
    }
    let everywhere = Parts::good().first("phone_number", "+80012345678");
    let of_first = everywhere
        .assess()
        .evidence
        .iter()
        .filter(|one| one.check == "phone.in_country_of_business")
        .all(|one| one.field.as_deref() != Some("authorized_representative_1.phone_number"));
    assert!(of_first, "a number of no country is in no other country either");
}

#[test]
fn mail_to_throw_away_is_a_doubt_of_its_own() {
    let doubts = |email: &str| failures(&Parts::good().first("email", email).assess());
    assert_eq!(
        doubts("ada@mailinator.com"),
        ["email.is_lasting 18604", "email.domain_matches_website 18606"]
    );
    assert_eq!(doubts("ada@gmail.com"), ["email.domain_matches_website 18606"]);
    assert!(doubts("ada@owlbooks.com").is_empty());
}

#[test]
fn a_mail_drop_is_a_doubt() {
    for (street, name, is_doubted) in [
        ("c/o Smith & Partner, 12 Main Street", "Owl Books, Inc.", true),
        ("Care of J. Smith, 12 Main Street", "Owl Books, Inc.", true),
        ("The UPS Store, 12 Main Street", "Owl Books, Inc.", true),
        ("Regus, 12 Main Street", "Owl Books, Inc.", true),
        ("Regus, 12 Main Street", "Regus Management Group, LLC", false),
        ("Virtual Office 4, 12 Main Street", "Owl Books, Inc.", true),
        ("100 C O Street", "Owl Books, Inc.", false),
        ("12 Agent Street", "Owl Books, Inc.", false),
        ("12 Forwarding Road", "Owl Books, Inc.", false),
        ("12 Coventry Road", "Owl Books, Inc.", false),
    ] {
        let assessment = Parts::good().street(street).business("business_name", name).assess();
        let found = failures(&assessment);
        assert_eq!(
            found.contains(&"address.is_no_mail_drop 18603".to_owned()),
            is_doubted,
            "{street}, {name}"
        );
        assert_eq!(assessment.verdict, Verdict::Refer, "{street}");
    }
}

#[test]
fn a_private_mailbox_is_refused_where_the_letters_mean_one() {
    for (street, country, is_refused) in [
        ("123 Main Street PMB 45", "US", true),
        ("123 Main Street, PMB #45", "US", true),
        ("123 Main Street PMB45", "PR", true),
        ("123 PMB Avenue", "US", false),
        ("PMB 45", "NG", true),
        ("12 Broad Street, PMB 45", "NG", false),
        ("PMB 45", "DE", false),
    ] {
        let assessment = Parts::good().street(street).country(country, "").assess();
        let refused = reasons(&assessment).iter().any(|(code, _)| *code == 18603);
        assert_eq!(refused, is_refused, "{street}, {country}");
    }
    let mut parts = Parts::good();
    parts.address.street_secondary = Some("PMB 300".to_owned());
    assert_eq!(reasons(&parts.assess()).len(), 1, "the second line counts too");
}

#[test]
fn a_postal_code_of_another_region_is_a_doubt() {
    for (country, region, code, told) in [
        ("US", "CA", "94105", Some(Outcome::Pass)),
        ("US", "california", "94105-1234", Some(Outcome::Pass)),
        ("US", "NY", "94105", Some(Outcome::Fail)),
        ("US", "Kalifornia", "94105", Some(Outcome::Unknown)),
        ("US", "CA", "9410", None),
        ("US", "", "94105", None),
        ("CA", "ON", "M5V 2T6", Some(Outcome::Pass)),
        ("CA", "Quebec", "M5V 2T6", Some(Outcome::Fail)),
        ("ES", "Madrid", "28013", Some(Outcome::Pass)),
        ("IT", "RM", "00184", Some(Outcome::Pass)),
        ("DE", "Bayern", "80331", None),
    ] {
        let mut parts = Parts::good().country(country, code);
        parts.address.region = region.to_owned();
        assert_eq!(outcome(parts, "address.postal_code_fits_region"), told, "{country} {region} {code}");
    }
}

#[test]
fn postal_codes_are_read_as_people_write_them() {
    for (country, code, told) in [
        ("US", "94105 1234", Outcome::Pass),
        ("GB", "sw1a1aa", Outcome::Pass),
        ("GB", "ZZ1A 1AA", Outcome::Fail),
        ("SE", "SE-111 22", Outcome::Pass),
        ("LU", "L-1234", Outcome::Pass),
        ("LV", "1010", Outcome::Pass),
        ("PL", "00 950", Outcome::Pass),
        ("PT", "1000–205", Outcome::Pass),
        ("NL", "1012 SA", Outcome::Fail),
        ("DE", "1011", Outcome::Fail),
        ("DE", "", Outcome::Fail),
        ("HK", "", Outcome::Unknown),
        ("IE", "", Outcome::Unknown),
        ("DE", "١٠١١٥", Outcome::Fail),
    ] {
        let parts = Parts::good().country(country, code);
        assert_eq!(outcome(parts, "address.postal_code_has_shape"), Some(told), "{country} {code}");
    }
}

#[test]
fn each_country_asks_for_the_parts_that_it_writes() {
    for (country, city, region, is_complete) in [
        ("US", "San Francisco", "", false),
        ("US", "", "CA", false),
        ("DE", "Berlin", "", true),
        ("SG", "", "", true),
        ("JP", "", "東京都", true),
        ("IT", "Roma", "", false),
        ("QQ", "Somewhere", "", true),
        ("QQ", "", "", false),
    ] {
        let mut parts = Parts::good().country(country, "");
        parts.address.city = city.to_owned();
        parts.address.region = region.to_owned();
        let told = outcome(parts, "address.is_complete");
        assert_eq!(told == Some(Outcome::Pass), is_complete, "{country}, {city}, {region}");
    }
}

#[test]
fn an_address_outside_the_country_of_the_register_is_a_doubt() {
    let hit = |country: &str, by, is_certain| RegistryHit {
        register: "gleif 1".to_owned(),
        source_id: "5493001KJTIIGC8Y1R12".to_owned(),
        legal_name: "OWL BOOKS INC".to_owned(),
        country: country.to_owned(),
        standing: Standing::Active,
        created: String::new(),
        by,
        per_mille: 990,
        is_match: true,
        is_certain,
    };
    for (found, told) in [
        (hit("US", FoundBy::Number, false), Some(Outcome::Pass)),
        (hit("DE", FoundBy::Number, false), Some(Outcome::Fail)),
        (hit("DE", FoundBy::Name, true), Some(Outcome::Fail)),
        (hit("DE", FoundBy::Name, false), None),
        (hit("", FoundBy::Number, false), None),
    ] {
        let mut application = Parts::good().application();
        application.registry =
            Some(RegistrySearch { looked_in: vec!["gleif 1".to_owned()], found: Some(found) });
        let assessment = assess(&application);
        let seen = assessment.evidence.iter().find(|one| one.check == "address.in_country_of_register");
        assert_eq!(seen.map(|one| one.outcome), told);
    }
}

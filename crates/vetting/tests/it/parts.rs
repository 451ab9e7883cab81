//! How a bundle's items become an application.

use serde_json::json;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::Verdict;
use trusthub_vetting::{Application, Seat, business_identity};

use crate::fixtures::{Parts, address, assess, bundle, document, end_user, failures};

#[test]
fn stored_inputs_give_the_same_assessment() {
    let application = Parts::reference_flow().application();
    let stored = serde_json::to_value(&application).unwrap();
    let replayed: Application = serde_json::from_value(stored).unwrap();
    assert_eq!(replayed, application);
    assert_eq!(assess(&replayed), assess(&application));
}

#[test]
fn the_order_of_items_does_not_matter() {
    let bundle = bundle(BundleKind::CustomerProfile);
    let mut end_users = vec![
        end_user(1, "authorized_representative_2", json!({ "first_name": "Grace" })),
        end_user(2, "authorized_representative_1", json!({ "first_name": "Ada" })),
        end_user(3, "sole_proprietor_information", json!({ "brand_name": "Owl" })),
    ];
    let mut documents = vec![
        document(
            1,
            "customer_profile_address",
            json!({ "address_sids": ["AD00000000000000000000000000000001"] }),
        ),
        document(2, "letter_of_authorization_document", json!({ "note": "signed" })),
    ];
    let one = Application::from_parts(&bundle, "x", &end_users, &documents, &[address()], Vec::new());
    end_users.reverse();
    documents.reverse();
    let other = Application::from_parts(&bundle, "x", &end_users, &documents, &[address()], Vec::new());
    assert_eq!(one, other);
    let seats: Vec<Seat> = one.representatives.iter().map(|representative| representative.seat).collect();
    assert_eq!(seats, [Seat::First, Seat::Second]);
    assert_eq!(one.addresses[0].type_name, "customer_profile_address");
}

#[test]
fn debug_shows_nothing_personal() {
    let shown = format!("{:?}", Parts::good().application());
    assert!(!shown.contains("Ada") && !shown.contains("Beale") && !shown.contains("owlbooks"), "{shown}");
}

#[test]
fn numbers_and_lists_of_careless_clients_are_read() {
    let business = json!({
        "business_registration_identifier": "EIN",
        "business_registration_number": 42_103_594,
        "business_regions_of_operation": ["EUROPE", "ASIA"],
        "social_media_profile_urls": null,
    });
    let end_users = [end_user(1, "customer_profile_business_information", business)];
    let bundle = bundle(BundleKind::CustomerProfile);
    let read = Application::from_parts(&bundle, "x", &end_users, &[], &[], Vec::new()).business.unwrap();
    assert_eq!((read.registration_number.as_str(), read.regions.len()), ("42103594", 2));
    assert!(read.social_media_urls.is_empty() && read.name.is_empty());
}

#[test]
fn a_business_is_known_by_register_and_number() {
    assert_eq!(Parts::good().application().identity().as_deref(), Some("ein:042103594"));
    assert_eq!(business_identity("EIN", "04 2103594"), business_identity(" ein", "042103594"));
    assert_eq!(business_identity("Handelsregister", "HRB 1").as_deref(), Some("handelsregister:HRB1"));
    assert_eq!(business_identity("EIN", " - "), None);
}

#[test]
fn a_trust_products_texts_are_looked_at() {
    let product = |name: &str| {
        let end_users = [end_user(1, "cnam_information", json!({ "cnam_display_name": name }))];
        let bundle = bundle(BundleKind::TrustProduct);
        assess(&Application::from_parts(&bundle, "cnam_trust_product", &end_users, &[], &[], Vec::new()))
    };
    for (name, failure) in [
        ("Owl Books", None),
        ("test", Some("text.is_in_earnest 99007")),
        ("IRS Office", Some("text.display_name_is_honest 99007")),
        ("First Aid", None),
    ] {
        let assessment = product(name);
        assert_eq!(failures(&assessment).first().map(String::as_str), failure, "{name}");
        assert_eq!(assessment.verdict, Verdict::Refer);
    }
}

#[test]
fn a_starters_phone_is_checked_without_a_business() {
    let content =
        json!({ "first_name": "Ada", "last_name": "Marsh", "email": "a@b.com", "phone_number": "+1" });
    let end_users = [end_user(1, "starter_customer_profile_information", content)];
    let bundle = bundle(BundleKind::CustomerProfile);
    let starter = Application::from_parts(
        &bundle,
        "starter_customer_profile_type_individual",
        &end_users,
        &[],
        &[],
        Vec::new(),
    );
    assert_eq!(failures(&assess(&starter)), ["phone.is_possible 99008"]);
}

#[test]
fn an_empty_bundle_has_no_evidence() {
    let bundle = bundle(BundleKind::TrustProduct);
    let empty = Application::from_parts(&bundle, "shaken_stir_trust_product", &[], &[], &[], Vec::new());
    let assessment = assess(&empty);
    assert!(assessment.evidence.is_empty());
    assert_eq!(assessment.verdict, Verdict::Refer);
}

#[test]
fn who_uses_numbers_is_looked_for_with_the_date_of_birth_and_kept_out_of_the_texts() {
    let person = json!({ "first_name": "Ada", "last_name": "Marsh", "birth_date": "1961-07-04" });
    let of = |type_name: &str| {
        let end_users = [
            end_user(1, type_name, person.clone()),
            end_user(2, "gb_numbers_information", json!({ "phone_number_type": "local" })),
        ];
        Application::from_parts(&bundle(BundleKind::TrustProduct), "x", &end_users, &[], &[], Vec::new())
    };
    for type_name in ["gb_authorized_representative", "gb_individual"] {
        let application = of(type_name);
        let subjects = application.subjects();
        let found: Vec<_> = subjects.iter().map(|one| (one.name.as_str(), one.born)).collect();
        assert_eq!(found, [("Ada Marsh", Some("1961-07-04".parse().unwrap()))], "{type_name}");
        let texts: Vec<&str> = application.texts.iter().map(|text| text.field.as_str()).collect();
        assert_eq!(texts, ["phone_number_type"], "{type_name}");
        let stored = serde_json::to_value(&application).unwrap();
        assert_eq!(serde_json::from_value::<Application>(stored).unwrap(), application);
    }
    // Of others nobody asks, so what they say of it counts for nothing.
    assert_eq!(of("authorized_representative_1").subjects()[0].born, None);
}

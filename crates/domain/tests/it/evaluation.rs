//! Whole evaluations: what complies, what is missing, and how it is said.

use serde_json::json;
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::evaluation::{Compliance, Parts, Report};

use crate::fixture::*;

#[test]
fn a_complete_business_complies_without_a_second_representative() {
    let report = report(PRIMARY, &business());
    assert_eq!(faults(&report), Vec::<String>::new());
    assert!(report.is_compliant());
    let row = report.results.iter().find(|row| row.object_type == "authorized_representative_2").unwrap();
    assert!(row.passed && row.valid.is_empty() && row.invalid.is_empty());
    assert_eq!(report.shortcomings(), []);
}

#[test]
fn a_second_representative_who_is_there_must_be_right() {
    let mut parts = business();
    parts.end_users.push(representative(2));
    set(&mut parts, "authorized_representative_2", "email", json!(""));
    let report = report(PRIMARY, &parts);
    assert_eq!(
        faults(&report),
        ["22215 authorized_representative_2.email: The Email is missing. Please enter in an Email on the \
          Authorized Representative 2 information."]
    );
}

#[test]
fn complete_parts_comply_under_every_policy_they_are_made_for() {
    let cases = [
        ("secondary", SECONDARY, secondary_business()),
        ("starter", STARTER, starter()),
        ("starter of a direct customer", STARTER_DIRECT, Parts { supporting: Vec::new(), ..starter() }),
        ("shaken", SHAKEN_STIR, Parts { supporting: vec![supporting(SECONDARY)], ..Parts::default() }),
        ("cnam", CNAM, product("cnam_information", json!({ "cnam_display_name": "Acme, Inc. 24" }))),
        ("a2p", A2P, product("us_a2p_messaging_profile_information", json!({ "company_type": "private" }))),
        (
            "voice integrity",
            VOICE_INTEGRITY,
            product(
                "voice_integrity_information",
                json!({ "use_case": "Telehealth", "business_employee_count": "50", "average_business_day_call_volume": "7" }),
            ),
        ),
        (
            "sole proprietor",
            SOLE_PROPRIETOR,
            Parts {
                supporting: vec![supporting(STARTER_DIRECT)],
                ..product(
                    "sole_proprietor_information",
                    json!({ "brand_name": "Ada Lovelace", "mobile_phone_number": "+15105550100" }),
                )
            },
        ),
    ];
    for (name, policy_sid, parts) in cases {
        assert_eq!(faults(&report(policy_sid, &parts)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_empty_bundle_hears_everything_that_is_missing() {
    insta::assert_json_snapshot!(report(SECONDARY, &Parts::default()));
}

#[test]
fn an_empty_branded_calling_product_hears_everything_that_is_missing() {
    let lines = faults(&report(BRANDED_BASIC, &Parts::default()));
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_compliant_starter_profile_reads_as_the_vendors() {
    insta::assert_json_snapshot!(report(STARTER, &starter()));
}

#[test]
fn rows_stand_in_the_policys_order_whatever_the_order_of_parts() {
    let mut parts = secondary_business();
    parts.end_users.reverse();
    assert_eq!(report(SECONDARY, &parts), report(SECONDARY, &secondary_business()));
    let names: Vec<String> =
        report(SECONDARY, &parts).results.into_iter().map(|row| row.requirement_name).collect();
    assert_eq!(
        names,
        [
            "customer_profile_business_information",
            "authorized_representative_1",
            "authorized_representative_2",
            "customer_profile_address",
            "primary_customer_profile",
        ]
    );
}

#[test]
fn of_two_objects_of_one_type_the_better_one_counts() {
    let mut parts = business();
    parts.end_users.insert(0, end_user("authorized_representative_1", json!({})));
    assert!(report(PRIMARY, &parts).is_compliant());
}

#[test]
fn what_the_policy_does_not_name_is_passed_over() {
    let mut parts = business();
    parts.end_users.push(end_user("nobody_knows", json!({ "x": 1 })));
    set(&mut parts, "authorized_representative_1", "favourite_colour", json!(["green"]));
    assert!(report(PRIMARY, &parts).is_compliant());
}

#[test]
fn a_rejection_names_each_missing_object_once_and_each_wrong_field() {
    let mut parts = business();
    set(&mut parts, "customer_profile_business_information", "business_industry", json!("FISHING"));
    parts.end_users.retain(|end_user| end_user.type_name != "authorized_representative_1");
    let reasons = report(PRIMARY, &parts).shortcomings();
    let fields: Vec<(ReasonCode, Option<&str>)> =
        reasons.iter().map(|reason| (reason.code, reason.field.as_deref())).collect();
    assert_eq!(
        fields,
        [
            (ReasonCode(22215), Some("customer_profile_business_information.business_industry")),
            (ReasonCode(22214), Some("authorized_representative_1")),
        ]
    );
    assert!(reasons[0].object.is_some(), "the wrong field belongs to an object");
    assert!(reasons[1].object.is_none(), "what is missing has no identifier");
}

#[test]
fn a_stored_report_reads_back() {
    let mut parts = business();
    set(&mut parts, "authorized_representative_1", "email", json!("nobody"));
    let fresh = report(PRIMARY, &parts);
    let text = serde_json::to_string(&fresh).unwrap();
    let stored: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(stored.status, Compliance::Noncompliant);
    assert_eq!(serde_json::to_string(&stored).unwrap(), text);
}

#[test]
fn an_identity_document_needs_its_file_and_the_same_name() {
    let mut parts = Parts { supporting: Vec::new(), ..starter() };
    let card = json!({ "first_name": " ADA ", "last_name": "Byron" });
    parts.documents.push(document("government_issued_document", card));
    insta::assert_snapshot!(faults(&report(INDIVIDUAL, &parts)).join("\n"));
    parts.documents.pop();
    let card = json!({ "first_name": "ada", "last_name": "lovelace" });
    parts.documents.push(with_file(document("government_issued_document", card)));
    assert_eq!(faults(&report(INDIVIDUAL, &parts)), Vec::<String>::new());
}

#[test]
fn debug_output_of_parts_tells_nothing_personal() {
    let shown = format!("{:?}", starter());
    for personal in ["Ada", "Lovelace", "example.com", "5105550100", "Main Street", "isv_reseller"] {
        assert!(!shown.contains(personal), "{personal} in {shown}");
    }
}

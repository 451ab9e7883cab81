//! Profiles and products that others rest on: there, far enough, and what their content must say.

use std::collections::BTreeSet;

use serde_json::json;
use trusthub_domain::bundle::{Bundle, BundleKind, NewBundle, ReasonCode, Status};
use trusthub_domain::evaluation::{Parts, Relation, SupportingBundle, address_sids, linked_bundle_sids};
use trusthub_domain::time::Timestamp;

use crate::fixture::*;

fn resting_on(bundle: SupportingBundle) -> Parts {
    Parts { supporting: vec![bundle], ..business() }
}

fn shaken_on(bundle: SupportingBundle) -> Parts {
    Parts { supporting: vec![bundle], ..Parts::default() }
}

#[test]
fn a_secondary_profile_under_a_direct_customer_hears_which_field_to_change() {
    let mut primary = supporting(PRIMARY);
    for fact in primary.facts.values_mut() {
        *fact = "direct_customer".to_owned();
    }
    let report = report(SECONDARY, &resting_on(primary));
    assert_eq!(
        faults(&report),
        [
            "99009 primary_customer_profile_type_business.business_identity: The Primary Customer Profile Bundle does \
          not qualify: business_identity in its customer_profile_business_information must be \
          isv_reseller_or_partner. Change business_identity there (through a ProvisionalCopy once it is approved), \
          have it approved, then evaluate again."
        ]
    );
    let reasons = report.shortcomings();
    assert_eq!(reasons.len(), 1);
    assert_eq!(reasons[0].code, ReasonCode::SUPPORT_UNFIT);
}

#[test]
fn a_supporting_profile_must_be_in_force() {
    let cases = [
        (Status::Draft, false),
        (Status::InReview, false),
        (Status::Rejected, false),
        (Status::Approved, false),
        (Status::Approved, true),
    ];
    let mut lines = Vec::new();
    for (status, is_in_force) in cases {
        let bundle = SupportingBundle { status, is_in_force, ..supporting(PRIMARY) };
        let said = faults(&report(SHAKEN_STIR, &shaken_on(bundle))).join(" | ");
        lines.push(format!("{status}, in force {is_in_force} => {said}"));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn for_messages_a_profile_in_review_suffices() {
    let messages = |status, is_in_force| {
        let mut parts = product("us_a2p_messaging_profile_information", json!({ "company_type": "private" }));
        parts.supporting = vec![SupportingBundle { status, is_in_force, ..supporting(SECONDARY) }];
        report(A2P, &parts).is_compliant()
    };
    assert!(messages(Status::InReview, false));
    assert!(messages(Status::Approved, true));
    assert!(!messages(Status::Draft, false));
    assert!(!messages(Status::Rejected, false), "suspended and rejected look alike");
}

#[test]
fn any_one_of_the_alternatives_will_do_and_makes_one_row() {
    for policy_sid in [PRIMARY, SECONDARY] {
        let report = report(SHAKEN_STIR, &shaken_on(supporting(policy_sid)));
        assert!(report.is_compliant());
        assert_eq!(report.results.len(), 1);
    }
    let missing = report(SHAKEN_STIR, &Parts::default());
    assert_eq!(missing.results.len(), 1);
    assert_eq!(missing.results[0].error_code, Some(ReasonCode(22216)));
}

#[test]
fn of_two_supporting_profiles_the_one_in_force_counts() {
    let draft = SupportingBundle { status: Status::Draft, is_in_force: false, ..supporting(PRIMARY) };
    let parts = Parts { supporting: vec![draft, supporting(SECONDARY)], ..Parts::default() };
    assert!(report(SHAKEN_STIR, &parts).is_compliant());
}

#[test]
fn a_profile_of_an_authority_or_non_profit_supports_products_as_a_business_does() {
    for policy_sid in ["RN92dc6c39189b4d5ad9c6664f39769f90", "RNaf459d36b007ba6db226cd43a816cfa0"] {
        assert!(report(SHAKEN_STIR, &shaken_on(supporting(policy_sid))).is_compliant(), "{policy_sid}");
    }
}

#[test]
fn a_starter_profile_does_not_support_signed_calls() {
    assert!(!report(SHAKEN_STIR, &shaken_on(supporting(STARTER))).is_compliant());
}

#[test]
fn only_a_primary_profile_is_used_across_accounts() {
    let of_parent =
        |policy_sid| SupportingBundle { relation: Relation::ParentAccount, ..supporting(policy_sid) };
    assert!(report(SHAKEN_STIR, &shaken_on(of_parent(PRIMARY))).is_compliant());
    let refused = report(SHAKEN_STIR, &shaken_on(of_parent(SECONDARY)));
    assert_eq!(refused.results[0].invalid[0].error_code, ReasonCode::SUPPORT_UNFIT);
}

#[test]
fn enhanced_branded_calling_rests_on_voice_integrity() {
    let mut parts = product("branded_calls_information", json!({ "branded_calls_display_name": "Acme" }));
    assert_eq!(faults(&report(BRANDED_ENHANCED, &parts)).len(), 2, "a row and its field");
    parts.supporting.push(supporting(VOICE_INTEGRITY));
    assert_eq!(faults(&report(BRANDED_ENHANCED, &parts)), Vec::<String>::new());
}

#[test]
fn the_row_names_the_field_as_the_vendor_does() {
    let profile = report(SECONDARY, &secondary_business());
    assert_eq!(profile.results.last().unwrap().valid[0].object_field, "bundle_sid");
    let product = report(SHAKEN_STIR, &shaken_on(supporting(PRIMARY)));
    assert_eq!(product.results.last().unwrap().valid[0].object_field, "bundle_status");
}

#[test]
fn an_end_user_may_stand_for_the_primary_profile() {
    let link = end_user(
        "primary_customer_profile_type_business",
        json!({ "bundle_sid": "BUbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" }),
    );
    let linked = linked_bundle_sids(&catalog(), &[business_information(), link]);
    assert_eq!(linked, BTreeSet::from([supporting(PRIMARY).sid]));
}

#[test]
fn the_addresses_of_documents_are_found() {
    let two = json!({ "address_sids": [address_sid(), "AD1", 7, "ADeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"] });
    let found = address_sids(&catalog(), &[document("customer_profile_address", two)]);
    assert_eq!(found.len(), 2);
}

#[test]
fn facts_are_taken_from_the_supporting_bundles_own_items() {
    let catalog = catalog();
    let wanted = policy(&catalog, SECONDARY).facts_wanted();
    let primary = Bundle::draft(
        NewBundle {
            sid: supporting(PRIMARY).sid,
            account_sid: business_information().account_sid,
            kind: BundleKind::CustomerProfile,
            policy_sid: PRIMARY.parse().unwrap(),
            friendly_name: "Reseller".to_owned(),
            email: "reseller@example.com".parse().unwrap(),
            status_callback: None,
        },
        Timestamp::from_micros(0),
    );
    let seen = SupportingBundle::of(
        &primary,
        "ACcccccccccccccccccccccccccccccccc".parse().unwrap(),
        &[business_information()],
        &wanted,
        Timestamp::from_micros(1),
    );
    assert_eq!(seen.relation, Relation::ParentAccount);
    assert_eq!(seen.facts.values().collect::<Vec<_>>(), ["direct_customer"]);
    assert!(!seen.is_in_force);
}

//! What ships: 25 policies with the vendor's identifiers, and types and codes that answer every look-up.

use std::collections::BTreeSet;

use trusthub_domain::bundle::{BundleKind, ReasonCode};
use trusthub_domain::policy::{ItemKind, Provenance};

use crate::fixture::{self, catalog, policy};

#[test]
fn the_shipped_policies_are_these_in_this_order() {
    let catalog = catalog();
    let lines: Vec<String> = catalog
        .policies()
        .iter()
        .map(|policy| {
            let retired = if policy.is_retired { ", retired" } else { "" };
            format!(
                "{} {} ({:?}{retired}): {}",
                policy.sid, policy.object_type, policy.provenance, policy.friendly_name
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(lines.len(), 25);
}

#[test]
fn the_vendors_requirements_read_word_for_word() {
    let catalog = catalog();
    for policy in catalog.policies().iter().filter(|policy| policy.provenance == Provenance::Vendor) {
        insta::assert_json_snapshot!(policy.object_type.as_str(), policy.requirements_json());
    }
}

#[test]
fn a_product_without_documents_shows_one_empty_group() {
    let catalog = catalog();
    let requirements = policy(&catalog, fixture::SHAKEN_STIR).requirements_json();
    assert_eq!(requirements["supporting_document"], serde_json::json!([[]]));
    assert_eq!(requirements["end_user"], serde_json::json!([]));
}

#[test]
fn only_shaken_stir_is_approved_at_once() {
    let catalog = catalog();
    let at_once: Vec<&str> = catalog
        .policies()
        .iter()
        .filter(|policy| policy.is_approved_at_once)
        .map(|policy| policy.friendly_name.as_str())
        .collect();
    assert_eq!(at_once, ["SHAKEN/STIR"]);
}

#[test]
fn an_approval_holds_for_a_year_and_one_reviewer_suffices() {
    for policy in catalog().policies() {
        assert_eq!(policy.valid_for.as_secs(), 365 * 24 * 60 * 60, "{}", policy.friendly_name);
        assert!(!policy.needs_two_reviewers, "{}", policy.friendly_name);
    }
}

#[test]
fn every_profile_has_a_level_and_no_product_is_primary() {
    for policy in catalog().policies() {
        match policy.bundle_kind {
            BundleKind::CustomerProfile => assert!(policy.level.is_some(), "{}", policy.friendly_name),
            BundleKind::TrustProduct => assert!(!policy.is_primary, "{}", policy.friendly_name),
        }
    }
}

#[test]
fn a_type_is_found_by_identifier_and_by_name() {
    let catalog = catalog();
    for kind in [ItemKind::EndUser, ItemKind::SupportingDocument] {
        for item_type in catalog.item_types(kind) {
            let by_sid = catalog.item_type_by_sid_or_name(kind, &item_type.sid.to_string());
            let by_name = catalog.item_type_by_sid_or_name(kind, &item_type.machine_name);
            assert_eq!((by_sid, by_name), (Some(item_type), Some(item_type)), "{}", item_type.machine_name);
        }
    }
    assert_eq!(catalog.item_type_by_sid_or_name(ItemKind::EndUser, "customer_profile_address"), None);
}

#[test]
fn identifiers_of_types_do_not_change() {
    let catalog = catalog();
    let kinds = [ItemKind::EndUser, ItemKind::SupportingDocument];
    let lines: Vec<String> = kinds
        .into_iter()
        .flat_map(|kind| {
            catalog.item_types(kind).map(|it| format!("{} {}", it.sid, it.machine_name)).collect::<Vec<_>>()
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn what_a_policy_does_not_name_has_no_place_in_its_bundles() {
    let catalog = catalog();
    let secondary = policy(&catalog, fixture::SECONDARY);
    let item = |kind, name| secondary.requirement_for_item(kind, name);
    assert_eq!(item(ItemKind::EndUser, "authorized_representative_1"), Some("authorized_representative_1"));
    assert_eq!(item(ItemKind::EndUser, "cnam_information"), None);
    assert_eq!(
        item(ItemKind::SupportingDocument, "customer_profile_address"),
        Some("customer_profile_address")
    );
    assert_eq!(item(ItemKind::SupportingDocument, "business_address"), None);
    assert_eq!(
        item(ItemKind::EndUser, "primary_customer_profile_type_business"),
        Some("primary_customer_profile"),
        "an end user may stand for the assignment of the primary profile"
    );
    let support = |name| secondary.requirement_for_support(name);
    assert_eq!(support("primary_customer_profile_type_business"), Some("primary_customer_profile"));
    assert_eq!(support("starter_customer_profile_type_business"), None);
}

#[test]
fn both_address_types_of_a_starter_profile_meet_one_requirement() {
    let catalog = catalog();
    let starter = policy(&catalog, fixture::STARTER);
    for name in ["customer_profile_address", "starter_customer_profile_address"] {
        let met = starter.requirement_for_item(ItemKind::SupportingDocument, name);
        assert_eq!(met, Some("customer_profile_address"), "{name}");
    }
}

#[test]
fn reviewers_choose_from_these_codes() {
    let catalog = catalog();
    let codes: Vec<u32> =
        catalog.error_codes().filter(|code| code.is_for_reviewers).map(|code| code.code.0).collect();
    assert_eq!(
        codes,
        [18601, 18602, 18603, 18604, 18605, 18606, 18609, 99001, 99002, 99003, 99007, 99008, 99099]
    );
}

#[test]
fn every_reason_the_hub_gives_is_in_the_table() {
    let catalog = catalog();
    let given = [
        ReasonCode::WEBSITE,
        ReasonCode::BUSINESS_ID,
        ReasonCode::ADDRESS,
        ReasonCode::REPRESENTATIVE_1,
        ReasonCode::REPRESENTATIVE_2,
        ReasonCode::EMAIL_DOMAIN,
        ReasonCode::REGISTRATION_AUTHORITY,
        ReasonCode::EXPIRED,
        ReasonCode::DUPLICATE,
        ReasonCode::SANCTIONS,
        ReasonCode::DOCUMENT,
        ReasonCode::SUSPENDED,
        ReasonCode::ACCOUNT_SUSPENDED,
        ReasonCode::SUPPORT_LOST,
        ReasonCode::CONTENT,
        ReasonCode::PHONE_NUMBER,
        ReasonCode::SUPPORT_UNFIT,
        ReasonCode::OTHER,
        ReasonCode(22214),
        ReasonCode(22215),
        ReasonCode(22216),
        ReasonCode(22217),
        ReasonCode(22218),
        ReasonCode(22219),
    ];
    for code in given {
        assert!(catalog.error_code(code).is_some(), "{code:?}");
    }
}

#[test]
fn every_code_says_how_to_mend() {
    let catalog = catalog();
    let mends: BTreeSet<&str> = catalog.error_codes().map(|code| code.mend.as_str()).collect();
    assert!(mends.iter().all(|mend| mend.ends_with('.') && mend.len() > 15), "{mends:?}");
}

//! Declared owners: an extension of ours, which no published policy names and no published evaluation shows.

use serde_json::{Value, json};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::policy::{ItemKind, Level};

use crate::fixture::*;

fn owner() -> Value {
    json!({ "first_name": "Ada", "last_name": "Marsh", "birth_date": "1961-07-04", "country": "US", "share": "62.5" })
}

#[test]
fn every_business_profile_has_a_place_for_four_and_nothing_else_has() {
    let catalog = catalog();
    for policy in catalog.policies() {
        let takes = |number: u8| {
            policy.requirement_for_item(ItemKind::EndUser, &format!("beneficial_owner_{number}")).is_some()
        };
        let is_for_them =
            policy.bundle_kind == BundleKind::CustomerProfile && policy.level == Some(Level::Business);
        assert_eq!((1..=4).map(takes).collect::<Vec<_>>(), [is_for_them; 4], "{}", policy.friendly_name);
        assert!(!takes(5));
    }
}

#[test]
fn no_policy_names_them_and_a_report_without_them_is_as_it_was() {
    let catalog = catalog();
    for policy in catalog.policies() {
        assert!(
            !policy.requirements_json().to_string().contains("beneficial_owner"),
            "{}",
            policy.friendly_name
        );
    }
    let report = report(PRIMARY, &business());
    assert!(report.results.iter().all(|row| !row.object_type.starts_with("beneficial_owner")));
}

#[test]
fn one_that_is_there_must_be_right_and_has_a_row_of_its_own() {
    let mut parts = business();
    let rows = report(PRIMARY, &parts).results.len();
    parts.end_users.push(end_user("beneficial_owner_2", owner()));
    let sound = report(PRIMARY, &parts);
    assert_eq!(faults(&sound), Vec::<String>::new());
    assert_eq!(sound.results.len(), rows + 1);
    for (field, value, is_sound) in [
        ("birth_date", json!("1960-02-29"), true),
        ("birth_date", json!("1961-02-29"), false),
        ("birth_date", json!("1961-13-01"), false),
        ("birth_date", json!("1961-7-4"), false),
        ("birth_date", json!("04/07/1961"), false),
        ("birth_date", json!("+961-07-04"), false),
        ("birth_date", json!("0061-07-04"), false),
        ("birth_date", Value::Null, false),
        ("country", json!("DE"), true),
        ("country", json!("Germany"), false),
        ("country", json!("de"), false),
        ("share", Value::Null, true),
        ("share", json!("100"), true),
        ("share", json!("0.01"), true),
        ("share", json!("100.01"), false),
        ("share", json!("0"), false),
        ("share", json!("33.333"), false),
        ("share", json!("-1"), false),
        ("share", json!("25 %"), false),
        ("last_name", Value::Null, false),
    ] {
        let mut parts = business();
        parts.end_users.push(end_user("beneficial_owner_2", owner()));
        set(&mut parts, "beneficial_owner_2", field, value.clone());
        let faults = faults(&report(PRIMARY, &parts));
        assert_eq!(faults.is_empty(), is_sound, "{field} = {value}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.contains("beneficial_owner_2")), "{faults:?}");
    }
}

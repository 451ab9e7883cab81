//! Whatever customers send as attributes: an evaluation never panics, never changes its mind, and adds up.

use proptest::prelude::*;
use serde_json::Value;
use trusthub_domain::evaluation::{Compliance, Parts, Report, evaluate};
use trusthub_domain::item::Attributes;
use trusthub_domain::policy::{Catalog, ItemKind};

use crate::fixture::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        "[+]1[0-9]{10}".prop_map(Value::from),
        "[a-z]{1,8}@[a-z]{1,8}\\.[a-z]{2,3}".prop_map(Value::from),
        "(AD|BU)[0-9a-f]{32}".prop_map(Value::from),
        Just(Value::from(address_sid())),
        prop::sample::select(vec!["public", "private", "CEO", "true", "EUROPE,ASIA", "", "17"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{0,8}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Attributes with the keys of a known type and any values.
fn any_attributes(keys: Vec<String>) -> impl Strategy<Value = Attributes> {
    prop::collection::vec((prop::sample::select(keys), any_json()), 0..12)
        .prop_map(|members| members.into_iter().collect())
}

fn any_items(kind: ItemKind) -> impl Strategy<Value = Vec<(String, Attributes)>> {
    let types: Vec<(String, Vec<String>)> = catalog()
        .item_types(kind)
        .filter(|item_type| !item_type.fields.is_empty())
        .map(|item_type| {
            let keys = item_type.fields.iter().map(|field| field.machine_name.clone()).collect();
            (item_type.machine_name.clone(), keys)
        })
        .collect();
    let item = prop::sample::select(types).prop_flat_map(|(name, keys)| {
        any_attributes(keys).prop_map(move |attributes| (name.clone(), attributes))
    });
    prop::collection::vec(item, 0..6)
}

prop_compose! {
    fn any_parts()(
        end_users in any_items(ItemKind::EndUser),
        documents in any_items(ItemKind::SupportingDocument),
        has_addresses in any::<bool>(),
        supporting_policies in prop::collection::vec(0_usize..23, 0..3),
        is_in_force in any::<bool>(),
    ) -> Parts {
        let catalog = catalog();
        let supporting = supporting_policies.into_iter().map(|index| {
            let mut bundle = supporting(&catalog.policies()[index].sid.to_string());
            bundle.is_in_force = is_in_force;
            bundle
        });
        Parts {
            end_users: end_users.into_iter().map(|(name, it)| end_user(&name, Value::Object(it))).collect(),
            documents: documents.into_iter().map(|(name, it)| document(&name, Value::Object(it))).collect(),
            addresses: if has_addresses { business().addresses } else { Default::default() },
            supporting: supporting.collect(),
        }
    }
}

fn all_reports(catalog: &Catalog, parts: &Parts) -> Vec<Report> {
    catalog.policies().iter().map(|policy| evaluate(policy, catalog, parts)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn the_same_parts_always_give_the_same_report(parts in any_parts()) {
        let catalog = catalog();
        prop_assert_eq!(all_reports(&catalog, &parts), all_reports(&catalog, &parts));
    }

    #[test]
    fn a_report_adds_up(parts in any_parts()) {
        let catalog = catalog();
        for report in all_reports(&catalog, &parts) {
            let all_passed = report.results.iter().all(|row| row.passed);
            prop_assert_eq!(report.status == Compliance::Compliant, all_passed);
            prop_assert_eq!(report.shortcomings().is_empty(), all_passed);
            for row in &report.results {
                prop_assert_eq!(row.passed, row.failure_reason.is_none());
                prop_assert!(row.passed == row.invalid.is_empty() || row.error_code.is_some());
                prop_assert!(!row.object_type.is_empty() && !row.requirement_friendly_name.is_empty());
            }
        }
    }

    #[test]
    fn a_report_survives_storage(parts in any_parts()) {
        let catalog = catalog();
        for report in all_reports(&catalog, &parts) {
            let text = serde_json::to_string(&report).unwrap();
            let stored: Report = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(serde_json::to_string(&stored).unwrap(), text);
        }
    }

    #[test]
    fn filling_in_what_is_named_never_makes_it_worse(parts in any_parts()) {
        let catalog = catalog();
        let policy = policy(&catalog, PRIMARY);
        let mut better = parts.clone();
        let complete = business();
        better.end_users.extend(complete.end_users);
        better.documents.extend(complete.documents);
        better.addresses.extend(complete.addresses);
        let is_optional = |name: &str| name == "authorized_representative_2" || name.starts_with("beneficial_owner_");
        better.end_users.retain(|end_user| !is_optional(&end_user.type_name));
        prop_assert!(evaluate(policy, &catalog, &better).is_compliant());
    }
}

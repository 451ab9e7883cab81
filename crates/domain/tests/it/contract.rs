//! Against the vendor's published examples, where a checkout of them lies beside the workspace.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use trusthub_domain::evaluation::{Parts, Report};
use trusthub_domain::policy::ItemKind;

use crate::fixture::*;

/// The folder of published facts; `None`, said aloud, where there is none.
fn published(path: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract/data");
    if folder.is_dir() {
        return Some(folder.join(path));
    }
    eprintln!("SKIPPED: no published examples at {}", folder.display());
    None
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn example(name: &str) -> Option<Value> {
    published(&format!("examples/trusthub_v1/{name}.json")).map(|path| read(&path))
}

/// The keys of every object in a value, by the path to it; all members of an array count as one.
fn shape(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                let inner = format!("{path}.{key}");
                into.insert(inner.clone());
                shape(member, &inner, into);
            }
        }
        Value::Array(members) => members.iter().for_each(|member| shape(member, &format!("{path}[]"), into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn shape_of(results: &Value) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    shape(results, "results", &mut keys);
    keys
}

#[test]
fn a_compliant_starter_profile_is_the_published_example() {
    let Some(example) =
        example("CreateCustomerProfileEvaluation__201__createCompliantStarterCustomerProfile")
    else {
        return;
    };
    let ours = serde_json::to_value(report(STARTER, &starter())).unwrap();
    assert_eq!(ours["status"], example["status"]);
    assert_eq!(ours["results"], example["results"]);
}

#[test]
fn a_compliant_sole_proprietor_is_the_published_example() {
    let Some(example) = example("CreateTrustProductEvaluation__201__createCompliantSoleProprietorA2PProfile")
    else {
        return;
    };
    let mut parts = product(
        "sole_proprietor_information",
        json!({ "brand_name": "Ada", "mobile_phone_number": "+15105550100", "vertical": "LEGAL" }),
    );
    parts.supporting = vec![supporting(STARTER)];
    let ours = serde_json::to_value(report(SOLE_PROPRIETOR, &parts)).unwrap();
    assert_eq!(ours["results"], example["results"]);
}

#[test]
fn a_noncompliant_report_has_the_published_keys() {
    let Some(example) = example("CreateCustomerProfileEvaluation__201__create") else { return };
    let ours = serde_json::to_value(report(SECONDARY, &Parts::default())).unwrap();
    assert_eq!(shape_of(&ours["results"]), shape_of(&example["results"]));
    let stored: Report =
        serde_json::from_value(json!({ "status": example["status"], "results": example["results"] }))
            .unwrap();
    assert_eq!(
        serde_json::to_value(&stored).unwrap()["results"],
        example["results"],
        "the example round-trips"
    );
}

#[test]
fn requirements_are_the_published_ones() {
    let Some(path) = published("policies.json") else { return };
    let catalog = catalog();
    let published = read(&path);
    let mut compared = 0;
    for known in published.as_array().unwrap() {
        let ours = policy(&catalog, known["sid"].as_str().unwrap());
        assert_eq!(ours.bundle_kind.as_str(), known["bundle_kind"], "{}", ours.sid);
        if !known["requirements"].is_null() {
            // As text, so that the order of keys counts too.
            assert_eq!(
                ours.requirements_json().to_string(),
                known["requirements"].to_string(),
                "{}",
                ours.sid
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 11);
}

#[test]
fn types_have_the_published_fields() {
    let published_types = [
        (ItemKind::EndUser, "FetchEndUserType__200__fetch"),
        (ItemKind::SupportingDocument, "FetchSupportingDocumentType__200__fetch"),
    ];
    for (kind, name) in published_types {
        let Some(example) = example(name) else { return };
        let catalog = catalog();
        let ours = catalog.item_type(kind, example["machine_name"].as_str().unwrap()).unwrap();
        assert_eq!(ours.friendly_name, example["friendly_name"].as_str().unwrap());
        let fields: Vec<Value> = ours
            .fields
            .iter()
            .map(|field| {
                json!({
                    "machine_name": field.machine_name,
                    "friendly_name": field.friendly_name,
                    "constraint": field.constraint.as_str(),
                })
            })
            .collect();
        assert_eq!(json!(fields), example["fields"]);
    }
}

/// Ours in the vendor's range, named after their HTTP statuses: the vendor publishes none for a request that takes too
/// long, a URI or header fields that are too long, and an unsupported media type.
const OURS: [u32; 4] = [20_408, 20_414, 20_415, 20_431];

#[test]
fn codes_carry_the_published_messages() {
    let Some(path) = published("error-codes.json") else { return };
    let published = read(&path);
    let catalog = catalog();
    for ours in catalog.error_codes().filter(|code| code.code.0 < 99_000 && !OURS.contains(&code.code.0)) {
        let known = published.as_array().unwrap().iter().find(|known| known["code"] == ours.code.0);
        assert_eq!(known.map(|known| known["message"].as_str().unwrap()), Some(ours.message.as_str()));
    }
}

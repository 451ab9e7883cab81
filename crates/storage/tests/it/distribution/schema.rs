//! What Citus demands of tables that are distributed by a column: it is in every key, and rows refer only to rows of
//! the same value (Citus documentation, "Creating and Modifying Distributed Objects", constraints).

use std::collections::BTreeSet;

use trusthub_storage::{GLOBAL_TABLES, TENANT_TABLES};

use crate::schema::{Schema, sqlite_schema};

const ACCOUNT: &str = "account_sid";

/// What stands in the way, table by table.
fn obstacles(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for (name, table) in schema {
        let is_global = GLOBAL_TABLES.iter().any(|(global, _)| global == name);
        if is_global {
            if !table.foreign_keys.is_empty() {
                found.push(format!("{name} is global and has a foreign key"));
            }
            continue;
        }
        if !TENANT_TABLES.contains(&name.as_str()) {
            found.push(format!("{name} is in neither list of db/distribute.rs"));
        }
        if table.primary_key.first().is_none_or(|first| first != ACCOUNT) {
            found.push(format!("{name}: its primary key does not begin with the account"));
        }
        if table.columns.get(ACCOUNT) != Some(&("text".to_owned(), false)) {
            found.push(format!("{name}: its account is not of the type of all others, or may be absent"));
        }
        for (index, (columns, is_unique, _)) in &table.indexes {
            if *is_unique && columns.first().is_none_or(|first| first != ACCOUNT) {
                found.push(format!("{name}: the unique {index} does not begin with the account"));
            }
        }
        for (columns, other, others, _) in &table.foreign_keys {
            let together =
                columns.iter().zip(others).any(|pair| pair == (&ACCOUNT.to_owned(), &ACCOUNT.to_owned()));
            if !together || !TENANT_TABLES.contains(&other.as_str()) {
                found.push(format!("{name} refers to {other} across accounts"));
            }
            let order = |table: &str| TENANT_TABLES.iter().position(|listed| *listed == table);
            if order(other) >= order(name) {
                found.push(format!("{name} stands before {other}, to which it refers"));
            }
        }
    }
    found
}

#[tokio::test]
async fn every_table_can_be_distributed_by_account() {
    assert_eq!(obstacles(&sqlite_schema().await), [""; 0]);
}

#[tokio::test]
async fn every_listed_table_is_there_and_listed_once() {
    let there: BTreeSet<String> = sqlite_schema().await.into_keys().collect();
    let listed: Vec<String> = TENANT_TABLES
        .iter()
        .copied()
        .chain(GLOBAL_TABLES.iter().map(|(table, _)| *table))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed.len(), there.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), there);
}

/// A test that finds nothing proves nothing until it was seen to find something.
#[tokio::test]
async fn what_cannot_be_distributed_is_noticed() {
    type Harm = fn(&mut Schema);
    let harms: [(Harm, &str); 7] = [
        (
            |schema| table(schema, "bundles").primary_key = vec!["sid".to_owned()],
            "bundles: its primary key does not begin with the account",
        ),
        (
            |schema| {
                let columns = vec!["friendly_name".to_owned()];
                table(schema, "cases").indexes.insert("by_name".to_owned(), (columns, true, false));
            },
            "cases: the unique by_name does not begin with the account",
        ),
        (
            |schema| table(schema, "evaluations").foreign_keys[0].0 = vec!["bundle_sid".to_owned()],
            "evaluations refers to bundles across accounts",
        ),
        (
            |schema| table(schema, "evaluations").foreign_keys[0].1 = "reviewers".to_owned(),
            "evaluations refers to reviewers across accounts",
        ),
        (
            |schema| {
                let key = table(schema, "evaluations").foreign_keys[0].clone();
                table(schema, "jobs").foreign_keys.push(key);
            },
            "jobs is global and has a foreign key",
        ),
        (
            |schema| {
                table(schema, "addresses").columns.insert(ACCOUNT.to_owned(), ("bytea".to_owned(), false));
            },
            "addresses: its account is not of the type of all others, or may be absent",
        ),
        (
            |schema| {
                let copy = schema.remove("addresses").unwrap();
                schema.insert("novelties".to_owned(), copy);
            },
            "novelties is in neither list of db/distribute.rs",
        ),
    ];
    for (harm, expected) in harms {
        let mut schema = sqlite_schema().await;
        harm(&mut schema);
        assert!(obstacles(&schema).contains(&expected.to_owned()), "{expected}: {:?}", obstacles(&schema));
    }
}

fn table<'a>(schema: &'a mut Schema, name: &str) -> &'a mut crate::schema::Table {
    schema.get_mut(name).unwrap()
}

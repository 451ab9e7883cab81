//! Every migration exists for both databases, and has its number for itself.

use std::collections::{BTreeMap, BTreeSet};

use super::Tree;

const SQLITE: &str = "crates/storage/migrations/sqlite/";
const POSTGRES: &str = "crates/storage/migrations/postgres/";

/// Migrations without a twin of the same name.
pub fn unpaired(tree: &Tree) -> Vec<String> {
    let names = |folder: &str| {
        tree.paths().filter_map(|path| path.strip_prefix(folder).map(str::to_owned)).collect::<BTreeSet<_>>()
    };
    names(SQLITE)
        .symmetric_difference(&names(POSTGRES))
        .map(|name| format!("migration {name}: must be in both {SQLITE} and {POSTGRES}"))
        .collect()
}

/// Numbers that two migrations have, as happens when two branches take the next free one: none could be applied.
pub fn sharing_a_number(tree: &Tree) -> Vec<String> {
    let mut by_number: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in tree.paths().filter_map(|path| path.strip_prefix(SQLITE)) {
        let number = name.split('_').next().unwrap_or_default();
        by_number.entry(number).or_default().push(name);
    }
    by_number
        .values()
        .filter(|names| names.len() > 1)
        .map(|names| format!("migrations {}: each needs a number of its own", names.join(", ")))
        .collect()
}

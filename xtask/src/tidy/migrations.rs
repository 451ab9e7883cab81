//! Every migration exists for both databases.

use std::collections::BTreeSet;

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

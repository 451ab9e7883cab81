//! Not a chosen damage but every one: each column of each row changed, each row removed, one at a time.

use super::damage::log;
use super::findings;
use crate::harness::dual;
use crate::raw;

/// A table, what tells its rows apart, and how each of its columns can be changed.
struct Table {
    name: &'static str,
    row: &'static str,
    changes: &'static [(&'static str, &'static str)],
}

/// `account_sid = 'AC…' AND sequence = 3` and the like, made by the database.
const OF_ACCOUNT: &str =
    "'account_sid = ''' || account_sid || ''' AND sequence = ' || CAST(sequence AS TEXT)";

const TABLES: &[Table] = &[
    Table {
        name: "audit_entries",
        row: OF_ACCOUNT,
        changes: &[
            ("account_sid", "account_sid || 'x'"),
            ("sequence", "sequence + 100"),
            ("occurred_at", "occurred_at + 1"),
            ("actor", "actor || 'x'"),
            ("action", "action || 'x'"),
            ("subject", "subject || 'x'"),
            ("before_hmac", "x'00'"),
            ("after_hmac", "NULL"),
            ("previous_hash", "x'00'"),
            ("hash", "x'00'"),
        ],
    },
    Table {
        name: "audit_heads",
        row: OF_ACCOUNT,
        changes: &[("account_sid", "account_sid || 'x'"), ("sequence", "sequence - 1"), ("hash", "x'00'")],
    },
    Table {
        name: "audit_pending",
        row: OF_ACCOUNT,
        changes: &[
            ("account_sid", "account_sid || 'x'"),
            ("sequence", "sequence + 100"),
            ("leaf_hash", "x'00'"),
        ],
    },
    Table {
        name: "audit_tree",
        row: OF_ACCOUNT,
        changes: &[
            ("leaf_index", "leaf_index + 100"),
            ("account_sid", "account_sid || 'x'"),
            ("sequence", "sequence + 100"),
            ("leaf_hash", "x'00'"),
        ],
    },
    Table {
        name: "audit_tree_head",
        row: "'id = 1'",
        changes: &[("tree_size", "tree_size + 1"), ("frontier", "x'00'")],
    },
    Table {
        name: "audit_checkpoints",
        row: "'tree_size = ' || CAST(tree_size AS TEXT)",
        changes: &[
            ("tree_size", "tree_size + 100"),
            ("root_hash", "x'00'"),
            ("signed_at", "signed_at + 1"),
            ("public_key", "x'00'"),
            ("signature", "x'00'"),
        ],
    },
];

/// An old checkpoint proves nothing that the newest does not: to be without it is no damage.
fn is_harmless(table: &str, damage: &str, row: &str) -> bool {
    table == "audit_checkpoints" && damage == "removed" && row != "tree_size = 6"
}

dual! {
    async fn no_single_change_goes_unnoticed(db: Db, place: Arc<TestDb>) {
        log(&db).await;
        let mut count = 0;
        for Table { name, row, changes } in TABLES {
            raw::run(&place, &format!("CREATE TABLE saved_{name} AS SELECT * FROM {name}")).await;
            for row in raw::texts(&place, &format!("SELECT {row} FROM {name}")).await {
                let mut damages = vec![("removed", format!("DELETE FROM {name} WHERE {row}"))];
                for (column, change) in *changes {
                    damages.push((column, format!("UPDATE {name} SET {column} = {change} WHERE {row}")));
                }
                for (what, sql) in damages {
                    assert_eq!(raw::run(&place, &sql).await, 1, "{sql}");
                    let found = findings(&db, None).await;
                    assert_eq!(found.is_empty(), is_harmless(name, what, &row), "{name}: {row}: {what}");
                    raw::run(&place, &format!("DELETE FROM {name}")).await;
                    raw::run(&place, &format!("INSERT INTO {name} SELECT * FROM saved_{name}")).await;
                    count += 1;
                }
            }
        }
        assert_eq!(findings(&db, None).await, [""; 0]);
        assert_eq!(count, 7 * 11 + 2 * 4 + 4 + 6 * 5 + 3 + 2 * 6);
    }
}

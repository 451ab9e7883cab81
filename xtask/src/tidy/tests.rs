use std::collections::BTreeMap;

use super::edges::{self, Edge};
use super::{Tree, layout, metrics, migrations, text};

fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Tree { files: files.collect::<BTreeMap<_, _>>() }
}

fn edge(from: &str, to: &str, is_dev: bool) -> Edge {
    Edge { from: format!("trusthub-{from}"), to: to.to_owned(), is_dev }
}

#[test]
fn five_hundred_and_one_lines_are_too_many_except_in_tests() {
    let long = "x\n".repeat(501);
    let tree = tree(&[
        ("crates/a/src/long.rs", &long),
        ("crates/a/tests/it/long.rs", &long),
        ("crates/a/src/tests.rs", &long),
    ]);
    let complaints = text::long_files(&tree, text::TOO_LONG);
    assert_eq!(complaints, ["crates/a/src/long.rs: 501 lines; aim for 150, 500 is the limit"]);
}

#[test]
fn a_file_worth_a_look_is_not_too_long() {
    let tree =
        tree(&[("a.rs", &"x\n".repeat(301)), ("b.rs", &"x\n".repeat(300)), ("c.rs", &"x\n".repeat(501))]);
    assert_eq!(text::long_files(&tree, text::WORTH_A_LOOK).len(), 1);
    assert_eq!(text::long_files(&tree, text::TOO_LONG).len(), 1);
}

#[test]
fn a_module_must_say_what_it_is_for() {
    let tree =
        tree(&[("a.rs", "//! Says it.\n"), ("b.rs", "use std::fs;\n"), ("src/tests.rs", "use super::x;\n")]);
    assert_eq!(text::modules_without_introduction(&tree).len(), 1);
}

#[test]
fn unfinished_work_is_found_with_its_line() {
    let later = format!("//! A.\nfn a() {{\n    {}\n}}\n", concat!("to", "do!()"));
    let skipped = format!("{}]\nfn b() {{}}\n", concat!("#[ig", "nore"));
    let found = text::unfinished(&tree(&[("a.rs", &later), ("tests/b.rs", &skipped), ("notes.md", &later)]));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("a.rs:3: "), "{found:?}");
}

#[test]
fn paths_of_a_machine_are_found_in_any_text() {
    let page = format!("see {}notes\n", concat!("/ro", "ot/"));
    assert_eq!(text::machine_paths(&tree(&[("README.md", &page), ("Cargo.lock", &page)])).len(), 1);
}

#[test]
fn every_migration_needs_its_twin() {
    let tree = tree(&[
        ("crates/storage/migrations/sqlite/0001_first.sql", ""),
        ("crates/storage/migrations/postgres/0001_first.sql", ""),
        ("crates/storage/migrations/sqlite/0002_second.sql", ""),
    ]);
    let complaints = migrations::unpaired(&tree);
    assert_eq!(complaints.len(), 1);
    assert!(complaints[0].contains("0002_second.sql"), "{complaints:?}");
}

#[test]
fn every_migration_needs_a_number_of_its_own() {
    let tree = tree(&[
        ("crates/storage/migrations/sqlite/0001_first.sql", ""),
        ("crates/storage/migrations/sqlite/0002_mine.sql", ""),
        ("crates/storage/migrations/sqlite/0002_yours.sql", ""),
        ("crates/storage/migrations/postgres/0002_yours.sql", ""),
    ]);
    let complaints = migrations::sharing_a_number(&tree);
    assert_eq!(complaints, ["migrations 0002_mine.sql, 0002_yours.sql: each needs a number of its own"]);
}

#[test]
fn a_metric_is_emitted_explained_and_asked_for_by_the_same_name() {
    let code = "//! A.\nfn f() {\n    metrics::counter!(\n        \"trusthub_a_total\"\n    );\n    metrics::histogram!(\"trusthub_b_seconds\");\n}\n";
    let page = "| `trusthub_b_seconds` | it |\n| `trusthub_gone` | it |\n### TrusthubOld\n";
    let alerts = "- alert: TrusthubNew\n  expr: trusthub_b_seconds_bucket > trusthub_c_total\n";
    let tree = tree(&[
        ("crates/a/src/lib.rs", code),
        ("docs/operations.md", page),
        ("packaging/prometheus/alerts.yml", alerts),
    ]);
    let complaints = metrics::undocumented(&tree).join("\n");
    for part in
        ["explain trusthub_a_total", "trusthub_gone, which", "asks for trusthub_c_total", "about TrusthubNew"]
    {
        assert!(complaints.contains(part), "{part}: {complaints}");
    }
    assert_eq!(complaints.lines().count(), 4, "{complaints}");
}

#[test]
fn the_layout_page_names_each_folder_and_no_other() {
    let page = "# Title\n```text\ncrates/\n  domain/  what\n  gone/    old\ndocs/      pages\n```\n```text\nnot/ here\n```\n";
    let tree = tree(&[
        ("ARCHITECTURE.md", page),
        ("crates/domain/src/lib.rs", ""),
        ("crates/api/src/lib.rs", ""),
        ("docs/a.md", ""),
        (".ci/run", ""),
    ]);
    let complaints = layout::undocumented(&tree);
    assert_eq!(
        complaints,
        ["ARCHITECTURE.md: does not name crates/api/", "ARCHITECTURE.md: names crates/gone/, which is gone"]
    );
}

#[test]
fn snapshots_nobody_has_accepted_are_refused() {
    assert_eq!(layout::pending_snapshots(&tree(&[("a.snap", ""), ("a.snap.new", "")])).len(), 1);
}

#[test]
fn calls_go_down_only() {
    let allowed = [
        edge("api", "trusthub-app", false),
        edge("api", "axum", false),
        edge("api", "trusthub-testkit", true),
        edge("storage", "sqlx", false),
        edge("trusthub", "trusthub-gateways", false),
    ];
    assert_eq!(edges::forbidden(&allowed), Vec::<String>::new());
    for refused in [
        edge("api", "trusthub-storage", false),
        edge("api", "trusthub-gateways", true),
        edge("api", "sqlx", true),
        edge("api", "trusthub-testkit", false),
        edge("storage", "trusthub-testkit", true),
        edge("app", "axum", false),
        edge("domain", "tokio", false),
        edge("domain", "trusthub-app", false),
        edge("newcomer", "serde", false),
    ] {
        assert_eq!(edges::forbidden(std::slice::from_ref(&refused)).len(), 1, "{refused:?}");
    }
}

#[test]
fn this_workspace_keeps_its_edges() {
    let edges = edges::read().unwrap();
    assert!(!edges.is_empty());
    assert_eq!(edges::forbidden(&edges), Vec::<String>::new());
}

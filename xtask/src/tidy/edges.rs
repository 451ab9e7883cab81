//! Calls go down only: which crate may name which. The drawing is in ARCHITECTURE.md.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{shell, workspace};

/// One crate names another in its `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    pub from: String,
    pub to: String,
    /// For tests only.
    pub is_dev: bool,
}

/// Our crates without their common prefix, from the bottom to the top, and whom each may name.
const DOWN: [(&str, &[&str]); 17] = [
    ("domain", &[]),
    ("stir", &[]),
    ("signin", &[]),
    // One ES256 and one strict reader of JSON for both.
    ("credentials", &["stir"]),
    ("vetting", &["domain"]),
    ("storage", &["domain"]),
    // What others serve is read by the pure crates that know its form.
    ("gateways", &["domain", "signin", "stir"]),
    ("app", &["credentials", "domain", "gateways", "signin", "stir", "storage", "vetting"]),
    ("web", &[]),
    ("api", &["app", "domain", "web"]),
    ("console", &["app", "domain", "web"]),
    ("sip", &["app", "domain"]),
    // The binary wires everything, so it may name everything but the test harness.
    (
        "trusthub",
        &[
            "api",
            "app",
            "console",
            "credentials",
            "domain",
            "gateways",
            "sip",
            "stir",
            "storage",
            "vetting",
            "web",
        ],
    ),
    ("testkit", &["app", "domain", "gateways", "stir", "storage", "vetting"]),
    ("fuzz", &["api", "credentials", "domain", "gateways", "signin", "sip", "stir", "testkit", "vetting"]),
    ("xtask", &[]),
    // Measures from outside; it takes the statements from where they are kept, what training learns from, and the face that
    // partners ask.
    ("benches", &["api", "app", "domain", "stir", "storage", "testkit", "vetting"]),
];

/// Crates of others that some of ours may never name, tests included.
const BANNED: [(&[&str], &[&str]); 3] = [
    // Pure: no I/O, no async, no clock.
    (
        &["credentials", "domain", "signin", "stir", "vetting"],
        &["axum", "hyper", "lettre", "object_store", "reqwest", "sqlx", "tokio"],
    ),
    // Speaks neither HTTP nor SQL.
    (&["app"], &["axum", "sqlx", "tower-http"]),
    (&["api", "console", "sip"], &["sqlx", "lettre", "object_store"]),
];

/// The edges of this workspace, straight from cargo.
///
/// # Errors
/// cargo cannot read the workspace.
pub fn read() -> Result<Vec<Edge>> {
    let metadata = shell::capture(workspace::cargo().args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version=1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata is not JSON")?;
    let text =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut edges = Vec::new();
    for package in list(&metadata, "packages") {
        for dependency in list(&package, "dependencies") {
            edges.push(Edge {
                from: text(&package, "name"),
                to: text(&dependency, "name"),
                is_dev: text(&dependency, "kind") == "dev",
            });
        }
    }
    Ok(edges)
}

/// Edges that point up, or out to where they may not.
pub fn forbidden(edges: &[Edge]) -> Vec<String> {
    edges.iter().filter_map(complaint).collect()
}

fn complaint(edge: &Edge) -> Option<String> {
    let from = ours(&edge.from)?;
    let Some((_, allowed)) = DOWN.iter().find(|(name, _)| *name == from) else {
        return Some(format!(
            "crate {from}: not in the list of xtask/src/tidy/edges.rs; say there whom it may name"
        ));
    };
    let banned = BANNED.iter().any(|(who, whom)| who.contains(&from) && whom.contains(&edge.to.as_str()));
    let goes_up = ours(&edge.to).is_some_and(|to| {
        // The harness sits on top of `app`, so only what is not below it may use it.
        let is_harness =
            edge.is_dev && to == "testkit" && ["app", "api", "console", "sip", "trusthub"].contains(&from);
        !allowed.contains(&to) && !is_harness
    });
    (banned || goes_up).then(|| format!("crate {from}: may not name {}", edge.to))
}

fn ours(package: &str) -> Option<&str> {
    if package == "xtask" { Some(package) } else { package.strip_prefix("trusthub-") }
}

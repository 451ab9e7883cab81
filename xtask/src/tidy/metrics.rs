//! Metrics: what the code emits is what the operators' page explains, and dashboard and alerts ask for nothing else.

use std::collections::BTreeSet;

use super::{Tree, is_test};

const PAGE: &str = "docs/operations.md";

/// Files that name metrics to ask for them.
const ASKING: [&str; 2] = ["packaging/prometheus/alerts.yml", "packaging/grafana/trusthub.json"];

/// Beginnings of the names of our metrics.
const OURS: [&str; 2] = ["trusthub_", "process_"];

/// What Prometheus appends to the name of a histogram.
const PARTS: [&str; 3] = ["_bucket", "_sum", "_count"];

/// Metrics that are emitted and not explained, or the reverse, or asked for and not there; alerts that the page does
/// not explain.
pub fn undocumented(tree: &Tree) -> Vec<String> {
    let Some(page) = tree.text(PAGE) else {
        return vec![format!("{PAGE}: missing")];
    };
    let (emitted, explained) = (emitted(tree), explained(page));
    let missing = emitted.difference(&explained).map(|name| format!("{PAGE}: does not explain {name}"));
    let idle =
        explained.difference(&emitted).map(|name| format!("{PAGE}: explains {name}, which is not emitted"));
    let asked = ASKING.iter().flat_map(|path| {
        let text = tree.text(path).unwrap_or_default();
        let unknown = words(text).filter(|name| !is_known(name, &explained));
        unknown.map(move |name| format!("{path}: asks for {name}, which is not emitted")).collect::<Vec<_>>()
    });
    let alerts = tree.text(ASKING[0]).unwrap_or_default().lines();
    let alerts = alerts.filter_map(|line| line.trim().strip_prefix("- alert: "));
    let untold = alerts
        .filter(|name| !page.lines().any(|line| line.strip_prefix("### ") == Some(*name)))
        .map(|name| format!("{PAGE}: does not say what to do about {name}"));
    missing.chain(idle).chain(asked).chain(untold).collect()
}

/// Names in `counter!("…"`, `gauge!("…"` and `histogram!("…"`.
fn emitted(tree: &Tree) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, text) in tree.rust().filter(|(path, _)| path.starts_with("crates/") && !is_test(path)) {
        for call in ["counter!(", "gauge!(", "histogram!("] {
            for (_, rest) in text.match_indices(call).map(|(at, _)| text.split_at(at + call.len())) {
                let name = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
                names.extend(name.filter(|name| is_ours(name)).map(str::to_owned));
            }
        }
    }
    names
}

/// Names in the first column of a table.
fn explained(page: &str) -> BTreeSet<String> {
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells.filter(|name| is_ours(name)).map(str::to_owned).collect()
}

fn is_known(name: &str, explained: &BTreeSet<String>) -> bool {
    let whole = PARTS.iter().find_map(|part| name.strip_suffix(part)).unwrap_or(name);
    explained.contains(name) || explained.contains(whole)
}

fn is_ours(name: &str) -> bool {
    OURS.iter().any(|beginning| name.starts_with(beginning))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| is_ours(word))
}

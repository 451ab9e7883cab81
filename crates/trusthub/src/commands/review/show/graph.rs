//! What a bundle shares with bundles of other accounts: in words, and as programs read it (a contract, docs/cli.md).

use serde::Serialize;
use trusthub_app::review::rings::{Graph, Link, Node, Shared, Widespread};
use trusthub_domain::bundle::Status;
use trusthub_domain::sid::BundleSid;

use crate::output::{self, Style};

#[derive(Serialize)]
pub(super) struct ShownGraph<'a> {
    nodes: Vec<ShownNode<'a>>,
    links: Vec<ShownLink<'a>>,
    common: Vec<ShownCommon<'a>>,
    is_cut: bool,
}

#[derive(Serialize)]
struct ShownNode<'a> {
    bundle_sid: String,
    account_sid: String,
    business_name: &'a str,
    status: &'static str,
    steps: u8,
}

#[derive(Serialize)]
struct ShownLink<'a> {
    from: String,
    to: String,
    shares: Vec<ShownShare<'a>>,
}

#[derive(Serialize)]
struct ShownShare<'a> {
    kind: &'static str,
    value: Option<&'a str>,
}

#[derive(Serialize)]
struct ShownCommon<'a> {
    kind: &'static str,
    value: Option<&'a str>,
    accounts_above: u32,
}

impl<'a> From<&'a Graph> for ShownGraph<'a> {
    fn from(graph: &'a Graph) -> Self {
        let node = |node: &'a Node| ShownNode {
            bundle_sid: node.bundle_sid.to_string(),
            account_sid: node.account_sid.to_string(),
            business_name: &node.business_name,
            status: node.status.as_str(),
            steps: node.steps,
        };
        let link = |link: &'a Link| ShownLink {
            from: link.from.to_string(),
            to: link.to.to_string(),
            shares: link.shares.iter().map(ShownShare::from).collect(),
        };
        let common = |one: &'a Widespread| ShownCommon {
            kind: one.shared.kind.as_str(),
            value: one.shared.value.as_deref(),
            accounts_above: one.families_above,
        };
        Self {
            nodes: graph.nodes.iter().map(node).collect(),
            links: graph.links.iter().map(link).collect(),
            common: graph.common.iter().map(common).collect(),
            is_cut: graph.is_cut,
        }
    }
}

impl<'a> From<&'a Shared> for ShownShare<'a> {
    fn from(shared: &'a Shared) -> Self {
        Self { kind: shared.kind.as_str(), value: shared.value.as_deref() }
    }
}

/// Each neighbour with what it shares, the nearest first.
pub(super) fn section(graph: &Graph, style: Style) -> Vec<String> {
    let Some(itself) = graph.nodes.first() else { return Vec::new() };
    let mut lines = super::section("shared", "with other accounts; never shown to customers", style).to_vec();
    for node in graph.nodes.iter().filter(|node| node.steps > 0) {
        let name = output::harmless(&node.business_name);
        lines.push(format!(
            "  {}  {}  {} of {}",
            style.bold(name),
            standing(node.status, style),
            node.bundle_sid,
            style.dim(node.account_sid.to_string())
        ));
        for link in
            graph.links.iter().filter(|link| link.to == node.bundle_sid || link.from == node.bundle_sid)
        {
            lines.extend(told(graph, link, node, itself.bundle_sid, style));
        }
    }
    for one in &graph.common {
        let above = one.families_above;
        lines.push(format!(
            "  {}: in more than {above} accounts, so it says nothing",
            in_words(&one.shared, style)
        ));
    }
    if graph.is_cut {
        lines.push(style.dim("  There are more; look at one of these to see further."));
    }
    lines
}

/// A line is told where it was drawn to, or at the further end.
fn told(graph: &Graph, link: &Link, node: &Node, itself: BundleSid, style: Style) -> Option<String> {
    let other = if link.to == node.bundle_sid { link.from } else { link.to };
    let other = graph.nodes.iter().find(|one| one.bundle_sid == other)?;
    let is_told_there =
        other.steps > node.steps || (other.steps == node.steps && link.from == node.bundle_sid);
    if is_told_there {
        return None;
    }
    let shares: Vec<String> = link.shares.iter().map(|shared| in_words(shared, style)).collect();
    let with = if other.bundle_sid == itself {
        String::new()
    } else {
        format!(" with {}", output::harmless(&other.business_name))
    };
    Some(format!("        the same {}{with}", shares.join(", ")))
}

fn in_words(shared: &Shared, style: Style) -> String {
    let kind = style.name(shared.kind.in_words());
    match &shared.value {
        Some(value) => format!("{kind} {}", output::harmless(value)),
        None => kind,
    }
}

fn standing(status: Status, style: Style) -> String {
    let words = status.in_words();
    match status {
        Status::Approved => style.good(words),
        Status::Rejected => style.bad(words),
        Status::Draft | Status::PendingReview | Status::InReview => style.attention(words),
    }
}

//! Who shares what with whom, drawn: the bundle in the middle of a circle of the others.

use trusthub_app::review::rings::Graph;
use trusthub_domain::shared::SharedKind;

/// The drawing and the table behind it.
pub(super) struct Drawing {
    pub(super) dots: Vec<Dot>,
    pub(super) lines: Vec<Line>,
    pub(super) rows: Vec<Shares>,
    pub(super) common: Vec<String>,
    pub(super) is_cut: bool,
}

/// A bundle.
pub(super) struct Dot {
    pub(super) x: i32,
    pub(super) y: i32,
    /// Its number in the table; 0 is the bundle itself.
    pub(super) number: usize,
}

/// Something shared.
pub(super) struct Line {
    pub(super) from: (i32, i32),
    pub(super) to: (i32, i32),
}

/// A row of the table.
pub(super) struct Shares {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) status: &'static str,
    pub(super) account: String,
    pub(super) shares: Vec<String>,
}

/// Places on the circle, in hundredths of its radius: cosine and sine of each twelfth of a turn.
const PLACES: [(i32, i32); 12] = [
    (100, 0),
    (87, 50),
    (50, 87),
    (0, 100),
    (-50, 87),
    (-87, 50),
    (-100, 0),
    (-87, -50),
    (-50, -87),
    (0, -100),
    (50, -87),
    (87, -50),
];
const CENTRE: (i32, i32) = (200, 160);

/// `None` if it shares nothing.
pub(super) fn draw(graph: &Graph) -> Option<Drawing> {
    if graph.nodes.is_empty() && graph.common.is_empty() {
        return None;
    }
    let place = |number: usize| {
        let Some(index) = number.checked_sub(1) else { return CENTRE };
        // Every twelfth goes further out.
        let radius = 110 + 22 * i32::try_from(index / PLACES.len()).unwrap_or_default();
        let (x, y) = PLACES.get(index % PLACES.len()).copied().unwrap_or_default();
        (CENTRE.0 + x * radius / 70, CENTRE.1 + y * radius / 100)
    };
    let number_of = |sid| graph.nodes.iter().position(|node| node.bundle_sid == sid);
    let lines = graph
        .links
        .iter()
        .filter_map(|link| Some(Line { from: place(number_of(link.from)?), to: place(number_of(link.to)?) }));
    let rows = graph.nodes.iter().enumerate().skip(1).map(|(number, node)| Shares {
        number,
        name: node.business_name.clone(),
        href: format!("/console/review/{}", node.bundle_sid),
        status: node.status.in_words(),
        account: node.account_sid.to_string(),
        shares: shares(graph, number),
    });
    let dots = (0..graph.nodes.len()).map(|number| {
        let (x, y) = place(number);
        Dot { x, y, number }
    });
    Some(Drawing {
        dots: dots.collect(),
        lines: lines.collect(),
        rows: rows.collect(),
        common: graph
            .common
            .iter()
            .map(|one| in_words(one.shared.kind, one.shared.value.as_deref()))
            .collect(),
        is_cut: graph.is_cut,
    })
}

/// What the bundle of this number shares, and with whom.
fn shares(graph: &Graph, number: usize) -> Vec<String> {
    let Some(node) = graph.nodes.get(number) else { return Vec::new() };
    let touching =
        graph.links.iter().filter(|link| link.from == node.bundle_sid || link.to == node.bundle_sid);
    touching
        .flat_map(|link| {
            let other = if link.to == node.bundle_sid { link.from } else { link.to };
            let position = graph.nodes.iter().position(|one| one.bundle_sid == other);
            let with = match position {
                Some(0) => "with this one".to_owned(),
                Some(number) => format!("with {number}"),
                None => String::new(),
            };
            link.shares.iter().map(move |one| format!("{} {with}", in_words(one.kind, one.value.as_deref())))
        })
        .collect()
}

fn in_words(kind: SharedKind, value: Option<&str>) -> String {
    let kind = match kind {
        SharedKind::BusinessIdentifier => "registration number",
        SharedKind::Phone => "phone number",
        SharedKind::Email => "e-mail address",
        SharedKind::Domain => "domain",
        SharedKind::Address => "address",
        SharedKind::Document => "file",
        SharedKind::Person => "person",
    };
    value.map_or_else(|| kind.to_owned(), |value| format!("{kind} {value}"))
}

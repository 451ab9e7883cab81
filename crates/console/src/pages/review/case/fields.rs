//! What was entered, each field with the evidence about it.

use serde_json::Value;
use trusthub_app::Hub;
use trusthub_app::review::Dossier;
use trusthub_domain::item::{Address, Attributes};
use trusthub_domain::policy::ItemKind;
use trusthub_domain::review::{Evidence, Outcome, Weight};

use crate::words::{Badge, size};

/// An end user, a document or an address.
pub(super) struct Object {
    pub(super) title: String,
    pub(super) sid: String,
    pub(super) rows: Vec<Row>,
    pub(super) file: Option<File>,
}

/// A field.
pub(super) struct Row {
    /// `<object type>.<field>`
    pub(super) path: String,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) proofs: Vec<Proof>,
}

/// What a check found.
pub(super) struct Proof {
    pub(super) badge: Badge,
    pub(super) check: String,
    pub(super) why: String,
    pub(super) compared: String,
    pub(super) source: String,
}

/// An uploaded file.
pub(super) struct File {
    pub(super) what: String,
    pub(super) href: String,
    pub(super) is_image: bool,
    pub(super) may_open: bool,
}

/// The objects of a bundle, and the evidence that is about none of their fields.
pub(super) fn of(
    hub: &Hub,
    dossier: &Dossier,
    evidence: &[Evidence],
    base: &str,
    may_open: bool,
) -> (Vec<Object>, Vec<Proof>) {
    let of_type = |kind, type_name: &str, attributes: &Attributes| {
        let item_type = hub.catalog().item_type(kind, type_name);
        let title = item_type.map_or_else(|| type_name.to_owned(), |known| known.friendly_name.clone());
        let label = |name: &str| {
            let rule = item_type.and_then(|known| known.field(name));
            rule.map_or_else(|| name.replace('_', " "), |rule| rule.friendly_name.clone())
        };
        let mut rows: Vec<Row> = attributes
            .iter()
            .map(|(name, value)| row(format!("{type_name}.{name}"), label(name), text(value), evidence))
            .collect();
        // What a check misses has no value, and still something to say.
        for one in evidence {
            let Some(path) = one.field.as_deref() else { continue };
            let Some((of, name)) = path.split_once('.') else { continue };
            if of == type_name && !rows.iter().any(|row| row.path == path) {
                rows.push(row(path.to_owned(), label(name), String::new(), evidence));
            }
        }
        (title, rows)
    };
    let mut objects = Vec::new();
    for one in &dossier.end_users {
        let (title, rows) = of_type(ItemKind::EndUser, &one.type_name, &one.attributes);
        objects.push(Object { title, sid: one.sid.to_string(), rows, file: None });
    }
    for one in &dossier.documents {
        let (title, rows) = of_type(ItemKind::SupportingDocument, &one.type_name, &one.attributes);
        let file = one.file.as_ref().map(|file| File {
            what: format!("{}, {}", file.media_type.as_str(), size(file.size_bytes)),
            href: format!("{base}/documents/{}", one.sid),
            is_image: file.media_type.as_str().starts_with("image/"),
            may_open,
        });
        objects.push(Object { title, sid: one.sid.to_string(), rows, file });
    }
    for address in &dossier.addresses {
        let rows = vec![Row {
            path: String::new(),
            label: "Address".to_owned(),
            value: in_one_line(address),
            proofs: Vec::new(),
        }];
        objects.push(Object { title: "Address".to_owned(), sid: address.sid.to_string(), rows, file: None });
    }
    let is_shown = |one: &Evidence| {
        let paths = objects.iter().flat_map(|object| &object.rows).map(|row| row.path.as_str());
        one.field.as_deref().is_some_and(|field| paths.into_iter().any(|path| path == field))
    };
    let general = evidence.iter().filter(|one| !is_shown(one)).map(proof).collect();
    (objects, general)
}

/// What a reason or a question may be about: each path with its name.
pub(super) fn choices(objects: &[Object]) -> Vec<(String, String)> {
    let rows = objects.iter().flat_map(|object| object.rows.iter().map(move |row| (object, row)));
    rows.filter(|(_, row)| !row.path.is_empty())
        .map(|(object, row)| (row.path.clone(), format!("{}: {}", object.title, row.label)))
        .collect()
}

fn row(path: String, label: String, value: String, evidence: &[Evidence]) -> Row {
    let about = evidence.iter().filter(|one| one.field.as_deref() == Some(path.as_str()));
    Row { proofs: about.map(proof).collect(), path, label, value }
}

fn proof(one: &Evidence) -> Proof {
    let badge = match (one.outcome, one.weight) {
        (Outcome::Pass, _) => Badge { text: "Holds", class: "badge-good", sign: "✓" },
        (Outcome::Fail, Weight::Hard) => Badge { text: "Fails", class: "badge-bad", sign: "✕" },
        (Outcome::Fail, Weight::Soft) => Badge { text: "Weigh it", class: "badge-warn", sign: "!" },
        (Outcome::Unknown, _) => Badge { text: "Not known", class: "", sign: "?" },
    };
    let source = one.source.as_ref().map(|source| {
        [&source.name, &source.version, &source.date].map(String::as_str).join(" ").trim().to_owned()
    });
    Proof {
        badge,
        check: one.check.clone(),
        why: one.why.clone(),
        compared: one.compared.clone(),
        source: source.unwrap_or_default(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn in_one_line(address: &Address) -> String {
    let parts = [
        Some(&address.customer_name),
        Some(&address.street),
        address.street_secondary.as_ref(),
        Some(&address.city),
        Some(&address.region),
        Some(&address.postal_code),
        Some(&address.iso_country),
    ];
    let parts = parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

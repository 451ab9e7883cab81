//! Why a bundle was turned down, each reason with the way to mend it.

use trusthub_app::Hub;
use trusthub_app::bundles::filling::Filled;
use trusthub_domain::bundle::{ObjectSid, Reason, ReasonCode, ReasonObject};
use trusthub_domain::evaluation::InvalidField;
use trusthub_domain::policy::{ItemKind, Policy};

use super::labels;
use super::steps::{Progress, Step};
use crate::fault::sentence;

/// One reason as a page shows it.
pub(crate) struct Shown {
    pub(crate) code: u32,
    /// What it is about, in words.
    pub(crate) subject: String,
    pub(crate) what: String,
    /// How to mend it.
    pub(crate) mend: String,
    /// What the reviewer wrote.
    pub(crate) note: Option<String>,
    /// The step in which it is mended.
    pub(crate) href: Option<String>,
}

/// The reasons of a bundle.
pub(crate) fn of(hub: &Hub, policy: &Policy, filled: &Filled, base: &str) -> Vec<Shown> {
    let reasons = filled.bundle.shown_reasons();
    reasons.iter().map(|reason| shown(hub, policy, filled, base, reason)).collect()
}

fn shown(hub: &Hub, policy: &Policy, filled: &Filled, base: &str, reason: &Reason) -> Shown {
    let slug = slug(policy, filled, reason);
    let mend = hub.catalog().error_code(reason.code).map(|code| code.mend.clone()).unwrap_or_default();
    let can_mend = filled.bundle.may_change().is_ok();
    let anchor = reason.field.as_deref().and_then(|path| path.split_once('.')).map(|(_, field)| field);
    let href = slug.filter(|_| can_mend).map(|slug| match anchor {
        Some(field) => format!("{base}/steps/{slug}#{field}"),
        None => format!("{base}/steps/{slug}"),
    });
    Shown {
        code: reason.code.0,
        subject: subject(hub, reason),
        what: sentence(&reason.message),
        mend,
        note: reason.note.clone(),
        href,
    }
}

/// The step that holds what a reason is about: by the object, else by the type that its field names.
fn slug<'p>(policy: &'p Policy, filled: &'p Filled, reason: &Reason) -> Option<&'p str> {
    let object = match reason.object {
        Some(ReasonObject::EndUser(sid)) => Some(ObjectSid::EndUser(sid)),
        Some(ReasonObject::SupportingDocument(sid)) => Some(ObjectSid::SupportingDocument(sid)),
        None => None,
    };
    let by_type = |type_name: &str| {
        let of = |kind| policy.requirement_for_item(kind, type_name);
        of(ItemKind::EndUser).or_else(|| of(ItemKind::SupportingDocument))
    };
    let by_object = object.and_then(|object| {
        let item = filled.items.iter().find(|item| item.object_sid == object)?;
        by_type(&item.object_type)
    });
    let named =
        reason.field.as_deref().map(|path| path.split_once('.').map_or(path, |(type_name, _)| type_name));
    by_object.or_else(|| named.and_then(by_type)).or_else(|| match reason.code {
        ReasonCode::ADDRESS => by_type("customer_profile_address"),
        ReasonCode::REPRESENTATIVE_1 => {
            let seats = ["authorized_representative_1", "gb_authorized_representative", "gb_individual"];
            seats.into_iter().find_map(by_type)
        }
        ReasonCode::REPRESENTATIVE_2 => by_type("authorized_representative_2"),
        ReasonCode::WEBSITE | ReasonCode::BUSINESS_ID | ReasonCode::REGISTRATION_AUTHORITY => {
            by_type("customer_profile_business_information")
        }
        _ => None,
    })
}

/// `authorized_representative_1.email` as "A representative: Email".
fn subject(hub: &Hub, reason: &Reason) -> String {
    let Some(path) = reason.field.as_deref() else { return String::new() };
    let (type_name, field) = path.split_once('.').unwrap_or((path, ""));
    let (title, _) = labels::of_step(type_name);
    let item_type = hub
        .catalog()
        .item_type(ItemKind::EndUser, type_name)
        .or_else(|| hub.catalog().item_type(ItemKind::SupportingDocument, type_name));
    let title = match item_type {
        Some(item_type) if title.is_empty() => item_type.friendly_name.as_str(),
        _ => title,
    };
    let name =
        item_type.and_then(|item_type| item_type.field(field)).map(|rule| rule.shown_name().to_owned());
    match (title, name) {
        ("", Some(name)) => name,
        ("", None) => String::new(),
        (title, Some(name)) => format!("{title}: {name}"),
        (title, None) => title.to_owned(),
    }
}

/// What is still open in a step, in the words of the evaluation; nothing before it was begun.
pub(crate) fn open_if_begun(filled: &Filled, step: &Step<'_>) -> Vec<String> {
    if matches!(step.progress, Progress::Todo | Progress::LeftOut) {
        return Vec::new();
    }
    let rows = super::steps::rows(filled, step.slug).filter(|row| !row.passed);
    let words = |wrong: &InvalidField| wrong.failure_reason.clone();
    rows.flat_map(|row| {
        let whole = row.failure_reason.iter().filter(|_| row.invalid.is_empty()).cloned();
        whole.chain(row.invalid.iter().map(words))
    })
    .collect()
}

//! A document as a part of a form.

use trusthub_domain::policy::{
    AcceptedDocument, DocumentRequirement, FieldRule, Format, GB_NUMBERS_BUSINESS, GB_NUMBERS_INDIVIDUAL,
    Policy,
};

use super::address::{self, COUNTRY};
use super::reading;
use super::sheet::Opened;
use crate::form::{Choice, Control, Field};
use crate::session::Posted;

/// The inputs of a document: which of those that will do, its fields, its address, its file.
pub(super) fn inputs(
    opened: &Opened<'_>,
    slug: &str,
    wanted: &DocumentRequirement,
    posted: Option<&Posted>,
) -> Vec<Field> {
    let filled = &opened.filled;
    let known = filled.document(opened.policy, slug);
    let Some(accepted) = accepted(wanted, posted, known.map(|document| document.type_name.as_str())) else {
        return Vec::new();
    };
    let mut fields = Vec::new();
    if wanted.accepted.iter().any(|other| other.friendly_name != accepted.friendly_name) {
        let choices =
            wanted.accepted.iter().map(|other| Choice::new(&other.type_name, &other.friendly_name)).collect();
        let which = Field::new(Control::Radios(choices), "document_type", "Which document");
        fields.push(which.value(&accepted.type_name));
    }
    let attributes = known.map(|document| &document.attributes);
    fields.extend(reading::fields(&accepted.fields, attributes));
    if accepted.fields.iter().any(is_address) {
        let end_users = filled.parts.end_users.iter();
        let legal_name = end_users
            .filter_map(|end_user| end_user.attributes.get("business_name")?.as_str())
            .next()
            .unwrap_or_default();
        let known = known.and_then(|document| filled.address(document));
        let country = posted.and_then(|posted| posted.get(COUNTRY));
        let country =
            country.or(known.map(|known| known.iso_country.as_str())).unwrap_or(home(opened.policy));
        fields.extend(address::fields(known, legal_name, country));
    }
    if accepted.needs_file {
        let has_file = known.is_some_and(|document| document.file.is_some());
        let hint = if has_file {
            "A PDF, PNG or JPEG. You uploaded one; another takes its place."
        } else {
            "A PDF, PNG or JPEG in which everything can be read."
        };
        let input =
            Field::new(Control::File("application/pdf,image/png,image/jpeg"), "file", "File").hint(hint);
        fields.push(if has_file { input.optional() } else { input });
    }
    fields
}

/// The country that an address begins with.
fn home(policy: &Policy) -> &'static str {
    match policy.object_type.as_str() {
        GB_NUMBERS_BUSINESS | GB_NUMBERS_INDIVIDUAL => "GB",
        _ => "US",
    }
}

pub(super) fn is_address(rule: &FieldRule) -> bool {
    rule.format == Some(Format::AddressSids)
}

/// Which of the documents that will do is meant: the one that was chosen, else the one that is there, else the first.
pub(super) fn accepted<'w>(
    wanted: &'w DocumentRequirement,
    posted: Option<&Posted>,
    known: Option<&str>,
) -> Option<&'w AcceptedDocument> {
    let chosen = posted.and_then(|posted| posted.get("document_type")).or(known);
    let chosen = chosen.and_then(|chosen| wanted.accepted.iter().find(|other| other.type_name == chosen));
    chosen.or_else(|| wanted.accepted.first())
}

//! The evaluation itself: one row per requirement, in the order end users, documents, supporting bundles.

use super::field::{self, DOCUMENT_FIELD, Subject};
use super::parts::Parts;
use super::report::{InvalidField, Report, ResultRow, ValidField};
use super::{messages, support};
use crate::bundle::{ReasonCode, ReasonObject};
use crate::item::{EndUser, SupportingDocument};
use crate::policy::{
    AcceptedDocument, Catalog, DocumentRequirement, EndUserRequirement, FieldRule, ItemKind, Need, Policy,
};

const END_USER_MISSING: ReasonCode = ReasonCode(22214);
const DOCUMENT_MISSING: ReasonCode = ReasonCode(22216);
const FIELD_UNLIKE: ReasonCode = ReasonCode(22218);

/// Holds `parts` against `policy`.
///
/// `catalog` is where the policies of supporting bundles are looked up. Pure: same input, same report, whatever the
/// attributes hold. Objects of types that the policy does not name are passed over. Of several objects of one type
/// the one with the fewest faults counts. What a policy may hold beyond what it asks for (`extensions`) has a row only where
/// it is there, after those of the end users: without it a report reads as the vendor's.
///
/// Source: the vendor's published evaluations; the checks of single values are ours.
#[must_use]
pub fn evaluate(policy: &Policy, catalog: &Catalog, parts: &Parts) -> Report {
    let is_there = |wanted: &&EndUserRequirement| {
        parts.end_users.iter().any(|end_user| end_user.type_name == wanted.type_name)
    };
    let end_users = policy.end_users.iter().chain(policy.extensions.iter().filter(is_there));
    let end_users = end_users.map(|wanted| end_user_row(wanted, parts));
    let documents = policy.documents.iter().map(|wanted| document_row(policy, wanted, parts));
    let supports = support::rows(policy, catalog, parts);
    Report::of(end_users.chain(documents).chain(supports).collect())
}

fn end_user_row(wanted: &EndUserRequirement, parts: &Parts) -> ResultRow {
    let name = &wanted.friendly_name;
    let blank = ResultRow::blank(name, &wanted.type_name, &wanted.requirement);
    let candidates = parts.end_users.iter().filter(|end_user| end_user.type_name == wanted.type_name);
    let judged = candidates.map(|end_user| {
        let subject = Subject {
            kind: ItemKind::EndUser,
            friendly_name: name,
            attributes: &end_user.attributes,
            addresses: &parts.addresses,
        };
        let mut row = ResultRow { object: Some(ReasonObject::EndUser(end_user.sid)), ..blank.clone() };
        for rule in &wanted.fields {
            record(&mut row, rule, field::judge(rule, subject));
        }
        closed(row)
    });
    if let Some(best) = judged.min_by_key(|row| row.invalid.len()) {
        return best;
    }
    if wanted.is_optional {
        return blank;
    }
    ResultRow {
        passed: false,
        failure_reason: Some(messages::end_user_missing(name)),
        error_code: Some(END_USER_MISSING),
        invalid: all_missing(&wanted.fields, ItemKind::EndUser, name),
        ..blank
    }
}

fn document_row(policy: &Policy, wanted: &DocumentRequirement, parts: &Parts) -> ResultRow {
    let blank = |accepted: Option<&AcceptedDocument>| {
        let (friendly_name, type_name) = match accepted {
            Some(accepted) => (accepted.friendly_name.as_str(), accepted.type_name.as_str()),
            None => (wanted.name.as_str(), ""),
        };
        ResultRow::blank(friendly_name, type_name, &wanted.requirement)
    };
    let judged = wanted.accepted.iter().flat_map(|accepted| {
        let candidates = parts.documents.iter().filter(|document| document.type_name == accepted.type_name);
        candidates.map(|document| judge_document(policy, accepted, document, parts, blank(Some(accepted))))
    });
    if let Some(best) = judged.min_by_key(|row| row.invalid.len()) {
        return best;
    }
    let first = wanted.accepted.first();
    if wanted.is_optional {
        return blank(first);
    }
    let mut row = blank(first);
    row.passed = false;
    row.failure_reason = Some(messages::document_missing(&row.friendly_name));
    row.error_code = Some(DOCUMENT_MISSING);
    if let Some(accepted) = first {
        row.invalid = all_missing(&accepted.fields, ItemKind::SupportingDocument, &accepted.friendly_name);
        for invalid in &mut row.invalid {
            if let Some(reason) =
                missing_or_unlike(policy, accepted, &invalid.object_field, &invalid.friendly_name)
            {
                invalid.failure_reason = reason;
            }
        }
    }
    row
}

fn judge_document(
    policy: &Policy,
    accepted: &AcceptedDocument,
    document: &SupportingDocument,
    parts: &Parts,
    mut row: ResultRow,
) -> ResultRow {
    row.object = Some(ReasonObject::SupportingDocument(document.sid));
    let subject = Subject {
        kind: ItemKind::SupportingDocument,
        friendly_name: &accepted.friendly_name,
        attributes: &document.attributes,
        addresses: &parts.addresses,
    };
    for rule in &accepted.fields {
        let outcome = field::judge(rule, subject)
            .and_then(|()| same_as_end_user(policy, accepted, rule, document, parts));
        record(&mut row, rule, outcome);
    }
    if accepted.needs_file {
        if document.file.is_some() {
            row.valid.push(ValidField { friendly_name: "File".to_owned(), object_field: "file".to_owned() });
        } else {
            row.invalid.push(InvalidField {
                friendly_name: "File".to_owned(),
                object_field: "file".to_owned(),
                failure_reason: messages::file_missing(&accepted.friendly_name),
                error_code: DOCUMENT_FIELD,
            });
        }
    }
    closed(row)
}

/// The document must repeat what the end user says. Without that end user there is nothing to compare; its own row
/// fails already.
fn same_as_end_user(
    policy: &Policy,
    accepted: &AcceptedDocument,
    rule: &FieldRule,
    document: &SupportingDocument,
    parts: &Parts,
) -> Result<(), field::Fault> {
    let text = |attributes: &crate::item::Attributes, field: &str| {
        attributes.get(field).and_then(serde_json::Value::as_str).map(normalised)
    };
    let own = text(&document.attributes, &rule.machine_name);
    for matched in accepted.matches.iter().filter(|matched| matched.field == rule.machine_name) {
        let others: Vec<&EndUser> =
            parts.end_users.iter().filter(|other| other.type_name == matched.end_user.type_name).collect();
        let agrees = others.iter().any(|other| text(&other.attributes, &matched.end_user.field) == own);
        if !others.is_empty() && !agrees {
            let end_user = end_user_name(policy, &matched.end_user.type_name);
            let reason = messages::document_field_unlike(
                rule.shown_name(),
                &accepted.friendly_name,
                matched,
                end_user,
            );
            return Err((FIELD_UNLIKE, reason));
        }
    }
    Ok(())
}

/// Letter case and spacing aside.
fn normalised(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn end_user_name<'a>(policy: &'a Policy, type_name: &'a str) -> &'a str {
    let wanted = policy.end_users.iter().find(|wanted| wanted.type_name == type_name);
    wanted.map_or(type_name, |wanted| wanted.friendly_name.as_str())
}

/// The vendor's text for a missing field that must also agree with an end user's.
fn missing_or_unlike(
    policy: &Policy,
    accepted: &AcceptedDocument,
    field: &str,
    shown: &str,
) -> Option<String> {
    let matched = accepted.matches.iter().find(|matched| matched.field == field)?;
    let end_user = end_user_name(policy, &matched.end_user.type_name);
    Some(messages::document_field_missing_or_unlike(shown, &accepted.friendly_name, end_user))
}

fn record(row: &mut ResultRow, rule: &FieldRule, outcome: Result<(), field::Fault>) {
    let (friendly_name, object_field) = (rule.shown_name().to_owned(), rule.machine_name.clone());
    match outcome {
        Ok(()) => row.valid.push(ValidField { friendly_name, object_field }),
        Err((error_code, failure_reason)) => {
            row.invalid.push(InvalidField { friendly_name, object_field, failure_reason, error_code });
        }
    }
}

fn closed(mut row: ResultRow) -> ResultRow {
    if !row.invalid.is_empty() {
        row.passed = false;
        row.failure_reason = Some(messages::fields_wrong(&row.friendly_name, row.invalid.len()));
    }
    row
}

/// Every field of an object that is not there, as the vendor's published evaluations list them.
fn all_missing(fields: &[FieldRule], kind: ItemKind, object: &str) -> Vec<InvalidField> {
    let invalid = |rule: &FieldRule| {
        let (error_code, reason) = field::missing(rule, kind, object);
        let failure_reason = match rule.need {
            Need::Required => reason,
            Need::Optional | Need::When { .. } => messages::may_stay_empty(&reason),
        };
        InvalidField {
            friendly_name: rule.shown_name().to_owned(),
            object_field: rule.machine_name.clone(),
            failure_reason,
            error_code,
        }
    };
    fields.iter().map(invalid).collect()
}

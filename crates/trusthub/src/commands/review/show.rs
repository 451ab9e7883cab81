//! `trusthub review show`: everything about a bundle on one page.

mod confirmations;
mod graph;
mod standing;
mod view;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use trusthub_app::items::documents;
use trusthub_app::review::{self, Dossier, reviewers};
use trusthub_app::{Actor, Hub};
use trusthub_domain::account::AccountStatus;
use trusthub_domain::bundle::Status;
use trusthub_domain::item::{Address, Attributes};
use trusthub_domain::review::{Case, CaseOutcome, CaseState};
use trusthub_domain::sid::{BundleSid, ReviewerSid, SupportingDocumentSid};
use trusthub_domain::time::Timestamp;

use crate::cli::Json;
use crate::commands::evidence::{self, indented};
use crate::commands::words;
use crate::data_dir;
use crate::failure::Outcome;
use crate::output::{self, Style, section};

/// The reviewers' e-mails by identifier.
type Names = BTreeMap<ReviewerSid, String>;

pub(super) async fn run(hub: &Hub, actor: &Actor, sid: BundleSid, json: Json) -> Outcome {
    let dossier = review::show(hub, actor, sid).await?;
    let names = names(hub).await?;
    if json.json {
        return output::json(&view::Page::of(&dossier, &names));
    }
    for line in page(hub, &dossier, &names, Style::of_standard_output()) {
        output::line(line);
    }
    Ok(())
}

/// Writes an uploaded document as it was before it was sealed.
pub(super) async fn file(hub: &Hub, actor: &Actor, sid: SupportingDocumentSid, out: &Path) -> Outcome {
    let (media_type, bytes) = documents::file(hub, actor, sid).await?;
    data_dir::write_private(out, &bytes)?;
    output::line(format!("{} of {} bytes written to {}.", media_type.as_str(), bytes.len(), out.display()));
    output::remark("It is personal data in clear: delete it when you have decided.");
    Ok(())
}

/// Who is behind the identifiers in cases.
pub(crate) async fn names(hub: &Hub) -> Outcome<Names> {
    let known = reviewers::list(hub, &Actor::operator()).await?;
    Ok(known.into_iter().map(|one| (one.sid, one.email.as_str().to_owned())).collect())
}

/// The page as people read it.
pub(crate) fn page(hub: &Hub, dossier: &Dossier, names: &Names, style: Style) -> Vec<String> {
    let mut lines = head(hub, dossier, style);
    lines.extend(reasons(dossier, style));
    for end_user in &dossier.end_users {
        let name = output::harmless(&end_user.friendly_name);
        lines.extend(section(&end_user.type_name, &format!("{}  {name}", end_user.sid), style));
        lines.extend(attributes(&end_user.attributes));
    }
    for document in &dossier.documents {
        let name = output::harmless(&document.friendly_name);
        lines.extend(section(&document.type_name, &format!("{}  {name}", document.sid), style));
        lines.extend(attributes(&document.attributes));
        if let Some(file) = &document.file {
            lines.push(format!(
                "  file  {}, {} bytes, sha256 {}",
                file.media_type.as_str(),
                file.size_bytes,
                file.sha256
            ));
        }
    }
    for address in &dossier.addresses {
        lines.extend(section("address", &address.sid.to_string(), style));
        lines.push(format!("  {}", in_one_line(address)));
    }
    lines.extend(confirmations::section(hub, dossier, style));
    lines.extend(graph::section(&dossier.graph, style));
    if bundle_waits_for_screening(dossier) {
        lines.push(String::new());
        lines.push(style.attention(
            "  Found by screening, or denied by a representative, after its approval; it stays in force until the case is \
             decided.",
        ));
    }
    for (index, case) in dossier.cases.iter().enumerate() {
        lines.extend(if index == 0 {
            present_case(hub, case, names, style)
        } else {
            earlier_case(case, names, style)
        });
    }
    lines
}

/// Only screening, or a representative who denies it, opens a case of what is approved.
fn bundle_waits_for_screening(dossier: &Dossier) -> bool {
    dossier.bundle.status == Status::Approved && dossier.cases.first().is_some_and(Case::is_open)
}

fn head(hub: &Hub, dossier: &Dossier, style: Style) -> Vec<String> {
    let bundle = &dossier.bundle;
    let shown = bundle.shown_status();
    let words = match shown {
        Status::Approved => style.good(shown.in_words()),
        Status::Rejected => style.bad(shown.in_words()),
        Status::Draft | Status::PendingReview | Status::InReview => style.attention(shown.in_words()),
    };
    let policy = hub.catalog().policy(bundle.policy_sid).map_or("", |policy| policy.friendly_name.as_str());
    let test = if dossier.is_test {
        style.attention(" test account: nothing real depends on it")
    } else {
        String::new()
    };
    let account = format!("{}{test}", bundle.account_sid);
    let mut rows = vec![
        field("status", format!("{words} ({shown})")),
        field("policy", format!("{policy} {}", style.dim(bundle.policy_sid.to_string()))),
        field("account", account),
        field("contact", output::harmless(bundle.email.as_str())),
        field(
            "changed",
            format!("{} ({})", bundle.date_updated, words::from_now(bundle.date_updated, hub.now())),
        ),
    ];
    if let Some(until) = bundle.valid_until {
        rows.push(field("valid until", until.to_string()));
    }
    if let Some(original) = bundle.copy_of {
        rows.push(field("copy of", original.to_string()));
    }
    if let Some(suspension) = &bundle.suspension {
        rows.push(field("suspended", format!("since {}", suspension.since)));
    }
    if bundle.account_status != AccountStatus::Active {
        rows.push(field("held", format!("its account is {}", bundle.account_status.as_str())));
    }
    if !bundle.lost_support.is_empty() {
        rows.push(field("held", "what it rests on is not in force".to_owned()));
    }
    for item in &dossier.items {
        if !dossier.end_users.iter().any(|one| one.type_name == item.object_type)
            && !dossier.documents.iter().any(|one| one.type_name == item.object_type)
        {
            rows.push(field("rests on", format!("{} {}", item.object_type, item.object_sid)));
        }
    }
    let name = output::harmless(&bundle.friendly_name);
    let mut lines = vec![format!("{} {}  {}", bundle.kind.in_words(), bundle.sid, style.bold(name))];
    lines.extend(output::columns(&rows));
    lines
}

fn field(name: &str, value: String) -> Vec<String> {
    vec![format!("  {name}"), value]
}

fn reasons(dossier: &Dossier, style: Style) -> Vec<String> {
    let reasons = dossier.bundle.shown_reasons();
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut lines = section("reasons", "as the customer was told", style).to_vec();
    for reason in reasons {
        let field = reason.field.as_deref().unwrap_or_default();
        lines.push(format!(
            "  {} {} {}",
            style.bad(reason.code.0.to_string()),
            style.name(field),
            reason.message
        ));
        lines.extend(reason.note.iter().flat_map(|note| indented(note, 8)));
    }
    lines
}

fn attributes(attributes: &Attributes) -> Vec<String> {
    let rows = attributes.iter().map(|(name, value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        };
        field(&output::harmless(name), output::harmless(&text))
    });
    output::columns(&rows.collect::<Vec<_>>())
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
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
    output::harmless(&parts.join(", "))
}

fn present_case(hub: &Hub, case: &Case, names: &Names, style: Style) -> Vec<String> {
    let mut lines = section("case", &case.sid.to_string(), style).to_vec();
    let due = words::time_left(case.due_at, hub.now());
    lines.push(match &case.state {
        CaseState::Decided { by, at, outcome } => format!("  {}", decided(*by, *at, *outcome, names)),
        CaseState::Claimed { by, until } if hub.now() < *until => {
            format!("  claimed by {} until {until}; {due}", name_of(*by, names))
        }
        CaseState::Claimed { .. } | CaseState::Open => format!("  waits for a reviewer; {due}"),
        CaseState::Vetting => "  automatic vetting has not finished".to_owned(),
    });
    if let Some(appeal) = &case.appeal {
        let who = appeal.against.map_or_else(|| "the machine".to_owned(), |by| name_of(by, names));
        let only_others = if appeal.against.is_some() { ", who cannot decide it" } else { "" };
        let against = format!("  appeal against the rejection by {who}{only_others}; the customer says:");
        lines.push(style.attention(against));
        lines.extend(indented(&appeal.note, 4));
    }
    lines.extend(standing::lines(case, names, style));
    lines.extend(case.assessment.iter().flat_map(|assessment| evidence::lines(assessment, style)));
    if !case.notes.is_empty() {
        lines.extend(section("notes", "for reviewers only", style));
    }
    for note in &case.notes {
        let about = note
            .field
            .as_ref()
            .map(|field| format!(" about {}", output::harmless(field)))
            .unwrap_or_default();
        lines.push(format!("  {} at {}{about}", author(note, names), note.at));
        lines.extend(indented(&note.text, 4));
    }
    lines
}

fn earlier_case(case: &Case, names: &Names, style: Style) -> Vec<String> {
    let text = match &case.state {
        CaseState::Decided { by, at, outcome } => decided(*by, *at, *outcome, names),
        CaseState::Vetting | CaseState::Open | CaseState::Claimed { .. } => "never decided".to_owned(),
    };
    let mut lines = section("earlier case", &case.sid.to_string(), style).to_vec();
    lines.push(format!("  {text}"));
    lines
}

fn decided(by: Option<ReviewerSid>, at: Timestamp, outcome: CaseOutcome, names: &Names) -> String {
    let outcome = match outcome {
        CaseOutcome::Approved => "approved",
        CaseOutcome::Rejected => "rejected",
        CaseOutcome::Withdrawn => "withdrawn",
    };
    let by = by.map_or_else(|| "automatically".to_owned(), |by| format!("by {}", name_of(by, names)));
    format!("{outcome} {by} at {at}")
}

/// Who wrote a note.
fn author(note: &trusthub_domain::review::CaseNote, names: &Names) -> String {
    note.by.map_or_else(|| "the hub".to_owned(), |by| name_of(by, names))
}

fn name_of(sid: ReviewerSid, names: &Names) -> String {
    names.get(&sid).cloned().unwrap_or_else(|| sid.to_string())
}

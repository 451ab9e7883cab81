//! Sanctions lists: whom screening found to resemble an entry.
//!
//! A hit is no verdict: names are shared, so a reviewer decides whether it is the same person. It never rejects by
//! itself, and nothing of it reaches the customer, who must not learn that they are being looked at ("tipping off");
//! what a customer is told comes from the reviewer who confirms it, with code 99002.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::review::{EvidenceSource, SCREENING_CHECK};

use crate::application::{Application, Hit, Screened};
use crate::finding::{Check, Finding, Place};
use crate::watchlists::BirthDate;

/// Nothing for an application from before there was screening: its assessment replays as it was.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(screened) = &application.screening else {
        return Vec::new();
    };
    let subjects = application.subjects();
    let mut findings: Vec<Finding> = screened.hits.iter().map(of_hit).collect();
    for source in &screened.unreadable {
        let check = begin(whole()).comparing(source.title());
        findings.push(check.cannot_tell("This list is in force but could not be read; import it again."));
    }
    if subjects.is_empty() {
        return findings;
    }
    if screened.lists.is_empty() && screened.unreadable.is_empty() {
        let check = begin(whole()).comparing("no list");
        findings.push(check.cannot_tell("No sanctions list has been imported, so nobody was looked for."));
    }
    for subject in &subjects {
        let is_hit = screened.hits.iter().any(|hit| hit.subject.identity() == subject.identity());
        if !is_hit && !screened.lists.is_empty() {
            let place = Place { field: subject.field.clone(), object: Some(subject.object) };
            let check = begin(place).comparing(format!("{} with {}", subject.name, lists(screened)));
            findings.push(check.passes("No listed name resembles it, but for any that were dismissed."));
        }
    }
    findings
}

fn begin(place: Place) -> Check {
    Check::soft(SCREENING_CHECK, ReasonCode::SANCTIONS, place)
}

fn whole() -> Place {
    Place { field: "lists".to_owned(), object: None }
}

fn lists(screened: &Screened) -> String {
    let lists = screened.lists.iter().map(|list| format!("{} {}", list.source, brief(&list.version)));
    lists.collect::<Vec<_>>().join(", ")
}

/// As much of a digest as tells versions apart.
fn brief(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

fn of_hit(hit: &Hit) -> Finding {
    let place = Place { field: hit.subject.field.clone(), object: Some(hit.subject.object) };
    begin(place).comparing(compared(hit)).from(source(hit)).fails(
        "The name resembles that of a listed party.",
        "Decide whether it is the same one; do not tell the customer before it is confirmed.",
    )
}

fn source(hit: &Hit) -> EvidenceSource {
    let version = brief(&hit.version).to_owned();
    EvidenceSource { name: hit.source.as_str().to_owned(), version, date: String::new() }
}

/// Everything a reviewer needs to tell one from the other, in one paragraph.
fn compared(hit: &Hit) -> String {
    let entry = &hit.entry;
    let aligned: Vec<String> = hit
        .aligned
        .iter()
        .map(|pair| {
            let word = |word: &str| if word.is_empty() { "–".to_owned() } else { word.to_owned() };
            format!("{} {} {}", word(&pair.subject), sign(&pair.how), word(&pair.listed))
        })
        .collect();
    let births: Vec<String> = entry.births.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "{} with {} ({}), score 0.{:03}; {} ({}) entry {}: {}, {}",
        hit.subject.name,
        hit.matched.text,
        hit.matched.strength.as_str(),
        hit.score_per_mille.min(999),
        hit.source.title(),
        brief(&hit.version),
        hit.entry_id,
        entry.primary_name,
        entry.kind.as_str(),
    );
    for (label, values) in [
        ("born", births.join(" or ")),
        ("the subject", hit.subject.born.map(|born| against(born, &entry.births)).unwrap_or_default()),
        ("of", entry.countries.join(", ")),
        ("under", entry.programmes.join(", ")),
        ("words", aligned.join(", ")),
    ] {
        if !values.is_empty() {
            text.push_str(&format!("; {label} {values}"));
        }
    }
    text
}

/// What a declared date of birth does to a hit. It is the customer's word, so it explains one and never disposes of it.
fn against(born: BirthDate, listed: &[BirthDate]) -> String {
    let (first, last) = born.years();
    let is_near = |date: &BirthDate| {
        let (from, to) = date.years();
        from <= last.saturating_add(1) && first <= to.saturating_add(1)
    };
    let says = if listed.is_empty() {
        "with which the list has none to compare"
    } else if listed.contains(&born) {
        "the same day, which makes it likelier"
    } else if listed.iter().any(is_near) {
        "about the same time"
    } else {
        "another year, which makes it less likely"
    };
    format!("says born {born}: {says}")
}

fn sign(how: &str) -> &str {
    if how == "equal" { "=" } else { "~" }
}

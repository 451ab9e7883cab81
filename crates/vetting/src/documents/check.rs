//! The facts about files as findings.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::reading::{How, Legibility, Scan};

use super::facts::{DocumentFacts, Quote, ReadFacts};
use crate::application::Application;
use crate::finding::{Check, Finding, Place};

/// Papers of a person, in which no business need be named.
const OF_PERSONS: [&str; 1] = ["government_issued_document"];
/// Papers that a register makes, which show its number.
const OF_REGISTERS: [&str; 1] = ["commercial_registrar_excerpt"];

/// Nothing for an application whose files nobody looked at, or that has none.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let documents = application.documents.as_deref().unwrap_or_default();
    documents.iter().flat_map(|facts| of_document(facts, application)).collect()
}

fn of_document(facts: &DocumentFacts, application: &Application) -> Vec<Finding> {
    let clean = clean(facts);
    if facts.scan.is_malware() {
        return vec![clean];
    }
    let expiry = has_not_expired(facts);
    let Some(read) = &facts.read else {
        let check = soft("document.readable", facts);
        let readable = check.cannot_tell("The file could not be looked at this time.");
        return [clean, readable].into_iter().chain(expiry).collect();
    };
    let mut findings = vec![clean, readable(facts, read)];
    findings.extend(expiry);
    if read.legibility != Legibility::Text {
        return findings;
    }
    let is_of_business = application.business.is_some() && !OF_PERSONS.contains(&facts.type_name.as_str());
    if is_of_business {
        findings.push(names_business(facts, read));
        findings.extend(shows_number(facts, read));
    }
    findings.extend(shows_address(facts, read, application));
    findings
}

fn place(facts: &DocumentFacts) -> Place {
    Place { field: format!("{}.file", facts.type_name), object: Some(facts.object) }
}

fn soft(name: &str, facts: &DocumentFacts) -> Check {
    Check::soft(name, ReasonCode::DOCUMENT, place(facts))
}

/// The one thing about a file that is certainly wrong.
fn clean(facts: &DocumentFacts) -> Finding {
    let check = Check::hard("document.clean", ReasonCode::DOCUMENT, place(facts));
    match &facts.scan {
        Scan::Malware { signature, engine } => check.comparing(format!("{signature}, by {engine}")).fails(
            "The file carries malware; it is locked away.",
            "Make the document anew on a machine that is free of malware, and upload it.",
        ),
        Scan::Clean { engine } => {
            check.comparing(engine.clone()).passes("The malware scanner knows nothing against the file.")
        }
        Scan::Unknown => check.cannot_tell("The malware scanner gave no answer; the file was not scanned."),
        Scan::Off => check.cannot_tell("No malware scanner is set up; the file was not scanned."),
    }
}

fn readable(facts: &DocumentFacts, read: &ReadFacts) -> Finding {
    let pages = if read.pages == 1 { "1 page".to_owned() } else { format!("{} pages", read.pages) };
    let encrypted = if read.is_encrypted { ", encrypted" } else { "" };
    let tools =
        if read.tools.is_empty() { String::new() } else { format!(", read by {}", read.tools.join(", ")) };
    let check = soft("document.readable", facts).comparing(format!("{pages}{encrypted}{tools}"));
    match read.legibility {
        Legibility::Text => check.passes("The file opens, and it has text."),
        Legibility::Locked => {
            check.fails("The file is locked with a password.", "Upload the document without a password.")
        }
        Legibility::Damaged => check.fails(
            "The file is damaged and cannot be opened.",
            "Save or scan the document again, look whether it opens, and upload it.",
        ),
        Legibility::TooLarge => check.fails(
            "The picture has more points than are looked at.",
            "Scan the document at 300 dots per inch and upload it.",
        ),
        // On a busy machine an honest scan takes too long as well.
        Legibility::TooCostly => {
            check.cannot_tell("The file could not be read with the time and memory that one file may take.")
        }
        Legibility::NoText => check.cannot_tell("The file is a picture, and no text was recognised in it."),
        // Malware has ended this before.
        Legibility::Withheld => check.cannot_tell("The file was not opened."),
        Legibility::NotRecognised => {
            check.cannot_tell("The file is a picture; recognising text in pictures is not set up here.")
        }
    }
}

fn quoted(quote: &Quote) -> String {
    format!("page {}, {}: “{}”", quote.page, quote.how.as_str(), quote.words)
}

/// Letters that were recognised may be wrong, so there a reviewer looks.
fn has_not_expired(facts: &DocumentFacts) -> Option<Finding> {
    let seen = facts.expiry.as_ref()?;
    let given = || format!("given with the document: {}", seen.on);
    let check = soft("document.has_not_expired", facts).comparing(
        seen.quote.as_ref().map_or_else(given, |quote| format!("{}, so {}", quoted(quote), seen.on)),
    );
    let is_recognised = seen.quote.as_ref().is_some_and(|quote| quote.how == How::Recognised);
    Some(match (seen.is_past, is_recognised) {
        (false, _) => check.passes("The document has not expired."),
        (true, true) => {
            check.cannot_tell("The document seems to have expired, by text that was recognised in a picture.")
        }
        (true, false) => check.fails(
            "The document has expired.",
            "Upload one that is still valid; if this one was renewed, upload what shows that.",
        ),
    })
}

/// Fails only where the whole text is known; letters that were recognised may be wrong.
fn missing(check: Check, read: &ReadFacts, why: &str, mend: &str) -> Finding {
    if read.is_complete {
        check.comparing("every page, by its text layer").fails(why, mend)
    } else {
        check.comparing("what could be read").cannot_tell(why)
    }
}

fn names_business(facts: &DocumentFacts, read: &ReadFacts) -> Finding {
    let check = soft("document.names_business", facts);
    match &read.name {
        Some(seen) if seen.has_other_form => check
            .comparing(quoted(&seen.quote))
            .cannot_tell("The document names a business of this name with another legal form."),
        Some(seen) => check.comparing(quoted(&seen.quote)).passes("The document names the business."),
        None => missing(
            check,
            read,
            "The business's name was not found in the document.",
            "Upload a document that names the business as it is registered here, or correct the name.",
        ),
    }
}

/// Only a register's own paper must show the number; any other one may.
fn shows_number(facts: &DocumentFacts, read: &ReadFacts) -> Option<Finding> {
    let check = soft("document.shows_number", facts);
    match &read.number {
        Some(quote) => {
            Some(check.comparing(quoted(quote)).passes("The document shows the registration number."))
        }
        None if OF_REGISTERS.contains(&facts.type_name.as_str()) => Some(missing(
            check,
            read,
            "The registration number was not found in the register's document.",
            "Upload the excerpt of the business that has this number, or correct the number.",
        )),
        None => None,
    }
}

/// Only a document that names addresses must show one; any other one may.
fn shows_address(facts: &DocumentFacts, read: &ReadFacts, application: &Application) -> Option<Finding> {
    let check = soft("document.shows_address", facts);
    match &read.address {
        Some(quote) => Some(check.comparing(quoted(quote)).passes("The document shows the address.")),
        None if application.addresses.iter().any(|address| address.object == Some(facts.object)) => {
            Some(missing(
                check,
                read,
                "The address was not found in the document that is to prove it.",
                "Upload a document that shows the address as it is entered here, or correct the address.",
            ))
        }
        None => None,
    }
}

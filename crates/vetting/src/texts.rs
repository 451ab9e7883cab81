//! What a trust product would show or say: entered in earnest, and not posing as nobody or as an authority.
//!
//! Whether a text is acceptable is for a reviewer; this only points at the obvious.

use trusthub_domain::bundle::{BundleKind, ReasonCode};

use crate::application::{Application, Text};
use crate::finding::{Check, Finding};
use crate::names::{Look, look};

/// Words that a called party takes for a withheld number, an emergency or an authority.
const MISLEADING: &[&str] = &[
    "911",
    "112",
    "999",
    "anonymous",
    "caller id",
    "emergency",
    "fbi",
    "federal",
    "hmrc",
    "irs",
    "medicare",
    "no caller id",
    "police",
    "private number",
    "restricted",
    "social security",
    "spam",
    "ssa",
    "unavailable",
    "unknown caller",
    "withheld",
];

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    if application.bundle_kind != BundleKind::TrustProduct {
        return Vec::new();
    }
    application.texts.iter().filter(|text| !text.field.ends_with("phone_number")).flat_map(of_text).collect()
}

fn of_text(text: &Text) -> Vec<Finding> {
    let begin =
        |name: &str| Check::soft(name, ReasonCode::CONTENT, text.place()).comparing(text.value.clone());
    let earnest = begin("text.is_in_earnest");
    let earnest = match look(&text.value) {
        // Counts and amounts are entered as digits.
        Look::Plain | Look::HasDigit | Look::NoLetters => {
            earnest.passes("It is no known stand-in for a text.")
        }
        Look::Placeholder => earnest.fails(
            "The text is a word that is often entered instead of one.",
            "Enter the text as it is to be used.",
        ),
    };
    if !text.field.contains("display_name") && text.field != "brand_name" {
        return vec![earnest];
    }
    let shown = begin("text.display_name_is_honest");
    let padded = format!(" {} ", text.value.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "));
    let misleads = MISLEADING.iter().any(|word| padded.contains(&format!(" {word} ")));
    let shown = if misleads {
        shown.fails(
            "The display name reads like a withheld number, an emergency or an authority.",
            "Use the name under which the business is known to those it calls.",
        )
    } else {
        shown.passes("It reads like no authority and like no withheld number.")
    };
    vec![earnest, shown]
}

//! The logo (draft-brand-indicators-for-message-identification).

use super::said::{Tags, absent, only, report};
use super::{Reading, RecordReport, Texts};

pub(super) fn read(
    (name, texts): &(String, Texts),
    dmarc: Option<&Tags>,
) -> (RecordReport, Option<String>, Option<String>) {
    let is_bimi = |text: &str| {
        text.split(';').next().is_some_and(|first| first.replace(' ', "").eq_ignore_ascii_case("v=BIMI1"))
    };
    let record = match only(texts, is_bimi) {
        Ok(record) => record,
        Err(reading) => {
            let missing = "No logo is published. That is no fault: it is for those whose mail shows one.";
            return (absent(name, reading, "BIMI", missing), None, None);
        }
    };
    let tags = Tags::of(record);
    let url = |tag: &str| tags.get(tag).filter(|text| text.starts_with("https://")).map(str::to_owned);
    let (logo, evidence) = (url("l"), url("a"));
    let policy = dmarc.and_then(|tags| tags.get("p")).map(str::to_ascii_lowercase);
    let is_partial = dmarc.and_then(|tags| tags.get("pct")).is_some_and(|share| share != "100");
    let is_enforced = matches!(policy.as_deref(), Some("reject" | "quarantine")) && !is_partial;
    let (reading, words) = if logo.is_none() {
        (Reading::Invalid, "It names no logo by an https address (l=).")
    } else if !is_enforced {
        (Reading::Found, "Receivers show the logo only once DMARC is at quarantine or reject for all mail.")
    } else if evidence.is_none() {
        (
            Reading::Found,
            "A logo without evidence (a=): receivers that want a verified mark certificate do not show it.",
        )
    } else {
        (
            Reading::Found,
            "A logo, and evidence for it. Whether the evidence is sound is for the receiver to check.",
        )
    };
    (report(name, reading, Some(record), words), logo, evidence)
}

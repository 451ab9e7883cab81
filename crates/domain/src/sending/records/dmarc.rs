//! What becomes of mail that is not from the domain (RFC 7489).

use super::said::{Tags, absent, only, report};
use super::{Reading, RecordReport, Texts};

/// The record nearest to the domain counts (RFC 7489 section 6.6.3).
pub(super) fn read(names: &[(String, Texts)]) -> (RecordReport, Option<Tags>) {
    let mut last = None;
    for (place, (name, texts)) in names.iter().enumerate() {
        let is_dmarc = |text: &str| {
            text.split(';')
                .next()
                .is_some_and(|first| first.replace(' ', "").eq_ignore_ascii_case("v=DMARC1"))
        };
        match only(texts, is_dmarc) {
            Ok(record) => return policy(name, record, place > 0),
            Err(reading) => {
                let missing = "No DMARC record. Publish v=DMARC1 with p=none and an address for reports (rua=), and tighten \
                               it once your own mail passes.";
                let report = absent(name, reading, "DMARC", missing);
                if reading != Reading::Missing {
                    return (report, None);
                }
                last = last.or(Some(report));
            }
        }
    }
    (last.unwrap_or_else(|| absent("", Reading::Missing, "DMARC", "No DMARC record.")), None)
}

fn policy(name: &str, record: &str, is_above: bool) -> (RecordReport, Option<Tags>) {
    let tags = Tags::of(record);
    let wanted = tags.get("sp").filter(|_| is_above).or_else(|| tags.get("p"));
    let of_above = if is_above { "The record of the domain above holds. " } else { "" };
    let words = match wanted.map(str::to_ascii_lowercase).as_deref() {
        Some("reject") => "Mail that is not from the domain is refused.",
        Some("quarantine") => "Mail that is not from the domain goes to spam.",
        Some("none") => {
            "Mail that is not from the domain is delivered all the same. Tighten p once your own mail passes."
        }
        Some(_) | None => {
            let why = "It has no policy (p=none, quarantine or reject), so receivers ignore it.";
            return (report(name, Reading::Invalid, Some(record), why), None);
        }
    };
    (report(name, Reading::Found, Some(record), format!("{of_above}{words}")), Some(tags))
}

/// DMARC passes if SPF or DKIM does for a domain that belongs to the one in `From` (RFC 7489 section 3.1).
pub(super) fn alignment(dmarc: Option<&Tags>, spf: &RecordReport, dkim: &[RecordReport]) -> String {
    let Some(tags) = dmarc else {
        return "Without a DMARC record nobody compares the sender that people see with the one that was checked.".to_owned();
    };
    let is_strict = |tag: &str| tags.get(tag).is_some_and(|mode| mode.eq_ignore_ascii_case("s"));
    let mode = |tag: &str| {
        if is_strict(tag) {
            "is exactly the domain in From"
        } else {
            "is the domain in From, or one of the same organization"
        }
    };
    let ways = format!(
        "Mail passes if its DKIM signature is good and its d= {}, or if SPF passes and the envelope's sender {}.",
        mode("adkim"),
        mode("aspf"),
    );
    let has_key = dkim.iter().any(|key| key.reading == Reading::Found);
    let has_spf = spf.reading == Reading::Found;
    let now = match (has_key, has_spf) {
        (true, true) => "Both ways are open.",
        (true, false) => "Only DKIM can pass now.",
        (false, true) => "Only SPF can pass now, which forwarding breaks: sign with DKIM, too.",
        (false, false) => "Neither can pass now: your own mail fails.",
    };
    format!("{ways} {now}")
}

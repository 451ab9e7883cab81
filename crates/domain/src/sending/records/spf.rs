//! Who may send (RFC 7208).

use super::said::{absent, only, report};
use super::{Reading, RecordReport, Texts};

pub(super) fn read((name, texts): &(String, Texts)) -> RecordReport {
    let is_spf = |text: &str| {
        let text = text.to_ascii_lowercase();
        text == "v=spf1" || text.starts_with("v=spf1 ")
    };
    let record = match only(texts, is_spf) {
        Ok(record) => record,
        Err(reading) => {
            let missing =
                "No SPF record. Publish one that names the servers that send your mail and ends with -all.";
            return absent(name, reading, "SPF", missing);
        }
    };
    let words: Vec<String> = record.split_ascii_whitespace().map(str::to_ascii_lowercase).collect();
    let all = words.iter().find(|word| matches!(word.as_str(), "all" | "+all" | "-all" | "~all" | "?all"));
    let is_redirected = words.iter().any(|word| word.starts_with("redirect="));
    let explanation = match all.map(String::as_str) {
        Some("-all") => "Servers that it does not name fail.",
        Some("~all") => {
            "Servers that it does not name fail softly. Once all senders are named, end it with -all."
        }
        Some("?all") => "It says nothing of servers that it does not name. End it with -all.",
        Some(_) => {
            return report(
                name,
                Reading::Invalid,
                Some(record),
                "It allows every server of the world to send. End it with -all.",
            );
        }
        None if is_redirected => "Another domain's record decides.",
        None => {
            "It does not end with all, so it says nothing of servers that it does not name. End it with -all."
        }
    };
    report(name, Reading::Found, Some(record), explanation)
}

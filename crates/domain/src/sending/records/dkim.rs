//! The keys that mail is signed with (RFC 6376).

use super::said::{Tags, absent, only, report};
use super::{Reading, RecordReport, Texts};

pub(super) fn read((name, texts): &(String, Texts)) -> RecordReport {
    // `v=DKIM1` may be left out; `p=` may not (RFC 6376 section 3.6.1).
    let record = match only(texts, |text| Tags::of(text).get("p").is_some()) {
        Ok(record) => record,
        Err(reading) => return absent(name, reading, "DKIM", "No key is published under this selector."),
    };
    let tags = Tags::of(record);
    if tags.get("v").is_some_and(|version| version != "DKIM1") {
        return report(name, Reading::Invalid, Some(record), "Its version is not DKIM1.");
    }
    let key: String = tags.get("p").unwrap_or_default().split_ascii_whitespace().collect();
    if key.is_empty() {
        return report(
            name,
            Reading::Revoked,
            Some(record),
            "The key was revoked: nothing signed with it passes.",
        );
    }
    let is_testing = tags.get("t").is_some_and(|flags| flags.split(':').any(|flag| flag.trim() == "y"));
    match tags.get("k").unwrap_or("rsa") {
        // A key of 1024 bits has 216 characters in base64, one of 2048 bits 392.
        "rsa" if key.len() < 200 => report(
            name,
            Reading::Invalid,
            Some(record),
            "The RSA key is shorter than 1024 bits. Use one of 2048.",
        ),
        "rsa" | "ed25519" if is_testing => report(
            name,
            Reading::Found,
            Some(record),
            "The key is marked as a test (t=y), so receivers may ignore it. Remove the mark.",
        ),
        "rsa" if key.len() < 380 => report(
            name,
            Reading::Found,
            Some(record),
            "An RSA key shorter than 2048 bits. Replace it by one of 2048.",
        ),
        "rsa" | "ed25519" => {
            report(name, Reading::Found, Some(record), "Mail that is signed with this key passes.")
        }
        _ => report(name, Reading::Invalid, Some(record), "The kind of key is neither rsa nor ed25519."),
    }
}

//! What a domain's records say about its mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489) and the logo (BIMI,
//! draft-brand-indicators-for-message-identification). Read and explained; nothing here proves or refuses anything.

use serde::{Deserialize, Serialize};

/// Whether a record could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// It is there, and sound.
    Found,
    /// It is not there.
    Missing,
    /// There are several, so none counts.
    Several,
    /// It is there, and not sound.
    Invalid,
    /// The key was revoked: its record is empty.
    Revoked,
    /// The name servers did not say.
    Unknown,
}

impl Reading {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Missing => "missing",
            Self::Several => "several",
            Self::Invalid => "invalid",
            Self::Revoked => "revoked",
            Self::Unknown => "unknown",
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordReport {
    /// Where it was looked for.
    pub name: String,
    /// Whether it could be read.
    pub reading: Reading,
    /// As it stands there.
    pub record: Option<String>,
    /// What it means, and what to do.
    pub explanation: String,
}

/// What a domain's records said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRecords {
    /// Who may send.
    pub spf: RecordReport,
    /// Keys, one for each selector that was named.
    pub dkim: Vec<RecordReport>,
    /// What becomes of what is not from the domain.
    pub dmarc: RecordReport,
    /// The logo.
    pub bimi: RecordReport,
    /// Where the logo is (`l=`).
    pub logo_url: Option<String>,
    /// Where the evidence for it is (`a=`): a verified mark certificate.
    pub evidence_url: Option<String>,
    /// How mail passes DMARC.
    pub alignment: String,
}

/// What the name servers said of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Texts {
    /// These texts, maybe none.
    Found(Vec<String>),
    /// Nothing.
    Silence,
}

/// Names with what was said of them.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The domain itself.
    pub domain: (String, Texts),
    /// `_dmarc` of it, then of the domain that a registrant holds, if that is another.
    pub dmarc: Vec<(String, Texts)>,
    /// `SELECTOR._domainkey` of it.
    pub dkim: Vec<(String, Texts)>,
    /// `default._bimi` of it.
    pub bimi: (String, Texts),
}

impl MailRecords {
    /// Reads what was said.
    #[must_use]
    pub fn of(answers: &Answers) -> Self {
        let spf = spf(&answers.domain);
        let dkim: Vec<RecordReport> = answers.dkim.iter().map(dkim).collect();
        let (dmarc, tags) = dmarc(&answers.dmarc);
        let (bimi, logo_url, evidence_url) = bimi(&answers.bimi, tags.as_ref());
        let alignment = alignment(tags.as_ref(), &spf, &dkim);
        Self { spf, dkim, dmarc, bimi, logo_url, evidence_url, alignment }
    }
}

/// `name=value` with semicolons between; names in lower case.
#[derive(Debug)]
struct Tags(Vec<(String, String)>);

impl Tags {
    fn of(record: &str) -> Self {
        let pairs = record.split(';').filter_map(|part| part.split_once('='));
        Self(pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The one record that begins so, or why there is none.
fn only(texts: &Texts, is_one: impl Fn(&str) -> bool) -> Result<&str, Reading> {
    let Texts::Found(texts) = texts else { return Err(Reading::Unknown) };
    let mut found = texts.iter().filter(|text| is_one(text));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Reading::Missing),
        (Some(_), Some(_)) => Err(Reading::Several),
    }
}

fn report(
    name: &str,
    reading: Reading,
    record: Option<&str>,
    explanation: impl Into<String>,
) -> RecordReport {
    let record = record.map(str::to_owned);
    RecordReport { name: name.to_owned(), reading, record, explanation: explanation.into() }
}

fn absent(name: &str, reading: Reading, what: &str, missing: &str) -> RecordReport {
    let explanation = match reading {
        Reading::Several => format!("There are several {what} records, so receivers use none. Keep one."),
        Reading::Unknown => "The name servers did not answer. It is looked at again by itself.".to_owned(),
        Reading::Missing | Reading::Found | Reading::Invalid | Reading::Revoked => missing.to_owned(),
    };
    report(name, reading, None, explanation)
}

fn spf((name, texts): &(String, Texts)) -> RecordReport {
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

fn dkim((name, texts): &(String, Texts)) -> RecordReport {
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

/// The record nearest to the domain counts (RFC 7489 section 6.6.3).
fn dmarc(names: &[(String, Texts)]) -> (RecordReport, Option<Tags>) {
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

fn bimi(
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

/// DMARC passes if SPF or DKIM does for a domain that belongs to the one in `From` (RFC 7489 section 3.1).
fn alignment(dmarc: Option<&Tags>, spf: &RecordReport, dkim: &[RecordReport]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, texts: &[&str]) -> (String, Texts) {
        (name.to_owned(), Texts::Found(texts.iter().map(|&text| text.to_owned()).collect()))
    }

    fn all(spf: &[&str], dkim: &[&str], dmarc: &[&str], bimi: &[&str]) -> MailRecords {
        MailRecords::of(&Answers {
            domain: said("owl.example", spf),
            dmarc: vec![said("_dmarc.owl.example", dmarc)],
            dkim: vec![said("k1._domainkey.owl.example", dkim)],
            bimi: said("default._bimi.owl.example", bimi),
        })
    }

    #[test]
    fn a_domain_in_order_is_told_so() {
        let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(392));
        let bimi = "v=BIMI1; l=https://owl.example/logo.svg; a=https://owl.example/vmc.pem";
        let records = all(
            &["v=spf1 include:_spf.owl.example -all", "x"],
            &[&key],
            &["v=DMARC1; p=reject; adkim=s"],
            &[bimi],
        );
        assert_eq!(
            [records.spf.reading, records.dkim[0].reading, records.dmarc.reading, records.bimi.reading],
            [Reading::Found; 4]
        );
        assert_eq!(records.logo_url.as_deref(), Some("https://owl.example/logo.svg"));
        assert_eq!(records.evidence_url.as_deref(), Some("https://owl.example/vmc.pem"));
        assert!(records.alignment.contains("d= is exactly the domain in From"), "{}", records.alignment);
        assert!(records.alignment.contains("sender is the domain in From, or one of the same organization"));
        assert!(records.alignment.ends_with("Both ways are open."));
    }

    #[test]
    fn each_record_that_is_wrong_is_named() {
        let short = format!("p={}", "A".repeat(100));
        for (spf, reading) in [
            (&["v=spf1 +all"][..], Reading::Invalid),
            (&["v=spf1 a", "v=spf1 mx"], Reading::Several),
            (&["v=spf10 -all"], Reading::Missing),
        ] {
            assert_eq!(all(spf, &[], &[], &[]).spf.reading, reading, "{spf:?}");
        }
        for (dkim, reading) in [
            (&["v=DKIM1; p="][..], Reading::Revoked),
            (&[short.as_str()], Reading::Invalid),
            (&["v=DKIM2; p=AAAA"], Reading::Invalid),
            (&["k=dsa; p=AAAA"], Reading::Invalid),
            (&["hello"], Reading::Missing),
        ] {
            assert_eq!(all(&[], dkim, &[], &[]).dkim[0].reading, reading, "{dkim:?}");
        }
        for (dmarc, reading) in [
            (&["v=DMARC1; rua=mailto:a@owl.example"][..], Reading::Invalid),
            (&["v=DMARC1; p=none", "v=DMARC1; p=reject"], Reading::Several),
            (&[], Reading::Missing),
        ] {
            assert_eq!(all(&[], &[], dmarc, &[]).dmarc.reading, reading, "{dmarc:?}");
        }
        let records = all(&[], &[], &["v=DMARC1; p=none"], &["v=BIMI1; l=http://owl.example/logo.svg"]);
        assert_eq!((records.bimi.reading, records.logo_url), (Reading::Invalid, None));
        assert!(records.alignment.ends_with("your own mail fails."));
    }

    #[test]
    fn the_domain_above_speaks_where_the_domain_is_silent() {
        let answers = Answers {
            domain: said("mail.owl.example", &[]),
            dmarc: vec![
                said("_dmarc.mail.owl.example", &[]),
                said("_dmarc.owl.example", &["v=DMARC1; p=reject; sp=none"]),
            ],
            dkim: Vec::new(),
            bimi: ("default._bimi.mail.owl.example".to_owned(), Texts::Silence),
        };
        let records = MailRecords::of(&answers);
        assert_eq!(records.dmarc.name, "_dmarc.owl.example");
        assert!(
            records.dmarc.explanation.contains("delivered all the same"),
            "{}",
            records.dmarc.explanation
        );
        assert_eq!(records.bimi.reading, Reading::Unknown);
    }
}

//! How a domain and its records read: each state with a sign beside its colour.

use trusthub_domain::sending::records::{MailRecords, Reading, RecordReport};
use trusthub_domain::sending::{DomainState, SendingDomain};

use crate::words::Badge;

/// How far a domain is proven.
pub(super) const fn badge(domain: &SendingDomain) -> Badge {
    match (domain.state, domain.missed_at) {
        (DomainState::Pending, _) => Badge { text: "Not proven yet", class: "", sign: "○" },
        (DomainState::Proven, None) => Badge { text: "Proven", class: "badge-good", sign: "✓" },
        (DomainState::Proven, Some(_)) => Badge { text: "Record missing", class: "badge-warn", sign: "!" },
        (DomainState::Lost, _) => Badge { text: "Lost", class: "badge-bad", sign: "✕" },
    }
}

/// What is to be done about it.
pub(super) const fn next(domain: &SendingDomain) -> &'static str {
    match (domain.state, domain.missed_at) {
        (DomainState::Pending, _) => "Publish its record",
        (DomainState::Proven, None) => "Keep its record",
        (DomainState::Proven, Some(_)) => "Put its record back",
        (DomainState::Lost, _) => "Publish its record again",
    }
}

/// What one of its records said.
pub(super) struct Record {
    pub(super) title: String,
    /// What it is for.
    pub(super) tells: &'static str,
    pub(super) badge: Badge,
    pub(super) report: RecordReport,
}

/// What its records said, in the order in which receivers need them.
pub(super) fn records(found: &MailRecords) -> Vec<Record> {
    let spf = record("SPF", "Which servers may send mail of this domain.", &found.spf);
    let key = |report: &RecordReport| {
        let selector = report.name.split("._domainkey").next().unwrap_or_default();
        record(format!("DKIM key {selector}"), "The key that your mail is signed with.", report)
    };
    let dmarc = record("DMARC", "What becomes of mail that is not from the domain.", &found.dmarc);
    let mut bimi = record("Logo (BIMI)", "The logo that receivers may show beside your mail.", &found.bimi);
    if found.bimi.reading == Reading::Missing {
        // Most senders have none, and lack nothing.
        bimi.badge = Badge { text: "None", class: "", sign: "○" };
    }
    [spf].into_iter().chain(found.dkim.iter().map(key)).chain([dmarc, bimi]).collect()
}

fn record(title: impl Into<String>, tells: &'static str, report: &RecordReport) -> Record {
    Record { title: title.into(), tells, badge: read(report.reading), report: report.clone() }
}

const fn read(reading: Reading) -> Badge {
    match reading {
        Reading::Found => Badge { text: "Found", class: "badge-good", sign: "✓" },
        Reading::Missing => Badge { text: "Missing", class: "badge-warn", sign: "!" },
        Reading::Several => Badge { text: "Several", class: "badge-bad", sign: "✕" },
        Reading::Invalid => Badge { text: "Not sound", class: "badge-bad", sign: "✕" },
        Reading::Revoked => Badge { text: "Revoked", class: "badge-bad", sign: "✕" },
        Reading::Unknown => Badge { text: "No answer", class: "badge-warn", sign: "?" },
    }
}

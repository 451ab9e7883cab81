//! What a domain's records say about its mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489) and the logo (BIMI,
//! draft-brand-indicators-for-message-identification). Read and explained; nothing here proves or refuses anything.

mod bimi;
mod dkim;
mod dmarc;
mod said;
mod spf;

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
        let spf = spf::read(&answers.domain);
        let dkim: Vec<RecordReport> = answers.dkim.iter().map(dkim::read).collect();
        let (dmarc, tags) = dmarc::read(&answers.dmarc);
        let (bimi, logo_url, evidence_url) = bimi::read(&answers.bimi, tags.as_ref());
        let alignment = dmarc::alignment(tags.as_ref(), &spf, &dkim);
        Self { spf, dkim, dmarc, bimi, logo_url, evidence_url, alignment }
    }
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

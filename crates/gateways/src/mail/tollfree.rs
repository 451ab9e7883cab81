//! The letter about a toll-free number: it may send, or why it may not. Pure.

use std::fmt;

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, NoticeReason, Shown, ShownReason, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// What the letter needs to know. Its `Debug` shows the identifier only.
#[derive(Clone)]
pub struct TollfreeNotice {
    /// The submission.
    pub sid: TollfreeSid,
    /// The number.
    pub phone_number: Phone,
    /// The business.
    pub business_name: String,
    /// The account's name.
    pub account_name: String,
    /// What became of it.
    pub outcome: TollfreeOutcome,
    /// Where it can be seen and changed.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

/// What became of a submission.
#[derive(Clone)]
pub enum TollfreeOutcome {
    /// The number may send.
    Approved,
    /// It may not.
    Rejected {
        /// Why, in words for the customer.
        reasons: Vec<(ReasonCode, String)>,
        /// Until when whoever mends it keeps their place; `None` if no change of its fields mends it.
        mend_until: Option<Timestamp>,
    },
}

impl fmt::Debug for TollfreeNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TollfreeNotice").field("sid", &self.sid).finish_non_exhaustive()
    }
}

/// Writes the letter.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn tollfree_letter(notice: &TollfreeNotice) -> Result<Letter, MailError> {
    let number = notice.phone_number.as_str();
    let (words, reasons) = match &notice.outcome {
        TollfreeOutcome::Approved => (words::tollfree_approved(number), Vec::new()),
        TollfreeOutcome::Rejected { reasons, mend_until } => {
            let words = words::tollfree_rejected(number, reasons.len(), *mend_until);
            let shown = reasons.iter().map(|(code, reason)| {
                let (code, message) = (*code, reason.clone());
                ShownReason::of(&NoticeReason { code, message, field: None, mend: None, note: None })
            });
            (words, shown.collect())
        }
    };
    let identifier = notice.sid.to_string();
    written(&Shown {
        words,
        reasons,
        url: one_line(&notice.url),
        facts: vec![
            ("Number", number.to_owned()),
            ("Business", short_line(&notice.business_name, MOST_NAME_CHARACTERS)),
            ("Account", short_line(&notice.account_name, MOST_NAME_CHARACTERS)),
            ("Identifier", identifier.clone()),
        ],
        support: notice.support_email.as_ref().map(Support::of),
        identifier,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(outcome: TollfreeOutcome) -> TollfreeNotice {
        TollfreeNotice {
            sid: "HH0123456789abcdef0123456789abcdef".parse().unwrap(),
            phone_number: "+18005550100".parse().unwrap(),
            business_name: "Owl & Sons".to_owned(),
            account_name: "Night Bird".to_owned(),
            outcome,
            url: "https://hub.example.com/v1/Tollfree/Verifications/HH0123456789abcdef0123456789abcdef"
                .to_owned(),
            support_email: Some("help@hub.example.com".parse().unwrap()),
        }
    }

    fn rejected(mend_until: Option<Timestamp>) -> Letter {
        let reasons =
            vec![(ReasonCode(30857), "ProductionMessageSample: Give <the> address in full.".to_owned())];
        tollfree_letter(&notice(TollfreeOutcome::Rejected { reasons, mend_until })).unwrap()
    }

    #[test]
    fn an_approval_says_what_may_be_done_now() {
        let letter = tollfree_letter(&notice(TollfreeOutcome::Approved)).unwrap();
        insta::assert_snapshot!("approved.txt", format!("Subject: {}\n\n{}", letter.subject, letter.text));
    }

    #[test]
    fn a_rejection_says_why_and_until_when_it_can_be_mended() {
        let letter = rejected(Some(Timestamp::parse_rfc3339("2026-11-30T09:30:00Z").unwrap()));
        insta::assert_snapshot!("rejected.txt", format!("Subject: {}\n\n{}", letter.subject, letter.text));
        assert!(!letter.html.contains("<the>"), "{}", letter.html);
    }

    #[test]
    fn what_cannot_be_mended_goes_to_support() {
        let letter = rejected(None);
        assert!(letter.text.contains("Write to our support"), "{}", letter.text);
    }

    #[test]
    fn neither_number_nor_business_shows_in_debug() {
        let shown = format!("{:?}", notice(TollfreeOutcome::Approved));
        assert_eq!(shown, "TollfreeNotice { sid: HH0123456789abcdef0123456789abcdef, .. }");
    }
}

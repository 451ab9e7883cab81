//! Letters about brands and campaigns: how they were decided, and the code that proves a brand. Pure.

use std::fmt;

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::Email;
use trusthub_domain::sid::BrandSid;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, NoticeReason, Shown, ShownReason, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// What a letter about a decision needs to know. Its `Debug` shows the identifier only.
#[derive(Clone)]
pub struct MessagingLetter {
    /// About a campaign; about a brand if not.
    pub is_campaign: bool,
    /// It was approved.
    pub is_good: bool,
    /// The trust product's name.
    pub name: String,
    /// The account's name.
    pub account_name: String,
    /// `BN…` or `QE…`
    pub identifier: String,
    /// Why it was turned down.
    pub reasons: Vec<(ReasonCode, String)>,
    /// Where it can be seen.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for MessagingLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessagingLetter").field("identifier", &self.identifier).finish_non_exhaustive()
    }
}

/// What a message with a code needs to know. Its `Debug` shows the brand's identifier only.
#[derive(Clone)]
pub struct BrandCode {
    /// Six digits.
    pub code: String,
    /// The brand.
    pub brand_sid: BrandSid,
    /// The account's name.
    pub account_name: String,
    /// Until when the code is taken.
    pub until: Timestamp,
    /// Where it is answered.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for BrandCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrandCode").field("brand_sid", &self.brand_sid).finish_non_exhaustive()
    }
}

/// Writes the letter about a decision.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn messaging_letter(letter: &MessagingLetter) -> Result<Letter, MailError> {
    let name = short_line(&letter.name, MOST_NAME_CHARACTERS);
    let what = if letter.is_campaign { "A2P campaign" } else { "A2P brand" };
    let words = if letter.is_good {
        words::messaging_approved(what, &name)
    } else {
        words::messaging_rejected(what, &name)
    };
    let reason = |(code, message): &(ReasonCode, String)| {
        ShownReason::of(&NoticeReason {
            code: *code,
            message: one_line(message),
            field: None,
            mend: None,
            note: None,
        })
    };
    written(&Shown {
        words,
        reasons: letter.reasons.iter().map(reason).collect(),
        url: one_line(&letter.url),
        facts: vec![
            ("Trust Product", name),
            ("Account", short_line(&letter.account_name, MOST_NAME_CHARACTERS)),
            ("Identifier", letter.identifier.clone()),
        ],
        support: letter.support_email.as_ref().map(Support::of),
        identifier: letter.identifier.clone(),
    })
}

/// Writes the letter with a code.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn brand_code_letter(code: &BrandCode) -> Result<Letter, MailError> {
    let account = short_line(&code.account_name, MOST_NAME_CHARACTERS);
    let identifier = code.brand_sid.to_string();
    written(&Shown {
        words: words::brand_code(&account, &code.code, code.until),
        reasons: Vec::new(),
        url: one_line(&code.url),
        facts: vec![("Account", account), ("Identifier", identifier.clone())],
        support: code.support_email.as_ref().map(Support::of),
        identifier,
    })
}

/// Writes the text message with a code.
#[must_use]
pub fn brand_code_text(code: &BrandCode) -> String {
    words::brand_code_text(&short_line(&code.account_name, MOST_NAME_CHARACTERS), &code.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> BrandCode {
        BrandCode {
            code: "004711".to_owned(),
            brand_sid: "BN0123456789abcdef0123456789abcdef".parse().unwrap(),
            account_name: "Harbour Voice".to_owned(),
            until: Timestamp::parse_rfc3339("2026-11-30T09:30:00Z").unwrap(),
            url: "https://hub.example.com/trust/v1/BrandRegistrations/BN0123456789abcdef0123456789abcdef/Otp"
                .to_owned(),
            support_email: None,
        }
    }

    #[test]
    fn the_code_is_told_with_who_asks_and_until_when() {
        let letter = brand_code_letter(&code()).unwrap();
        for words in ["004711", "Harbour Voice", "30 November 2026, 09:30 UTC", "BN0123456789abcdef"] {
            assert!(letter.text.contains(words) && letter.html.contains(words), "{words}: {}", letter.text);
        }
        let text = brand_code_text(&code());
        assert!(text.contains("004711") && text.contains("Harbour Voice") && text.len() <= 160, "{text}");
        assert!(!format!("{:?}", code()).contains("004711"));
    }

    #[test]
    fn a_decision_is_told_with_its_reasons() {
        let letter = MessagingLetter {
            is_campaign: true,
            is_good: false,
            name: "Owl messages".to_owned(),
            account_name: "Harbour Voice".to_owned(),
            identifier: "QE0123456789abcdef0123456789abcdef".to_owned(),
            reasons: vec![(ReasonCode(30963), "Sample 1: It links through a public shortener.".to_owned())],
            url: "https://hub.example.com/v1/Services".to_owned(),
            support_email: None,
        };
        let bad = messaging_letter(&letter).unwrap();
        assert_eq!(bad.subject, "Your A2P campaign for \"Owl messages\" was not approved");
        assert!(bad.text.contains("30963") && bad.text.contains("public shortener"), "{}", bad.text);
        let good =
            messaging_letter(&MessagingLetter { is_good: true, reasons: Vec::new(), ..letter }).unwrap();
        assert_eq!(good.subject, "Your A2P campaign for \"Owl messages\" is approved");
    }
}

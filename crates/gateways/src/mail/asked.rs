//! The letter with a reviewer's question to the customer. Pure.

use std::fmt;

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::contact::Email;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, Shown, Support, written};
use super::words;
use crate::text::{lines, one_line, short_line};

/// What the letter needs to know. Its `Debug` shows the bundle's identifier only.
#[derive(Clone)]
pub struct Asked {
    /// What the bundle is.
    pub bundle_kind: BundleKind,
    /// Which one.
    pub bundle_sid: BundleSid,
    /// The customer's own name for it.
    pub friendly_name: String,
    /// The account's name.
    pub account_name: String,
    /// Which field it is about, in words.
    pub field: Option<String>,
    /// The question; may have several lines.
    pub text: String,
    /// By when the review will be done.
    pub due_at: Timestamp,
    /// Where it can be answered.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked").field("bundle_sid", &self.bundle_sid).finish_non_exhaustive()
    }
}

/// Writes the letter with the question.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn asked_letter(asked: &Asked) -> Result<Letter, MailError> {
    let name = short_line(&asked.friendly_name, MOST_NAME_CHARACTERS);
    let field = asked.field.as_deref().map(one_line);
    let words = words::asked(asked.bundle_kind, &name, field.as_deref(), lines(&asked.text), asked.due_at);
    let bundle_sid = asked.bundle_sid.to_string();
    written(&Shown {
        words,
        reasons: Vec::new(),
        url: one_line(&asked.url),
        facts: vec![
            (asked.bundle_kind.in_words(), name),
            ("Account", short_line(&asked.account_name, MOST_NAME_CHARACTERS)),
            ("Identifier", bundle_sid.clone()),
        ],
        support: asked.support_email.as_ref().map(Support::of),
        identifier: bundle_sid,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            bundle_kind: BundleKind::CustomerProfile,
            bundle_sid: "BU0123456789abcdef0123456789abcdef".parse().unwrap(),
            friendly_name: "Owl & Sons".to_owned(),
            account_name: "Harbour Voice".to_owned(),
            field: Some("Business Information, Website".to_owned()),
            text: "Which page shows your legal name?\n<b>Any</b> page will do.".to_owned(),
            due_at: Timestamp::parse_rfc3339("2026-11-26T09:30:00Z").unwrap(),
            url: "https://hub.example.com/v1/CustomerProfiles/BU0123456789abcdef0123456789abcdef".to_owned(),
            support_email: None,
        }
    }

    #[test]
    fn the_letter_has_the_question_the_field_and_the_day() {
        let letter = asked_letter(&asked()).unwrap();
        assert_eq!(letter.subject, "We have a question about your Customer Profile \"Owl & Sons\"");
        for words in [
            "a question about Business Information, Website before we decide:",
            "Which page shows your legal name?",
            "<b>Any</b> page will do.",
            "we decide by ",
            "https://hub.example.com/v1/CustomerProfiles/BU0123456789abcdef0123456789abcdef",
        ] {
            assert!(letter.text.contains(words), "{words}: {}", letter.text);
        }
        assert!(!letter.html.contains("<b>Any"), "{}", letter.html);
    }

    #[test]
    fn a_question_about_nothing_in_particular_names_no_field() {
        let letter = asked_letter(&Asked { field: None, ..asked() }).unwrap();
        assert!(letter.text.contains("and have a question before we decide:"), "{}", letter.text);
    }
}

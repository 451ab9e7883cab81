//! The letters with a link that sets a password: to somebody who was invited, and to somebody who forgot theirs. Pure.
//!
//! An invitation goes to people who may never have heard of us, so it quotes nothing but the account's name, shortened.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::people::LinkPurpose;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, Shown, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// What such a letter needs to know. Its `Debug` shows what it is for only.
#[derive(Clone)]
pub struct PasswordLetter {
    /// What the link is for.
    pub purpose: LinkPurpose,
    /// The account's name; `None` for a reviewer.
    pub account_name: Option<String>,
    /// Whoever asks the support names it.
    pub identifier: String,
    /// The link. Whoever has it sets the password.
    pub url: String,
    /// Until when it is good.
    pub until: Timestamp,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for PasswordLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordLetter").field("purpose", &self.purpose).finish_non_exhaustive()
    }
}

/// Writes the letter.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn password_letter(letter: &PasswordLetter) -> Result<Letter, MailError> {
    let account = letter.account_name.as_deref().map(|name| short_line(name, MOST_NAME_CHARACTERS));
    let words = match letter.purpose {
        LinkPurpose::Invitation => words::invitation(account.as_deref(), letter.until),
        LinkPurpose::PasswordReset => words::password_reset(letter.until),
    };
    let account = account.map(|name| ("Account", name));
    let shown = Shown {
        words,
        reasons: Vec::new(),
        url: one_line(&letter.url),
        facts: account.into_iter().chain([("Identifier", letter.identifier.clone())]).collect(),
        support: letter.support_email.as_ref().map(Support::of),
        identifier: letter.identifier.clone(),
    };
    written(&shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> PasswordLetter {
        PasswordLetter {
            purpose: LinkPurpose::Invitation,
            account_name: Some("Owl & Sons".to_owned()),
            identifier: "US0123456789abcdef0123456789abcdef".to_owned(),
            url: "https://hub.example.com/console/welcome/AAAA".to_owned(),
            until: Timestamp::parse_rfc3339("2026-11-30T09:30:00Z").unwrap(),
            support_email: Some("help@hub.example.com".parse().unwrap()),
        }
    }

    #[test]
    fn an_invitation_says_to_what_and_until_when() {
        let letter = password_letter(&invitation()).unwrap();
        insta::assert_snapshot!("invitation.txt", format!("Subject: {}\n\n{}", letter.subject, letter.text));
        insta::assert_snapshot!("invitation.html", letter.html);
    }

    #[test]
    fn a_reset_says_what_to_do_for_whoever_did_not_ask() {
        let reset = PasswordLetter {
            purpose: LinkPurpose::PasswordReset,
            account_name: None,
            identifier: "RV0123456789abcdef0123456789abcdef".to_owned(),
            url: "https://hub.example.com/console/reset/AAAA".to_owned(),
            ..invitation()
        };
        let letter = password_letter(&reset).unwrap();
        insta::assert_snapshot!(
            "password_reset.txt",
            format!("Subject: {}\n\n{}", letter.subject, letter.text)
        );
    }

    /// Whoever names an account must not get to send strangers a message of their own.
    #[test]
    fn the_accounts_name_is_short_escaped_and_on_one_line() {
        let attack = "<b>Prize</b>\r\nBcc: victim@example.com\r\n\r\nCall 1-900-555-0100 now and give us your card's number";
        let letter =
            password_letter(&PasswordLetter { account_name: Some(attack.to_owned()), ..invitation() })
                .unwrap();
        assert!(!letter.subject.contains(['\r', '\n']), "{}", letter.subject);
        assert!(!letter.text.lines().any(|line| line.starts_with("Bcc:")), "{}", letter.text);
        assert!(!letter.html.contains("<b>"), "{}", letter.html);
        assert!(!letter.text.contains("card's number") && !letter.html.contains("card"), "{}", letter.text);
    }

    #[test]
    fn neither_name_nor_link_shows_in_debug() {
        assert_eq!(format!("{:?}", invitation()), "PasswordLetter { purpose: Invitation, .. }");
    }
}

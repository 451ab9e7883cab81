//! The letter that tells somebody of a passkey that was added to their sign-in or removed from it. Pure.
//!
//! It does not say what the passkey is called: whoever added it chose the name.

use std::fmt;

use trusthub_domain::contact::Email;
use trusthub_domain::time::Timestamp;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, Shown, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// What became of a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasskeyChange {
    /// It signs in from now on.
    Added,
    /// It no longer does: its person removed it.
    Removed,
    /// It no longer does, and all sessions are over: the operator removed it for its person.
    TakenAway,
}

/// What such a letter needs to know. Its `Debug` shows what happened only.
#[derive(Clone)]
pub struct PasskeyLetter {
    /// What happened.
    pub change: PasskeyChange,
    /// When.
    pub at: Timestamp,
    /// The account's name; `None` for a reviewer.
    pub account_name: Option<String>,
    /// Whoever asks the support names it.
    pub identifier: String,
    /// Where passkeys are listed.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for PasskeyLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasskeyLetter").field("change", &self.change).finish_non_exhaustive()
    }
}

/// Writes the letter.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn passkey_letter(letter: &PasskeyLetter) -> Result<Letter, MailError> {
    let account = letter.account_name.as_deref().map(|name| short_line(name, MOST_NAME_CHARACTERS));
    let account = account.map(|name| ("Account", name));
    let shown = Shown {
        words: words::passkey(letter.change, letter.at),
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

    fn letter(change: PasskeyChange) -> Letter {
        let letter = PasskeyLetter {
            change,
            at: Timestamp::parse_rfc3339("2026-11-30T09:30:00Z").unwrap(),
            account_name: Some("Owl & Sons".to_owned()),
            identifier: "US0123456789abcdef0123456789abcdef".to_owned(),
            url: "https://hub.example.com/console/settings".to_owned(),
            support_email: Some("help@hub.example.com".parse().unwrap()),
        };
        assert_eq!(format!("{letter:?}"), format!("PasskeyLetter {{ change: {change:?}, .. }}"));
        passkey_letter(&letter).unwrap()
    }

    #[test]
    fn it_says_what_to_do_for_whoever_did_not_do_it() {
        for (name, change) in [
            ("passkey_added.txt", PasskeyChange::Added),
            ("passkey_removed.txt", PasskeyChange::Removed),
            ("passkey_taken_away.txt", PasskeyChange::TakenAway),
        ] {
            let letter = letter(change);
            insta::assert_snapshot!(name, format!("Subject: {}\n\n{}", letter.subject, letter.text));
        }
    }
}

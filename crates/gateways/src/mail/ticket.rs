//! Letters about a number that a partner found fault with. Pure.

use std::fmt;

use trusthub_domain::contact::Email;

use super::error::MailError;
use super::letter::{Letter, MOST_NAME_CHARACTERS, Shown, Support, written};
use super::words;
use crate::text::{one_line, short_line};

/// Most characters of what somebody said that are repeated; the rest is read where it stands.
const MOST_WORDS: usize = 300;

/// What a letter about a flagged number needs to know. Its `Debug` shows the identifier only.
#[derive(Clone)]
pub struct TicketLetter {
    /// The ticket was closed; opened if not.
    pub is_closed: bool,
    /// The number.
    pub number: String,
    /// Why it was flagged, by name.
    pub reason: &'static str,
    /// What was last said.
    pub words: String,
    /// The account's name.
    pub account_name: String,
    /// `RT…`
    pub identifier: String,
    /// Where it can be seen.
    pub url: String,
    /// Who helps.
    pub support_email: Option<Email>,
}

impl fmt::Debug for TicketLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TicketLetter").field("identifier", &self.identifier).finish_non_exhaustive()
    }
}

/// Writes the letter.
///
/// # Errors
/// `Permanent`: the template failed, which is a bug.
pub fn ticket_letter(letter: &TicketLetter) -> Result<Letter, MailError> {
    let said = short_line(&letter.words, MOST_WORDS);
    let words = if letter.is_closed {
        words::ticket_closed(&letter.number, &said)
    } else {
        words::ticket_opened(&letter.number, letter.reason, &said)
    };
    written(&Shown {
        words,
        reasons: Vec::new(),
        url: one_line(&letter.url),
        facts: vec![
            ("Phone number", letter.number.clone()),
            ("Account", short_line(&letter.account_name, MOST_NAME_CHARACTERS)),
            ("Identifier", letter.identifier.clone()),
        ],
        support: letter.support_email.as_ref().map(Support::of),
        identifier: letter.identifier.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_reads_what_was_seen_and_what_to_do() {
        let letter = TicketLetter {
            is_closed: false,
            number: "+15105550123".to_owned(),
            reason: "spam-likely",
            words: "40 complaints\nin a day".to_owned(),
            account_name: "Harbour Voice".to_owned(),
            identifier: "RT0123456789abcdef0123456789abcdef".to_owned(),
            url: "https://hub.example.com/console/x".to_owned(),
            support_email: None,
        };
        let opened = ticket_letter(&letter).unwrap();
        assert_eq!(opened.subject, "Your number +15105550123 was flagged");
        for words in ["+15105550123", "spam-likely", "40 complaints in a day", "RT0123456789abcdef"] {
            assert!(opened.text.contains(words) && opened.html.contains(words), "{words}: {}", opened.text);
        }
        let closed =
            ticket_letter(&TicketLetter { is_closed: true, words: String::new(), ..letter }).unwrap();
        assert_eq!(closed.subject, "The flag on your number +15105550123 is lifted");
    }
}

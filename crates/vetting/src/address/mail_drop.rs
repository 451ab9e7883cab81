//! Addresses where mail is taken in for others: private mailboxes, mail forwarding, virtual offices, agents, "care of".
//!
//! Words are in `policies/contact/mail-drops.csv`, kept by hand. A business of that very trade may have them in its own
//! name, and then they count for nothing.

use crate::table::rows;

const WORDS: &str = include_str!("../../../../policies/contact/mail-drops.csv");

/// Who takes in the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MailDrop {
    /// Somebody else: `c/o`.
    CareOf,
    /// A shop that rents mailboxes or sends mail on.
    Forwarding,
    /// An office that is rented by the hour, or for its address only.
    VirtualOffice,
    /// An agent who lends an address to companies.
    Agent,
}

/// Where the postal service demands that a private mailbox is written as `PMB 12` (USPS Domestic Mail Manual, 508.1.8).
const PRIVATE_MAILBOXES: [&str; 6] = ["AS", "GU", "MP", "PR", "US", "VI"];

/// Whether a line names a private mailbox with its number. In other countries the same letters are a post-office box.
pub(super) fn is_private_mailbox(line: &str, country: &str) -> bool {
    if !PRIVATE_MAILBOXES.contains(&country) {
        return false;
    }
    let words = words(&line.replace('#', " "));
    let followed = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
    followed.into_iter().any(|(word, next)| {
        let number = match word.strip_prefix("pmb") {
            Some("") => next.map(String::as_str),
            other => other,
        };
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Looks for the words of a mail drop in a line. `own_name` is the business's.
pub(super) fn find(line: &str, own_name: &str) -> Option<MailDrop> {
    let (line, own_name) = (words(line), words(own_name));
    rows::<2>(WORDS)
        .find(|[_, phrase]| {
            let phrase = words(phrase);
            holds(&line, &phrase) && !holds(&own_name, &phrase)
        })
        .and_then(|[kind, _]| kind_of(kind))
}

fn kind_of(kind: &str) -> Option<MailDrop> {
    match kind {
        "care_of" => Some(MailDrop::CareOf),
        "forwarding" => Some(MailDrop::Forwarding),
        "virtual" => Some(MailDrop::VirtualOffice),
        "agent" => Some(MailDrop::Agent),
        _ => None,
    }
}

fn holds(line: &[String], phrase: &[String]) -> bool {
    line.windows(phrase.len().max(1)).any(|window| window == phrase)
}

/// Lower-case words; a stroke between letters is part of the word, so that `c/o` is one.
fn words(line: &str) -> Vec<String> {
    line.to_lowercase()
        .split(|character: char| !character.is_alphanumeric() && character != '/')
        .map(|word| word.trim_matches('/').to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_has_a_kind_and_words() {
        for [kind, phrase] in rows::<2>(WORDS) {
            assert!(kind_of(kind).is_some(), "{kind}");
            assert!(find(phrase, "").is_some(), "{phrase}");
        }
    }
}

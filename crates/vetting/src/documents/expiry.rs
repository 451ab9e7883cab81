//! Until when a document says that it is valid, and whether that is over.
//!
//! Nobody is to be told of a good paper that it has expired. So only papers that expire are looked at; a date counts only right
//! behind words that say what it is, on their line; of several dates the latest counts, and of two readings of one date
//! (5/6/2024) the later one; and a day is over when it is over everywhere on earth.

mod date;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::item::SupportingDocument;
use trusthub_domain::time::Timestamp;

use self::date::Date;
use super::facts::Quote;
use super::page::Page;

/// Papers that are valid for a time. What a bill or a lease says of dates is about an offer, or a contract.
const THAT_EXPIRE: [&str; 5] = [
    "government_issued_document",
    "government_issued_proof_of_authorized_representative",
    "commercial_registrar_excerpt",
    "power_of_attorney",
    "letter_of_authorization_document",
];

/// What stands before the date, in letters as they are compared.
const LABELS: [&[&str]; 10] = [
    &["date", "of", "expiry"],
    &["date", "of", "expiration"],
    &["expiration", "date"],
    &["expiry", "date"],
    &["expires", "on"],
    &["expires"],
    &["expiry"],
    &["valid", "until"],
    &["valid", "through"],
    &["valid", "to"],
];

/// What customers call it among the attributes of a document; no type of ours asks for it.
const ATTRIBUTES: [&str; 4] = ["expiration_date", "expiry_date", "date_of_expiry", "valid_until"];

/// Words between those and the date: a stroke, another language, `(DD.MM.YYYY)`.
const MOST_BETWEEN: usize = 4;

/// Words of the line that are looked at: two or three dates in a row.
const MOST_BEHIND: usize = 16;

/// Two hours more than the last place on earth is behind.
const EVERYWHERE: Duration = Duration::from_secs(14 * 60 * 60);

/// Until when a document is valid, as it says itself or as the customer says of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpirySeen {
    /// The last day, `2024-05-31`.
    pub on: String,
    /// Whether that was over when it was looked at.
    pub is_past: bool,
    /// Where it stands; `None` if the customer gave it with the document.
    pub quote: Option<Quote>,
}

/// The latest such day that document and customer name; `None` if they name none.
pub(super) fn find(document: &SupportingDocument, pages: &[Page<'_>], now: Timestamp) -> Option<ExpirySeen> {
    if !THAT_EXPIRE.contains(&document.type_name.as_str()) {
        return None;
    }
    let given = ATTRIBUTES.iter().filter_map(|name| {
        let text = document.attributes.get(*name)?.as_str()?;
        Some((Date::iso(text.trim())?, None))
    });
    let written = pages.iter().flat_map(|page| said_on(page).map(|(date, quote)| (date, Some(quote))));
    let (date, quote) = latest(written.chain(given))?;
    let today = now.minus(EVERYWHERE).to_rfc3339();
    let on = date.to_string();
    Some(ExpirySeen { is_past: today.get(..on.len()).is_some_and(|today| on.as_str() < today), on, quote })
}

/// Of those with one date the first: what is written before what is given, and a label before the words in it.
fn latest<T>(dates: impl Iterator<Item = (Date, T)>) -> Option<(Date, T)> {
    dates.reduce(|latest, one| if one.0 > latest.0 { one } else { latest })
}

/// What the page says, label by label.
fn said_on(page: &Page<'_>) -> impl Iterator<Item = (Date, Quote)> {
    (0..page.words.len()).filter_map(|at| {
        let label = LABELS.iter().find(|label| stands(page, at, label))?;
        let (date, end) = latest_behind(page, at + label.len())?;
        Some((date, page.quote(at..end)?))
    })
}

/// Whether these words stand here, on one line.
fn stands(page: &Page<'_>, at: usize, label: &[&str]) -> bool {
    label.iter().enumerate().all(|(index, wanted)| {
        let word = page.words.get(at + index);
        word.is_some_and(|word| word.folded == *wanted && (index == 0 || !word.begins_line))
    })
}

/// The latest date on the rest of the line, if one begins right there, and where it ends.
fn latest_behind(page: &Page<'_>, begin: usize) -> Option<(Date, usize)> {
    let line: Vec<&str> = page
        .words
        .get(begin..)?
        .iter()
        .take(MOST_BEHIND)
        .take_while(|word| !word.begins_line)
        .filter_map(|word| page.text.get(word.span.clone()))
        .collect();
    let dates = (0..line.len()).filter_map(|at| {
        let (date, words) = Date::at(line.get(at..)?)?;
        Some((date, at, at + words))
    });
    let mut dates = dates.peekable();
    dates.peek().filter(|(_, first, _)| *first <= MOST_BETWEEN)?;
    let (date, _, end) = dates.max_by_key(|(date, ..)| *date)?;
    Some((date, begin + end))
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::page;
    use super::*;

    fn read(text: &str) -> Option<(String, String)> {
        let text = page(text);
        let page = Page::of(&text);
        let (date, quote) = latest(said_on(&page))?;
        Some((date.to_string(), quote.words))
    }

    #[test]
    fn dates_behind_words_that_say_what_they_are_are_read() {
        for (text, on, words) in [
            ("Expires 2024-05-31", "2024-05-31", "Expires 2024-05-31"),
            ("EXPIRATION DATE: 05/31/2024", "2024-05-31", "EXPIRATION DATE: 05/31/2024"),
            ("Valid until 31.05.2024.", "2024-05-31", "Valid until 31.05.2024."),
            (
                "Date of expiry / Date d'expiration 31 May 2024",
                "2024-05-31",
                "Date of expiry / Date d'expiration 31 May 2024",
            ),
            ("No. 7, expires on May 31st, 2024, sealed", "2024-05-31", "expires on May 31st, 2024,"),
            ("Valid through: 31-MAY-2024", "2024-05-31", "Valid through: 31-MAY-2024"),
            // June or May: the later day, in doubt for the customer.
            ("Expires 5/6/2024", "2024-06-05", "Expires 5/6/2024"),
            ("Expires 6/5/2024", "2024-06-05", "Expires 6/5/2024"),
            (
                "Expires: Issued: 01/02/2014 01/02/2034",
                "2034-02-01",
                "Expires: Issued: 01/02/2014 01/02/2034",
            ),
            ("Expires 2020-01-01\nRenewed, expires 2030-01-01", "2030-01-01", "expires 2030-01-01"),
        ] {
            let seen = read(text);
            assert_eq!(seen, Some((on.to_owned(), words.to_owned())), "{text}");
        }
    }

    #[test]
    fn other_dates_are_none_of_it() {
        for text in [
            "Issued 2014-05-31",
            "Expires\n2014-05-31",
            "expires when the holder leaves the company, founded on 2014-05-31",
            "Expires 31/02/2014",
            "Expires 31.5.14",
            "Valid until revoked",
            "expires",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

//! Looks for a registration number on a page, in any writing that its register takes for the same.

use super::facts::Quote;
use super::page::Page;
use crate::identifiers::{Scheme, compact};

/// Pieces that one number is written in: `DE 123 456 789`.
const MOST_PIECES: usize = 6;
/// Shorter ones are found everywhere.
const LEAST_CHARACTERS: usize = 5;

/// A number as it is compared.
pub(super) struct Wanted {
    scheme: Scheme,
    canonical: String,
}

impl Wanted {
    /// `None` for a number that is too short to be told from others.
    pub(super) fn of(identifier: &str, number: &str) -> Option<Self> {
        let scheme = Scheme::named(identifier);
        let canonical = scheme.canonical(number);
        (canonical.len() >= LEAST_CHARACTERS).then_some(Self { scheme, canonical })
    }

    fn is(&self, text: &str) -> bool {
        self.scheme.canonical(text) == self.canonical
    }
}

/// The first place that shows it, within one line. Labels and punctuation around it do not matter; digits and letters do.
pub(super) fn find(page: &Page<'_>, wanted: &Wanted) -> Option<Quote> {
    (0..page.words.len()).find_map(|start| {
        let mut written = String::new();
        for end in start..page.words.len().min(start + MOST_PIECES) {
            let word = page.words.get(end)?;
            if end > start && word.begins_line {
                return None;
            }
            let text = page.text.get(word.span.clone())?;
            // `EIN:94-2404110`, `(94-2404110)`: what stands before a label's end is none of the number.
            let text = if end == start { after_label(text) } else { text };
            written.push_str(text.trim_matches(|character: char| !character.is_alphanumeric()));
            // Leading zeros and a country may be left out or written, no more.
            if compact(&written).len() > wanted.canonical.len() + 8 {
                return None;
            }
            if wanted.is(&written) {
                return page.quote(start..end + 1);
            }
        }
        None
    })
}

fn after_label(text: &str) -> &str {
    text.trim_end_matches([':', '#', '=']).rsplit([':', '#', '=']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::page;
    use super::*;

    fn seen(identifier: &str, number: &str, text: &str) -> Option<String> {
        let text = page(text);
        let wanted = Wanted::of(identifier, number)?;
        find(&Page::of(&text), &wanted).map(|quote| quote.words)
    }

    #[test]
    fn writings_of_one_number_are_found() {
        for (identifier, number, text, words) in [
            ("EIN", "942404110", "Employer Identification Number: 94-2404110.", "94-2404110."),
            ("EIN", "94-2404110", "EIN:942404110", "EIN:942404110"),
            ("EIN", "94-2404110", "(94-2404110)", "(94-2404110)"),
            ("VAT", "DE136695976", "USt-IdNr. DE 136 695 976 Berlin", "DE 136 695 976"),
            ("CN", "01234567", "Company No. 01234567, England", "01234567,"),
            ("ACN", "004 085 616", "ACN 004 085 616", "004 085 616"),
            ("CBN", "123456782", "BN 123456782 RC0001", "123456782"),
            ("CBN", "123456782", "BN 123456782RC0001", "123456782RC0001"),
            ("VATRN", "18547290", "CUI RO18547290", "RO18547290"),
        ] {
            let seen = seen(identifier, number, text);
            assert_eq!(seen.as_deref(), Some(words), "{identifier} {number} in {text}");
        }
    }

    #[test]
    fn parts_of_other_numbers_are_not_taken_for_it() {
        for (number, text) in [
            ("942404110", "account 1942404110"),
            ("942404110", "94240411 0042"),
            ("942404110", "94-24041\n10"),
            ("942404110", "94-2404111"),
            ("942404110", ""),
            ("12", "page 12 of 12"),
        ] {
            assert_eq!(seen("EIN", number, text), None, "{number} in {text}");
        }
    }
}

//! Looks for an address on a page: the street with its number, and near it the postal code or the city.

use std::ops::Range;

use super::facts::Quote;
use super::page::{Page, folded};
use crate::application::PostalAddress;
use crate::identifiers::compact;

/// Words between two of a street: `1200 N. Hearst`.
const MOST_BETWEEN: usize = 2;
/// Words between the street and the rest of its address; in two columns they stand further apart than in a letter.
const MOST_APART: usize = 40;

/// Words that are left out, added and abbreviated at will.
const LEFT_OUT: &[&str] = &[
    "ave",
    "avenida",
    "avenue",
    "av",
    "blvd",
    "boulevard",
    "calle",
    "city",
    "close",
    "court",
    "crescent",
    "ct",
    "de",
    "des",
    "drive",
    "dr",
    "du",
    "e",
    "east",
    "floor",
    "fl",
    "highway",
    "hwy",
    "lane",
    "ln",
    "n",
    "no",
    "north",
    "nr",
    "parkway",
    "pkwy",
    "place",
    "pl",
    "plaza",
    "rd",
    "road",
    "rue",
    "s",
    "south",
    "sq",
    "square",
    "st",
    "ste",
    "str",
    "street",
    "strasse",
    "suite",
    "terrace",
    "the",
    "unit",
    "via",
    "w",
    "way",
    "west",
];
/// Ends of words that are abbreviated: `Hauptstraße`, `Hauptstr.`
const ENDS: [&str; 2] = ["strasse", "straat"];

/// An address as it is compared.
pub(super) struct Wanted {
    street: Vec<String>,
    city: Vec<String>,
    postal_code: String,
}

impl Wanted {
    /// `None` without a street that has a name, or without both city and postal code.
    pub(super) fn of(address: &PostalAddress) -> Option<Self> {
        let street = street_words(&address.street);
        let city: Vec<String> = address.city.split_whitespace().map(folded).collect();
        let postal_code = compact(&address.postal_code).to_ascii_lowercase();
        let has_name = street.iter().any(|word| word.chars().any(|letter| letter.is_ascii_alphabetic()));
        (has_name && (!city.is_empty() || !postal_code.is_empty())).then_some(Self {
            street,
            city,
            postal_code,
        })
    }
}

fn street_words(street: &str) -> Vec<String> {
    let words = street.split(|character: char| character.is_whitespace() || character == ',');
    words.map(normalised).filter(|word| is_kept(word)).collect()
}

fn normalised(word: &str) -> String {
    let word = folded(word);
    match ENDS.iter().find_map(|end| word.strip_suffix(end)).filter(|stem| !stem.is_empty()) {
        Some(stem) => format!("{stem}str"),
        None => word,
    }
}

fn is_kept(word: &str) -> bool {
    !word.is_empty() && !LEFT_OUT.contains(&word)
}

/// The first place that shows the street, with postal code or city near.
pub(super) fn find(page: &Page<'_>, wanted: &Wanted) -> Option<Quote> {
    let words: Vec<String> = page.words.iter().map(|word| normalised(&word.folded)).collect();
    (0..words.len()).find_map(|start| {
        let street = street_at(&words, start, &wanted.street)?;
        let near = start.saturating_sub(MOST_APART)..words.len().min(street.end + MOST_APART);
        let rest = rest_of(&words, near.clone(), wanted)?;
        // The whole address where it is written in one.
        let end = if rest.start >= street.end && rest.end - street.start <= MOST_APART / 2 {
            rest.end
        } else {
            street.end
        };
        page.quote(street.start..end)
    })
}

/// The words of the street from `start` on, in order.
fn street_at(words: &[String], start: usize, street: &[String]) -> Option<Range<usize>> {
    let mut at = start;
    for (index, wanted) in street.iter().enumerate() {
        let most = if index == 0 { 0 } else { MOST_BETWEEN };
        let found = (at..words.len().min(at + most + 1)).find(|place| words.get(*place) == Some(wanted))?;
        at = found + 1;
    }
    Some(start..at)
}

/// Postal code or city within these words.
fn rest_of(words: &[String], near: Range<usize>, wanted: &Wanted) -> Option<Range<usize>> {
    let code = near.clone().find_map(|start| {
        let one = words.get(start)?;
        let is_code = |text: &str| {
            let rest = text.strip_prefix(wanted.postal_code.as_str());
            // ZIP+4 behind a ZIP.
            rest.is_some_and(|rest| rest.is_empty() || (wanted.postal_code.len() == 5 && rest.len() == 4))
        };
        if wanted.postal_code.is_empty() {
            return None;
        }
        if is_code(one) {
            return Some(start..start + 1);
        }
        let two = format!("{one}{}", words.get(start + 1).map(String::as_str).unwrap_or_default());
        (two == wanted.postal_code).then(|| start..start + 2)
    });
    code.or_else(|| {
        let length = wanted.city.len();
        near.clone()
            .filter(|_| length > 0)
            .find(|start| words.get(*start..*start + length) == Some(wanted.city.as_slice()))
            .map(|start| start..start + length)
    })
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::page;
    use super::*;

    fn seen(street: &str, city: &str, postal_code: &str, text: &str) -> Option<String> {
        let text = page(text);
        let address = PostalAddress {
            sid: "AD00000000000000000000000000000001".parse().unwrap(),
            object: None,
            type_name: String::new(),
            customer_name: String::new(),
            street: street.to_owned(),
            street_secondary: String::new(),
            city: city.to_owned(),
            region: String::new(),
            postal_code: postal_code.to_owned(),
            iso_country: String::new(),
        };
        find(&Page::of(&text), &Wanted::of(&address)?).map(|quote| quote.words)
    }

    #[test]
    fn addresses_are_found_as_they_are_written() {
        for (street, city, code, text, words) in [
            (
                "1200 Hearst Avenue",
                "Berkeley",
                "94702",
                "Owl Bakery\n1200 Hearst Ave.\nBerkeley, CA 94702-1234\nUSA",
                "1200 Hearst Ave. Berkeley, CA 94702-1234",
            ),
            (
                "1200 Hearst Ave",
                "Berkeley",
                "",
                "at 1200 N. Hearst Avenue in Berkeley",
                "1200 N. Hearst Avenue in Berkeley",
            ),
            ("10 Downing Street", "London", "SW1A 2AA", "SW1A 2AA: 10 Downing St, London", "10 Downing"),
            ("Hauptstraße 5", "Köln", "50667", "Hauptstr. 5, 50667 Koeln", "Hauptstr. 5, 50667"),
        ] {
            assert_eq!(seen(street, city, code, text).as_deref(), Some(words), "{street} in {text}");
        }
    }

    #[test]
    fn other_places_are_not_taken_for_it() {
        for (street, text) in [
            ("1200 Hearst Avenue", "1201 Hearst Avenue, Berkeley, CA 94702"),
            ("1200 Hearst Avenue", "1200 Hearst Avenue, Oakland, CA 94601"),
            ("1200 Hearst Avenue", "1200 Berkeley 94702"),
            ("1200 Avenue", "1200 Avenue, Berkeley, CA 94702"),
            ("", "Berkeley, CA 94702"),
        ] {
            assert_eq!(seen(street, "Berkeley", "94702", text), None, "{street} in {text}");
        }
    }
}

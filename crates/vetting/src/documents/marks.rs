//! Pages with the words marked that evidence rests on.

use std::ops::Range;

use trusthub_domain::reading::{How, PageText};

use super::facts::{DocumentFacts, Quote, ReadFacts};
use super::page::{MOST_QUOTED, Page};

/// What was looked for in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought {
    /// The business's name.
    Name,
    /// The registration number.
    Number,
    /// One of its addresses.
    Address,
    /// Until when it is valid.
    Expiry,
}

/// A page of a document. Personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct MarkedPage {
    /// From 1.
    pub number: u32,
    /// How its text was got.
    pub how: How,
    /// All of its text, in order; what was found with what it is.
    pub pieces: Vec<(String, Option<Sought>)>,
}

impl MarkedPage {
    /// Pages in which nothing was looked for.
    #[must_use]
    pub fn plain(texts: &[PageText]) -> Vec<Self> {
        texts.iter().map(|text| page(text, &[])).collect()
    }
}

impl DocumentFacts {
    /// These pages, with what was found in them marked. Words that are part of two findings are marked as the first.
    #[must_use]
    pub fn marked(&self, texts: &[PageText]) -> Vec<MarkedPage> {
        let mut quotes = self.read.as_ref().map(quotes).unwrap_or_default();
        let expiry = self.expiry.as_ref().and_then(|seen| seen.quote.as_ref());
        quotes.extend(expiry.map(|quote| (quote, Sought::Expiry)));
        texts.iter().map(|text| page(text, &quotes)).collect()
    }
}

fn quotes(read: &ReadFacts) -> Vec<(&Quote, Sought)> {
    let name = read.name.as_ref().map(|seen| (&seen.quote, Sought::Name));
    let number = read.number.as_ref().map(|quote| (quote, Sought::Number));
    let address = read.address.as_ref().map(|quote| (quote, Sought::Address));
    [name, number, address].into_iter().flatten().collect()
}

fn page(text: &PageText, quotes: &[(&Quote, Sought)]) -> MarkedPage {
    let words = Page::of(text);
    let of_page = quotes.iter().filter(|(quote, _)| quote.page == text.page);
    let mut found: Vec<(Range<usize>, Sought)> =
        of_page.filter_map(|(quote, sought)| Some((place(&words, quote)?, *sought))).collect();
    found.sort_by_key(|(span, _)| span.start);
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut push = |span: Range<usize>, sought| {
        let piece = words.text.get(span).unwrap_or_default();
        if !piece.is_empty() {
            pieces.push((piece.to_owned(), sought));
        }
    };
    for (span, sought) in found {
        let start = span.start.max(done);
        push(done..start, None);
        push(start..span.end, Some(sought));
        done = span.end.max(done);
    }
    push(done..words.text.len(), None);
    MarkedPage { number: text.page, how: text.how, pieces }
}

/// Where a quote stands, in bytes of the page's text. It was cut if it was long, perhaps within a word.
fn place(page: &Page<'_>, quote: &Quote) -> Option<Range<usize>> {
    let quoted: Vec<&str> = quote.words.split(' ').collect();
    let is_cut = quote.words.chars().count() == MOST_QUOTED;
    let text_of = |at: usize| page.words.get(at).and_then(|word| page.text.get(word.span.clone()));
    let agrees = |at: usize, index: usize, wanted: &str| {
        let is_last = index + 1 == quoted.len();
        text_of(at + index)
            .is_some_and(|word| word == wanted || (is_cut && is_last && word.starts_with(wanted)))
    };
    let begins = (0..page.words.len())
        .find(|at| quoted.iter().enumerate().all(|(index, wanted)| agrees(*at, index, wanted)))?;
    let last = begins + quoted.len() - 1;
    Some(page.words.get(begins)?.span.start..page.words.get(last)?.span.end)
}

#[cfg(test)]
mod tests {
    use trusthub_domain::bundle::ReasonObject;
    use trusthub_domain::reading::{Legibility, Scan};

    use super::super::expiry::ExpirySeen;
    use super::super::facts::NameSeen;
    use super::super::page::tests::page as text;
    use super::*;

    fn quote(page: u32, words: &str) -> Quote {
        Quote { page, how: How::TextLayer, words: words.chars().take(MOST_QUOTED).collect() }
    }

    fn facts(name: Option<Quote>, number: Option<Quote>, address: Option<Quote>) -> DocumentFacts {
        DocumentFacts {
            object: ReasonObject::SupportingDocument(format!("RD{:032}", 1).parse().expect("a SID")),
            type_name: "commercial_registrar_excerpt".to_owned(),
            sha256: String::new(),
            scan: Scan::Off,
            read: Some(ReadFacts {
                legibility: Legibility::Text,
                pages: 1,
                is_encrypted: false,
                is_complete: true,
                tools: Vec::new(),
                name: name.map(|quote| NameSeen { quote, has_other_form: false }),
                number,
                address,
            }),
            expiry: None,
        }
    }

    fn marked(facts: &DocumentFacts, of: &str) -> Vec<(String, Option<Sought>)> {
        let [page] = facts.marked(&[text(of)]).try_into().ok().expect("a page");
        assert_eq!(
            page.pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>(),
            of,
            "nothing is lost"
        );
        page.pieces
    }

    #[test]
    fn what_was_found_is_marked_where_it_stands_over_lines_too() {
        let facts =
            facts(Some(quote(1, "Owl Bakery Inc.")), Some(quote(1, "94-2404110")), Some(quote(2, "Owl")));
        let pieces = marked(&facts, "Register of\n  Owl\tBakery\nInc.\nEIN 94-2404110");
        let found: Vec<_> =
            pieces.iter().filter_map(|(piece, sought)| Some((piece.as_str(), (*sought)?))).collect();
        assert_eq!(found, [("Owl\tBakery\nInc.", Sought::Name), ("94-2404110", Sought::Number)]);
    }

    #[test]
    fn the_last_day_is_marked_with_the_words_before_it() {
        let facts = facts(None, Some(quote(1, "94-2404110")), None);
        let seen = ExpirySeen {
            on: "2024-05-31".to_owned(),
            is_past: true,
            quote: Some(quote(1, "Expires 31.05.2024")),
        };
        let pieces = marked(&DocumentFacts { expiry: Some(seen), ..facts }, "94-2404110\nExpires 31.05.2024");
        assert_eq!(pieces.last(), Some(&("Expires 31.05.2024".to_owned(), Some(Sought::Expiry))));
    }

    #[test]
    fn findings_within_each_other_are_marked_once() {
        let facts = facts(Some(quote(1, "b c d")), Some(quote(1, "c")), Some(quote(1, "d e")));
        let pieces = marked(&facts, "a b c d e f");
        let expected =
            [("a ", None), ("b c d", Some(Sought::Name)), (" e", Some(Sought::Address)), (" f", None)];
        assert_eq!(pieces, expected.map(|(piece, sought)| (piece.to_owned(), sought)));
    }

    #[test]
    fn a_long_quote_is_marked_as_far_as_it_was_kept() {
        let long = "Gesellschaft ".repeat(20);
        let pieces = marked(&facts(Some(quote(1, &long)), None, None), &long);
        assert_eq!(pieces[0].1, Some(Sought::Name));
        assert_eq!(pieces[0].0.split_whitespace().count(), 13, "{}", pieces[0].0);
        let elsewhere = marked(&facts(Some(quote(1, "Owl")), None, None), "Owls Bakery");
        assert_eq!(elsewhere, [("Owls Bakery".to_owned(), None)]);
        assert!(marked(&facts(None, None, None), "").is_empty());
    }
}

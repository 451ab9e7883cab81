//! A page as words, each with its place in the text and its letters as they are compared.

use std::ops::Range;

use any_ascii::any_ascii_char;
use trusthub_domain::reading::{How, PageText};

use super::facts::Quote;

/// Words looked at; a page that is printed full has a thousand.
const MOST_WORDS: usize = 8_000;
/// Letters of a word that count.
const MOST_LETTERS: usize = 48;
/// As much as is quoted.
pub(super) const MOST_QUOTED: usize = 160;

/// A page of a file.
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) words: Vec<Word>,
    number: u32,
    how: How,
}

/// What stands between white space.
pub(super) struct Word {
    /// Where, in bytes of the text.
    pub(super) span: Range<usize>,
    /// Small Latin letters and digits; may be empty.
    pub(super) folded: String,
    /// The first of its line.
    pub(super) begins_line: bool,
}

impl<'a> Page<'a> {
    pub(super) fn of(page: &'a PageText) -> Self {
        let text = page.text.as_str();
        let mut words = Vec::new();
        for (line_start, line) in lines(text) {
            let mut begins_line = true;
            for (start, word) in words_of(line) {
                let start = line_start + start;
                let span = start..start + word.len();
                words.push(Word { span, folded: folded(word), begins_line });
                begins_line = false;
            }
            if words.len() > MOST_WORDS {
                words.truncate(MOST_WORDS);
                break;
            }
        }
        Self { text, words, number: page.page, how: page.how }
    }

    /// The text from the first of these words to the last; `None` if they are none.
    pub(super) fn between(&self, words: Range<usize>) -> Option<&'a str> {
        let words = self.words.get(words)?;
        self.text.get(words.first()?.span.start..words.last()?.span.end)
    }

    pub(super) fn quote(&self, words: Range<usize>) -> Option<Quote> {
        let text = self.between(words)?.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Quote { page: self.number, how: self.how, words: text.chars().take(MOST_QUOTED).collect() })
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line)
    })
}

fn words_of(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    line.split_inclusive(char::is_whitespace).filter_map(move |piece| {
        let at = start;
        start += piece.len();
        let word = piece.trim_end();
        (!word.is_empty()).then_some((at, word))
    })
}

/// Small Latin letters and digits of a word in any script.
pub(super) fn folded(word: &str) -> String {
    let letters = word.chars().flat_map(|character| any_ascii_char(character).chars());
    letters
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .take(MOST_LETTERS)
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page of that text.
    pub(in crate::documents) fn page(text: &str) -> PageText {
        PageText { page: 1, how: How::TextLayer, text: text.to_owned() }
    }

    #[test]
    fn words_keep_their_place() {
        let text = page("Größe  der\n\n Сова-1 — \u{3000}株");
        let page = Page::of(&text);
        let words: Vec<_> = page.words.iter().map(|word| (word.folded.as_str(), word.begins_line)).collect();
        assert_eq!(words, [("grosse", true), ("der", false), ("sova1", true), ("", false), ("zhu", false)]);
        assert_eq!(page.between(1..3), Some("der\n\n Сова-1"));
        assert_eq!(page.quote(1..3).unwrap().words, "der Сова-1");
        assert_eq!(page.between(3..9), None);
    }
}

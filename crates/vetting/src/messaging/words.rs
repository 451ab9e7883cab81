//! A text as words, and phrases found in it: without case, accents and punctuation.

use any_ascii::any_ascii;

/// A text's words, in small Latin letters and digits; `%` is the word `percent`.
pub(super) struct Words(Vec<String>);

/// Some words one after the other; the last may be a beginning only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    words: Vec<String>,
    is_beginning: bool,
}

impl Words {
    pub(super) fn of(text: &str) -> Self {
        Self(split(text))
    }

    /// The text's sentences. A full stop within an address ends none.
    pub(super) fn sentences(text: &str) -> Vec<Self> {
        let mut sentences = Vec::new();
        let mut sentence = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let is_last = characters.peek().is_none_or(|next| next.is_whitespace());
            match character {
                '\n' | ';' => sentences.push(std::mem::take(&mut sentence)),
                '.' | '!' | '?' if is_last => sentences.push(std::mem::take(&mut sentence)),
                other => sentence.push(other),
            }
        }
        sentences.push(sentence);
        sentences.iter().map(|sentence| Self::of(sentence)).filter(|words| !words.0.is_empty()).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// All in one, without spaces.
    pub(super) fn joined(&self) -> String {
        self.0.concat()
    }

    /// With one space between.
    pub(super) fn spaced(&self) -> String {
        self.0.join(" ")
    }

    /// Where a phrase begins first, counted in words.
    pub(super) fn find(&self, phrase: &Phrase) -> Option<usize> {
        self.0.windows(phrase.words.len().max(1)).position(|window| phrase.fits(window))
    }

    pub(super) fn has(&self, phrase: &Phrase) -> bool {
        self.find(phrase).is_some()
    }

    pub(super) fn has_any<'p>(&self, phrases: impl IntoIterator<Item = &'p Phrase>) -> bool {
        phrases.into_iter().any(|phrase| self.has(phrase))
    }

    /// How many of the phrases are in it.
    pub(super) fn count(&self, phrases: &[Phrase]) -> usize {
        phrases.iter().filter(|phrase| self.has(phrase)).count()
    }
}

impl Phrase {
    /// `None` for a text without a word.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (text, is_beginning) = match text.strip_suffix('*') {
            Some(beginning) => (beginning, true),
            None => (text, false),
        };
        let words = split(text);
        (!words.is_empty()).then_some(Self { words, is_beginning })
    }

    /// As it is told to people.
    pub(super) fn shown(&self) -> String {
        self.words.join(" ")
    }

    fn fits(&self, window: &[String]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return false };
        let Some((seen, seen_before)) = window.split_last() else { return false };
        let is_last = if self.is_beginning { seen.starts_with(last.as_str()) } else { seen == last };
        is_last && before == seen_before
    }
}

fn split(text: &str) -> Vec<String> {
    any_ascii(text)
        .to_ascii_lowercase()
        .replace('%', " percent ")
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, phrase: &str) -> bool {
        Words::of(text).has(&Phrase::read(phrase).unwrap())
    }

    #[test]
    fn a_phrase_is_found_as_whole_words_in_any_spelling() {
        assert!(has("PAYDAY-Loans today", "payday loan*"));
        assert!(has("Save 20% off!", "% off"));
        assert!(has("Cáśino bonus", "casino bonus"));
        assert!(!has("wholesale", "sale"));
        assert!(!has("loan", "payday loan*"));
        assert!(!has("", "stop"));
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let sentences = Words::sentences("Visit www.owl.com now. Reply STOP\nBye!");
        let shown: Vec<String> = sentences.iter().map(Words::spaced).collect();
        assert_eq!(shown, ["visit www owl com now", "reply stop", "bye"]);
    }
}

//! Finding a name by its words. Both sides, what is stored and what is looked for, are brought into the same form here,
//! so that a database needs no rules of its own for letters.

/// The words of a name, each after a blank: what is stored, to be searched.
#[must_use]
pub fn haystack(name: &str) -> String {
    words(name).map(|word| format!(" {word}")).collect()
}

/// What is looked for: each must be how a word begins, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needle(Vec<String>);

impl Needle {
    /// Most parts of one search; what exceeds it must follow the last of them word for word.
    pub const MOST_WORDS: usize = 4;

    /// Reads what somebody typed; nothing finds everything.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut parts: Vec<String> = Vec::new();
        for word in words(text) {
            let is_full = parts.len() == Self::MOST_WORDS;
            match parts.last_mut().filter(|_| is_full) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&word);
                }
                None => parts.push(format!(" {word}")),
            }
        }
        Self(parts)
    }

    /// Its parts, each after a blank, at most [`Needle::MOST_WORDS`].
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.0
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{Needle, haystack};

    fn finds(name: &str, typed: &str) -> bool {
        Needle::of(typed).words().iter().all(|word| haystack(name).contains(word.as_str()))
    }

    #[test]
    fn words_are_found_by_how_they_begin_in_any_order() {
        let name = "Müller & Söhne O'Neill Bäckerei-GmbH";
        for typed in
            ["", "  ", "mü", "MÜLLER", "söhne müller", "neill", "o'neill", "gmbh bäck", "Bäckerei GmbH"]
        {
            assert!(finds(name, typed), "{typed}");
        }
        for typed in ["üller", "müllers", "müller owl", "gmbhx"] {
            assert!(!finds(name, typed), "{typed}");
        }
    }

    #[test]
    fn more_words_than_there_are_parts_must_follow_one_another() {
        assert_eq!(Needle::of("a b c d e f").words(), [" a", " b", " c", " d e f"]);
        assert!(finds("d e f a b c", "a b c d e f"));
        assert!(!finds("d f e a b c", "a b c d e f"));
    }

    #[test]
    fn signs_that_databases_read_are_no_part_of_a_word() {
        assert_eq!(Needle::of("50%_off' --").words(), [" 50", " off"]);
    }
}

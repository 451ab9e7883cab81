//! Texts of customers and reviewers made fit for headers and single lines.

/// The text on one line: every run of white space and control characters is one space, and characters that reorder
/// what follows them are gone. What a header is made of must go through here, or a line break in a name starts a new
/// header.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !is_reordering(*c)));
    }
    line
}

/// The text's lines, each made fit by [`one_line`]; empty lines are dropped.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect()
}

/// The text on one line of at most `most` characters, with an ellipsis where it was cut.
pub(crate) fn short_line(text: &str, most: usize) -> String {
    let line = one_line(text);
    if line.chars().count() <= most {
        return line;
    }
    let mut cut: String = line.chars().take(most.saturating_sub(3)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push_str("...");
    cut
}

/// Bidirectional marks, embeddings, overrides and isolates (Unicode UAX #9): they let a name change how the text
/// around it reads.
const fn is_reordering(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_of_every_kind_become_one_space() {
        for text in ["a\r\nb", "a\nb", "a \t b", " a\u{2028}b ", "a\u{85}b", "a\0b", "a\x0b\x0cb"] {
            assert_eq!(one_line(text), "a b", "{text:?}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_text_around() {
        assert_eq!(one_line("Acme\u{202E}dtL\u{2066}"), "AcmedtL");
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        assert_eq!(short_line("äöüäöü", 6), "äöüäöü");
        assert_eq!(short_line("äöü äöüä", 7), "äöü...");
    }
}

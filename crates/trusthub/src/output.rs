//! The terminal: the one place that writes to standard output and standard error.
//!
//! A reader that goes away (`trusthub review list | head`) ends the command quietly instead of with a panic. Colour
//! only where a person looks at it.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::failure::{Failure, Outcome};

/// Writes a line to standard output.
pub(crate) fn line(text: impl AsRef<str>) {
    write_or_leave(&mut io::stdout().lock(), text.as_ref().as_bytes(), "\n");
}

/// Writes text to standard output as it is.
pub(crate) fn text(text: impl AsRef<str>) {
    write_or_leave(&mut io::stdout().lock(), text.as_ref().as_bytes(), "");
}

/// Writes bytes to standard output as they are.
pub(crate) fn bytes(bytes: &[u8]) {
    write_or_leave(&mut io::stdout().lock(), bytes, "");
}

/// Writes a line to standard error: remarks that do not belong to the answer.
pub(crate) fn remark(text: impl AsRef<str>) {
    write_or_leave(&mut io::stderr().lock(), text.as_ref().as_bytes(), "\n");
}

/// Writes a value as indented JSON.
///
/// # Errors
/// A value that has no JSON form, which none of ours is.
pub(crate) fn json(value: &impl Serialize) -> Outcome {
    let text = serde_json::to_string_pretty(value).map_err(Failure::environment)?;
    line(text);
    Ok(())
}

/// Writes a value as JSON in a line of its own, one of many.
///
/// # Errors
/// A value that has no JSON form, which none of ours is.
pub(crate) fn json_line(value: &impl Serialize) -> Outcome {
    let text = serde_json::to_string(value).map_err(Failure::environment)?;
    line(text);
    Ok(())
}

fn write_or_leave(to: &mut impl Write, content: &[u8], end: &str) {
    let written = to.write_all(content).and_then(|()| to.write_all(end.as_bytes())).and_then(|()| to.flush());
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        // Nowhere is left to say that nothing can be said.
        Err(_) => std::process::exit(3),
    }
}

/// Whether a person looks at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether a person looks at standard error.
pub(crate) fn remarks_are_seen() -> bool {
    io::stderr().is_terminal()
}

/// How words are set off from one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    has_colour: bool,
}

impl Style {
    /// Colour on a terminal, unless `NO_COLOR` (no-color.org) or a dumb terminal forbids it.
    pub(crate) fn of_standard_output() -> Self {
        let is_forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { has_colour: is_terminal() && !is_forbidden }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.has_colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A heading.
    pub(crate) fn bold(self, text: impl AsRef<str>) -> String {
        self.paint("1", text.as_ref())
    }

    /// Less important.
    pub(crate) fn dim(self, text: impl AsRef<str>) -> String {
        self.paint("2", text.as_ref())
    }

    /// Good news.
    pub(crate) fn good(self, text: impl AsRef<str>) -> String {
        self.paint("32", text.as_ref())
    }

    /// Bad news.
    pub(crate) fn bad(self, text: impl AsRef<str>) -> String {
        self.paint("31", text.as_ref())
    }

    /// Worth a look.
    pub(crate) fn attention(self, text: impl AsRef<str>) -> String {
        self.paint("33", text.as_ref())
    }

    /// Names of places and things.
    pub(crate) fn name(self, text: impl AsRef<str>) -> String {
        self.paint("36", text.as_ref())
    }
}

/// Writes rows as [`columns`] to standard output.
pub(crate) fn table(rows: impl IntoIterator<Item = Vec<String>>) {
    for row in columns(&rows.into_iter().collect::<Vec<_>>()) {
        line(row);
    }
}

/// Rows as columns of equal width; the last column is as wide as it likes. An empty table gives no lines.
pub(crate) fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0)
        })
        .collect();
    rows.iter()
        .map(|row| {
            let pad = |cell: &str, to: usize| " ".repeat(to.saturating_sub(width(cell)));
            let cells = row.iter().zip(&widths).map(|(cell, to)| format!("{cell}{}", pad(cell, *to)));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

/// Characters that take a place on the terminal: all but our own colour sequences.
fn width(text: &str) -> usize {
    let mut is_sequence = false;
    text.chars()
        .filter(|letter| {
            let begins = *letter == '\u{1b}';
            let counts = !is_sequence && !begins;
            is_sequence = (is_sequence || begins) && *letter != 'm';
            counts
        })
        .count()
}

/// Breaks a text into lines of at most `width` characters, at spaces. An indented paragraph stays indented.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let indent: String = paragraph.chars().take_while(|letter| *letter == ' ').collect();
        let mut line = indent.clone();
        for word in paragraph.split_whitespace() {
            let is_first = line.len() == indent.len();
            if !is_first && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut line, indent.clone()));
            }
            if line.len() > indent.len() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// The same, with one empty line for an empty text.
pub(crate) fn wrapped_or_empty(text: &str, width: usize) -> Vec<String> {
    let lines = wrapped(text, width);
    if lines.is_empty() { vec![String::new()] } else { lines }
}

/// The head of a section of a page, with an empty line before it.
pub(crate) fn section(title: &str, subtitle: &str, style: Style) -> [String; 2] {
    [String::new(), format!("{}  {}", style.bold(title), style.dim(subtitle))]
}

/// A word as a shell reads it; service managers and readers of `.env` files understand the same quotes.
pub(crate) fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// The terminal must not obey what a customer typed: control characters become visible.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .flat_map(|letter| match letter {
            '\n' | '\t' => vec![letter],
            _ if letter.is_control() => letter.escape_default().collect(),
            _ => vec![letter],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_characters() {
        let rows = [vec!["Ä".to_owned(), "b".to_owned()], vec!["long".to_owned(), "c".to_owned()]];
        assert_eq!(columns(&rows), ["Ä     b", "long  c"]);
    }

    #[test]
    fn colour_takes_no_place() {
        assert_eq!(width(&Style { has_colour: true }.good("pass")), 4);
    }

    #[test]
    fn text_is_wrapped_at_spaces() {
        assert_eq!(wrapped("one two three\nfour", 8), ["one two", "three", "four"]);
        assert_eq!(wrapped("  one two", 5), ["  one", "  two"]);
    }

    #[test]
    fn a_shell_reads_every_word_back() {
        assert_eq!(shell_word("reviewer@trust.example"), "reviewer@trust.example");
        assert_eq!(shell_word("a b$c"), "'a b$c'");
        assert_eq!(shell_word("o'brien"), r"'o'\''brien'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn a_customers_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{7}"), "a\\u{1b}[2Jb\\u{7}");
    }
}

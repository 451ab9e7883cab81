//! Phone numbers as people paste or upload them: one a line, or the rows of a CSV file.

use crate::contact::{Phone, PhoneError};

/// What a column of numbers is called, where a file names its columns.
const COLUMNS: [&str; 5] = ["phone_number", "phonenumber", "phone number", "number", "phone"];

/// One line with something on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedNumber {
    /// Its place, from 1.
    pub line: u64,
    /// What stands there in the place of a number.
    pub text: String,
    /// The number, if it is one.
    pub number: Result<Phone, PhoneError>,
}

/// Reads a list. Lines may end in any way; columns are separated by commas, semicolons or tabs; the first line may name
/// them. Signs that people put between digits are left out, but a number begins with `+` and its country code: a guess
/// could put somebody else's number on a profile.
#[must_use]
pub fn parse(text: &str) -> Vec<ListedNumber> {
    let mut column = 0;
    let mut is_first = true;
    let mut found = Vec::new();
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    for (line, place) in lines.filter(|(line, _)| !line.trim().is_empty()) {
        let fields = fields(line);
        if std::mem::take(&mut is_first)
            && let Some(named) = fields.iter().position(|field| is_column(field))
        {
            column = named;
            continue;
        }
        let text = fields.get(column).cloned().unwrap_or_default();
        found.push(ListedNumber { line: place, number: one(&text), text });
    }
    found
}

/// Reads one number as a person writes it, with the same liberties.
///
/// # Errors
/// `PhoneError` if it is none.
pub fn one(text: &str) -> Result<Phone, PhoneError> {
    bare(text).parse()
}

fn is_column(field: &str) -> bool {
    COLUMNS.iter().any(|name| field.eq_ignore_ascii_case(name))
}

/// The fields of one line. A quote opens and closes where separators do not count; two of them in a row are one.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                push(&mut fields, '"');
            }
            '"' => is_quoted = !is_quoted,
            ',' | ';' | '\t' if !is_quoted => fields.push(String::new()),
            other => push(&mut fields, other),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}

fn push(fields: &mut [String], sign: char) {
    if let Some(last) = fields.last_mut() {
        last.push(sign);
    }
}

/// Without the signs between digits, and without the apostrophe by which spreadsheets keep a text a text.
fn bare(text: &str) -> String {
    let is_between = |sign: &char| sign.is_whitespace() || "-().'’/".contains(*sign);
    text.chars().filter(|sign| !is_between(sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn read(text: &str) -> Vec<(u64, Result<String, String>)> {
        let one = |found: super::ListedNumber| {
            (found.line, found.number.map(|number| number.as_str().to_owned()).map_err(|_| found.text))
        };
        parse(text).into_iter().map(one).collect()
    }

    fn numbers(text: &str) -> Vec<String> {
        read(text).into_iter().map(|(_, number)| number.unwrap()).collect()
    }

    #[test]
    fn one_a_line_or_the_rows_of_a_file_say_the_same() {
        let expected = ["+15105550100", "+442071838750"];
        for text in [
            "+15105550100\n+442071838750",
            "\u{feff}+1 (510) 555-0100\r\n\r\n+44 20 7183 8750\r\n",
            "phone_number,label\n+15105550100,\"Front, left\"\n+442071838750,\n",
            "label;Phone Number\na;+15105550100\nb;'+442071838750\n",
            "number\tlabel\n\"+1-510-555-0100\"\tx\n+44.20.7183.8750\ty",
        ] {
            assert_eq!(numbers(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_number_keeps_its_line_and_its_text() {
        let found = read("+15105550100\n15105550101\n\nperhaps,x\n+1");
        let wrong: Vec<_> =
            found.into_iter().filter_map(|(line, number)| Some((line, number.err()?))).collect();
        assert_eq!(wrong, [(2, "15105550101".to_owned()), (4, "perhaps".to_owned()), (5, "+1".to_owned())]);
    }

    #[test]
    fn names_of_columns_count_on_the_first_line_only() {
        assert_eq!(read("number\nnumber"), [(2, Err("number".to_owned()))]);
        assert_eq!(read("label,number\nonly one"), [(2, Err(String::new()))]);
        assert!(read(" \n\r\n").is_empty());
    }
}

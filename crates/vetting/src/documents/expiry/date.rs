//! A day as papers write it: 2024-05-31, 05/31/2024, 31.05.2024, 31 May 2024, May 31st, 2024, 31-MAY-2024.

use std::fmt;

/// Years that a paper in use can name.
const YEARS: std::ops::RangeInclusive<u16> = 1900..=2199;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A day that there is. In order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// `2024-05-31`
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Date {
    fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let days = match month {
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (YEARS.contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// `2024-05-31` and nothing else.
    pub(super) fn iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let has_shape = parts.next().is_none() && [year.len(), month.len(), day.len()] == [4, 2, 2];
        Self::new(number(year)?, number(month)?, number(day)?).filter(|_| has_shape)
    }

    /// The date that begins with the first of these words, and how many it takes.
    pub(super) fn at(words: &[&str]) -> Option<(Self, usize)> {
        let first = bare(words.first()?);
        if let Some(date) = Self::in_one_word(first) {
            return Some((date, 1));
        }
        let (second, year) = (bare(words.get(1)?), number(bare(words.get(2)?))?);
        let date = match month(second) {
            Some(month) => Self::new(year, month, day(first)?),
            None => Self::new(year, month(first)?, day(second)?),
        };
        Some((date?, 3))
    }

    fn in_one_word(word: &str) -> Option<Self> {
        let sign = word.chars().find(|sign| matches!(sign, '-' | '/' | '.'))?;
        let mut parts = word.split(sign);
        let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        if first.len() == 4 {
            return Self::new(number(first)?, number(second)?, number(third)?);
        }
        // Of the short ones nobody knows which is the year.
        let year = number(third).filter(|_| third.len() == 4)?;
        if let Some(month) = month(second) {
            return Self::new(year, month, number(first)?);
        }
        let (first, second) = (number(first)?, number(second)?);
        let european = Self::new(year, second, first);
        // With full stops nobody writes the month first.
        let american = if sign == '.' { None } else { Self::new(year, first, second) };
        european.max(american)
    }
}

/// Without what stands around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|sign: char| !sign.is_alphanumeric())
}

fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_plain)
}

/// `31`, `31st`
fn day(word: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].into_iter().find_map(|end| word.strip_suffix(end));
    number(digits.unwrap_or(word))
}

/// `May`, `Sept`, `DECEMBER`
fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let known = |name: &&str| word.len() >= 3 && name.starts_with(word.as_str());
    let place = MONTHS.iter().position(known)?;
    u8::try_from(place + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_there_is_not_is_no_date() {
        let written = |text: &str| Date::at(&[text]).map(|(date, _)| date.to_string());
        for (text, date) in [
            ("2024-02-29", Some("2024-02-29")),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2024/12/31", Some("2024-12-31")),
            ("13/12/2024", Some("2024-12-13")),
            ("12/13/2024", Some("2024-12-13")),
            ("12.13.2024", None),
            ("13/13/2024", None),
            ("1.2.3.4", None),
            ("+1/2/2024", Some("2024-02-01")),
            ("1/-2/2024", None),
            ("0001-01-01", None),
        ] {
            assert_eq!(written(text).as_deref(), date, "{text}");
        }
        assert_eq!(Date::iso("2024-05-31").map(|date| date.to_string()).as_deref(), Some("2024-05-31"));
        for text in ["2024-5-31", "31.05.2024", "2024-05-31T00:00", ""] {
            assert_eq!(Date::iso(text), None, "{text}");
        }
    }
}

//! Reading parts of a written number. Nothing here fails: what is not there reads as empty, as 0 or as not fitting.

use std::ops::Range;

/// A day, for the schemes whose numbers cannot name one that is still to come. Passed in: there is no clock here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Of the Gregorian calendar.
    pub year: u32,
    /// 1 to 12
    pub month: u32,
    /// 1 to 31
    pub day: u32,
}

impl Day {
    /// A day after every other: nothing is still to come.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };
}

/// The characters of a range; none beyond the end.
pub(crate) fn part(number: &[u8], range: Range<usize>) -> &[u8] {
    number.get(range).unwrap_or_default()
}

/// The character at a place; 0 beyond the end.
pub(crate) fn at(number: &[u8], place: usize) -> u8 {
    number.get(place).copied().unwrap_or(0)
}

/// The digit at a place; 0 for anything else.
pub(crate) fn digit(number: &[u8], place: usize) -> u32 {
    let character = at(number, place);
    if character.is_ascii_digit() { u32::from(character - b'0') } else { 0 }
}

/// The number that the digits of a range write. At most eighteen digits, so that it fits.
pub(crate) fn value(number: &[u8], range: Range<usize>) -> u64 {
    part(number, range)
        .iter()
        .filter(|character| character.is_ascii_digit())
        .fold(0, |number: u64, character| number.wrapping_mul(10).wrapping_add(u64::from(character - b'0')))
}

/// Whether there are digits, and nothing else.
pub(crate) fn is_digits(number: &[u8]) -> bool {
    !number.is_empty() && number.iter().all(u8::is_ascii_digit)
}

/// Whether each character is one of the alphabet.
pub(crate) fn all(number: &[u8], alphabet: &[u8]) -> bool {
    number.iter().all(|character| alphabet.contains(character))
}

pub(crate) fn starts_with(number: &[u8], beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| number.starts_with(beginning.as_bytes()))
}

pub(crate) fn ends_with(number: &[u8], endings: &[&str]) -> bool {
    endings.iter().any(|ending| number.ends_with(ending.as_bytes()))
}

/// The words of a list, parted by blanks; lines that begin with `#` say where it is from.
pub(crate) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_ascii_whitespace)
}

/// Whether the text is one of the words of a list.
pub(crate) fn in_list(text: &[u8], list: &str) -> bool {
    !text.is_empty() && words(list).any(|word| word.as_bytes() == text)
}

/// The sum of the digits.
pub(crate) fn total(number: &[u8]) -> u32 {
    (0..number.len()).map(|place| digit(number, place)).sum()
}

pub(crate) fn is_palindrome(number: &[u8]) -> bool {
    number.iter().eq(number.iter().rev())
}

/// Whether year, month and day name a day of the Gregorian calendar.
pub(crate) fn is_date(year: u64, month: u64, day: u64) -> bool {
    let is_leap = (year.is_multiple_of(4) && !year.is_multiple_of(100)) || year.is_multiple_of(400);
    let length = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=length).contains(&day)
}

/// Whether the six digits from a place on are year, month and day in either of the centuries that are alive.
pub(crate) fn has_date(number: &[u8], place: usize) -> bool {
    let two = |from: usize| value(number, place + from..place + from + 2);
    [1900, 2000].into_iter().any(|century| is_date(century + two(0), two(2), two(4)))
}

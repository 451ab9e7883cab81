//! Element strings of GS1: application identifiers, each followed by its data.
//!
//! Data of no fixed length ends at a separator, at its greatest length or at the end.

use crate::identifiers::engine::{Part, ean, is_date, is_digits, part, value};

const ELEMENTS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/gs1-elements.txt"));

/// FNC1 as scanners report it.
const SEPARATOR: u8 = 0x1d;

const CHECKED: Part = ean();

/// An identifier and its data.
pub(super) struct Element<'a> {
    identifier: &'a [u8],
    data: &'a [u8],
}

/// The elements of a string; `None` where one is not known or its data has not its form.
pub(super) fn parse(mut number: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut elements = Vec::new();
    while let Some(rest) =
        number.strip_prefix(&[SEPARATOR]).or_else(|| (!number.is_empty()).then_some(number))
    {
        let (identifier, form) = ELEMENTS.lines().find_map(|line| identified(rest, line))?;
        let mut at = identifier;
        for stretch in form.split_ascii_whitespace() {
            at += read(part(rest, at..rest.len()), stretch)?;
        }
        elements.push(Element { identifier: part(rest, 0..identifier), data: part(rest, identifier..at) });
        number = part(rest, at..rest.len());
    }
    Some(elements)
}

/// Whether every number in it that has a check digit of its own is sound.
pub(super) fn is_sound(number: &[u8]) -> bool {
    parse(number).unwrap_or_default().iter().all(|element| match element.identifier {
        // Shipping containers, trade items, and locations.
        b"00" | b"01" | b"02" | b"03" | [b'4', b'1', _] => CHECKED.is_kept(element.data),
        _ => true,
    })
}

/// The length of the identifier and the form of its data, where a line is about what the string begins with.
fn identified(number: &[u8], line: &'static str) -> Option<(usize, &'static str)> {
    let (identifiers, form) = line.split_once(' ')?;
    let (low, high) = identifiers.split_once('-').unwrap_or((identifiers, identifiers));
    let given = number.get(..low.len()).filter(|given| is_digits(given))?;
    (low.as_bytes() <= given && given <= high.as_bytes()).then_some((low.len(), form))
}

/// How many characters belong to a stretch of data such as `n1-20`.
fn read(text: &[u8], stretch: &str) -> Option<usize> {
    let (kind, lengths) = stretch.split_at_checked(1)?;
    let (least, most) = lengths.split_once('-')?;
    let (least, most): (usize, usize) = (least.parse().ok()?, most.parse().ok()?);
    let length = text.iter().take(most).take_while(|character| **character != SEPARATOR).count();
    let data = part(text, 0..length);
    let fits = match kind {
        "n" => data.is_empty() || is_digits(data),
        "d" => is_digits(data) && is_day(data),
        _ => data.iter().all(u8::is_ascii_graphic),
    };
    (fits && length >= least).then_some(length)
}

/// Year, month and day; the last day of the month may be written 00.
fn is_day(data: &[u8]) -> bool {
    let day = value(data, 4..6);
    is_date(2000 + value(data, 0..2), value(data, 2..4), if day == 0 { 1 } else { day })
}

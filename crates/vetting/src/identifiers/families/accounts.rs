//! What accounts of single countries ask for beyond a weighted sum: structures, banks and branches.

use crate::identifiers::engine::{Number, part, value, words};

/// The structure of the account in the country's IBAN: lengths and kinds, such as `4a14c`.
pub(super) fn structure(number: &[u8]) -> Option<&'static str> {
    const STRUCTURES: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/iban-structures.txt"));
    let country = std::str::from_utf8(part(number, 0..2)).ok().filter(|country| country.len() == 2)?;
    STRUCTURES.lines().find_map(|line| line.strip_prefix(country)).map(str::trim)
}

/// Whether an account has a structure: each kind (`n` digits, `a` capitals, `c` either) as often as it says.
pub(super) fn keeps(account: &[u8], structure: &str) -> bool {
    let mut place = 0;
    let mut count = 0;
    for character in structure.bytes() {
        if character.is_ascii_digit() {
            count = count * 10 + usize::from(character - b'0');
            continue;
        }
        let stretch = part(account, place..place + count);
        let fits = stretch.iter().all(|given| match character {
            b'n' => given.is_ascii_digit(),
            b'a' => given.is_ascii_uppercase(),
            _ => given.is_ascii_uppercase() || given.is_ascii_digit(),
        });
        if stretch.len() != count || !fits {
            return false;
        }
        place += count;
        count = 0;
    }
    place == account.len()
}

pub(super) fn is_belgian_bank(code: u64) -> bool {
    const BANKS: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/be-banks.txt"));
    in_ranges(code, BANKS)
}

/// Whether a number is in a list of numbers and ranges such as `000-049`.
fn in_ranges(number: u64, list: &str) -> bool {
    words(list).any(|range| {
        let (low, high) = range.split_once('-').unwrap_or((range, range));
        low.parse().is_ok_and(|low: u64| low <= number) && high.parse().is_ok_and(|high: u64| number <= high)
    })
}

/// Each digit leads from one carry to the next through one table.
pub(super) fn is_swiss_reference(number: &[u8]) -> bool {
    const CARRIES: [u64; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    let body = number.len().saturating_sub(1);
    let carry = (0..body).fold(0, |carry, place| {
        let next = (value(number, place..place + 1) + carry) % 10;
        CARRIES.iter().zip(0..).find(|known| known.1 == next).map_or(0, |known| *known.0)
    });
    (10 - carry) % 10 == value(number, body..number.len())
}

/// Both parts with the zeros in front that people leave out.
pub(super) fn tidy_czech(number: &mut Number) {
    let Some(slash) = number.iter().position(|character| *character == b'/') else { return };
    let dash = number.iter().position(|character| *character == b'-');
    let (prefix, root) = match dash {
        Some(dash) if dash < slash => (part(number, 0..dash), part(number, dash + 1..slash)),
        _ => (b"".as_slice(), part(number, 0..slash)),
    };
    if prefix.len() > 6 || !(2..=10).contains(&root.len()) {
        return;
    }
    let zeros = |count: usize| b"0000000000".get(..count).unwrap_or_default();
    let text = [
        zeros(6 - prefix.len()),
        prefix,
        b"-",
        zeros(10 - root.len()),
        root,
        part(number, slash..number.len()),
    ]
    .concat();
    number.replace(&text);
}

/// Four parts, each with the zeros in front that people leave out; or all in one, the suffix of two digits.
pub(super) fn tidy_new_zealand(number: &mut Number) {
    let parts: Vec<Vec<u8>> =
        number.split(|character| b" -".contains(character)).map(<[u8]>::to_vec).collect();
    let widths: &[usize] = if parts.len() == 4 { &[2, 4, 7, 3] } else { &[13, 3] };
    let parts = if parts.len() == 4 {
        parts
    } else {
        let joined = parts.concat();
        let (account, suffix) = joined.split_at(joined.len().min(13));
        vec![account.to_vec(), suffix.to_vec()]
    };
    let padded: Vec<u8> = parts
        .iter()
        .zip(widths)
        .flat_map(|(part, width)| {
            let zeros = if parts.len() == 4 || *width == 3 { width.saturating_sub(part.len()) } else { 0 };
            std::iter::repeat_n(b'0', zeros).chain(part.iter().copied())
        })
        .collect();
    number.replace(&padded);
}

/// Algorithms A to G by bank, weights for branch, account and suffix. A product above the first modulus is brought under
/// it before the sum.
pub(super) fn is_new_zealand(number: &[u8]) -> bool {
    let (weights, first, second): ([u64; 16], u64, u64) = match value(number, 0..2) {
        8 => ([0, 0, 0, 0, 0, 0, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0], 11, 11),
        9 => ([0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 4, 3, 2, 0, 0, 1], 9, 11),
        25 | 33 => ([0, 0, 0, 0, 0, 0, 1, 7, 3, 1, 7, 3, 1, 0, 0, 0], 10, 10),
        26 | 28 | 29 => ([0, 0, 0, 0, 0, 0, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1], 9, 10),
        31 => return true,
        _ if value(number, 6..13) >= 990_000 => ([0, 0, 0, 0, 0, 0, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], 11, 11),
        _ => ([0, 0, 6, 3, 7, 9, 0, 10, 5, 8, 4, 2, 1, 0, 0, 0], 11, 11),
    };
    let products =
        (0..16).zip(weights).map(|(place, weight): (usize, u64)| weight * value(number, place..place + 1));
    products
        .map(|product| if product > first { product % first } else { product })
        .sum::<u64>()
        .is_multiple_of(second)
}

/// The ranges of branches that each bank has been given.
pub(super) fn is_new_zealand_branch(bank: u64, branch: u64) -> bool {
    match bank {
        1 => matches!(branch, 1..=999 | 1100..=1199 | 1800..=1899 | 6150),
        2 => matches!(branch, 1..=999 | 1200..=1299 | 2025..=2055),
        3 => {
            matches!(branch, 1..=999 | 1300..=1399 | 1500..=1599 | 1700..=1799 | 1900..=1999 | 5050 | 7350..=7399)
        }
        4 => matches!(branch, 2014..=2024),
        5 => matches!(branch, 8884..=8889),
        6 => matches!(branch, 1..=999 | 1400..=1499),
        8 => matches!(branch, 6500..=6599),
        9 => branch == 0,
        10 => matches!(branch, 5165..=5169),
        11 => matches!(branch, 5000..=6499 | 6600..=8999),
        12 => matches!(branch, 3000..=3299 | 3400..=3499 | 3600..=3699),
        13 => matches!(branch, 4900..=4999),
        14 => matches!(branch, 4700..=4799),
        15 => matches!(branch, 3900..=3999),
        16 => matches!(branch, 4400..=4499),
        17 => matches!(branch, 3300..=3399),
        18 => matches!(branch, 3500..=3599),
        19 => matches!(branch, 4600..=4649),
        20 => matches!(branch, 4100..=4199),
        21 => matches!(branch, 4800..=4899),
        22 => matches!(branch, 4000..=4049),
        23 => matches!(branch, 3700..=3799),
        24 => matches!(branch, 4300..=4349),
        25 => matches!(branch, 2500..=2599),
        26 => matches!(branch, 2600..=2699),
        27 => matches!(branch, 3800..=3849),
        28 => matches!(branch, 2100..=2149),
        29 => matches!(branch, 2150..=2299),
        30 => matches!(branch, 2900..=2949),
        31 => matches!(branch, 2800..=2849),
        33 => matches!(branch, 6700..=6799),
        35 => matches!(branch, 2400..=2499),
        38 => matches!(branch, 9000..=9499),
        88 => matches!(branch, 8800..=8805),
        _ => false,
    }
}

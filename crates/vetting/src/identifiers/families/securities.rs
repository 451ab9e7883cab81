//! Identifiers of financial instruments.

use crate::identifiers::engine::{
    ALPHANUMERIC, Clean, Entry, all, at, check, check_test, component, form, hybrid, is_digits, part, test,
};

use super::countries::was_country;

const PLAIN: Clean = Clean::ignoring(" ");

/// What is left of the capital letters when the vowels are taken away.
const CONSONANTS: &[u8] = b"0123456789BCDFGHJKLMNPQRSTVWXYZ";

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "cfi",
        country: "",
        name: "Classification of Financial Instruments (CFI)",
        form: "Six letters: category, group and four attributes.",
        example: "ELNUFX",
        source: "ISO 10962:2021",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["AAAAAA"]),
            component("group", |n| attributes(n).is_some()),
            component("attributes", |n| {
                attributes(n).is_some_and(|mut allowed| {
                    part(n, 2..6).iter().all(|letter| {
                        allowed
                            .next()
                            .is_some_and(|letters| *letter == b'X' || letters.as_bytes().contains(letter))
                    })
                })
            }),
        ],
    },
    Entry {
        module: "cusip",
        country: "US",
        name: "CUSIP number",
        form: "Eight letters, digits or signs and a check digit.",
        example: "00140K510",
        source: "ANSI X9.6; CUSIP Global Services",
        clean: PLAIN,
        rules: &[
            test(|n| n.len() == 9 && all(n, CUSIP)),
            check_test(|n| doubled(part(n, 0..8), CUSIP, 1) == at(n, 8)),
        ],
    },
    Entry {
        module: "figi",
        country: "",
        name: "Financial Instrument Global Identifier (FIGI)",
        form: "Two consonants, G, eight consonants or digits and a check digit.",
        example: "BBG00928PH05",
        source: "Object Management Group, FIGI 1.0; ANSI X9.145",
        clean: PLAIN,
        rules: &[
            test(|n| n.len() == 12 && all(n, CONSONANTS) && !part(n, 0..2).iter().any(u8::is_ascii_digit)),
            component("prefix", |n| {
                !matches!(part(n, 0..2), b"BS" | b"BM" | b"GG" | b"GB" | b"GH" | b"KY" | b"VG")
                    && at(n, 2) == b'G'
            }),
            check_test(|n| doubled(part(n, 0..11), ALPHANUMERIC, 1) == at(n, 11)),
        ],
    },
    Entry {
        module: "gb.sedol",
        country: "GB",
        name: "Stock Exchange Daily Official List number (SEDOL)",
        form: "Six consonants or digits and a check digit.",
        example: "0056586",
        source: "London Stock Exchange, SEDOL Masterfile",
        clean: PLAIN,
        rules: &[
            form(&["######9"]),
            test(|n| all(n, CONSONANTS)),
            // Those that begin with a digit are from before 2004 and hold no letters.
            test(|n| !at(n, 0).is_ascii_digit() || is_digits(n)),
            check(&[1, 3, 1, 7, 3, 9], "0987654321"),
        ],
    },
    Entry {
        module: "isin",
        country: "",
        name: "International Securities Identification Number (ISIN)",
        form: "Country, nine letters or digits and a check digit.",
        example: "AU070088HYR2",
        source: "ISO 6166",
        clean: PLAIN,
        rules: &[
            form(&["AA#########9"]),
            component("country", |n| {
                was_country(part(n, 0..2))
                    || crate::identifiers::engine::in_list(part(n, 0..2), "EU QS QT XA XB XC XD XF XK XS")
            }),
            check_test(is_isin),
        ],
    },
    Entry {
        module: "upi",
        country: "",
        name: "Unique Product Identifier (UPI)",
        form: "QZ, nine consonants or digits and a check character.",
        example: "QZ1B2C3D4F51",
        source: "ISO 4914; Derivatives Service Bureau (ISO/IEC 7064, MOD 31,30)",
        clean: PLAIN,
        rules: &[form(&["qz##########"]), test(|n| all(n, UPI)), check_test(|n| hybrid(n, UPI) == Some(1))],
    },
];

const CUSIP: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#";

/// Neither vowels nor Y.
const UPI: &[u8] = b"0123456789BCDFGHJKLMNPQRSTVWXZ";

/// The digit that fits when every second value, `odd` away from the first, counts twice and the digits are added up.
fn doubled(number: &[u8], alphabet: &[u8], odd: usize) -> u8 {
    let worth = |(place, character): (usize, &u8)| {
        let value = alphabet.iter().position(|known| known == character).unwrap_or(0);
        let value = if place % 2 == odd { value * 2 } else { value };
        value / 10 + value % 10
    };
    let sum: usize = number.iter().enumerate().map(worth).sum();
    b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

/// Letters are written as two digits; then Luhn.
fn is_isin(number: &[u8]) -> bool {
    let mut digits = Vec::with_capacity(24);
    for character in number {
        match ALPHANUMERIC.iter().zip(0..).find(|known| known.0 == character).map(|known| known.1) {
            Some(value @ 0..10) => digits.push(b'0' + value),
            Some(value) => digits.extend([b'0' + value / 10, b'0' + value % 10]),
            None => return false,
        }
    }
    crate::identifiers::engine::luhn(&digits)
}

/// The letters that each of the four attributes of a category and group may have; X, not applicable, always may.
fn attributes(number: &[u8]) -> Option<impl Iterator<Item = &'static str>> {
    const GROUPS: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/cfi-attributes.txt"));
    let group = std::str::from_utf8(part(number, 0..2)).ok().filter(|group| group.len() == 2)?;
    let line = GROUPS.lines().find_map(|line| line.strip_prefix(group))?;
    Some(line.split_ascii_whitespace())
}

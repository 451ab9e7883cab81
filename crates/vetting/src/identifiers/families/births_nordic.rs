//! Numbers of persons in the north of Europe that hold a date of birth.

use crate::identifiers::engine::{
    COMPLEMENT_OR_NONE, Clean, Entry, Part, any, at, by_day, check, check_test, component, date, form,
    is_date, luhn, one_of, part, range, sum, test, value,
};

use super::births_europe::{Birth, exists, has_come, two};

fn danish_birth(number: &[u8]) -> Birth {
    let short_year = two(number, 4);
    let century = match (at(number, 6), short_year) {
        (b'5'..=b'8', 58..) => 1800,
        (b'0'..=b'3', _) | (b'4' | b'9', 37..) => 1900,
        _ => 2000,
    };
    Some((century + short_year, two(number, 2), two(number, 0)))
}

/// D-numbers add 40 to the day, H-numbers to the month; from 80 on the day is none.
fn norwegian_birth(number: &[u8]) -> Birth {
    let less_forty = |value: u64| if value > 40 { value - 40 } else { value };
    let short_year = two(number, 4);
    let century = match (value(number, 6..9), short_year) {
        (0..500, _) => 1900,
        (500..750, 54..) => 1800,
        (500..1000, 0..40) => 2000,
        (900..1000, 40..) => 1900,
        _ => return None,
    };
    if two(number, 0) >= 80 {
        None
    } else {
        Some((century + short_year, less_forty(two(number, 2)), less_forty(two(number, 0))))
    }
}

/// Ten digits leave the century open; `+` says that the person is a hundred or older.
fn swedish_birth(number: &[u8]) -> bool {
    if number.len() == 13 {
        return is_date(value(number, 0..4), two(number, 4), two(number, 6));
    }
    [1800, 1900, 2000]
        .into_iter()
        .any(|century| is_date(century + two(number, 0), two(number, 2), two(number, 4)))
}

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "dk.cpr",
        country: "DK",
        name: "Personnummer (CPR)",
        form: "Ten digits: day, month and year of birth, four that count and name the century.",
        example: "111162-5622",
        source: "CPR-kontoret, Personnummeret i CPR-systemet; since 2007 without check digit",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["9999999999"]),
            date(|n| exists(danish_birth(n))),
            by_day("date", |n, today| has_come(danish_birth(n), today)),
        ],
    },
    Entry {
        module: "fi.hetu",
        country: "FI",
        name: "Henkilötunnus (HETU)",
        form: "Day, month and year of birth, a sign for the century, three digits that count, a check character.",
        example: "161057+208T",
        source: "Digi- ja väestötietovirasto, henkilötunnus; the signs added in 2023",
        clean: Clean::ignoring(""),
        rules: &[
            test(|n| n.len() == 11 && part(n, 0..6).iter().chain(part(n, 7..10)).all(u8::is_ascii_digit)),
            component("century", |n| b"-+ABCDEFYXWVU".contains(&at(n, 6))),
            date(|n| {
                let century = match at(n, 6) {
                    b'+' => 1800,
                    b'A'..=b'F' => 2000,
                    _ => 1900,
                };
                is_date(century + two(n, 4), two(n, 2), two(n, 0))
            }),
            // From 900 on they are given for a while, to patients without one.
            range("count", 7..10, 2, 899),
            check_test(|n| {
                let body = value(n, 0..6) * 1000 + value(n, 7..10);
                usize::try_from(body % 31)
                    .is_ok_and(|rest| at(b"0123456789ABCDEFHJKLMNPRSTUVWXY", rest) == at(n, 10))
            }),
        ],
    },
    Entry {
        module: "is_.kennitala",
        country: "IS",
        name: "Kennitala",
        form: "A kennitala has ten digits.",
        example: "120174-3049",
        source: "Þjóðskrá, Kennitala; lög 140/2019",
        clean: Clean::ignoring(" -"),
        rules: ICELANDIC,
    },
    Entry {
        module: "no.fodselsnummer",
        country: "NO",
        name: "Fødselsnummer",
        form: "Eleven digits: day, month and year of birth, three that count, two check digits.",
        example: "11048740326",
        source: "Forskrift om folkeregistrering; Skatteetaten, fødselsnummer and D-nummer",
        clean: Clean::ignoring(" -:"),
        rules: &[
            form(&["99999999999"]),
            check(&[3, 7, 6, 1, 8, 9, 4, 5, 2], COMPLEMENT_OR_NONE),
            check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT_OR_NONE),
            date(|n| exists(norwegian_birth(n))),
            by_day("date", |n, today| has_come(norwegian_birth(n), today)),
        ],
    },
    Entry {
        module: "se.personnummer",
        country: "SE",
        name: "Personnummer",
        form: "Ten or twelve digits: birth date, a sign, three that count, a check digit.",
        example: "170919-6537",
        source: "Folkbokföringslag (1991:481), § 18; Skatteverket SKV 704",
        clean: Clean::ignoring(" :").then(|number| {
            let is_signed = matches!(number.iter().rev().nth(4), Some(b'-' | b'+'));
            let sign = if is_signed { at(number, number.len() - 5) } else { b'-' };
            number.remove(b'-');
            number.remove(b'+');
            if is_signed || matches!(number.len(), 10 | 12) {
                let place = number.len().saturating_sub(4);
                number.insert(place, sign);
            }
        }),
        rules: &[
            test(|n| {
                matches!(n.len(), 11 | 13)
                    && part(n, 0..n.len() - 5)
                        .iter()
                        .chain(part(n, n.len() - 4..n.len()))
                        .all(u8::is_ascii_digit)
            }),
            component("sign", |n| matches!(n.iter().rev().nth(4), Some(b'-' | b'+'))),
            date(swedish_birth),
            check_test(|n| {
                luhn(&[part(n, n.len() - 11..n.len() - 5), part(n, n.len() - 4..n.len())].concat())
            }),
        ],
    },
];

/// The day plus 40 for businesses. Persons' numbers are taken too, for sole traders use their own; there a wrong check
/// digit only raises a doubt, for the register has announced persons' numbers that carry none.
const ICELANDIC: &[Part] = &[
    form(&["9999999999"]),
    one_of("century", 9..10, "8 9 0").why("The last digit of the kennitala names no century."),
    date(|n| {
        let century = match at(n, 9) {
            b'8' => 1800,
            b'9' => 1900,
            _ => 2000,
        };
        let day = two(n, 0);
        is_date(century + two(n, 4), two(n, 2), if day > 40 { day - 40 } else { day })
    })
    .why("The first six digits of the kennitala are not a date."),
    any(&[
        &[component("kind", |n| two(n, 0) > 40), ICELANDIC_CHECK],
        &[component("kind", |n| two(n, 0) <= 40), ICELANDIC_CHECK.possibly()],
    ]),
];

const ICELANDIC_CHECK: Part = sum(&[3, 2, 7, 6, 5, 4, 3, 2, 1], 11, &[0])
    .why("The ninth digit of the kennitala does not fit the others.");

//! Numbers of persons in Europe that hold a date of birth.

use crate::identifiers::engine::{
    COMPLEMENT, COMPLEMENT_OR_NONE, Clean, Day, Entry, Part, REMAINDER, TENS, any, at, by_day, check,
    check_test, component, date, form, is_date, luhn, one_of, part, range, sum, test, value,
};

/// The day, and the century that its year is in. `None` where the number names no century.
type Birth = Option<(u64, u64, u64)>;

fn exists(birth: Birth) -> bool {
    birth.is_some_and(|(year, month, day)| is_date(year, month, day))
}

/// Nobody has been born on a day to come.
fn has_come(birth: Birth, today: Day) -> bool {
    birth.is_some_and(|(year, month, day)| {
        (year, month, day) <= (u64::from(today.year), u64::from(today.month), u64::from(today.day))
    })
}

/// Two digits.
fn two(number: &[u8], place: usize) -> u64 {
    value(number, place..place + 2)
}

/// A birth number of Czechoslovakia and its successors: the month plus 50 for women, plus 20 where a day ran out of
/// numbers. Until 1953 it had nine digits.
pub(super) const CZECH: &[Part] = &[any(&[
    &[form(&["999999999"]), date(|n| two(n, 0) <= 53 || two(n, 0) >= 80), date(|n| exists(czech_birth(n)))],
    &[
        form(&["9999999999"]),
        date(|n| exists(czech_birth(n))),
        check_test(|n| value(n, 0..9) % 11 % 10 == value(n, 9..10)),
    ],
])];

fn czech_birth(number: &[u8]) -> Birth {
    let short_year = two(number, 0);
    let century = match (number.len(), short_year) {
        (9, 80..) => 1800,
        (9, _) | (_, 54..) => 1900,
        _ => 2000,
    };
    Some((century + short_year, two(number, 2) % 50 % 20, two(number, 4)))
}

pub(super) const BULGARIAN: &[Part] = &[
    form(&["9999999999"]),
    date(|n| {
        let (month, century) = match two(n, 2) {
            month @ 41.. => (month - 40, 2000),
            month @ 21..=40 => (month - 20, 1800),
            month => (month, 1900),
        };
        is_date(century + two(n, 0), month, two(n, 4))
    }),
    check(&[2, 4, 8, 5, 10, 9, 7, 3, 6], REMAINDER),
];

pub(super) const BULGARIAN_FOREIGNER: &[Part] =
    &[form(&["9999999999"]), check(&[21, 19, 17, 13, 11, 9, 7, 3, 1], "0123456789")];

pub(super) const ROMANIAN: &[Part] = &[
    form(&["9999999999999"]),
    component("century", |n| at(n, 0) != b'0'),
    date(|n| {
        let century = match at(n, 0) {
            b'3' | b'4' => 1800,
            b'5' | b'6' => 2000,
            _ => 1900,
        };
        is_date(century + two(n, 1), two(n, 3), two(n, 5))
    }),
    component("county", |n| matches!(two(n, 7), 1..=48 | 51 | 52 | 70 | 80..=83)),
    check(&[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], "01234567891"),
];

/// Estonia and Lithuania: the first digit names century and sex.
const BALTIC_CHECK: Part =
    check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1], "0123456789 ").or(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3], REMAINDER);

fn baltic_birth(number: &[u8]) -> Birth {
    let century = match at(number, 0) {
        b'1' | b'2' => 1800,
        b'3' | b'4' => 1900,
        b'5' | b'6' => 2000,
        b'7' | b'8' => 2100,
        _ => return None,
    };
    Some((century + two(number, 1), two(number, 3), two(number, 5)))
}

pub(super) const ITALIAN: &[Part] = &[
    form(&["AAAAAA##A##A###A"]),
    test(|n| [6, 7, 9, 10, 12, 13, 14].into_iter().all(|place| italian_digit(at(n, place)).is_some())),
    check_test(|n| italian_check(part(n, 0..15)) == at(n, 15)),
    date(|n| {
        let digits =
            |place: usize| Some(italian_digit(at(n, place))? * 10 + italian_digit(at(n, place + 1))?);
        let month = (1..).zip(b"ABCDEHLMPRST").find(|month| *month.1 == at(n, 8)).map(|month| month.0);
        // Women's days count from 41. The century is not told.
        let (Some(year), Some(month), Some(day)) = (digits(6), month, digits(9)) else { return false };
        is_date(1900 + year, month, day % 40) || is_date(2000 + year, month, day % 40)
    }),
];

/// Where two persons would have one code, digits are replaced by letters.
fn italian_digit(character: u8) -> Option<u64> {
    let letter = (0..).zip(b"LMNPQRSTUV").find(|known| *known.1 == character).map(|known| known.0);
    letter.or_else(|| char::from(character).to_digit(10).map(u64::from))
}

fn italian_check(number: &[u8]) -> u8 {
    const ODD_PLACES: [u64; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let worth = |character: &u8| {
        usize::from(if character.is_ascii_digit() {
            character - b'0'
        } else {
            character.saturating_sub(b'A')
        })
    };
    let sum: u64 = number
        .iter()
        .map(worth)
        .enumerate()
        .map(|(place, worth)| {
            if place % 2 == 0 {
                ODD_PLACES.get(worth).copied().unwrap_or(0)
            } else {
                u64::try_from(worth).unwrap_or(0)
            }
        })
        .sum();
    b'A' + u8::try_from(sum % 26).unwrap_or(0)
}

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

fn polish_birth(number: &[u8]) -> Birth {
    let month = two(number, 2);
    let century = match month / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    Some((century + two(number, 0), month % 20, two(number, 4)))
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
        module: "at.vnr",
        country: "AT",
        name: "Versicherungsnummer (VSNR)",
        form: "Ten digits: three that count, a check digit, day, month and year of birth.",
        example: "2637 015380",
        source: "Dachverband der Sozialversicherungsträger; ASVG, article 30c",
        clean: Clean::ignoring(" "),
        // The date may be made up, with months from 13 on, where a day ran out of numbers.
        rules: &[
            form(&["9999999999"]),
            test(|n| at(n, 0) != b'0'),
            check(&[3, 7, 9, 0, 5, 8, 4, 2, 1, 6], "0123456789 ").stands_at(3),
        ],
    },
    Entry {
        module: "bg.egn",
        country: "BG",
        name: "Единен граждански номер (ЕГН)",
        form: "Ten digits: year, month and day of birth, three that count, a check digit.",
        example: "8932053631",
        source: "Закон за гражданската регистрация, article 11; ГРАО",
        clean: Clean::ignoring(" -."),
        rules: BULGARIAN,
    },
    Entry {
        module: "bg.pnf",
        country: "BG",
        name: "Личен номер на чужденец (ЛНЧ)",
        form: "Ten digits, the last a check digit.",
        example: "2121 402 925",
        source: "Закон за чужденците в Република България",
        clean: Clean::ignoring(" -."),
        rules: BULGARIAN_FOREIGNER,
    },
    Entry {
        module: "cz.rc",
        country: "CZ",
        name: "Rodné číslo (RČ)",
        form: "Nine or ten digits: year, month (plus 50 for women) and day of birth, a count, since 1954 a check digit.",
        example: "996231123",
        source: "Zákon 133/2000 Sb., § 13",
        clean: Clean::ignoring(" /"),
        rules: CZECH,
    },
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
        module: "ee.ik",
        country: "EE",
        name: "Isikukood",
        form: "Eleven digits: century and sex, year, month and day of birth, three that count, a check digit.",
        example: "35712023097",
        source: "Rahvastikuregistri seadus, EVS 585:2007",
        clean: Clean::ignoring(" "),
        rules: &[form(&["99999999999"]), date(|n| exists(baltic_birth(n))), BALTIC_CHECK],
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
        module: "lt.asmens",
        country: "LT",
        name: "Asmens kodas",
        form: "Eleven digits: century and sex, year, month and day of birth, three that count, a check digit.",
        example: "19002125034",
        source: "Gyventojų registro įstatymas; Registrų centras",
        clean: Clean::ignoring(" "),
        // Codes that begin with 9 were given without a date.
        rules: &[form(&["99999999999"]), date(|n| at(n, 0) == b'9' || exists(baltic_birth(n))), BALTIC_CHECK],
    },
    Entry {
        module: "lv.pvn",
        country: "LV",
        name: "PVN reģistrācijas numurs",
        form: "Eleven digits; from 4 on a business, below a person.",
        example: "LV 4308 3523 600",
        source: "Valsts ieņēmumu dienests; Fizisko personu reģistra likums (numbers from 32 on hold no date); VIES",
        clean: Clean::ignoring(" -").without(&["LV"]),
        rules: &[
            form(&["99999999999"]),
            any(&[
                &[component("kind", |n| at(n, 0) > b'3'), sum(&[9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1], 11, &[3])],
                &[
                    component("kind", |n| at(n, 0) <= b'3'),
                    date(|n| {
                        n.starts_with(b"32")
                            || is_date(1800 + value(n, 6..7) * 100 + two(n, 4), two(n, 2), two(n, 0))
                    }),
                    // One more than the sum.
                    check(&[10, 5, 8, 4, 2, 1, 6, 3, 7, 9], "12345678900"),
                ],
            ]),
        ],
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
        module: "pl.pesel",
        country: "PL",
        name: "PESEL",
        form: "Eleven digits: year, month (the century added) and day of birth, four that count, a check digit.",
        example: "44071401399",
        source: "Ustawa o ewidencji ludności of 24 September 2010, article 15",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["99999999999"]),
            check(&[1, 3, 7, 9, 1, 3, 7, 9, 1, 3], TENS),
            date(|n| exists(polish_birth(n))),
        ],
    },
    Entry {
        module: "ro.cnp",
        country: "RO",
        name: "Cod numeric personal (CNP)",
        form: "Thirteen digits: century and sex, year, month and day of birth, county, three that count, a check digit.",
        example: "1840615123407",
        source: "Legea 105/1996; Direcția Generală pentru Evidența Persoanelor",
        clean: Clean::ignoring(" -"),
        rules: ROMANIAN,
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
    Entry {
        module: "si.emso",
        country: "SI",
        name: "Enotna matična številka občana (EMŠO)",
        form: "Thirteen digits: day, month and year of birth (three digits), region, three that count, a check digit.",
        example: "2003933610060",
        source: "Zakon o centralnem registru prebivalstva",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["9999999999999"]),
            date(|n| {
                let year = value(n, 4..7);
                is_date(if year < 800 { 2000 + year } else { 1000 + year }, two(n, 2), two(n, 0))
            }),
            check(&[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT),
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

//! Numbers of persons in the middle, east and south of Europe that hold a date of birth.

use crate::identifiers::engine::{
    COMPLEMENT, Clean, Day, Entry, Part, REMAINDER, TENS, any, at, check, check_test, component, date, form,
    is_date, sum, test, value,
};

/// The day, and the century that its year is in. `None` where the number names no century.
pub(super) type Birth = Option<(u64, u64, u64)>;

pub(super) fn exists(birth: Birth) -> bool {
    birth.is_some_and(|(year, month, day)| is_date(year, month, day))
}

/// Nobody has been born on a day to come.
pub(super) fn has_come(birth: Birth, today: Day) -> bool {
    birth.is_some_and(|(year, month, day)| {
        (year, month, day) <= (u64::from(today.year), u64::from(today.month), u64::from(today.day))
    })
}

/// Two digits.
pub(super) fn two(number: &[u8], place: usize) -> u64 {
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

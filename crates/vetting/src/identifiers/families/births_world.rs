//! Numbers of persons outside Europe that hold a date of birth.

use crate::identifiers::engine::{
    ALPHANUMERIC, Clean, Entry, Part, any, at, check, check_test, component, date, form, has_date, in_list,
    is_date, length, luhn_check, mod_11_2, one_of, part, range, test, value,
};

/// Two digits.
fn two(number: &[u8], place: usize) -> u64 {
    value(number, place..place + 2)
}

/// Syllables that are changed when a code is made, for they would insult its bearer. Source: the CURP's Instructivo,
/// annex 2.
const UNWANTED_IN_CURP: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/mx-curp-words.txt"));

/// The shorter list of the tax administration. Source: SAT, annex of inconvenient words.
const UNWANTED_IN_RFC: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/mx-rfc-words.txt"));

const MEXICAN_DATE: Part = date(|n| {
    is_date(
        2000 + two(n, if n.len() == 12 { 3 } else { 4 }),
        two(n, if n.len() == 12 { 5 } else { 6 }),
        two(n, if n.len() == 12 { 7 } else { 8 }),
    )
});

/// Names may hold `&` and `Ñ`.
fn is_mexican_name(name: &[u8]) -> bool {
    name.iter().all(|letter| letter.is_ascii_uppercase() || matches!(letter, b'&' | 0xd1))
}

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "cn.ric",
        country: "CN",
        name: "居民身份证号码",
        form: "Eighteen characters: place, year, month and day of birth, three that count, a check digit or X.",
        example: "360426199701010171",
        source: "GB 11643-1999; GB/T 2260 for the provinces",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999999999999#"]),
            check_test(mod_11_2),
            date(|n| is_date(value(n, 6..10), two(n, 10), two(n, 12))),
            one_of(
                "region",
                0..2,
                "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 \
                61 62 63 64 65 71 81 82 83",
            ),
        ],
    },
    Entry {
        module: "cu.ni",
        country: "CU",
        name: "Número de identidad (NI)",
        form: "Eleven digits: year, month and day of birth, century, four that count.",
        example: "22021426775",
        source: "Dirección de Identificación, Inmigración y Extranjería",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999999"]),
            date(|n| {
                let century = match at(n, 6) {
                    b'9' => 1800,
                    b'0'..=b'5' => 1900,
                    _ => 2000,
                };
                is_date(century + two(n, 0), two(n, 2), two(n, 4))
            }),
        ],
    },
    Entry {
        module: "kr.rrn",
        country: "KR",
        name: "주민등록번호",
        form: "Thirteen digits: year, month and day of birth, century and sex, place, a count, a check digit.",
        example: "760313-1852875",
        source: "주민등록법, article 7-2; 시행규칙",
        clean: Clean::ignoring("-"),
        rules: &[
            form(&["9999999999999"]),
            date(|n| {
                let century = match at(n, 6) {
                    b'1' | b'2' | b'5' | b'6' => 1900,
                    b'3' | b'4' | b'7' | b'8' => 2000,
                    _ => 1800,
                };
                is_date(century + two(n, 0), two(n, 2), two(n, 4))
            }),
            range("region", 7..9, 0, 96),
            // Numbers given since October 2020 are random and need not fit.
            check(&[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], "10987654321").possibly(),
        ],
    },
    Entry {
        module: "mu.nid",
        country: "MU",
        name: "National Identity Number",
        form: "A letter, day, month and year of birth, six that count, a check character.",
        example: "A2304451905713",
        source: "Mauritius National Identity Card Unit",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["A999999999999#"]),
            check(&[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], "0GFEDCBA987654321"),
            date(|n| is_date(2000 + two(n, 5), two(n, 3), two(n, 1))),
        ],
    },
    Entry {
        module: "mx.curp",
        country: "MX",
        name: "Clave Única de Registro de Población (CURP)",
        form: "Eighteen characters: initials, birth date, sex, state, consonants, a count, a check digit.",
        example: "BEML120305HMCLNS11",
        source: "Instructivo Normativo para la Asignación de la CURP (DOF, 18 October 2021)",
        clean: Clean::ignoring("-_ "),
        rules: &[
            form(&["AAAA999999AAAAAA#9"]),
            component("word", |n| !in_list(part(n, 0..4), UNWANTED_IN_CURP)),
            date(|n| {
                is_date(
                    if at(n, 16).is_ascii_digit() { 1900 } else { 2000 } + two(n, 4),
                    two(n, 6),
                    two(n, 8),
                )
            }),
            one_of("sex", 10..11, "H M X"),
            one_of(
                "region",
                11..13,
                "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS",
            ),
            check(&[18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], "0987654321")
                .over(b"0123456789ABCDEFGHIJKLMN\xd1OPQRSTUVWXYZ"),
        ],
    },
    Entry {
        module: "mx.rfc",
        country: "MX",
        name: "Registro Federal de Contribuyentes (RFC)",
        form: "Twelve characters for a business, thirteen for a person: initials, date, three that tell namesakes apart.",
        example: "GODE 541231 GR8",
        source: "Código Fiscal de la Federación, article 27; SAT, annex of inconvenient words",
        clean: Clean::ignoring("-_ "),
        // The last character checks, but the SAT has issued many that do not fit, so it is not held against a number.
        rules: &[any(&[
            &[
                length(&[12]),
                test(|n| {
                    is_mexican_name(part(n, 0..3))
                        && part(n, 3..9).iter().all(u8::is_ascii_digit)
                        && part(n, 9..12).iter().all(|c| ALPHANUMERIC.contains(c))
                }),
                MEXICAN_DATE,
            ],
            &[
                length(&[10, 13]),
                test(|n| {
                    is_mexican_name(part(n, 0..4))
                        && part(n, 4..10).iter().all(u8::is_ascii_digit)
                        && part(n, 10..n.len()).iter().all(|c| ALPHANUMERIC.contains(c))
                }),
                component("word", |n| !in_list(part(n, 0..4), UNWANTED_IN_RFC)),
                MEXICAN_DATE,
            ],
        ])],
    },
    Entry {
        module: "my.nric",
        country: "MY",
        name: "Nombor Kad Pengenalan (NRIC)",
        form: "Twelve digits: year, month and day of birth, place of birth, four that count.",
        example: "811229015543",
        source: "Jabatan Pendaftaran Negara, codes of states and countries",
        clean: Clean::ignoring(" -*"),
        rules: &[
            form(&["999999999999"]),
            date(|n| has_date(n, 0)),
            component("region", |n| !matches!(two(n, 6), 0 | 17..=20 | 69 | 70 | 73 | 80 | 81 | 94..=97)),
        ],
    },
    Entry {
        module: "za.idnr",
        country: "ZA",
        name: "Identity number",
        form: "Thirteen digits: year, month and day of birth, four that count, citizenship, one unused, a check digit.",
        example: "6807161077088",
        source: "Identification Act 68 of 1997; Department of Home Affairs",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["9999999999999"]),
            date(|n| has_date(n, 0)),
            one_of("citizenship", 10..11, "0 1"),
            luhn_check(),
        ],
    },
];

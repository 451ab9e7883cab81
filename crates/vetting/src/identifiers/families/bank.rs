//! Bank accounts, and what routes a payment to them.

use crate::identifiers::engine::{
    COMPLEMENT_OR_NONE, Clean, Entry, Number, Part, TENS, any, check, check_test, component, form, in_list,
    is_digits, luhn, mod_97_10, part, remainder, starts_with, sum, test, value, within, words,
};

use super::countries::is_country;

const PLAIN: Clean = Clean::ignoring(" -");
const IBAN_WRITING: Clean = Clean::ignoring(" -.");

/// What every IBAN keeps: the check digits, the country's structure, and in some countries a national check.
const IBAN: &[Part] = &[
    test(|n| n.len() > 4 && n.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())),
    check_test(|n| mod_97_10(&[part(n, 4..n.len()), part(n, 0..4)].concat())),
    component("country", |n| structure(n).is_some()),
    component("structure", |n| structure(n).is_some_and(|structure| keeps(part(n, 4..n.len()), structure))),
];

const BELGIAN: &[Part] = &[
    component("country", |n| n.starts_with(b"BE")),
    check_test(|n| {
        let rest = value(n, 4..14) % 97;
        value(n, 14..16) == if rest == 0 { 97 } else { rest }
    }),
    component("bank", |n| is_belgian_bank(value(n, 4..7))),
];

const SPANISH_ACCOUNT: &[Part] = &[
    form(&["99999999999999999999"]),
    check(&[4, 8, 5, 10, 9, 7, 3, 6], SPANISH_TABLE).stands_at(8),
    check(&[1, 2, 4, 8, 5, 10, 9, 7, 3, 6], SPANISH_TABLE).starting_at(10).stands_at(9),
];

/// What is missing to the next multiple of 11, 1 for ten.
const SPANISH_TABLE: &str = "01987654321";

const SPANISH: &[Part] = &[component("country", |n| n.starts_with(b"ES")), within(4..24, SPANISH_ACCOUNT)];

const MONTENEGRIN: &[Part] =
    &[component("country", |n| n.starts_with(b"ME")), check_test(|n| remainder(part(n, 4..22), 97) == 1)];

const NORWEGIAN_ACCOUNT: &[Part] = &[any(&[
    &[form(&["9999999"]), check_test(luhn)],
    &[form(&["99999999999"]), check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT_OR_NONE)],
])];

const NORWEGIAN: &[Part] =
    &[component("country", |n| n.starts_with(b"NO")), within(4..15, NORWEGIAN_ACCOUNT)];

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "ar.cbu",
        country: "AR",
        name: "Clave Bancaria Uniforme (CBU)",
        form: "Twenty-two digits: bank and branch with a check digit, account with a check digit.",
        example: "0 1 4 0 3 3 9 6   0 2 6 8 0 2 0 1 3 2 1 2 7 6",
        source: "Banco Central de la República Argentina, Comunicación A 2559",
        clean: PLAIN,
        rules: &[
            form(&["9999999999999999999999"]),
            check(&[7, 1, 3, 9, 7, 1, 3], TENS),
            check(&[3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3], TENS).starting_at(8),
        ],
    },
    Entry {
        module: "be.iban",
        country: "BE",
        name: "Belgian IBAN",
        form: "BE, two check digits, three digits for the bank, seven that count, two check digits.",
        example: "BE 03 1318 1862 4084",
        source: "SWIFT, IBAN Registry; Nationale Bank van België, bank identification codes",
        clean: IBAN_WRITING,
        rules: &[within(0..usize::MAX, IBAN), within(0..usize::MAX, BELGIAN)],
    },
    Entry {
        module: "bic",
        country: "",
        name: "Business Identifier Code (BIC)",
        form: "Four letters, the country, two letters or digits, perhaps three more for the branch.",
        example: "AGRIFRPP080",
        source: "ISO 9362",
        clean: PLAIN,
        rules: &[
            form(&["AAAAAA##", "AAAAAA#####"]),
            component("country", |n| is_country(part(n, 4..6)) || part(n, 4..6) == b"XK"),
        ],
    },
    Entry {
        module: "ch.esr",
        country: "CH",
        name: "Referenznummer (ESR, QR-Referenz)",
        form: "Up to 27 digits, the last a check digit; zeros in front do not count.",
        example: "01 73577 51238 91125 03798 69724",
        source: "SIX, Schweizer Implementation Guidelines QR-Rechnung, annex B (modulo 10 recursive)",
        clean: Clean::ignoring(" ").then(Number::drop_zeros),
        rules: &[test(|n| n.len() <= 27 && is_digits(n)), check_test(is_swiss_reference)],
    },
    Entry {
        module: "cz.bankaccount",
        country: "CZ",
        name: "Číslo bankovního účtu",
        form: "Perhaps up to six digits and a dash, two to ten digits, a slash and four for the bank.",
        example: "280356617/0800",
        source: "Vyhláška 169/2011 Sb.; Česká národní banka, codes of payment system participants",
        clean: Clean::ignoring("").then(tidy_czech),
        rules: &[
            form(&["999999-9999999999/9999"]),
            sum(&[10, 5, 8, 4, 2, 1], 11, &[0]),
            sum(&[6, 3, 7, 9, 10, 5, 8, 4, 2, 1], 11, &[0]).starting_at(7),
            component("bank", |n| {
                in_list(
                    part(n, 18..22),
                    include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"),
                        "/../../policies/identifiers/cz-banks.txt"
                    )),
                )
            }),
        ],
    },
    Entry {
        module: "es.ccc",
        country: "ES",
        name: "Código Cuenta Cliente (CCC)",
        form: "Twenty digits: bank, branch, two check digits, account.",
        example: "1234-1234-16 1574567890",
        source: "Consejo Superior Bancario, norma 19; Banco de España",
        clean: PLAIN,
        rules: SPANISH_ACCOUNT,
    },
    Entry {
        module: "es.iban",
        country: "ES",
        name: "Spanish IBAN",
        form: "ES, two check digits and the twenty digits of the account.",
        example: "ES77 1234-1234-16 1234569830",
        source: "SWIFT, IBAN Registry; Banco de España",
        clean: IBAN_WRITING,
        rules: &[within(0..usize::MAX, IBAN), within(0..usize::MAX, SPANISH)],
    },
    Entry {
        module: "iban",
        country: "",
        name: "International Bank Account Number (IBAN)",
        form: "Country, two check digits and what the country's banks use.",
        example: "AD12 7001 2020 2003 5920 0100",
        source: "ISO 13616; SWIFT, IBAN Registry, release 101",
        clean: IBAN_WRITING,
        rules: &[
            within(0..usize::MAX, IBAN),
            any(&[
                BELGIAN,
                SPANISH,
                MONTENEGRIN,
                NORWEGIAN,
                &[component("country", |n| !starts_with(n, &["BE", "ES", "ME", "NO"]))],
            ]),
        ],
    },
    Entry {
        module: "me.iban",
        country: "ME",
        name: "Montenegrin IBAN",
        form: "ME, two check digits and eighteen digits, the last two check digits.",
        example: "ME 2551 0080 0004 2623 8193",
        source: "SWIFT, IBAN Registry; Centralna banka Crne Gore",
        clean: IBAN_WRITING,
        rules: &[within(0..usize::MAX, IBAN), within(0..usize::MAX, MONTENEGRIN)],
    },
    Entry {
        module: "no.iban",
        country: "NO",
        name: "Norwegian IBAN",
        form: "NO, two check digits and the eleven digits of the account.",
        example: "NO93 8801 1417 900",
        source: "SWIFT, IBAN Registry; Bits, kontonummer",
        clean: IBAN_WRITING,
        rules: &[within(0..usize::MAX, IBAN), within(0..usize::MAX, NORWEGIAN)],
    },
    Entry {
        module: "no.kontonr",
        country: "NO",
        name: "Kontonummer",
        form: "Eleven digits, the last a check digit; or seven of the older postal giro.",
        example: "0700.4090009",
        source: "Bits, kontonummer i Norge",
        clean: Clean::ignoring(" .-").without(&["0000"]),
        rules: NORWEGIAN_ACCOUNT,
    },
    Entry {
        module: "nz.bankaccount",
        country: "NZ",
        name: "Bank account number",
        form: "Two digits for the bank, four for the branch, seven for the account and two or three for the suffix.",
        example: "01 0362 0034224 60",
        source: "Payments NZ; Inland Revenue, RWT and NRWT specification: validating bank account numbers",
        clean: Clean::ignoring("").then(tidy_new_zealand),
        rules: &[
            form(&["9999999999999999"]),
            check_test(is_new_zealand),
            component("bank", |n| is_new_zealand_branch(value(n, 0..2), value(n, 2..6))),
        ],
    },
    Entry {
        module: "us.rtn",
        country: "US",
        name: "ABA routing transit number (RTN)",
        form: "Nine digits, the last a check digit.",
        example: "151020023",
        source: "American Bankers Association, Routing Number Policy",
        clean: Clean::ignoring(" -"),
        rules: &[form(&["999999999"]), sum(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10, &[0])],
    },
];

/// The structure of the account in the country's IBAN: lengths and kinds, such as `4a14c`.
fn structure(number: &[u8]) -> Option<&'static str> {
    const STRUCTURES: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/iban-structures.txt"));
    let country = std::str::from_utf8(part(number, 0..2)).ok().filter(|country| country.len() == 2)?;
    STRUCTURES.lines().find_map(|line| line.strip_prefix(country)).map(str::trim)
}

/// Whether an account has a structure: each kind (`n` digits, `a` capitals, `c` either) as often as it says.
fn keeps(account: &[u8], structure: &str) -> bool {
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

fn is_belgian_bank(code: u64) -> bool {
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
fn is_swiss_reference(number: &[u8]) -> bool {
    const CARRIES: [u64; 10] = [0, 9, 4, 6, 8, 2, 7, 1, 3, 5];
    let body = number.len().saturating_sub(1);
    let carry = (0..body).fold(0, |carry, place| {
        let next = (value(number, place..place + 1) + carry) % 10;
        CARRIES.iter().zip(0..).find(|known| known.1 == next).map_or(0, |known| *known.0)
    });
    (10 - carry) % 10 == value(number, body..number.len())
}

/// Both parts with the zeros in front that people leave out.
fn tidy_czech(number: &mut Number) {
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
fn tidy_new_zealand(number: &mut Number) {
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
fn is_new_zealand(number: &[u8]) -> bool {
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
fn is_new_zealand_branch(bank: u64, branch: u64) -> bool {
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

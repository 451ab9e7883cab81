//! Bank accounts, and what routes a payment to them.

use crate::identifiers::engine::{
    COMPLEMENT_OR_NONE, Clean, Entry, Number, Part, TENS, any, check, check_test, component, form, in_list,
    is_digits, luhn, mod_97_10, part, remainder, starts_with, sum, test, value, within,
};

use super::accounts::{
    is_belgian_bank, is_new_zealand, is_new_zealand_branch, is_swiss_reference, keeps, structure, tidy_czech,
    tidy_new_zealand,
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

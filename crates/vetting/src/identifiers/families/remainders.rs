//! Numbers whose check digits are the remainder of the number itself: by 97, 89, 23, 11 and others.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, at, check_test, component, form, is_digits, luhn, mod_97, mod_97_10, one_of,
    part, remainder, sum, test, value, within,
};

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "au.abn",
        country: "AU",
        name: "Australian Business Number (ABN)",
        form: "An ABN has eleven digits.",
        example: "11545454021",
        source: "Australian Business Register, Format of the ABN",
        clean: Clean::ignoring(" "),
        rules: AUSTRALIAN_BUSINESS,
    },
    Entry {
        module: "cz.dic",
        country: "CZ",
        name: "Daňové identifikační číslo (DIČ)",
        form: "Eight digits for a business, nine or ten for a person.",
        example: "7105192655",
        source: "Zákon 280/2009 Sb., § 130; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" /").without(&["CZ"]),
        rules: &[any(&[
            &[form(&["99999999"]), component("prefix", |n| at(n, 0) != b'9'), super::europe::CZECH_CHECK],
            &[form(&["699999999"]), check_test(is_special_czech)],
            super::births_europe::CZECH,
        ])],
    },
    Entry {
        module: "de.leitweg",
        country: "DE",
        name: "Leitweg-ID",
        form: "Two to twelve digits that name the authority, perhaps up to thirty characters, two check digits, parted by dashes.",
        example: "991-03739-89",
        source: "KoSIT, Formatspezifikation Leitweg-ID 2.0.2",
        clean: Clean::ignoring(""),
        rules: &[
            test(is_route),
            one_of("region", 0..2, "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 99"),
            check_test(|n| {
                mod_97_10(&n.iter().copied().filter(|character| *character != b'-').collect::<Vec<_>>())
            }),
        ],
    },
    Entry {
        module: "eu.at_02",
        country: "EU",
        name: "SEPA Creditor Identifier (AT-02)",
        form: "Country, two check digits, three characters of the creditor's choice, the national number.",
        example: "ES2308547690558N",
        source: "European Payments Council, EPC262-08",
        clean: Clean::ignoring(" -/?:().,'+\""),
        rules: &[
            test(|n| n.len() > 7 && n.len() <= 35),
            check_test(|n| mod_97_10(&[part(n, 7..n.len()), part(n, 0..4)].concat())),
        ],
    },
    Entry {
        module: "eu.banknote",
        country: "EU",
        name: "Serial number of a euro banknote",
        form: "A letter and a letter or digit, and ten digits, the last a check digit.",
        example: "P86009033044",
        source: "European Central Bank, serial numbers of both series",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["##9999999999"]),
            one_of("prefix", 0..1, "B C D E F G H J L M N P R S T U V W X Y Z"),
            check_test(|n| {
                n.iter()
                    .map(|c| u32::from(if c.is_ascii_digit() { c - b'0' } else { *c }))
                    .sum::<u32>()
                    .is_multiple_of(9)
            }),
        ],
    },
    Entry {
        module: "fr.nif",
        country: "FR",
        name: "Numéro d'immatriculation fiscale (NIF, SPI)",
        form: "Thirteen digits, the first 0 to 3, the last three check digits.",
        example: "3023217670123",
        source: "Direction générale des Finances publiques; OECD, Tax Identification Numbers: France",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["9999999999999"]),
            one_of("prefix", 0..1, "0 1 2 3"),
            check_test(|n| value(n, 0..10) % 511 == value(n, 10..13)),
        ],
    },
    Entry {
        module: "fr.nir",
        country: "FR",
        name: "Numéro d'inscription au répertoire (NIR)",
        form: "Fifteen characters: sex, year, month, department, commune, count, two check digits.",
        example: "253092A07293943",
        source: "Décret 82-103; INSEE, Répertoire national d'identification",
        clean: Clean::ignoring(" ."),
        rules: &[
            form(&["999999999999999", "999992a99999999", "999992b99999999"]),
            check_test(is_french_person),
        ],
    },
    Entry {
        module: "fr.tva",
        country: "FR",
        name: "Numéro de TVA intracommunautaire",
        form: "Two characters that check and the nine digits of the SIREN.",
        example: "4Z123156812",
        source: "Code général des impôts, article 286 ter; BOI-TVA-DECLA-20-10-20; VIES",
        clean: Clean::ignoring(" -.").without(&["FR"]),
        rules: FRENCH_VAT,
    },
    Entry {
        module: "gb.vat",
        country: "GB",
        name: "VAT registration number",
        form: "Nine digits, twelve with a branch, or GD or HA and three digits for public bodies.",
        example: "100165884",
        source: "HMRC, VAT registration manual VATREG; VIES, structure of VAT numbers for XI",
        clean: Clean::ignoring(" -.").without(&["GB", "XI"]),
        rules: &[any(&[
            &[form(&["999999999", "999999999999"]), check_test(is_british)],
            &[form(&["gd999", "ha999"]), component("body", |n| is_public_body(n, value(n, 2..5)))],
            &[
                form(&["gd888899999", "ha888899999"]),
                component("body", |n| is_public_body(n, value(n, 6..9))),
                check_test(|n| value(n, 6..9) % 97 == value(n, 9..11)),
            ],
        ])],
    },
    Entry {
        module: "iso11649",
        country: "",
        name: "Structured creditor reference (RF)",
        form: "RF, two check digits and up to 21 letters and digits.",
        example: "RF18 5390 0654 7934",
        source: "ISO 11649",
        clean: Clean::ignoring(" -.,/:"),
        rules: &[
            test(|n| (5..=25).contains(&n.len()) && n.starts_with(b"RF")),
            check_test(|n| mod_97_10(&[part(n, 4..n.len()), part(n, 0..4)].concat())),
        ],
    },
    Entry {
        module: "lei",
        country: "",
        name: "Legal Entity Identifier (LEI)",
        form: "Eighteen letters and digits and two check digits.",
        example: "8YPKKE5F5QW6RC51HE03",
        source: "ISO 17442; 22 of 399,203 LEIs of the GLEIF golden copy of 2025 fail it, so it is no proof",
        clean: Clean::ignoring(" -"),
        rules: &[form(&["##################99"]), check_test(mod_97_10).possibly()],
    },
    Entry {
        module: "lu.tva",
        country: "LU",
        name: "Numéro d'identification TVA",
        form: "Eight digits, the last two check digits.",
        example: "LU 142 264 42",
        source: "Administration de l'enregistrement, des domaines et de la TVA; VIES",
        clean: Clean::ignoring(" :.-").without(&["LU"]),
        rules: &[form(&["99999999"]), check_test(|n| value(n, 0..6) % 89 == value(n, 6..8))],
    },
    Entry {
        module: "ma.ice",
        country: "MA",
        name: "Identifiant Commun de l'Entreprise (ICE)",
        form: "Fifteen digits, the last two check digits.",
        example: "021561191000036",
        source: "Décret 2-11-63 of 20 May 2011; Direction Générale des Impôts",
        clean: Clean::ignoring(" "),
        rules: &[form(&["999999999999999"]), check_test(|n| mod_97(n) == Some(0))],
    },
    Entry {
        module: "mc.tva",
        country: "MC",
        name: "Numéro de TVA (Monaco)",
        form: "As in France, the number after the check characters beginning with 000.",
        example: "53 0000 14402",
        source: "Direction des Services Fiscaux de Monaco; VIES",
        clean: Clean::ignoring(" -.").without(&["FR"]),
        rules: &[within(0..usize::MAX, FRENCH_VAT), component("prefix", |n| part(n, 2..5) == b"000")],
    },
    Entry {
        module: "ru.ogrn",
        country: "RU",
        name: "Основной государственный регистрационный номер (ОГРН, ОГРНИП)",
        form: "Thirteen digits for a business, fifteen for a sole trader, the last a check digit.",
        example: "485765585908949",
        source: "Приказ Минфина 165н of 30 October 2017",
        clean: Clean::ignoring(" "),
        rules: &[any(&[
            &[
                form(&["9999999999999"]),
                component("prefix", |n| at(n, 0) != b'0'),
                check_test(|n| value(n, 0..12) % 11 % 10 == value(n, 12..13)),
            ],
            &[
                form(&["999999999999999"]),
                one_of("prefix", 0..1, "3 4"),
                check_test(|n| value(n, 0..14) % 13 == value(n, 14..15)),
            ],
        ])],
    },
    Entry {
        module: "sk.dph",
        country: "SK",
        name: "Identifikačné číslo pre daň z pridanej hodnoty (IČ DPH)",
        form: "Ten digits that 11 divides.",
        example: "SK 292 287 96 19",
        source: "Zákon 222/2004 Z. z.; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["SK"]),
        rules: &[
            form(&["9999999999"]),
            any(&[
                &[
                    test(|n| at(n, 0) != b'0' && b"234789".contains(&at(n, 2))),
                    check_test(|n| value(n, 0..10).is_multiple_of(11)),
                ],
                super::births_europe::CZECH,
            ]),
        ],
    },
];

/// The sum is over the digits with one taken off the first, so it leaves 10 by 89.
pub(super) const AUSTRALIAN_BUSINESS: &[Part] = &[
    form(&["99999999999"]),
    check_test(|n| value(n, 0..2) > 10).why("The first two digits of the ABN do not fit the others."),
    sum(&[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19], 89, &[10])
        .why("The first two digits of the ABN do not fit the others."),
];

const FRENCH_VAT: &[Part] = &[
    form(&["##999999999"]),
    test(|n| !part(n, 0..2).iter().any(|character| matches!(character, b'I' | b'O'))),
    // Monaco's numbers begin with 000 and follow no Luhn.
    check_test(|n| part(n, 2..5) == b"000" || luhn(part(n, 2..11))),
    check_test(is_french_key),
];

/// Numbers given instead of a birth number: by the sum over the seven digits after the 6.
fn is_special_czech(number: &[u8]) -> bool {
    let sum: u64 = (1..8)
        .zip((2..=8).rev())
        .map(|(place, weight): (usize, u64)| weight * value(number, place..place + 1))
        .sum();
    (sum % 11 + 8) % 10 == value(number, 8..9)
}

/// The older keys are digits and a remainder by 97. In the newer ones, with letters, the offsets take off the block that
/// the older ones occupy.
fn is_french_key(number: &[u8]) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let place = |at: usize| {
        ALPHABET.iter().zip(0_u64..).find(|pair| number.get(at) == Some(pair.0)).map_or(0, |pair| pair.1)
    };
    let (first, second, siren) = (place(0), place(1), value(number, 2..11));
    if is_digits(part(number, 0..2)) {
        return (siren * 100 + 12) % 97 == first * 10 + second;
    }
    let check = if first < 10 { (first * 24 + second).wrapping_sub(10) } else { first * 34 + second - 100 };
    (siren + 1 + check / 11) % 11 == check % 11
}

/// Corsica's departments count as 19 and 18.
fn is_french_person(number: &[u8]) -> bool {
    let corsica = match at(number, 6) {
        b'A' => Some(b"19"),
        b'B' => Some(b"18"),
        _ => None,
    };
    let department = corsica.map_or(part(number, 5..7), |department| department);
    let body = [part(number, 0..5), department, part(number, 7..13)].concat();
    97 - remainder(&body, 97) == value(number, 13..15)
}

/// Numbers from 100 on were also issued in two further series, 55 apart.
fn is_british(number: &[u8]) -> bool {
    const WEIGHTS: [u64; 9] = [8, 7, 6, 5, 4, 3, 2, 10, 1];
    let sum: u64 =
        WEIGHTS.iter().enumerate().map(|(place, weight)| weight * value(number, place..place + 1)).sum();
    matches!((sum % 97, value(number, 0..3)), (0, _) | (42 | 55, 100..))
}

/// Government departments count below 500, health authorities from 500 on.
fn is_public_body(number: &[u8], count: u64) -> bool {
    (count < 500) == number.starts_with(b"GD")
}

/// Digits, perhaps a dash and up to thirty characters, a dash and two digits.
fn is_route(number: &[u8]) -> bool {
    let mut stretches = number.split(|character| *character == b'-');
    let (Some(coarse), Some(second)) = (stretches.next(), stretches.next()) else { return false };
    let (fine, check) = match stretches.next() {
        Some(third) => (second, third),
        None => (b"".as_slice(), second),
    };
    (5..=46).contains(&number.len())
        && stretches.next().is_none()
        && is_digits(coarse)
        && (2..=12).contains(&coarse.len())
        && fine.len() <= 30
        && fine.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && check.len() == 2
        && is_digits(check)
}

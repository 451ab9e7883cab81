//! Numbers of businesses in eastern Europe that check by a weighted sum, most of them by 11.

use crate::identifiers::engine::{
    CYRILLIC, Clean, Entry, Part, REMAINDER, any, at, check, check_test, component, form, is_digits, one_of,
    part, starts_with, sum, test, value,
};

/// The weights go round from 1 to 9; where they leave ten, they begin with 3.
const BALTIC: Part = check(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], "0123456789 ")
    .or(&[3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4], REMAINDER);

const POLISH_UNIT: Part = check(&[8, 9, 2, 3, 4, 5, 6, 7], REMAINDER);

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "by.unp",
        country: "BY",
        name: "Учетный номер плательщика (УНП)",
        form: "Nine characters: digits for a business, two letters and seven digits for a person.",
        example: "260918041",
        source: "Министерство по налогам и сборам, Постановление 96 of 31 December 2010",
        clean: Clean::ignoring(" ").reading(CYRILLIC).without(&["UHP", "UNP"]),
        rules: &[
            form(&["999999999", "AA9999999"]),
            test(|n| is_digits(n) || part(n, 0..2).iter().all(|letter| b"ABCEHKMOPT".contains(letter))),
            component("region", |n| b"1234567ABCEHKM".contains(&at(n, 0))),
            check_test(is_belarusian),
        ],
    },
    Entry {
        module: "cz.ico",
        country: "CZ",
        name: "Identifikační číslo osoby (IČO)",
        form: "Eight digits, the last a check digit; Slovak numbers check alike.",
        example: "12345679",
        source: "Český statistický úřad, construction of the IČO; zákon 89/1995 Sb.",
        clean: Clean::ignoring(" "),
        rules: &[form(&["99999999"]), super::europe::CZECH_CHECK],
    },
    Entry {
        module: "ee.kmkr",
        country: "EE",
        name: "Käibemaksukohuslase number (KMKR)",
        form: "Nine digits, the last a check digit.",
        example: "101784102",
        source: "Maksu- ja Tolliamet; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" ").without(&["EE"]),
        rules: &[form(&["999999999"]), sum(&[3, 7, 1, 3, 7, 1, 3, 7, 1], 10, &[0])],
    },
    Entry {
        module: "ee.registrikood",
        country: "EE",
        name: "Registrikood",
        form: "Eight digits, the first 1, 7, 8 or 9.",
        example: "10001124",
        source: "Registrite ja Infosüsteemide Keskus, e-äriregister",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999"]),
            one_of("prefix", 0..1, "1 7 8 9"),
            check(&[1, 2, 3, 4, 5, 6, 7], "0123456789 ").or(&[3, 4, 5, 6, 7, 8, 9], REMAINDER),
        ],
    },
    Entry {
        module: "hu.anum",
        country: "HU",
        name: "Közösségi adószám",
        form: "Eight digits, the last a check digit.",
        example: "HU-74092442",
        source: "Nemzeti Adó- és Vámhivatal; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["HU"]),
        rules: &[form(&["99999999"]), sum(&[9, 7, 3, 1, 9, 7, 3, 1], 10, &[0])],
    },
    Entry {
        module: "lt.pvm",
        country: "LT",
        name: "PVM mokėtojo kodas",
        form: "Nine digits, or twelve for a temporary registration; the last but one is 1.",
        example: "LT 100008919217",
        source: "Valstybinė mokesčių inspekcija; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["LT"]),
        rules: &[any(&[
            &[
                form(&["999999999"]),
                component("kind", |n| at(n, 7) == b'1'),
                check(&[1, 2, 3, 4, 5, 6, 7, 8], "0123456789 ").or(&[3, 4, 5, 6, 7, 8, 9, 1], REMAINDER),
            ],
            &[form(&["999999999999"]), component("kind", |n| at(n, 10) == b'1'), BALTIC],
        ])],
    },
    Entry {
        module: "md.idno",
        country: "MD",
        name: "Numărul de identificare de stat (IDNO)",
        form: "Thirteen digits, the last a check digit.",
        example: "1008800034411",
        source: "Hotărîrea Guvernului 272/2002; Agenția Servicii Publice",
        clean: Clean::ignoring(" "),
        rules: &[form(&["9999999999999"]), check(&[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1], "0123456789")],
    },
    Entry {
        module: "pl.krs",
        country: "PL",
        name: "Numer Krajowego Rejestru Sądowego (KRS)",
        form: "Ten digits; zeros in front are often left out.",
        example: "0000123456",
        source: "Ustawa o Krajowym Rejestrze Sądowym; rozporządzenie of 17 November 2014, no check digit",
        clean: Clean::ignoring(" -").without(&["KRS"]).then(|number| {
            if !number.is_empty() {
                number.pad(0, 10);
            }
        }),
        rules: &[form(&["9999999999"]), test(|n| value(n, 0..10) > 0)],
    },
    Entry {
        module: "pl.nip",
        country: "PL",
        name: "Numer Identyfikacji Podatkowej (NIP)",
        form: "Ten digits, the last a check digit.",
        example: "PL 8767336285",
        source: "Ustawa o zasadach ewidencji i identyfikacji podatników of 13 October 1995; VIES",
        clean: Clean::ignoring(" -").without(&["PL"]),
        rules: &[form(&["9999999999"]), check(&[6, 5, 7, 2, 3, 4, 5, 6, 7], "0123456789 ")],
    },
    Entry {
        module: "pl.regon",
        country: "PL",
        name: "REGON",
        form: "Nine digits, or fourteen with the local unit; each part ends in a check digit.",
        example: "923486784",
        source: "Główny Urząd Statystyczny, rozporządzenie on the REGON register",
        clean: Clean::ignoring(" -"),
        rules: &[any(&[
            &[form(&["999999999"]), POLISH_UNIT],
            &[
                form(&["99999999999999"]),
                check(&[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8], REMAINDER),
                POLISH_UNIT,
            ],
        ])],
    },
    Entry {
        module: "ru.inn",
        country: "RU",
        name: "Идентификационный номер налогоплательщика (ИНН)",
        form: "Ten digits for a business, twelve for a person; the last one or two check.",
        example: "123451787007",
        source: "Приказ ФНС ЯК-7-6/25@ of 29 January 2024 and its predecessors",
        clean: Clean::ignoring(" "),
        rules: &[any(&[
            &[form(&["9999999999"]), check(&[2, 4, 10, 3, 5, 9, 4, 6, 8], REMAINDER)],
            &[
                form(&["999999999999"]),
                check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8], REMAINDER),
                check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8], REMAINDER),
            ],
        ])],
    },
    Entry {
        module: "ua.edrpou",
        country: "UA",
        name: "Код ЄДРПОУ",
        form: "Eight digits, the last a check digit.",
        example: "32865791",
        source: "Державна служба статистики, Положення про ЄДРПОУ (постанова 118/1996)",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999"]),
            any(&[
                &[
                    component("range", |n| starts_with(n, &["3", "4", "5"])),
                    check(&[7, 1, 2, 3, 4, 5, 6], "0123456789 ").or(&[9, 3, 4, 5, 6, 7, 8], REMAINDER),
                ],
                &[
                    component("range", |n| !starts_with(n, &["3", "4", "5"])),
                    check(&[1, 2, 3, 4, 5, 6, 7], "0123456789 ").or(&[3, 4, 5, 6, 7, 8, 9], REMAINDER),
                ],
            ]),
        ],
    },
    Entry {
        module: "ua.rntrc",
        country: "UA",
        name: "Реєстраційний номер облікової картки платника податків (РНОКПП)",
        form: "Ten digits, the last a check digit.",
        example: "2719204911",
        source: "Державна податкова служба, наказ Мінфіну 822 of 29 September 2017",
        clean: Clean::ignoring(" "),
        rules: &[form(&["9999999999"]), check(&[10, 5, 7, 9, 4, 6, 10, 5, 7], REMAINDER)],
    },
];

/// The second letter of a person's number counts by its place among the ten that are used.
fn is_belarusian(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 8] = [29, 23, 19, 17, 13, 7, 5, 3];
    let worth = |(place, character): (usize, &u8)| match place {
        1 if character.is_ascii_uppercase() => {
            b"ABCEHKMOPT".iter().zip(0..).find(|known| known.0 == character).map_or(0, |known| known.1)
        }
        _ => char::from(*character).to_digit(36).unwrap_or(0),
    };
    let sum: u32 = number.iter().enumerate().zip(WEIGHTS).map(|(one, weight)| worth(one) * weight).sum();
    u64::from(sum % 11) == value(number, 8..9) && sum % 11 < 10
}

//! Numbers of businesses in the south-east of Europe.

use crate::identifiers::engine::{
    COMPLEMENT, COMPLEMENT_OR_NONE, CYRILLIC, Clean, Entry, Part, REMAINDER, any, at, check, check_test,
    component, form, is_digits, length, part, test,
};

const ROMANIAN: &[Part] = &[
    test(is_digits).why("A registration code has two to ten digits and does not begin with 0."),
    test(|n| at(n, 0) != b'0'),
    length(&[2, 3, 4, 5, 6, 7, 8, 9, 10]),
    check(&[2, 3, 5, 7, 1, 2, 3, 5, 7], COMPLEMENT).backward(),
];

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "bg.vat",
        country: "BG",
        name: "Идентификационен номер по ДДС (ЕИК)",
        form: "Nine digits for a business, ten for a person.",
        example: "150565359",
        source: "Закон за ДДС, article 94; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -.").without(&["BG"]),
        rules: &[any(&[
            &[
                form(&["999999999"]),
                check(&[1, 2, 3, 4, 5, 6, 7, 8], "0123456789 ").or(&[3, 4, 5, 6, 7, 8, 9, 10], REMAINDER),
            ],
            super::births_europe::BULGARIAN,
            super::births_europe::BULGARIAN_FOREIGNER,
            &[form(&["9999999999"]), check(&[4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT_OR_NONE)],
        ])],
    },
    Entry {
        module: "cy.vat",
        country: "CY",
        name: "Αριθμός Εγγραφής Φ.Π.Α.",
        form: "Eight digits and a check letter; none begins with 12.",
        example: "CY-03159133P ",
        source: "Tax Department of Cyprus; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["CY"]),
        rules: &[
            form(&["99999999A"]),
            component("prefix", |n| !n.starts_with(b"12")),
            check_test(is_cypriot),
        ],
    },
    Entry {
        module: "gr.vat",
        country: "GR",
        name: "Αριθμός Φορολογικού Μητρώου (ΑΦΜ)",
        form: "Nine digits, the last a check digit; older ones have eight.",
        example: "EL 294239236 ",
        source: "Ανεξάρτητη Αρχή Δημοσίων Εσόδων; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -./:").without(&["EL", "GR"]).then(|number| {
            if number.len() == 8 {
                number.pad(0, 9);
            }
        }),
        rules: &[form(&["999999999"]), check(&[256, 128, 64, 32, 16, 8, 4, 2], REMAINDER)],
    },
    Entry {
        module: "me.pib",
        country: "ME",
        name: "Poreski identifikacioni broj (PIB)",
        form: "Eight digits, the last a check digit.",
        example: "02095114",
        source: "Uprava prihoda i carina, Crna Gora",
        clean: Clean::ignoring(" "),
        rules: &[form(&["99999999"]), check(&[8, 7, 6, 5, 4, 3, 2], COMPLEMENT)],
    },
    Entry {
        module: "mk.edb",
        country: "MK",
        name: "Единствен Даночен Број (ЕДБ)",
        form: "Thirteen digits, the last a check digit.",
        example: "4030900070897",
        source: "Управа за јавни приходи",
        clean: Clean::ignoring(" -").reading(CYRILLIC).without(&["MK"]),
        rules: &[form(&["9999999999999"]), check(&[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT)],
    },
    Entry {
        module: "ro.cf",
        country: "RO",
        name: "Cod de înregistrare în scopuri de TVA (CF)",
        form: "The registration code, or a person's code (CNP), with or without RO.",
        example: "885 245 99",
        source: "Codul fiscal, article 316; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["RO"]),
        rules: &[any(&[ROMANIAN, super::births_europe::ROMANIAN])],
    },
    Entry {
        module: "ro.cui",
        country: "RO",
        name: "Cod unic de înregistrare (CUI, CIF)",
        form: "Two to ten digits, the last a check digit, with or without RO.",
        example: "115 412 90",
        source: "Legea 359/2004; Ordinul 1821/2004 on registration codes",
        clean: Clean::ignoring(" -").without(&["RO"]),
        rules: ROMANIAN,
    },
    Entry {
        module: "si.ddv",
        country: "SI",
        name: "Davčna številka, ID za DDV",
        form: "Eight digits, the first not 0.",
        example: "SI 5026 3234",
        source: "Zakon o finančni upravi; FURS; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["SI"]),
        rules: &[
            form(&["99999999"]),
            test(|n| at(n, 0) != b'0'),
            check(&[8, 7, 6, 5, 4, 3, 2], " 0987654321"),
        ],
    },
    Entry {
        module: "si.maticna",
        country: "SI",
        name: "Matična številka poslovnega registra",
        form: "Seven digits, the last a check digit, perhaps three characters for the unit.",
        example: "9331310404",
        source: "Uredba o vodenju in vzdrževanju Poslovnega registra Slovenije; AJPES",
        clean: Clean::ignoring(". ").then(|number| {
            if number.len() == 10 && number.ends_with(b"000") {
                number.keep_first(7);
            }
        }),
        rules: &[form(&["9999999", "9999999#99"]), check(&[7, 6, 5, 4, 3, 2], " 0987654321")],
    },
    Entry {
        module: "rs.pib",
        country: "RS",
        name: "Poreski identifikacioni broj (PIB)",
        form: "Nine digits, the last a check digit.",
        example: "220881680",
        source: "Zakon o poreskom postupku i poreskoj administraciji; Poreska uprava (ISO/IEC 7064 MOD 11,10)",
        clean: Clean::ignoring(" -."),
        rules: &[form(&["999999999"]), check_test(crate::identifiers::engine::mod_11_10)],
    },
    Entry {
        module: "hr.oib",
        country: "HR",
        name: "Osobni identifikacijski broj (OIB)",
        form: "Eleven digits, the last a check digit.",
        example: "HR 33392039961",
        source: "Zakon o osobnom identifikacijskom broju (NN 60/08); ISO/IEC 7064 MOD 11,10",
        clean: Clean::ignoring(" -").without(&["HR"]),
        rules: &[form(&["99999999999"]), check_test(crate::identifiers::engine::mod_11_10)],
    },
];

/// Digits in odd places count by a table of their own; the letter is the sum's place in the alphabet.
fn is_cypriot(number: &[u8]) -> bool {
    const ODD_PLACES: [u32; 10] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
    let sum: u32 = part(number, 0..8)
        .iter()
        .map(|digit| u32::from(digit - b'0'))
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 0 {
                ODD_PLACES.into_iter().zip(0..).find(|pair| pair.1 == digit).map_or(0, |pair| pair.0)
            } else {
                digit
            }
        })
        .sum();
    u32::from(at(number, 8) - b'A') == sum % 26
}

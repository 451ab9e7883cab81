//! Numbers of businesses in Europe that check by a weighted sum, most of them by 11. Western Europe and the north.

use crate::identifiers::engine::{
    COMPLEMENT, COMPLEMENT_OR_NONE, Clean, Entry, Part, any, at, check, check_test, component, form, length,
    mod_97_10, one_of, part, sum, test, value, within,
};

/// The check digit of Czech and Slovak businesses.
pub(super) const CZECH_CHECK: Part = check(&[8, 7, 6, 5, 4, 3, 2], "10987654321");

const NORWEGIAN: &[Part] = &[form(&["999999999"]), sum(&[3, 2, 7, 6, 5, 4, 3, 2, 1], 11, &[0])];

const SWISS: &[Part] = &[
    form(&["AAA999999999"]),
    component("prefix", |n| n.starts_with(b"CHE")),
    check(&[5, 4, 3, 2, 7, 6, 5, 4], COMPLEMENT_OR_NONE).starting_at(3),
];

const SWISS_WRITING: Clean = Clean::ignoring(" -.").then(|number| {
    if number.len() == 9 && number.iter().all(u8::is_ascii_digit) {
        number.insert(0, b'C');
        number.insert(1, b'H');
        number.insert(2, b'E');
    }
});

const FINNISH: &[Part] = &[form(&["99999999"]), sum(&[7, 9, 10, 5, 8, 4, 2, 1], 11, &[0])];

const FINNISH_WRITING: Clean = Clean::ignoring(" -").without(&["FI"]);

const DUTCH: &[u32] = &[9, 8, 7, 6, 5, 4, 3, 2, 10];

const DUTCH_WRITING: Clean = Clean::ignoring(" -.").then(|number| {
    if !number.is_empty() {
        number.pad(0, 9);
    }
});

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "ch.uid",
        country: "CH",
        name: "Unternehmens-Identifikationsnummer (UID, IDE, IDI)",
        form: "CHE and nine digits, the last a check digit.",
        example: "367.159.612",
        source: "Bundesgesetz über die Unternehmens-Identifikationsnummer (SR 431.03); eCH-0097",
        clean: SWISS_WRITING,
        rules: SWISS,
    },
    Entry {
        module: "ch.vat",
        country: "CH",
        name: "Mehrwertsteuernummer (MWST, TVA, IVA, TPV)",
        form: "The UID and MWST, TVA, IVA or TPV.",
        example: "CHE-1 71.811.97 5 MWST",
        source: "Mehrwertsteuergesetz (SR 641.20), article 66; Eidgenössische Steuerverwaltung",
        clean: SWISS_WRITING,
        rules: &[
            length(&[15, 16]),
            within(0..12, SWISS),
            component("suffix", |n| matches!(part(n, 12..n.len()), b"MWST" | b"TVA" | b"IVA" | b"TPV")),
        ],
    },
    Entry {
        module: "dk.cvr",
        country: "DK",
        name: "CVR-nummer, momsregistreringsnummer",
        form: "Eight digits, the first not 0.",
        example: "DK 13582025",
        source: "Erhvervsstyrelsen, CVR-numre; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -.,/:").without(&["DK"]),
        rules: &[form(&["99999999"]), test(|n| at(n, 0) != b'0'), sum(&[2, 7, 6, 5, 4, 3, 2, 1], 11, &[0])],
    },
    Entry {
        module: "fi.alv",
        country: "FI",
        name: "Arvonlisäveronumero (ALV)",
        form: "Eight digits, the last a check digit.",
        example: "FI 90774770",
        source: "Verohallinto; VIES, structure of VAT numbers",
        clean: FINNISH_WRITING,
        rules: FINNISH,
    },
    Entry {
        module: "fi.ytunnus",
        country: "FI",
        name: "Y-tunnus",
        form: "Eight digits, the last a check digit.",
        example: "2074414-6",
        source: "Yritys- ja yhteisötietolaki 244/2001; Patentti- ja rekisterihallitus",
        clean: FINNISH_WRITING,
        rules: FINNISH,
    },
    Entry {
        module: "gb.nhs",
        country: "GB",
        name: "NHS number",
        form: "Ten digits, the last a check digit.",
        example: "930-476-4890",
        source: "NHS Data Dictionary, NHS number",
        clean: Clean::ignoring(" -"),
        rules: &[form(&["9999999999"]), sum(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11, &[0])],
    },
    Entry {
        module: "gb.utr",
        country: "GB",
        name: "Unique Taxpayer Reference (UTR)",
        form: "Ten digits, the first a check digit; a K behind or in front is dropped.",
        example: "5238968895",
        source: "HMRC, check digit of the UTR as in its specifications for software developers",
        clean: Clean::ignoring(" ").then(|number| {
            let letters = number.iter().take_while(|character| **character == b'K').count();
            number.drop_first(letters);
        }),
        rules: &[
            form(&["9999999999"]),
            check(&[6, 7, 8, 9, 10, 5, 4, 3, 2], "21987654321").starting_at(1).stands_at(0),
        ],
    },
    Entry {
        module: "gb.upn",
        country: "GB",
        name: "Unique Pupil Number (UPN)",
        form: "A check letter, the local authority, and nine characters.",
        example: "B801204002591",
        source: "Department for Education, Unique pupil numbers: guide for schools; codes of local authorities",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["A99999999999#"]),
            test(|n| b"ABCDEFGHJKLMNPQRTUVWXYZ0123456789".contains(&at(n, 12))),
            component("authority", |n| is_local_authority(value(n, 1..4))),
            check(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], "ABCDEFGHJKLMNPQRTUVWXYZ")
                .starting_at(1)
                .stands_at(0)
                .over(b"ABCDEFGHJKLMNPQRTUVWXYZ0123456789"),
        ],
    },
    Entry {
        module: "ie.pps",
        country: "IE",
        name: "Personal Public Service Number (PPSN)",
        form: "Seven digits, a check letter and perhaps one more letter.",
        example: "6339435F",
        source: "Department of Social Protection, PPS number: check character and the second letter since 2013",
        clean: Clean::ignoring(" -"),
        rules: &[
            form(&["9999999A", "9999999AA"]),
            test(|n| at(n, 7) <= b'W' && (n.len() == 8 || b"ABHWTX".contains(&at(n, 8)))),
            check_test(|n| {
                is_irish(part(n, 0..7), if b"ABH".contains(&at(n, 8)) { at(n, 8) } else { 0 }, at(n, 7))
            }),
        ],
    },
    Entry {
        module: "ie.vat",
        country: "IE",
        name: "Value Added Tax number",
        form: "Seven digits, a check letter and perhaps one more letter; in the older form the second is a letter or sign.",
        example: "4D79759I",
        source: "Revenue Commissioners; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["IE"]),
        rules: &[any(&[
            &[
                form(&["9999999A", "9999999AA"]),
                test(|n| part(n, 7..n.len()).iter().all(|letter| *letter <= b'W')),
                check_test(|n| is_irish(part(n, 0..7), at(n, 8), at(n, 7))),
            ],
            &[
                form(&["9A99999A", "9+99999A", "9*99999A", "9A99999AA"]),
                test(|n| part(n, 7..n.len()).iter().all(|letter| *letter <= b'W')),
                check_test(|n| is_irish(&[b"0", part(n, 2..7), part(n, 0..1)].concat(), 0, at(n, 7))),
            ],
        ])],
    },
    Entry {
        module: "nl.bsn",
        country: "NL",
        name: "Burgerservicenummer (BSN)",
        form: "Nine digits; a zero in front is often left out.",
        example: "1152.42.363",
        source: "Wet algemene bepalingen burgerservicenummer; Logisch Ontwerp BSN (elfproef)",
        clean: DUTCH_WRITING,
        rules: &[form(&["999999999"]), test(|n| value(n, 0..9) > 0), sum(DUTCH, 11, &[0])],
    },
    Entry {
        module: "nl.btw",
        country: "NL",
        name: "Btw-identificatienummer",
        form: "Nine digits, B and two digits.",
        example: "NL002415720B11",
        source: "Belastingdienst, btw-identificatienummer since 2020 (MOD 97-10 over the whole); VIES",
        clean: Clean::ignoring(" -.").without(&["NL"]).then(|number| {
            if (4..12).contains(&number.len()) {
                number.pad(0, 12);
            }
        }),
        rules: &[
            form(&["999999999b99"]),
            test(|n| value(n, 0..9) > 0 && value(n, 10..12) > 0),
            any(&[&[sum(DUTCH, 11, &[0])], &[check_test(|n| mod_97_10(&[b"NL", n].concat()))]]),
        ],
    },
    Entry {
        module: "nl.onderwijsnummer",
        country: "NL",
        name: "Onderwijsnummer",
        form: "Nine digits beginning with 10.",
        example: "1022.32.381",
        source: "Dienst Uitvoering Onderwijs, Programma van Eisen onderwijsnummer",
        clean: DUTCH_WRITING,
        rules: &[form(&["109999999"]), sum(DUTCH, 11, &[5])],
    },
    Entry {
        module: "no.mva",
        country: "NO",
        name: "Merverdiavgiftsnummer (MVA)",
        form: "The nine digits of the organisation and MVA.",
        example: "969 227 398 MVA",
        source: "Merverdiavgiftsloven; Skatteetaten",
        clean: Clean::ignoring(" ").without(&["NO"]),
        rules: &[form(&["999999999mva"]), within(0..9, NORWEGIAN)],
    },
    Entry {
        module: "no.orgnr",
        country: "NO",
        name: "Organisasjonsnummer",
        form: "Nine digits, the last a check digit.",
        example: "988 075 914",
        source: "Enhetsregisterloven; Brønnøysundregistrene, about the organisation number",
        clean: Clean::ignoring(" "),
        rules: NORWEGIAN,
    },
    Entry {
        module: "pt.cc",
        country: "PT",
        name: "Número de Documento do Cartão de Cidadão (CC)",
        form: "Nine digits, two letters or digits for the version, and a check digit.",
        example: "056446286ZY5",
        source: "Autoridade Tributária, Validação de Número de Documento do Cartão de Cidadão",
        clean: Clean::ignoring(" "),
        rules: &[form(&["999999999##9"]), check_test(is_portuguese_card)],
    },
    Entry {
        module: "pt.nif",
        country: "PT",
        name: "Número de identificação fiscal (NIF, NIPC)",
        form: "Nine digits, the first not 0.",
        example: "PT 501 964 363",
        source: "Decreto-Lei 14/2013; Autoridade Tributária",
        clean: Clean::ignoring(" -.").without(&["PT"]),
        rules: &[
            form(&["999999999"]),
            test(|n| at(n, 0) != b'0'),
            check(&[9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT),
        ],
    },
    Entry {
        module: "it.codicefiscale",
        country: "IT",
        name: "Codice Fiscale",
        form: "Sixteen characters that hold name, birth date and municipality; eleven digits for a business.",
        example: "39748110127",
        source: "Decreto ministeriale of 23 December 1976 (G.U. 345); Agenzia delle Entrate",
        clean: Clean::ignoring(" -:"),
        rules: &[any(&[super::luhn::ITALIAN_BUSINESS, super::births_europe::ITALIAN])],
    },
    Entry {
        module: "mt.vat",
        country: "MT",
        name: "VAT registration number",
        form: "Eight digits, the first not 0.",
        example: "MT 3157-9149",
        source: "Commissioner for Revenue, Malta; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -").without(&["MT"]),
        rules: &[form(&["99999999"]), test(|n| at(n, 0) != b'0'), sum(&[3, 4, 6, 7, 8, 9, 10, 1], 37, &[0])],
    },
    Entry {
        module: "at.uid",
        country: "AT",
        name: "Umsatzsteuer-Identifikationsnummer (UID)",
        form: "U and eight digits, the last a check digit.",
        example: "AT U14581978",
        source: "Umsatzsteuergesetz 1994, article 28; BMF, construction rules of the UID",
        clean: Clean::ignoring(" -./").without(&["AT"]),
        rules: &[form(&["u99999999"]), check_test(|n| (luhn_sum(part(n, 1..8)) + value(n, 8..9)) % 10 == 6)],
    },
    Entry {
        module: "at.tin",
        country: "AT",
        name: "Abgabenkontonummer",
        form: "Nine digits: the tax office, six that count, a check digit.",
        example: "59-218/9211",
        source: "Bundesministerium für Finanzen, Prüfziffer der Steuernummer; numbers of the tax offices",
        clean: Clean::ignoring(" -./,"),
        rules: &[
            form(&["999999999"]),
            check_test(|n| (luhn_sum(part(n, 0..8)) + value(n, 8..9)).is_multiple_of(10)),
            one_of(
                "office",
                0..2,
                "03 04 06 07 08 09 10 12 15 16 18 22 23 29 33 38 41 46 51 52 53 54 57 59 61 65 67 68 \
                69 71 72 81 82 83 84 90 91 93 97 98",
            ),
        ],
    },
];

/// The sum with every second digit doubled, the first one single.
fn luhn_sum(number: &[u8]) -> u64 {
    (0..number.len())
        .map(|place| value(number, place..place + 1))
        .enumerate()
        .map(|(turn, digit)| if turn % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum()
}

/// Every second character from the end counts twice, nine taken off what is then more than nine.
fn is_portuguese_card(number: &[u8]) -> bool {
    let worth = |character: &u8| char::from(*character).to_digit(36).unwrap_or(0);
    let sum: u32 = number
        .iter()
        .rev()
        .map(worth)
        .enumerate()
        .map(|(turn, worth)| match (turn % 2, worth * 2) {
            (0, _) => worth,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The seven digits, weights 8 to 2, and nine times the place of a second letter, by 23.
fn is_irish(digits: &[u8], second: u8, check: u8) -> bool {
    let place = |letter: u8| {
        if letter == b'W' || letter == 0 { 0 } else { u64::from(letter.saturating_sub(b'A')) + 1 }
    };
    let sum: u64 =
        (0..7).zip((2..=8).rev()).map(|(at, weight): (usize, u64)| weight * value(digits, at..at + 1)).sum();
    (sum + 9 * place(second)) % 23 == place(check)
}

fn is_local_authority(number: u64) -> bool {
    matches!(number,
        201..=213 | 301..=320 | 330..=336 | 340..=344 | 350..=359 | 370..=373 | 380..=384 | 390..=394 | 420 | 800..=803
        | 805..=808 | 810..=813 | 815 | 816 | 821..=823 | 825 | 826 | 830 | 831 | 835..=837 | 840 | 841 | 845 | 846
        | 850..=852 | 855..=857 | 860 | 861 | 865..=874 | 876..=896 | 908 | 909 | 916 | 919 | 921 | 925 | 926
        | 928..=931 | 933 | 935..=938)
}

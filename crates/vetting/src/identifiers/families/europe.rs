//! Numbers of businesses in western and northern Europe that check by a weighted sum, most of them by 11.

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

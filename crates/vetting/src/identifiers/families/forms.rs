//! Numbers without a check digit that tell no more than their form, in Europe.

use crate::identifiers::engine::{
    Clean, Day, Entry, Number, Part, any, at, by_day, check_test, component, form, in_list, is_digits,
    length, one_of, part, range, test, total, value,
};

use super::registers::{
    BRITISH_COMPANY, french_register, german_register, is_court, pad_british, romanian_parts, tidy_romanian,
};

pub(super) const INDIAN_TAXPAYER: &[Part] = &[
    form(&["AAAAA9999A"]),
    one_of("kind", 3..4, "A B C F G H J K L P T"),
    component("count", |n| part(n, 5..9) != b"0000"),
];

/// The numbers below 100 that are given.
const FINNISH_ASSOCIATIONS: &str = "1 6 7 9 12 14 15 16 18 22 23 24 27 28 29 35 36 38 40 41 42 43 45 46 50 52 55 58 60 64 65 68 72 75 76 77 \
    78 83 84 85 89 92";

/// The numbers below 100 that are given.
const SAN_MARINO_OPERATORS: &str = "2 4 6 7 8 9 10 11 13 16 18 19 20 21 25 26 30 32 33 35 36 37 38 39 40 42 45 47 49 51 52 55 56 57 58 59 61 \
    62 64 65 66 67 68 69 70 71 72 73 74 75 76 79 80 81 84 85 87 88 91 92 94 95 96 97 99";

/// The federation's ways to write a tax number: the state, three or four digits for the office, a 0. Bavaria's, which
/// begins with a 9, is apart.
const GERMAN_TAX_NUMBERS: &[&str] = &[
    "1099099999999",
    "1199099999999",
    "2199099999999",
    "2299099999999",
    "2399099999999",
    "2499099999999",
    "2699099999999",
    "2799099999999",
    "2899099999999",
    "3099099999999",
    "3199099999999",
    "3299099999999",
    "4099099999999",
    "4199099999999",
    "5999099999999",
];

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "ad.nrt",
        country: "AD",
        name: "Número de Registre Tributari (NRT)",
        form: "A letter for the kind of taxpayer, six digits and a check letter whose rule is not published.",
        example: "A-780596-R",
        source: "Govern d'Andorra, Decret del Reglament d'aplicació de la Llei 21/2014",
        clean: Clean::ignoring(" -."),
        rules: &[
            form(&["A999999A"]),
            one_of("kind", 0..1, "A C D E F G L O P U"),
            component("range", |n| match at(n, 0) {
                b'F' => value(n, 1..7) < 700_000,
                b'A' | b'L' => (700_000..800_000).contains(&value(n, 1..7)),
                _ => true,
            }),
        ],
    },
    Entry {
        module: "al.nipt",
        country: "AL",
        name: "Numri i Identifikimit për Personin e Tatueshëm (NIPT, NUIS)",
        form: "A letter for the decade, eight digits and a check letter whose rule is not published.",
        example: "K29238103V",
        source: "Qendra Kombëtare e Biznesit; Drejtoria e Përgjithshme e Tatimeve",
        clean: Clean::ignoring(" ").without(&["AL", "(AL)"]),
        rules: &[form(&["A99999999A"]), component("decade", |n| at(n, 0) <= b'M')],
    },
    Entry {
        module: "at.businessid",
        country: "AT",
        name: "Firmenbuchnummer (FN)",
        form: "Up to six digits and a check letter.",
        example: "126149m",
        source: "Firmenbuchgesetz, § 30",
        clean: Clean::ignoring(" -./").keeping_case().without(&["FN", "fn", "Fn"]),
        rules: &[
            length(&[2, 3, 4, 5, 6, 7]),
            test(|n| is_digits(part(n, 0..n.len() - 1)) && at(n, n.len() - 1).is_ascii_lowercase()),
        ],
    },
    Entry {
        module: "de.handelsregisternummer",
        country: "DE",
        name: "Handelsregisternummer",
        form: "Court, register (HRA, HRB, PR, GnR, VR) and a number of up to six digits.",
        example: "Köln HRB 49263",
        source: "Handelsregisterverordnung; registry courts of the Gemeinsames Registerportal der Länder",
        clean: Clean::ignoring("").keeping_case(),
        rules: &[
            test(|n| german_register(n).is_some()),
            component("court", |n| german_register(n).is_some_and(is_court)),
        ],
    },
    Entry {
        module: "de.stnr",
        country: "DE",
        name: "Steuernummer (St.-Nr.)",
        form: "Ten or eleven digits as the state writes them, thirteen as the federation does.",
        example: "045/715/08480",
        source: "ELSTER, Prüfung der Steuer- und Steueridentifikationsnummer: formats by state",
        clean: Clean::ignoring(" -./,"),
        rules: &[any(&[
            &[form(&["9999999999", "99999999999"])],
            &[form(&["9999099999999"]), component("region", |n| at(n, 0) == b'9')],
            &[form(GERMAN_TAX_NUMBERS)],
        ])],
    },
    Entry {
        module: "de.wkn",
        country: "DE",
        name: "Wertpapierkennnummer (WKN)",
        form: "Six letters or digits, neither I nor O.",
        example: "671435",
        source: "WM Datenservice",
        clean: Clean::ignoring(" "),
        rules: &[form(&["######"]), test(|n| !n.contains(&b'I') && !n.contains(&b'O'))],
    },
    Entry {
        module: "es.cae",
        country: "ES",
        name: "Código de Actividad y Establecimiento (CAE)",
        form: "ES000, two digits for the office, two characters for the activity, three digits and a letter.",
        example: "ES00002OV713A",
        source: "Orden EHA/3482/2007, annex XLII",
        clean: Clean::ignoring(""),
        rules: &[
            form(&["es00099##999A"]),
            range("office", 5..7, 1, 56),
            one_of(
                "activity",
                7..9,
                "A1 B1 B9 B0 BA C1 DA EC F1 V1 A7 AT B7 BT C7 DB E7 M7 OA OB OE OV V7 B6 A2 A6 A9 A0 AC AV \
                AW AX H1 H2 H4 H6 H9 H0 HD HH H7 H8 HB HF HI HJ HK HL HM HN HT HU HV HX HZ OH HA HC HE HP HQ HR HS HW T1 OT T7 \
                TT L1 L2 L0 L3 L7 AF DF DM DP OR PF RF VD",
            ),
        ],
    },
    Entry {
        module: "eu.excise",
        country: "EU",
        name: "Excise number (SEED)",
        form: "Country of the Union and eleven letters or digits; zeros after the country are often left out.",
        example: "LU 442ABC",
        source: "Council Regulation (EU) 389/2012, article 19; SEED on Europa",
        clean: Clean::ignoring(" ").then(|number| {
            if (3..13).contains(&number.len()) {
                number.pad(2, 13);
            }
        }),
        rules: &[
            form(&["AA###########"]),
            one_of(
                "country",
                0..2,
                "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI",
            ),
        ],
    },
    Entry {
        module: "fi.associationid",
        country: "FI",
        name: "Yhdistyksen rekisterinumero",
        form: "One to six digits; of those below 100 not all are given.",
        example: "339.363",
        source: "Patentti- ja rekisterihallitus, Yhdistysrekisteri",
        clean: Clean::ignoring(" -._+"),
        rules: &[
            form(&["9", "99", "999", "9999", "99999", "999999"]),
            component("range", |n| {
                n.len() > 2 || in_list(n.strip_prefix(b"0").unwrap_or(n), FINNISH_ASSOCIATIONS)
            }),
        ],
    },
    Entry {
        module: "fi.veronumero",
        country: "FI",
        name: "Veronumero",
        form: "Twelve digits.",
        example: "123452769122",
        source: "Verohallinto, veronumerorekisteri: the check digit's rule is not published",
        clean: Clean::ignoring(" "),
        rules: &[form(&["999999999999"])],
    },
    Entry {
        module: "fo.vn",
        country: "FO",
        name: "V-tal (vinnutal)",
        form: "Six digits.",
        example: "623050",
        source: "TAKS; Skráseting Føroya",
        clean: Clean::ignoring(" -.").without(&["FO"]),
        rules: &[form(&["999999"])],
    },
    Entry {
        module: "fr.accise",
        country: "FR",
        name: "Numéro d'accise",
        form: "FR0, two digits for the year, three for the customs office, a letter for the operator, three or four digits.",
        example: "FR083004N9447",
        source: "Direction générale des douanes, numéro d'agrément (GAMMA)",
        clean: Clean::ignoring(" "),
        rules: &[form(&["fr099999A999#"]), one_of("operator", 8..9, "E N C B")],
    },
    Entry {
        module: "fr.rcs",
        country: "FR",
        name: "Numéro RCS",
        form: "RCS, the registry's town, A or B, and the nine digits of the SIREN.",
        example: "RCS Nancy B 395 649 015",
        source: "Code de commerce, article R123-237; Infogreffe",
        clean: Clean::ignoring(""),
        rules: &[
            test(|n| french_register(n).is_some()),
            check_test(|n| french_register(n).is_some_and(|siren| crate::identifiers::engine::luhn(&siren))),
        ],
    },
    Entry {
        module: "gb.crn",
        country: "GB",
        name: "Company number (CRN)",
        form: "A company number has eight characters: digits alone, or two letters and six digits.",
        example: "SC123456",
        source: "Companies House, Uniform Resource Identifiers customer guide",
        clean: Clean::ignoring(" -").then(pad_british),
        rules: BRITISH_COMPANY,
    },
    Entry {
        module: "is_.vsk",
        country: "IS",
        name: "Virðisaukaskattsnúmer (VSK)",
        form: "Five or six digits.",
        example: "IS 87628",
        source: "Skatturinn",
        clean: Clean::ignoring(" ").without(&["IS"]),
        rules: &[form(&["99999", "999999"])],
    },
    Entry {
        module: "li.peid",
        country: "LI",
        name: "Personenidentifikationsnummer (PEID)",
        form: "Four to twelve digits; zeros in front do not count.",
        example: "02001204507",
        source: "Steuerverwaltung Liechtenstein; OECD, Tax Identification Numbers: Liechtenstein",
        clean: Clean::ignoring(" .").then(Number::drop_zeros),
        rules: &[length(&[4, 5, 6, 7, 8, 9, 10, 11, 12]), test(is_digits)],
    },
    Entry {
        module: "nl.brin",
        country: "NL",
        name: "BRIN-nummer",
        form: "Two digits and two letters, perhaps two digits for the location.",
        example: "72 KO",
        source: "Dienst Uitvoering Onderwijs, Basisregistratie Instellingen",
        clean: Clean::ignoring(" -."),
        rules: &[form(&["99AA", "99AA99"])],
    },
    Entry {
        module: "nl.identiteitskaartnummer",
        country: "NL",
        name: "Paspoort- of identiteitskaartnummer",
        form: "Two letters, six letters or digits and a digit, no letter O.",
        example: "EM8098008",
        source: "Rijksdienst voor Identiteitsgegevens; Paspoortuitvoeringsregeling",
        clean: Clean::ignoring(" "),
        rules: &[form(&["AA######9"]), component("letters", |n| !n.contains(&b'O'))],
    },
    Entry {
        module: "ro.onrc",
        country: "RO",
        name: "Număr de ordine în registrul comerțului (ONRC)",
        form: "J, F or C with county, number and year parted by slashes; since 2024 thirteen digits without.",
        example: "C2001000702032",
        source: "Legea 265/2022; Ordinul 3/C/2024 of the Ministry of Justice for the form since July 2024",
        clean: Clean::ignoring("").then(tidy_romanian),
        rules: &[
            component("kind", |n| matches!(at(n, 0), b'J' | b'F' | b'C')),
            any(&[
                &[
                    test(|n| romanian_parts(n).is_some()),
                    component("county", |n| {
                        romanian_parts(n).is_some_and(|(county, _, _)| matches!(county, 1..=40 | 51 | 52))
                    }),
                    component("year", |n| {
                        romanian_parts(n).is_some_and(|(_, _, year)| (1990..=2024).contains(&year))
                    }),
                ],
                &[
                    form(&["A9999999999999"]),
                    by_day("year", |n: &[u8], today: Day| {
                        (1990..=u64::from(today.year)).contains(&value(n, 1..5))
                    }),
                    component("county", |n| match (value(n, 1..5), value(n, 11..13)) {
                        (..=2023, county) => matches!(county, 1..=40 | 51 | 52),
                        (2024, county) => matches!(county, 0..=40 | 51 | 52),
                        (_, county) => county == 0,
                    }),
                    // The letter counts by the last digit of its code.
                    check_test(|n| {
                        (u32::from(at(n, 0)) % 10 + total(part(n, 1..13))) % 10 == total(part(n, 13..14))
                    }),
                ],
            ]),
        ],
    },
    Entry {
        module: "sm.coe",
        country: "SM",
        name: "Codice operatore economico (COE)",
        form: "One to five digits; of those below 100 not all are given.",
        example: "074570",
        source: "Ufficio Attività Economiche; list of operators",
        clean: Clean::ignoring(".").then(Number::drop_zeros),
        rules: &[
            form(&["9", "99", "999", "9999", "99999"]),
            component("range", |n| n.len() > 2 || in_list(n, SAN_MARINO_OPERATORS)),
        ],
    },
];

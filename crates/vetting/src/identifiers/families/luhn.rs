//! Numbers whose last digit checks by Luhn: every second digit counts twice.
//!
//! It finds every wrong digit and nearly every swap of neighbours.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, at, check_test, component, date, form, has_date, is_digits, length, luhn,
    luhn_check, luhn_over, one_of, part, range, starts_with, test, total, value, within,
};

const PLAIN: Clean = Clean::ignoring(" -");

pub(super) const FRENCH_BUSINESS: &[Part] = &[form(&["999999999"]), luhn_check()];

pub(super) const SWEDISH_ORGANISATION: &[Part] = &[form(&["9999999999"]), luhn_check()];

pub(super) const INDONESIAN: &[Part] = &[
    form(&["9999999999999999"]),
    date(|number| has_date(&[part(number, 10..12), part(number, 8..10), &day_of_birth(number)].concat(), 0)),
    one_of(
        "region",
        0..2,
        "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 \
        81 82 91 92 93 94 95 96 97",
    ),
];

/// Two digits; the day of a woman's birth is written with 40 more.
fn day_of_birth(number: &[u8]) -> [u8; 2] {
    let tens = at(number, 6);
    [if (b'4'..=b'7').contains(&tens) { tens - 4 } else { tens }, at(number, 7)]
}

/// The units of La Poste share one SIREN and check by the sum of their digits; the head office by Luhn.
fn is_establishment(number: &[u8]) -> bool {
    const HEAD_OFFICE: &[u8] = b"35600000000048";
    if number.starts_with(b"356000000") && number != HEAD_OFFICE {
        return total(number).is_multiple_of(5);
    }
    luhn(number)
}

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "luhn",
        country: "",
        name: "Number with a Luhn check digit",
        form: "Digits, the last a check digit.",
        example: "7898",
        source: "ISO/IEC 7812-1, annex B",
        clean: Clean::ignoring(""),
        rules: &[test(is_digits), luhn_check()],
    },
    Entry {
        module: "ca.bn",
        country: "CA",
        name: "Business Number (BN), numéro d'entreprise",
        form: "A Business Number has nine digits, with a program account after them two letters and four digits more.",
        example: "12708 4630",
        source: "Canada Revenue Agency, Business number and program accounts",
        clean: PLAIN,
        rules: &[
            form(&["999999999", "999999999AA9999"]),
            within(
                0..9,
                &[luhn_check().why("The last of the Business Number's nine digits does not fit the others.")],
            ),
            any(&[
                &[length(&[9])],
                &[one_of("program", 9..11, "RC RD RE RG RM RN RP RR RT RZ")
                    .why("The letters of the Business Number name no program account.")
                    .possibly()],
            ]),
        ],
    },
    Entry {
        module: "ca.sin",
        country: "CA",
        name: "Social Insurance Number (SIN)",
        form: "Nine digits; none begins with 0 or 8.",
        example: "123-468-746",
        source: "Service Canada, Social Insurance Number code of practice",
        clean: PLAIN,
        rules: &[form(&["999999999"]), component("prefix", |n| !starts_with(n, &["0", "8"])), luhn_check()],
    },
    Entry {
        module: "fr.siren",
        country: "FR",
        name: "SIREN",
        form: "Nine digits, the last a check digit.",
        example: "104633268",
        source: "INSEE, Système informatique du répertoire des entreprises; code de commerce R123-220",
        clean: Clean::ignoring(" ."),
        rules: FRENCH_BUSINESS,
    },
    Entry {
        module: "fr.siret",
        country: "FR",
        name: "SIRET",
        form: "Fourteen digits: the SIREN and five for the establishment.",
        example: "2 10 03 00 03 000 11",
        source: "INSEE, numéro SIRET; the exception of La Poste as INSEE publishes it",
        clean: Clean::ignoring(" ."),
        rules: &[form(&["99999999999999"]), check_test(is_establishment), within(0..9, &[luhn_check()])],
    },
    Entry {
        module: "gn.nifp",
        country: "GN",
        name: "Numéro d'Identification Fiscale Permanent (NIFp)",
        form: "Nine digits, the last a check digit.",
        example: "631770880",
        source: "Direction Nationale des Impôts de Guinée",
        clean: PLAIN,
        rules: FRENCH_BUSINESS,
    },
    Entry {
        module: "gr.amka",
        country: "GR",
        name: "Αριθμός Μητρώου Κοινωνικής Ασφάλισης (AMKA)",
        form: "Eleven digits: day, month and year of birth, four that count, a check digit.",
        example: "01017699990",
        source: "Law 3655/2008, article 153; amka.gr",
        clean: PLAIN,
        rules: &[
            form(&["99999999999"]),
            luhn_check(),
            date(|n| has_date(&[part(n, 4..6), part(n, 2..4), part(n, 0..2)].concat(), 0)),
        ],
    },
    Entry {
        module: "id.nik",
        country: "ID",
        name: "Nomor Induk Kependudukan (NIK)",
        form: "Sixteen digits: province, regency and district, day (plus 40 for women), month and year of birth, a count.",
        example: "3171015308450001",
        source: "Peraturan Pemerintah 37/2007; province codes of the Ministry of Home Affairs",
        clean: Clean::ignoring(" -."),
        rules: INDONESIAN,
    },
    Entry {
        module: "id.npwp",
        country: "ID",
        name: "Nomor Pokok Wajib Pajak (NPWP)",
        form: "Fifteen digits, the ninth a check digit; or sixteen: with a 0 in front, or a citizen's NIK.",
        example: "05.312.176.0-092.000",
        source: "Direktorat Jenderal Pajak, PER-04/PJ/2020; PMK 112/2022 for sixteen digits",
        clean: Clean::ignoring(" -."),
        rules: &[any(&[
            &[form(&["999999999999999"]), within(0..9, &[luhn_check()])],
            &[form(&["0999999999999999"]), within(0..10, &[luhn_check()])],
            INDONESIAN,
        ])],
    },
    Entry {
        module: "il.hp",
        country: "IL",
        name: "מספר חברה (Company Number, H.P.)",
        form: "Nine digits, the first a 5, the last a check digit.",
        example: "510942402",
        source: "Israeli Corporations Authority",
        clean: PLAIN,
        rules: &[form(&["999999999"]), component("prefix", |n| at(n, 0) == b'5'), luhn_check()],
    },
    Entry {
        module: "il.idnr",
        country: "IL",
        name: "מספר זהות (Mispar Zehut)",
        form: "Nine digits, the last a check digit; zeros in front are often left out.",
        example: "3993745-3",
        source: "Israeli Population and Immigration Authority",
        clean: PLAIN.then(|number| {
            if !number.is_empty() {
                number.pad(0, 9);
            }
        }),
        rules: &[form(&["999999999"]), test(|n| value(n, 0..9) > 0), luhn_check()],
    },
    Entry {
        module: "imei",
        country: "",
        name: "International Mobile Equipment Identity (IMEI)",
        form: "Fourteen digits and perhaps a check digit, or sixteen with the software version.",
        example: "35686805-004144-20",
        source: "3GPP TS 23.003, clause 6; GSMA TS.06",
        clean: PLAIN,
        rules: &[
            form(&["99999999999999", "999999999999999", "9999999999999999"]),
            check_test(|n| n.len() != 15 || luhn(n)),
        ],
    },
    Entry {
        module: "in_.epic",
        country: "IN",
        name: "Electoral Photo Identity Card (EPIC)",
        form: "Three letters and seven digits, the last a check digit.",
        example: "WKH6786313",
        source: "Election Commission of India, instructions on EPIC numbering",
        clean: PLAIN,
        rules: &[form(&["AAA9999999"]), within(3..10, &[luhn_check()])],
    },
    Entry {
        module: "in_.gstin",
        country: "IN",
        name: "Goods and Services Tax Identification Number (GSTIN)",
        form: "Fifteen characters: state, PAN, count, Z, check character.",
        example: "28AAPFU0739F1ZV",
        source: "Central Goods and Services Tax Rules, 2017, rule 10; state codes of the GST Network",
        clean: PLAIN,
        rules: &[
            form(&["99AAAAA9999A###"]),
            range("region", 0..2, 1, 38).possibly(),
            component("count", |n| at(n, 12) != b'0' && at(n, 13) == b'Z'),
            within(2..12, super::forms::INDIAN_TAXPAYER),
            check_test(|n| luhn_over(n, crate::identifiers::engine::ALPHANUMERIC) == Some(0)),
        ],
    },
    Entry {
        module: "meid",
        country: "",
        name: "Mobile Equipment Identifier (MEID)",
        form: "Fourteen hexadecimal or eighteen decimal digits, perhaps with a check digit.",
        example: "29370 27365 0070 3714",
        source: "3GPP2 S.R0048-A",
        clean: PLAIN,
        rules: &[any(&[
            &[
                length(&[18, 19]),
                test(is_digits),
                range("manufacturer", 0..10, 0, 0xffff_ffff),
                range("serial", 10..18, 0, 0xff_ffff),
                check_test(|n| n.len() == 18 || luhn(n)),
            ],
            &[length(&[14, 15]), test(|n| n.iter().all(u8::is_ascii_hexdigit)), check_test(is_equipment)],
        ])],
    },
    Entry {
        module: "se.orgnr",
        country: "SE",
        name: "Organisationsnummer",
        form: "Ten digits, the last a check digit.",
        example: "1234067898",
        source: "Lag (1974:174) om identitetsbeteckning för juridiska personer; Skatteverket SKV 709",
        clean: Clean::ignoring(" -."),
        rules: SWEDISH_ORGANISATION,
    },
    Entry {
        module: "se.vat",
        country: "SE",
        name: "Momsregistreringsnummer",
        form: "The ten digits of the organisation and 01, or SE in front of them.",
        example: "SE 123486789101",
        source: "Skatteverket; VIES, structure of VAT numbers",
        clean: Clean::ignoring(" -.").without(&["SE"]),
        rules: &[form(&["999999999901"]), within(0..10, SWEDISH_ORGANISATION)],
    },
    Entry {
        module: "za.tin",
        country: "ZA",
        name: "Income tax reference number",
        form: "Ten digits, the first 0, 1, 2, 3 or 9, the last a check digit.",
        example: "0701339053",
        source: "South African Revenue Service, reference number formats (modulus 10)",
        clean: Clean::ignoring(" -/"),
        rules: &[form(&["9999999999"]), component("prefix", |n| b"01239".contains(&at(n, 0))), luhn_check()],
    },
];

/// Decimal identifiers are IMEIs; the others check by Luhn's sum to base 16.
fn is_equipment(number: &[u8]) -> bool {
    number.len() == 14
        || if is_digits(number) { luhn(number) } else { luhn_over(number, b"0123456789ABCDEF") == Some(0) }
}

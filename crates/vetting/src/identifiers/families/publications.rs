//! Identifiers of publications, of goods, and of substances.

use crate::identifiers::engine::{
    Clean, Entry, Part, all, any, at, check, check_test, component, ean, form, in_list, length, mod_11_2,
    mod_37_36, part, starts_with, test, within, words,
};

use super::countries::was_country;

const PLAIN: Clean = Clean::ignoring(" -");

const ARTICLE: &[Part] = &[form(&["99999999", "999999999999", "9999999999999", "99999999999999"]), ean()];

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "casrn",
        country: "",
        name: "CAS Registry Number",
        form: "Two to seven digits, two digits and a check digit, parted by dashes.",
        example: "625261-78-1",
        source: "Chemical Abstracts Service, check digit verification",
        clean: Clean::ignoring(" ").then(|number| dash(number, &[3, 1])),
        rules: &[
            form(&["99-99-9", "999-99-9", "9999-99-9", "99999-99-9", "999999-99-9", "9999999-99-9"]),
            test(|n| at(n, 0) != b'0'),
            check_test(|n| {
                let digits: Vec<u8> = n.iter().copied().filter(u8::is_ascii_digit).collect();
                let sum: usize = digits
                    .iter()
                    .rev()
                    .enumerate()
                    .map(|(turn, digit)| turn * usize::from(digit - b'0'))
                    .sum();
                u8::try_from(sum % 10).is_ok_and(|check| digits.last() == Some(&(b'0' + check)))
            }),
        ],
    },
    Entry {
        module: "ean",
        country: "",
        name: "Global Trade Item Number (GTIN, EAN, UPC)",
        form: "Eight, twelve, thirteen or fourteen digits, the last a check digit.",
        example: "978-0-467-11609-4",
        source: "GS1 General Specifications, 7.9",
        clean: PLAIN,
        rules: ARTICLE,
    },
    Entry {
        module: "ch.ssn",
        country: "CH",
        name: "AHV-Nummer, numéro AVS",
        form: "Thirteen digits beginning with 756, the last a check digit.",
        example: "756.9210.0769.82",
        source: "AHV-Verordnung (SR 831.101), article 133",
        clean: Clean::ignoring(" ."),
        rules: &[form(&["7569999999999"]), test(|n| n.starts_with(b"756")), within(0..13, ARTICLE)],
    },
    Entry {
        module: "eu.ecnumber",
        country: "EU",
        name: "European Community number (EC number)",
        form: "Two groups of three digits and a check digit, parted by dashes.",
        example: "250-115-7",
        source: "European Chemicals Agency, EC Inventory",
        clean: Clean::ignoring(" ").then(|number| dash(number, &[4, 1])),
        rules: &[form(&["999-999-9"]), check_test(is_european_substance)],
    },
    Entry {
        module: "eu.eic",
        country: "EU",
        name: "Energy Identification Code (EIC)",
        form: "Fifteen letters, digits or dashes and a check character that is no dash.",
        example: "15T-NO-SE-09705Q",
        source: "ENTSO-E, EIC Reference Manual",
        clean: Clean::ignoring(" ").keeping_case(),
        rules: &[
            length(&[16]),
            test(|n| all(n, ENERGY) && at(n, 15) != b'-'),
            check(
                &[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
                "0-ZYXWVUTSRQPONMLKJIHGFEDCBA987654321",
            )
            .over(ENERGY),
        ],
    },
    Entry {
        module: "eu.nace",
        country: "EU",
        name: "Statistical classification of economic activities (NACE, revision 2.1)",
        form: "A letter for the section, or two to four digits for division, group or class.",
        example: "N",
        source: "Commission Delegated Regulation (EU) 2023/137",
        clean: Clean::ignoring("."),
        rules: &[
            form(&["A", "99", "999", "9999"]),
            component("activity", |n| {
                if n.len() == 1 {
                    at(n, 0) <= b'V'
                } else {
                    words(ACTIVITIES).any(|class| class.as_bytes().starts_with(n))
                }
            }),
        ],
    },
    Entry {
        module: "grid",
        country: "",
        name: "Global Release Identifier (GRid)",
        form: "A1, five characters for the issuer, ten for the release, a check character.",
        example: "A12425GABC8234072M",
        source: "DDEX, GRid Standard (ISO/IEC 7064 MOD 37,36)",
        clean: PLAIN.without(&["GRID:"]),
        rules: &[form(&["##################"]), check_test(mod_37_36)],
    },
    Entry {
        module: "isan",
        country: "",
        name: "International Standard Audiovisual Number (ISAN)",
        form: "Sixteen hexadecimal digits, perhaps eight for the version, each with or without a check character.",
        example: "000000049947000000800000",
        source: "ISO 15706-1 and 15706-2 (ISO/IEC 7064 MOD 37,36)",
        clean: PLAIN,
        rules: &[
            length(&[16, 17, 24, 25, 26]),
            test(|n| {
                let (_, body, version, _) = audiovisual(n);
                body.iter().chain(version).all(u8::is_ascii_hexdigit)
            }),
            check_test(|n| {
                let (first, body, version, second) = audiovisual(n);
                (first == 0 || mod_37_36(&[body, &[first]].concat()))
                    && (second == 0 || mod_37_36(&[body, version, &[second]].concat()))
            }),
        ],
    },
    Entry {
        module: "isbn",
        country: "",
        name: "International Standard Book Number (ISBN)",
        form: "Ten characters, the last a check digit or X, or thirteen digits beginning with 978 or 979.",
        example: "978-9024338290",
        source: "ISO 2108",
        clean: PLAIN.then(|number| {
            if number.len() == 9 {
                number.pad(0, 10);
            }
        }),
        rules: &[any(&[
            &[form(&["999999999#"]), check(&[1, 2, 3, 4, 5, 6, 7, 8, 9], "0123456789X")],
            &[form(&["9999999999999"]), component("prefix", |n| starts_with(n, &["978", "979"])), ean()],
        ])],
    },
    Entry {
        module: "isil",
        country: "",
        name: "International Standard Identifier for Libraries (ISIL)",
        form: "Agency, a dash and up to eleven letters, digits, slashes, colons or dashes.",
        example: "IT-RMY26J",
        source: "ISO 15511; its registration authority's list of agencies",
        clean: Clean::ignoring("").keeping_case(),
        rules: &[
            test(|n| n.len() <= 15 && n.iter().all(|c| c.is_ascii_alphanumeric() || b"-:/".contains(c))),
            component("agency", |n| {
                let agency = n.split(|character| *character == b'-').next().unwrap_or_default();
                in_list(&agency.to_ascii_uppercase(), LIBRARY_AGENCIES)
            }),
        ],
    },
    Entry {
        module: "ismn",
        country: "",
        name: "International Standard Music Number (ISMN)",
        form: "M and nine digits, or thirteen digits beginning with 979-0, the last a check digit.",
        example: "979-0-4452-4680-4",
        source: "ISO 10957",
        clean: Clean::ignoring(" -."),
        rules: &[any(&[
            &[form(&["m999999999"]), check_test(|n| is_article(&[b"9790", part(n, 1..10)].concat()))],
            &[form(&["9999999999999"]), component("prefix", |n| n.starts_with(b"9790")), ean()],
        ])],
    },
    Entry {
        module: "isni",
        country: "",
        name: "International Standard Name Identifier (ISNI)",
        form: "Fifteen digits and a check digit or X.",
        example: "2000 0001 1281 735X",
        source: "ISO 27729 (ISO/IEC 7064 MOD 11-2)",
        clean: PLAIN,
        rules: &[form(&["9999999999999999", "999999999999999x"]), check_test(mod_11_2)],
    },
    Entry {
        module: "isrc",
        country: "",
        name: "International Standard Recording Code (ISRC)",
        form: "Country, three letters or digits for the registrant, two digits for the year and five that count.",
        example: "GX26J2804062",
        source: "ISO 3901; IFPI, ISRC Bulletins on prefixes beside those of ISO 3166-1",
        clean: PLAIN,
        rules: &[
            form(&["AA###9999999"]),
            component("country", |n| {
                was_country(part(n, 0..2))
                    || in_list(part(n, 0..2), "BC BK BP BX CB CP DG FX GX KS QM QN QT QZ UK XK YU ZB ZZ")
            }),
        ],
    },
    Entry {
        module: "issn",
        country: "",
        name: "International Standard Serial Number (ISSN)",
        form: "Seven digits and a check digit or X.",
        example: "0834-9312",
        source: "ISO 3297",
        clean: PLAIN,
        rules: &[form(&["9999999#"]), check(&[8, 7, 6, 5, 4, 3, 2], "0X987654321")],
    },
];

const ENERGY: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

/// The classes; divisions and groups are their beginnings.
const ACTIVITIES: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/nace-2.1.txt"));

/// National agencies by country, and those of one institution.
const LIBRARY_AGENCIES: &str = "AR AT AU BE BY BG BO CA CH CY CZ DE DK EG FI FR GB GL HR HU IL IR IT JP KR KZ LU MD NL NO NP \
    NZ QA RO RU SI SK US EUR GTB O OCLC ZDB";

/// Dashes before the last characters where there are none.
fn dash(number: &mut crate::identifiers::engine::Number, from_end: &[usize]) {
    if number.contains(&b'-') {
        return;
    }
    let length = number.len();
    for (turn, place) in from_end.iter().enumerate() {
        if *place < length {
            number.insert(length - place + turn, b'-');
        }
    }
}

/// The weights are 1 to 6, the remainder by 11; where it is ten, the digit is 1.
fn is_european_substance(number: &[u8]) -> bool {
    let digits =
        number.iter().filter(|character| character.is_ascii_digit()).map(|digit| u32::from(digit - b'0'));
    let sum: u32 = digits.take(6).zip(1..).map(|(digit, weight)| digit * weight).sum();
    let check = if sum % 11 == 10 { 1 } else { sum % 11 };
    u32::from(at(number, 8)) == u32::from(b'0') + check
}

/// Check character of the work, the work, the version, check character of the version; 0 for a check that is not there.
fn audiovisual(number: &[u8]) -> (u8, &[u8], &[u8], u8) {
    let body = part(number, 0..16);
    match number.len() {
        17 => (at(number, 16), body, &[], 0),
        26 => (at(number, 16), body, part(number, 17..25), at(number, 25)),
        25 => (0, body, part(number, 16..24), at(number, 24)),
        _ => (0, body, part(number, 16..number.len()), 0),
    }
}

fn is_article(number: &[u8]) -> bool {
    let weights = [1, 3].into_iter().cycle();
    number
        .iter()
        .map(|digit| u32::from(digit - b'0'))
        .zip(weights)
        .map(|(digit, weight): (u32, u32)| digit * weight)
        .sum::<u32>()
        .is_multiple_of(10)
}

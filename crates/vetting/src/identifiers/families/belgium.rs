//! Belgium's numbers: all of them check by 97.

use crate::identifiers::engine::{
    Clean, Day, Entry, Number, Part, any, by_day, check_test, component, form, part, remainder, starts_with,
    test, value, within,
};

const BELGIAN: Clean = Clean::ignoring(" -./");

/// The last two digits are the remainder of the ten before them by 97, 97 for none.
const BY_97: Part = check_test(|n| {
    let rest = remainder(part(n, 0..10), 97);
    value(n, 10..12) == if rest == 0 { 97 } else { rest }
});

const BELGIAN_REGISTER: &[Part] =
    &[form(&["99999999999"]), test(|n| value(n, 0..11) > 0), check_test(|n| belgian_century(n).is_some())];

/// The check digits are those of the number, or from 2000 on of the number with a 2 in front.
fn belgian_century(number: &[u8]) -> Option<u64> {
    let check = value(number, 9..11);
    let body = value(number, 0..9);
    let fits = |body: u64| 97 - body % 97 == check;
    if fits(body) {
        Some(1900)
    } else if fits(2_000_000_000 + body) {
        Some(2000)
    } else {
        None
    }
}

/// Nobody has been born in a year to come.
const BORN: Part = by_day("date", |n: &[u8], today: Day| {
    belgian_century(n) != Some(2000) || 2000 + value(n, 0..2) <= u64::from(today.year)
});

/// Months count from 20 or 40 where the sex was not or was known at registration.
fn is_bis(number: &[u8]) -> bool {
    matches!(value(number, 2..4), 20..=32 | 40..=52)
}

fn belgian_business(number: &mut Number) {
    if number.starts_with(b"(0)") {
        number.remove(b'(');
        number.remove(b')');
    }
    if number.len() == 9 {
        number.pad(0, 10);
    }
}

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "be.bis",
        country: "BE",
        name: "BIS-nummer, numéro bis",
        form: "Eleven digits: year, month plus 20 or 40, and day of birth, a count, two check digits.",
        example: "04 49 07 801 95",
        source: "Koninklijk besluit of 8 February 1991; Kruispuntbank van de Sociale Zekerheid",
        clean: Clean::ignoring(" -."),
        rules: BELGIAN_BIS,
    },
    Entry {
        module: "be.eid",
        country: "BE",
        name: "Number of the electronic identity card",
        form: "Twelve digits, the last two check digits.",
        example: "993-1917067-58",
        source: "FedICT, Belgian eID card content",
        clean: BELGIAN,
        rules: &[form(&["999999999999"]), test(|n| value(n, 0..12) > 0), BY_97],
    },
    Entry {
        module: "be.nn",
        country: "BE",
        name: "Rijksregisternummer, numéro de registre national",
        form: "Eleven digits: year, month and day of birth, a count, two check digits.",
        example: "17 07 68 639 84",
        source: "Koninklijk besluit of 3 April 1984",
        clean: Clean::ignoring(" -."),
        rules: BELGIAN_PERSON,
    },
    Entry {
        module: "be.ogm_vcs",
        country: "BE",
        name: "Gestructureerde mededeling, communication structurée",
        form: "Twelve digits, the last two check digits.",
        example: "+++070/8068/17083+++",
        source: "Febelfin, standard for the structured communication on transfers",
        clean: Clean::ignoring(" +/"),
        rules: &[form(&["999999999999"]), test(|n| value(n, 0..12) > 0), BY_97],
    },
    Entry {
        module: "be.ssn",
        country: "BE",
        name: "INSZ, NISS",
        form: "A number of the national register, or a BIS number.",
        example: "65 07 80 732 28",
        source: "Wet of 15 January 1990 on the Kruispuntbank, article 8",
        clean: Clean::ignoring(" -."),
        rules: &[any(&[BELGIAN_BIS, BELGIAN_PERSON])],
    },
    Entry {
        module: "be.vat",
        country: "BE",
        name: "Ondernemingsnummer, numéro d'entreprise",
        form: "Ten digits, the first a 0 or 1, the last two check digits.",
        example: "BE 328366477",
        source: "Koninklijk besluit of 24 June 2003; Kruispuntbank van Ondernemingen",
        clean: BELGIAN.without(&["BE"]).then(belgian_business),
        rules: &[
            form(&["9999999999"]),
            test(|n| value(n, 0..10) > 0),
            component("prefix", |n| starts_with(n, &["0", "1"])),
            check_test(|n| (value(n, 0..8) + value(n, 8..10)).is_multiple_of(97)),
        ],
    },
];

const BELGIAN_PERSON: &[Part] = &[
    within(0..11, BELGIAN_REGISTER),
    form(&["99999999999"]),
    BORN,
    component("date", |n| value(n, 2..4) <= 12),
];

const BELGIAN_BIS: &[Part] =
    &[within(0..11, BELGIAN_REGISTER), form(&["99999999999"]), BORN, component("date", is_bis)];

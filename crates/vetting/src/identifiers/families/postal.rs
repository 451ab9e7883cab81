//! Postal codes.

use crate::identifiers::engine::{Clean, Entry, at, component, form, in_list, part, range, test};

const PLAIN: Clean = Clean::ignoring(" -");

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "at.postleitzahl",
        country: "AT",
        name: "Postleitzahl",
        form: "Four digits, the first not 0.",
        example: "4092",
        source: "Österreichische Post, PLZ-Verzeichnis: the code's area of delivery is not looked up",
        clean: Clean::ignoring(""),
        rules: &[form(&["9999"]), component("region", |n| at(n, 0) != b'0')],
    },
    Entry {
        module: "es.postal_code",
        country: "ES",
        name: "Código postal",
        form: "Five digits, the first two the province, 01 to 52.",
        example: "46407",
        source: "Correos; Orden of 14 September 1984",
        clean: Clean::ignoring(" "),
        rules: &[form(&["99999"]), range("region", 0..2, 1, 52)],
    },
    Entry {
        module: "nl.postcode",
        country: "NL",
        name: "Postcode",
        form: "Four digits, the first not 0, and two letters, neither SA, SD nor SS.",
        example: "NL-2728ET",
        source: "PostNL, postcode; NEN 5825",
        clean: PLAIN.without(&["NL"]),
        rules: &[
            form(&["9999AA"]),
            test(|n| at(n, 0) != b'0'),
            component("letters", |n| !in_list(part(n, 4..6), "SA SD SS")),
        ],
    },
    Entry {
        module: "se.postnummer",
        country: "SE",
        name: "Postnummer",
        form: "Five digits, the first not 0.",
        example: "894 58",
        source: "PostNord, postnummersystemet",
        clean: PLAIN.without(&["SE"]),
        rules: &[form(&["99999"]), test(|n| at(n, 0) != b'0')],
    },
];

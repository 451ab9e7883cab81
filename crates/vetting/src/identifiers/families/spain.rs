//! Spain's numbers: persons, foreigners and legal persons are told apart by the first character.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, at, check_test, component, form, part, test, value,
};

const PLAIN: Clean = Clean::ignoring(" -");

/// The letter of a number by its remainder by 23.
const LETTERS: &[u8] = b"TRWAGMYFPDXBNJZSQVHLCKE";

pub(super) const PERSON: &[Part] =
    &[form(&["99999999A"]), check_test(|n| letter(value(n, 0..8)) == at(n, 8))];

const FOREIGNER: &[Part] = &[
    form(&["x9999999A", "y9999999A", "z9999999A"]),
    check_test(|n| letter(u64::from(at(n, 0) - b'X') * 10_000_000 + value(n, 1..8)) == at(n, 8)),
];

/// Which kinds check by digit and which by letter is published differently, so either will do.
const BUSINESS: &[Part] = &[
    form(&["A9999999#"]),
    test(|n| b"ABCDEFGHJNPQRSUVW".contains(&at(n, 0))),
    check_test(|n| {
        let digits: u64 = (1..8)
            .map(|place| value(n, place..place + 1) * if place % 2 == 1 { 2 } else { 1 })
            .map(|product| product / 10 + product % 10)
            .sum();
        let check = usize::try_from((10 - digits % 10) % 10).unwrap_or(0);
        at(n, 8) == at(b"0123456789", check) || at(n, 8) == at(b"JABCDEFGHI", check)
    }),
];

/// Spaniards abroad, minors and others without a DNI.
const SPECIAL: &[Part] =
    &[form(&["k9999999A", "l9999999A", "m9999999A"]), check_test(|n| letter(value(n, 1..8)) == at(n, 8))];

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "es.cif",
        country: "ES",
        name: "Código de Identificación Fiscal (CIF)",
        form: "A letter for the kind of entity, seven digits and a check digit or letter.",
        example: "J99212581",
        source: "Orden EHA/451/2008",
        clean: PLAIN,
        rules: BUSINESS,
    },
    Entry {
        module: "es.cups",
        country: "ES",
        name: "Código Unificado de Punto de Suministro (CUPS)",
        form: "ES, sixteen digits, two check letters, perhaps a digit and a letter for the point of measurement.",
        example: "ES 1234-123456789012-JY 4F",
        source: "Comisión Nacional de Energía, Real Decreto 1011/2009; Resolución on the CUPS",
        clean: PLAIN,
        rules: &[
            form(&["AA9999999999999999AA", "AA9999999999999999AA9A"]),
            component("country", |n| n.starts_with(b"ES")),
            test(|n| n.len() == 20 || b"FPRCXYZ".contains(&at(n, 21))),
            check_test(|n| {
                let rest = value(n, 2..18) % 529;
                (letter(rest / 23), letter(rest)) == (at(n, 18), at(n, 19))
            }),
        ],
    },
    Entry {
        module: "es.dni",
        country: "ES",
        name: "Documento Nacional de Identidad (DNI)",
        form: "Eight digits and a check letter.",
        example: "64162385-K",
        source: "Real Decreto 1553/2005; Ministerio del Interior",
        clean: PLAIN,
        rules: PERSON,
    },
    Entry {
        module: "es.nie",
        country: "ES",
        name: "Número de Identidad de Extranjero (NIE)",
        form: "X, Y or Z, seven digits and a check letter.",
        example: "X2185901G",
        source: "Real Decreto 557/2011; Orden INT/2058/2008",
        clean: PLAIN,
        rules: FOREIGNER,
    },
    Entry {
        module: "es.nif",
        country: "ES",
        name: "Número de Identificación Fiscal (NIF)",
        form: "The DNI of a person, the NIE of a foreigner, or the number of a legal person.",
        example: "B94347838",
        source: "Real Decreto 1065/2007; VIES, structure of VAT numbers",
        clean: PLAIN.without(&["ES"]),
        rules: &[any(&[PERSON, FOREIGNER, SPECIAL, BUSINESS])],
    },
    Entry {
        module: "es.referenciacatastral",
        country: "ES",
        name: "Referencia catastral",
        form: "Eighteen letters or digits and two check letters.",
        example: "0412501QD0301S2901BQ",
        source: "Real Decreto Legislativo 1/2004, article 6; Dirección General del Catastro",
        clean: PLAIN,
        rules: &[
            test(|n| n.len() == 20 && n.iter().all(|c| PROPERTY.contains(c))),
            check_test(|n| {
                let common = part(n, 14..18);
                property_check(&[part(n, 0..7), common].concat()) == at(n, 18)
                    && property_check(&[part(n, 7..14), common].concat()) == at(n, 19)
            }),
        ],
    },
];

/// The alphabet with Ñ, from 1 on.
const PROPERTY: &[u8] = b"ABCDEFGHIJKLMN\xd1OPQRSTUVWXYZ0123456789";

fn letter(number: u64) -> u8 {
    usize::try_from(number % 23).map_or(0, |place| at(LETTERS, place))
}

fn property_check(characters: &[u8]) -> u8 {
    let worth = |character: &u8| {
        if character.is_ascii_digit() {
            usize::from(character - b'0')
        } else {
            PROPERTY.iter().position(|known| known == character).unwrap_or(0) + 1
        }
    };
    let weights = [13, 15, 12, 5, 4, 17, 9, 21, 3, 7, 1];
    let sum: usize = characters.iter().map(worth).zip(weights).map(|(worth, weight)| worth * weight).sum();
    at(b"MQWERTYUIOPASDFGHJKLBZX", sum % 23)
}

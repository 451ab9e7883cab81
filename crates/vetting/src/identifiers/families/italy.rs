//! Italy's numbers: of businesses, of persons and of medicines.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, at, check_test, component, date, form, is_date, luhn_check, part, test, value,
};

const ITALIAN_BUSINESS: &[Part] = &[
    form(&["99999999999"]),
    test(|n| value(n, 0..7) > 0),
    component("office", |n| matches!(value(n, 7..10), 1..=100 | 120 | 121 | 888 | 999)),
    luhn_check(),
];

/// The weights are 1 and 2 from the front, and the check digit is the sum itself.
fn is_medicine(number: &[u8]) -> bool {
    let digit = |place: usize| u32::from(at(number, place).saturating_sub(b'0'));
    let sum: u32 = (0..8)
        .map(
            |place| if place % 2 == 0 { digit(place) } else { digit(place) * 2 / 10 + digit(place) * 2 % 10 },
        )
        .sum();
    sum % 10 == digit(8)
}

/// The nine digits that six characters stand for.
fn base_32(number: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8] = b"0123456789BCDFGHJKLMNPQRSTUVWXYZ";
    let value = number.iter().try_fold(0, |value: usize, character| {
        Some(value * 32 + ALPHABET.iter().position(|known| known == character)?)
    })?;
    let digits = format!("{value:09}").into_bytes();
    if digits.len() == 9 { Some(digits) } else { None }
}

const ITALIAN: &[Part] = &[
    form(&["AAAAAA##A##A###A"]),
    test(|n| [6, 7, 9, 10, 12, 13, 14].into_iter().all(|place| italian_digit(at(n, place)).is_some())),
    check_test(|n| italian_check(part(n, 0..15)) == at(n, 15)),
    date(|n| {
        let digits =
            |place: usize| Some(italian_digit(at(n, place))? * 10 + italian_digit(at(n, place + 1))?);
        let month = (1..).zip(b"ABCDEHLMPRST").find(|month| *month.1 == at(n, 8)).map(|month| month.0);
        // Women's days count from 41. The century is not told.
        let (Some(year), Some(month), Some(day)) = (digits(6), month, digits(9)) else { return false };
        is_date(1900 + year, month, day % 40) || is_date(2000 + year, month, day % 40)
    }),
];

/// Where two persons would have one code, digits are replaced by letters.
fn italian_digit(character: u8) -> Option<u64> {
    let letter = (0..).zip(b"LMNPQRSTUV").find(|known| *known.1 == character).map(|known| known.0);
    letter.or_else(|| char::from(character).to_digit(10).map(u64::from))
}

fn italian_check(number: &[u8]) -> u8 {
    const ODD_PLACES: [u64; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let worth = |character: &u8| {
        usize::from(if character.is_ascii_digit() {
            character - b'0'
        } else {
            character.saturating_sub(b'A')
        })
    };
    let sum: u64 = number
        .iter()
        .map(worth)
        .enumerate()
        .map(|(place, worth)| {
            if place % 2 == 0 {
                ODD_PLACES.get(worth).copied().unwrap_or(0)
            } else {
                u64::try_from(worth).unwrap_or(0)
            }
        })
        .sum();
    b'A' + u8::try_from(sum % 26).unwrap_or(0)
}

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "it.iva",
        country: "IT",
        name: "Partita IVA",
        form: "Eleven digits: seven that count, three for the office, a check digit.",
        example: "IT 00703810457",
        source: "D.P.R. 633/1972, article 35; codes of the offices by the Agenzia delle Entrate",
        clean: Clean::ignoring(" -:").without(&["IT"]),
        rules: ITALIAN_BUSINESS,
    },
    Entry {
        module: "it.aic",
        country: "IT",
        name: "Autorizzazione all'immissione in commercio (AIC)",
        form: "Nine digits, the first a 0, the last a check digit; or the same in six characters of base 32.",
        example: "025398037",
        source: "Agenzia Italiana del Farmaco; decree of 30 May 2014 on the bollino (code 32)",
        clean: Clean::ignoring(" "),
        rules: &[any(&[
            &[form(&["999999999"]), component("prefix", |n| at(n, 0) == b'0'), check_test(is_medicine)],
            &[
                form(&["######"]),
                test(|n| base_32(n).is_some()),
                component("prefix", |n| base_32(n).is_some_and(|digits| at(&digits, 0) == b'0')),
                check_test(|n| base_32(n).is_some_and(|digits| is_medicine(&digits))),
            ],
        ])],
    },
    Entry {
        module: "it.codicefiscale",
        country: "IT",
        name: "Codice Fiscale",
        form: "Sixteen characters that hold name, birth date and municipality; eleven digits for a business.",
        example: "39748110127",
        source: "Decreto ministeriale of 23 December 1976 (G.U. 345); Agenzia delle Entrate",
        clean: Clean::ignoring(" -:"),
        rules: &[any(&[ITALIAN_BUSINESS, ITALIAN])],
    },
];

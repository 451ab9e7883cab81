//! Numbers of Africa and Oceania that check by a weighted sum.

use crate::identifiers::engine::{
    COMPLEMENT_OR_NONE, Clean, Entry, Part, TENS, any, at, check, component, ean, form, length, part, sum,
    test, value, within,
};

const PLAIN: Clean = Clean::ignoring(" -");

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "au.acn",
        country: "AU",
        name: "Australian Company Number (ACN)",
        form: "An ACN has nine digits.",
        example: "004 480 611",
        source: "ASIC, Australian Company Number digit check",
        clean: Clean::ignoring(" "),
        rules: AUSTRALIAN_COMPANY,
    },
    Entry {
        module: "au.tfn",
        country: "AU",
        name: "Tax File Number (TFN)",
        form: "Eight or nine digits, the last a check digit.",
        example: "162579083",
        source: "Australian Taxation Office, TFN algorithm for software developers",
        clean: Clean::ignoring(" "),
        rules: &[form(&["99999999", "999999999"]), sum(&[1, 4, 3, 7, 5, 8, 6, 9, 10], 11, &[0])],
    },
    Entry {
        module: "gh.tin",
        country: "GH",
        name: "Taxpayer Identification Number (TIN)",
        form: "A letter, 00, seven digits and a check digit or X.",
        example: "C0004147766",
        source: "Ghana Revenue Authority, Taxpayer Identification Numbering System Act 632",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["A009999999#"]),
            test(|n| b"PCGQV".contains(&at(n, 0))),
            check(&[1, 2, 3, 4, 5, 6, 7, 8, 9], "0123456789X").starting_at(1),
        ],
    },
    Entry {
        module: "mz.nuit",
        country: "MZ",
        name: "Número Único de Identificação Tributária (NUIT)",
        form: "Nine digits, the last a check digit.",
        example: "800519950",
        source: "Autoridade Tributária de Moçambique, Decreto 28/2012",
        clean: Clean::ignoring(" -."),
        rules: &[form(&["999999999"]), check(&[8, 9, 4, 5, 6, 7, 8, 9], "01234567891")],
    },
    Entry {
        module: "nz.ird",
        country: "NZ",
        name: "IRD number, Tari Tāke",
        form: "Eight or nine digits between 10,000,000 and 150,000,000, the last a check digit.",
        example: "9829181-4",
        source: "Inland Revenue, Resident withholding tax and NRWT specification",
        clean: PLAIN.without(&["NZ"]),
        rules: &[
            form(&["99999999", "999999999"]),
            component("range", |n| (10_000_001..150_000_000).contains(&value(n, 0..n.len()))),
            any(&[
                &[
                    length(&[8]),
                    check(&[2, 7, 6, 5, 4, 3, 2], "0 987654321")
                        .or(&[4, 3, 2, 5, 2, 7, 6], COMPLEMENT_OR_NONE),
                ],
                &[
                    length(&[9]),
                    check(&[3, 2, 7, 6, 5, 4, 3, 2], "0 987654321")
                        .or(&[7, 4, 3, 2, 5, 2, 7, 6], COMPLEMENT_OR_NONE),
                ],
            ]),
        ],
    },
    Entry {
        module: "nz.nzbn",
        country: "NZ",
        name: "New Zealand Business Number (NZBN)",
        form: "Thirteen digits beginning with 94, the last a check digit.",
        example: "9429031234566",
        source: "New Zealand Business Number Act 2016; a Global Location Number of GS1 New Zealand",
        clean: PLAIN,
        rules: &[form(&["9999999999999"]), component("prefix", |n| n.starts_with(b"94")), ean()],
    },
    Entry {
        module: "sn.ninea",
        country: "SN",
        name: "Numéro d'Identification Nationale des Entreprises et Associations (NINEA)",
        form: "Seven or nine digits, the last a check digit, perhaps three characters for tax regime and centre.",
        example: "364 7221",
        source: "Décret 2012-886; Agence Nationale de la Statistique et de la Démographie",
        clean: Clean::ignoring(" -/,"),
        rules: &[any(&[
            &[form(&["9999999"]), SENEGALESE_CHECK],
            &[form(&["999999999"]), SENEGALESE_CHECK],
            &[form(&["99999999A9"]), SENEGALESE_REGIME, within(0..7, &[SENEGALESE_CHECK])],
            &[form(&["9999999999A9"]), SENEGALESE_REGIME, within(0..9, &[SENEGALESE_CHECK])],
        ])],
    },
];

const AUSTRALIAN_COMPANY: &[Part] = &[
    form(&["999999999"]),
    check(&[8, 7, 6, 5, 4, 3, 2, 1], TENS).why("The last digit of the ACN does not fit the others."),
];

const SENEGALESE_CHECK: Part = check(&[2, 1, 2, 1, 2, 1, 2, 1], TENS).backward();

const SENEGALESE_REGIME: Part = component("regime", |n| {
    let regime = part(n, n.len() - 3..n.len());
    matches!(at(regime, 0), b'0'..=b'2') && !matches!(at(regime, 1), b'I' | b'O' | b'X' | b'Y')
});

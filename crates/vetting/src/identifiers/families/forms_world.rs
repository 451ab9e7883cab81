//! Numbers without a check digit that tell no more than their form, outside Europe.

use crate::identifiers::engine::{
    Clean, Entry, Part, any, arabic, at, component, form, one_of, part, range, test, value,
};

const PLAIN: Clean = Clean::ignoring(" -");

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "ar.dni",
        country: "AR",
        name: "Documento Nacional de Identidad (DNI)",
        form: "Seven or eight digits.",
        example: "20.159.457",
        source: "Ley 17.671; RENAPER",
        clean: Clean::ignoring(" ."),
        rules: &[form(&["9999999", "99999999"])],
    },
    Entry {
        module: "cr.cpf",
        country: "CR",
        name: "Cédula de Persona Física (CPF)",
        form: "Ten digits, the first a 0; zeros are often left out of each of the three parts.",
        example: "2-0361-0875",
        source: "Tribunal Supremo de Elecciones; Dirección General de Tributación, resolución DGT-R-48-2016",
        clean: Clean::ignoring(" ").then(|number| {
            let dash = |number: &[u8]| number.iter().rposition(|character| *character == b'-');
            // Each part is filled up by itself, from the last one on: two, four and four digits.
            if number.iter().filter(|character| **character == b'-').count() == 2 {
                let last = dash(number).unwrap_or(0);
                let wanted = number.len().max(last + 5);
                number.pad(last + 1, wanted);
                let second = dash(part(number, 0..last)).unwrap_or(0);
                let wanted = number.len() + (second + 5).saturating_sub(last);
                number.pad(second + 1, wanted);
                let wanted = number.len() + 2_usize.saturating_sub(second);
                number.pad(0, wanted);
            }
            number.remove(b'-');
            if number.len() == 9 {
                number.pad(0, 10);
            }
        }),
        rules: &[form(&["9999999999"]), component("prefix", |n| at(n, 0) == b'0')],
    },
    Entry {
        module: "cr.cpj",
        country: "CR",
        name: "Cédula de Persona Jurídica (CPJ)",
        form: "Ten digits: class, three for the type, six that count.",
        example: "3-101-993999",
        source: "Registro Nacional; Dirección General de Tributación, resolución DGT-R-48-2016",
        clean: PLAIN,
        rules: &[
            form(&["9999999999"]),
            component("type", |n| match (at(n, 0), value(n, 1..4)) {
                (b'2', kind) => matches!(kind, 100 | 200 | 300 | 400),
                (b'3', kind) => matches!(kind, 2..=14 | 101..=110),
                (b'4', kind) => kind == 0,
                (b'5', kind) => kind == 1,
                _ => false,
            }),
        ],
    },
    Entry {
        module: "cr.cr",
        country: "CR",
        name: "Documento de Identificación Migratorio para Extranjeros (DIMEX, CR)",
        form: "Eleven or twelve digits, the first a 1.",
        example: "156812934813",
        source: "Dirección General de Migración y Extranjería",
        clean: PLAIN,
        rules: &[form(&["99999999999", "999999999999"]), component("prefix", |n| at(n, 0) == b'1')],
    },
    Entry {
        module: "do.ncf",
        country: "DO",
        name: "Número de Comprobante Fiscal (NCF)",
        form: "B and ten digits, E and twelve, or A or P and eighteen; two of them name the kind.",
        example: "B0100709005",
        source: "DGII, Norma General 06-2018 and Ley 32-23 for the electronic ones",
        clean: Clean::ignoring(" "),
        rules: &[any(&[
            &[form(&["e999999999999"]), one_of("kind", 1..3, "31 32 33 34 41 43 44 45 46 47")],
            &[form(&["b9999999999"]), one_of("kind", 1..3, PAPER)],
            &[form(&["a999999999999999999", "p999999999999999999"]), one_of("kind", 9..11, PAPER)],
        ])],
    },
    Entry {
        module: "duns",
        country: "",
        name: "Data Universal Numbering System (D-U-N-S)",
        form: "A D-U-N-S number has nine digits.",
        example: "15-048-3782",
        source: "Dun & Bradstreet; the check digit was given up in 2006",
        clean: PLAIN,
        rules: &[form(&["999999999"])],
    },
    Entry {
        module: "dz.nif",
        country: "DZ",
        name: "Numéro d'Identification Fiscale (NIF)",
        form: "Fifteen digits, twenty for an establishment.",
        example: "208 020 020 150 039",
        source: "Direction Générale des Impôts d'Algérie",
        clean: Clean::ignoring(" "),
        rules: &[form(&["999999999999999", "99999999999999999999"])],
    },
    Entry {
        module: "eg.tn",
        country: "EG",
        name: "الرقم الضريبي",
        form: "Nine digits, also in Arabic-Indic writing.",
        example: "105-126-978",
        source: "Egyptian Tax Authority, tax registration card",
        clean: Clean::ignoring(" -/").reading(arabic),
        rules: &[form(&["999999999"])],
    },
    Entry {
        module: "in_.cin",
        country: "IN",
        name: "Corporate Identification Number (CIN)",
        form: "A CIN has 21 characters: L or U, five digits, two letters, four digits, three letters, six digits.",
        example: "L17110MH1973PLC019786",
        source: "Companies (Incorporation) Rules, 2014, and the MCA's list of codes",
        clean: PLAIN,
        rules: INDIAN_COMPANY,
    },
    Entry {
        module: "in_.pan",
        country: "IN",
        name: "Permanent Account Number (PAN)",
        form: "Three letters, the kind of holder, an initial, four digits and a letter.",
        example: "AAKFD0823K",
        source: "Income-tax Act, 1961, section 139A; Income Tax Department",
        clean: PLAIN,
        rules: super::forms::INDIAN_TAXPAYER,
    },
    Entry {
        module: "ke.pin",
        country: "KE",
        name: "Personal Identification Number (PIN)",
        form: "A or P, nine digits and a letter.",
        example: "A408318331M",
        source: "Kenya Revenue Authority, iTax",
        clean: PLAIN,
        rules: &[form(&["A999999999A"]), test(|n| matches!(at(n, 0), b'A' | b'P'))],
    },
    Entry {
        module: "pk.cnic",
        country: "PK",
        name: "Computerised National Identity Card (CNIC)",
        form: "Thirteen digits: province, four for the place, seven that count, one for the sex.",
        example: "42301-0397646-9",
        source: "NADRA Ordinance, 2000",
        clean: Clean::ignoring("-"),
        rules: &[
            form(&["9999999999999"]),
            component("sex", |n| at(n, 12) != b'0'),
            range("region", 0..1, 1, 7),
        ],
    },
    Entry {
        module: "tn.mf",
        country: "TN",
        name: "Matricule Fiscal (MF)",
        form: "Seven digits and a key letter, perhaps two letters for VAT and category and three digits for the branch.",
        example: "1302687 W",
        source: "Direction Générale des Impôts de Tunisie",
        clean: Clean::ignoring(" /.-").then(|number| {
            let digits = number.iter().take_while(|character| character.is_ascii_digit()).count();
            if (1..7).contains(&digits) {
                let wanted = number.len() + 7 - digits;
                number.pad(0, wanted);
            }
        }),
        rules: &[
            form(&["9999999A", "9999999AAA999"]),
            test(|n| !matches!(at(n, 7), b'I' | b'O' | b'U')),
            test(|n| n.len() == 8 || (b"APBDN".contains(&at(n, 8)) && b"MPCNE".contains(&at(n, 9)))),
            // Only secondary establishments have a branch.
            test(|n| n.len() == 8 || at(n, 9) == b'E' || part(n, 10..13) == b"000"),
        ],
    },
];

const PAPER: &str = "01 02 03 04 11 12 13 14 15 16 17";

/// `L17110MH1973PLC019786`: listed, industry 17110, Maharashtra, 1973, public company, number 019786.
pub(super) const INDIAN_COMPANY: &[Part] = &[
    form(&["l99999AA9999AAA999999", "u99999AA9999AAA999999"]),
    // The first registrar was opened in 1850; the far end only catches mistyped digits.
    range("year", 8..12, 1850, 2099)
        .why("The CIN's year of incorporation is not a year in which companies were made."),
    one_of(
        "region",
        6..8,
        "AN AP AR AS BR CG CH CT DD DH DL DN GA GJ HP HR JH JK KA KL LA LD LH MH ML MN MP MZ NL OD OR PB PN \
        PY RJ SK TG TL TN TR TS TZ UK UP UR UT WB",
    )
    .why("The CIN names a state that is not a known state code.")
    .possibly(),
    one_of("kind", 12..15, "FLC FTC GAP GAT GOI NPL OPC PLC PTC SGC ULL ULT")
        .why("The CIN names a kind of company that is not a known code.")
        .possibly(),
];

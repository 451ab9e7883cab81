//! Numbers of the Americas that check by a weighted sum, most of them by 11.

use aws_lc_rs::digest::{SHA256, digest};

use crate::identifiers::engine::{
    COMPLEMENT, COMPLEMENT_OR_NONE, Clean, Entry, Number, Part, any, at, check, check_test, component,
    ends_with, form, in_list, is_digits, length, luhn_check, one_of, part, range, sum, test, value, within,
};

const PLAIN: Clean = Clean::ignoring(" -");

const ECUADORIAN_PROVINCE: Part = component("region", |n| matches!(value(n, 0..2), 1..=24 | 30 | 50));

const ECUADORIAN: &[Part] =
    &[form(&["9999999999"]), ECUADORIAN_PROVINCE, component("kind", |n| at(n, 2) <= b'6'), luhn_check()];

const ECUADORIAN_PERSON: &[Part] = &[
    component("kind", |n| at(n, 2) <= b'6'),
    component("branch", |n| !ends_with(n, &["000"])),
    within(0..10, ECUADORIAN),
];

const ECUADORIAN_BODY: &[Part] =
    &[component("branch", |n| !ends_with(n, &["0000"])), sum(&[3, 2, 7, 6, 5, 4, 3, 2, 1], 11, &[0])];

const BRAZILIAN_COMPANY: &[u8] = b"0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ";

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "ar.cuit",
        country: "AR",
        name: "Clave Única de Identificación Tributaria (CUIT)",
        form: "Eleven digits: kind of taxpayer, eight that count, a check digit.",
        example: "20041435217",
        source: "AFIP, Resolución General 10/1997 and later on types",
        clean: PLAIN,
        rules: &[
            form(&["99999999999"]),
            one_of("kind", 0..2, "20 23 24 25 26 27 30 33 34 50 51 55"),
            check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], "09987654321"),
        ],
    },
    Entry {
        module: "br.cnpj",
        country: "BR",
        name: "Cadastro Nacional da Pessoa Jurídica (CNPJ)",
        form: "Twelve letters or digits and two check digits.",
        example: "08.807.492/7001-19",
        source: "Receita Federal, Instrução Normativa 2.229/2024 (letters since July 2026)",
        clean: Clean::ignoring(" -./"),
        // A character counts by its code less that of 0.
        rules: &[
            form(&["############99"]),
            test(|n| !n.starts_with(b"000000000000")),
            check(&[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT).over(BRAZILIAN_COMPANY),
            check(&[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT).over(BRAZILIAN_COMPANY),
        ],
    },
    Entry {
        module: "br.cpf",
        country: "BR",
        name: "Cadastro de Pessoas Físicas (CPF)",
        form: "Nine digits and two check digits.",
        example: "393.333.447-05",
        source: "Receita Federal, Instrução Normativa 1.548/2015",
        clean: Clean::ignoring(" -."),
        rules: &[
            form(&["99999999999"]),
            test(|n| value(n, 0..11) > 0),
            check(&[10, 9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT),
            check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT),
        ],
    },
    Entry {
        module: "ca.bc_phn",
        country: "CA",
        name: "Personal Health Number of British Columbia (PHN)",
        form: "Ten digits, the first a 9, the last a check digit.",
        example: "9683 658 215",
        source: "British Columbia Ministry of Health, Professional and Software Conformance Standards",
        clean: PLAIN,
        rules: &[
            form(&["9999999999"]),
            component("prefix", |n| at(n, 0) == b'9'),
            check(&[2, 4, 8, 5, 10, 9, 7, 3], COMPLEMENT_OR_NONE).starting_at(1),
        ],
    },
    Entry {
        module: "cl.rut",
        country: "CL",
        name: "Rol Único Tributario (RUT, RUN)",
        form: "Seven or eight digits and a check digit or K.",
        example: "CL 82591909-0",
        source: "Servicio de Impuestos Internos; Registro Civil",
        clean: Clean::ignoring(" -.").without(&["CL"]),
        rules: &[
            form(&["99999999", "999999999", "9999999k", "99999999k"]),
            check(&[9, 8, 7, 6, 5, 4, 9, 8], "0123456789K").backward(),
        ],
    },
    Entry {
        module: "co.nit",
        country: "CO",
        name: "Número de Identificación Tributaria (NIT)",
        form: "Eight to sixteen digits, the last a check digit.",
        example: "110.120.138-1",
        source: "DIAN, Decreto 2460 de 2013; check digit by the Orden Administrativa 4 of 1989",
        clean: Clean::ignoring(" .,-"),
        rules: &[
            length(&[8, 9, 10, 11, 12, 13, 14, 15, 16]),
            test(is_digits),
            check(&[3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71], "01987654321").backward(),
        ],
    },
    Entry {
        module: "do.cedula",
        country: "DO",
        name: "Cédula de identidad y electoral",
        form: "Eleven digits, the last a check digit.",
        example: "61100208927",
        source: "Junta Central Electoral; numbers that do not fit but are in the taxpayers' register of the DGII",
        clean: PLAIN,
        rules: &[any(&[&[form(&["99999999999"]), luhn_check().possibly()], &[check_test(is_exception)]])],
    },
    Entry {
        module: "do.rnc",
        country: "DO",
        name: "Registro Nacional del Contribuyente (RNC)",
        form: "Nine digits, the last a check digit.",
        example: "4-01-65604-3",
        source: "Dirección General de Impuestos Internos; numbers that do not fit but are in its register",
        clean: PLAIN,
        rules: &[any(&[
            &[form(&["999999999"]), check(&[7, 9, 8, 6, 5, 4, 3, 2], "21987654321").possibly()],
            &[check_test(is_exception)],
        ])],
    },
    Entry {
        module: "ec.ci",
        country: "EC",
        name: "Cédula de identidad",
        form: "Ten digits: province, kind, six that count, a check digit.",
        example: "0910065218",
        source: "Dirección General de Registro Civil, Identificación y Cedulación",
        clean: PLAIN,
        rules: ECUADORIAN,
    },
    Entry {
        module: "ec.ruc",
        country: "EC",
        name: "Registro Único de Contribuyentes (RUC)",
        form: "Thirteen digits: province, kind, number with a check digit, branch.",
        example: "0160003513001",
        source: "Servicio de Rentas Internas, Ley del RUC and its Reglamento",
        clean: PLAIN,
        rules: &[
            form(&["9999999999999"]),
            ECUADORIAN_PROVINCE,
            any(&[
                ECUADORIAN_PERSON,
                &[component("kind", |n| at(n, 2) == b'6'), within(0..13, ECUADORIAN_BODY)],
                &[component("kind", |n| at(n, 2) == b'9'), within(0..13, ECUADORIAN_BODY)],
                &[
                    component("kind", |n| at(n, 2) == b'9'),
                    component("branch", |n| !ends_with(n, &["000"])),
                    sum(&[4, 3, 2, 7, 6, 5, 4, 3, 2, 1], 11, &[0]),
                ],
            ]),
        ],
    },
    Entry {
        module: "gt.nit",
        country: "GT",
        name: "Número de Identificación Tributaria (NIT)",
        form: "One to eleven digits and a check digit or K.",
        example: "1285632-0",
        source: "Superintendencia de Administración Tributaria",
        clean: PLAIN.then(Number::drop_zeros),
        rules: &[
            length(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
            test(|n| is_digits(part(n, 0..n.len() - 1))),
            check(&[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], "0K987654321").backward(),
        ],
    },
    Entry {
        module: "pe.cui",
        country: "PE",
        name: "Documento Nacional de Identidad (DNI, CUI)",
        form: "Eight digits, perhaps a check digit or letter.",
        example: "10117210",
        source: "RENIEC, Resolución Jefatural on the dígito de verificación",
        clean: PLAIN,
        rules: &[any(&[
            &[form(&["99999999"])],
            &[form(&["99999999#"]), check(&[3, 2, 7, 6, 5, 4, 3, 2], "65432110987")],
            &[form(&["99999999#"]), check(&[3, 2, 7, 6, 5, 4, 3, 2], "KJIHGFEDCBA")],
        ])],
    },
    Entry {
        module: "pe.ruc",
        country: "PE",
        name: "Registro Único de Contribuyentes (RUC)",
        form: "Eleven digits, the first two 10, 15, 16, 17 or 20, the last a check digit.",
        example: "10015734120",
        source: "SUNAT, Resolución de Superintendencia 210-2004",
        clean: Clean::ignoring(" "),
        rules: &[
            form(&["99999999999"]),
            one_of("kind", 0..2, "10 15 16 17 20"),
            check(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2], "10987654321"),
        ],
    },
    Entry {
        module: "py.ruc",
        country: "PY",
        name: "Registro Único de Contribuyentes (RUC)",
        form: "Up to eight digits and a check digit.",
        example: "2360-4",
        source: "Subsecretaría de Estado de Tributación, Decreto 1165/2014",
        clean: PLAIN,
        rules: &[
            length(&[2, 3, 4, 5, 6, 7, 8, 9]),
            test(is_digits),
            check(&[2, 3, 4, 5, 6, 7, 8, 9], COMPLEMENT).backward(),
        ],
    },
    Entry {
        module: "sv.nit",
        country: "SV",
        name: "Número de Identificación Tributaria (NIT)",
        form: "Fourteen digits: municipality, date, three that count, a check digit.",
        example: "0674-050017-116-8",
        source: "Ministerio de Hacienda, algorithms for numbers up to 100 and above",
        clean: PLAIN.without(&["SV"]),
        rules: &[
            form(&["99999999999999"]),
            one_of("region", 0..1, "0 1 9"),
            any(&[
                &[
                    range("range", 10..13, 0, 100),
                    check(&[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], "01234567890"),
                ],
                &[
                    range("range", 10..13, 101, 999),
                    check(&[2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], COMPLEMENT),
                ],
            ]),
        ],
    },
    Entry {
        module: "uy.rut",
        country: "UY",
        name: "Registro Único Tributario (RUT)",
        form: "Twelve digits: department or kind, six that count, 001, a check digit.",
        example: "UY 21 040034 001 1",
        source: "Dirección General Impositiva",
        clean: PLAIN.without(&["UY"]),
        rules: &[
            form(&["999999999999"]),
            range("region", 0..2, 1, 22),
            component("count", |n| value(n, 2..8) > 0),
            component("branch", |n| part(n, 8..11) == b"001"),
            check(&[4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2], COMPLEMENT_OR_NONE),
        ],
    },
    Entry {
        module: "ve.rif",
        country: "VE",
        name: "Registro de Información Fiscal (RIF)",
        form: "A letter for the kind of taxpayer, eight digits and a check digit.",
        example: "V-72470089-2",
        source: "SENIAT, Providencia 0073",
        clean: PLAIN,
        rules: &[
            form(&["A999999999"]),
            one_of("kind", 0..1, "V E J P G C"),
            check_test(|n| {
                let kind = match at(n, 0) {
                    b'V' => 4,
                    b'E' => 8,
                    b'J' | b'C' => 12,
                    b'P' => 16,
                    _ => 20,
                };
                let weights = [3, 2, 7, 6, 5, 4, 3, 2];
                let sum: u64 = (1..9)
                    .zip(weights)
                    .map(|(place, weight): (usize, u64)| weight * value(n, place..place + 1))
                    .sum();
                let rest = (kind + sum) % 11;
                value(n, 9..10) == if rest < 2 { 0 } else { 11 - rest }
            }),
        ],
    },
];

/// Numbers that the register of taxpayers holds although their check digit does not fit. Kept as the first four bytes of
/// their SHA-256, so that nobody's number is in this repository.
fn is_exception(number: &[u8]) -> bool {
    const FINGERPRINTS: &str =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies/identifiers/do-exceptions.txt"));
    let hash = digest(&SHA256, number);
    let fingerprint: String = hash.as_ref().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    in_list(fingerprint.as_bytes(), FINGERPRINTS)
}

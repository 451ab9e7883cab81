//! The check digit systems by themselves, for numbers whose issuer is not known here, and identifiers that are little else.

use crate::identifiers::engine::{
    Clean, Entry, Part, at, check_test, damm, form, is_digits, is_palindrome, mod_11_2, mod_11_10, mod_37_2,
    mod_37_36, mod_97_10, test, verhoeff,
};

const EXACT: Clean = Clean::ignoring("");
const PLAIN: Clean = Clean::ignoring(" -");

pub(super) const SCHEMES: &[Entry] = &[
    Entry {
        module: "damm",
        country: "",
        name: "Number with a Damm check digit",
        form: "Digits, the last a check digit.",
        example: "5724",
        source: "H. M. Damm, Total anti-symmetrische Quasigruppen, 2004",
        clean: EXACT,
        rules: &[test(is_digits), check_test(damm)],
    },
    Entry {
        module: "verhoeff",
        country: "",
        name: "Number with a Verhoeff check digit",
        form: "Digits, the last a check digit.",
        example: "2363",
        source: "J. Verhoeff, Error Detecting Decimal Codes, 1969",
        clean: EXACT,
        rules: &[test(is_digits), check_test(verhoeff)],
    },
    Entry {
        module: "iso7064.mod_11_10",
        country: "",
        name: "Number with a check digit of MOD 11,10",
        form: "Digits, the last a check digit.",
        example: "082006653065",
        source: "ISO/IEC 7064",
        clean: EXACT,
        rules: &[test(is_digits), check_test(mod_11_10)],
    },
    Entry {
        module: "iso7064.mod_11_2",
        country: "",
        name: "Number with a check digit of MOD 11-2",
        form: "Digits and a check digit or X.",
        example: "07246",
        source: "ISO/IEC 7064",
        clean: EXACT.keeping_case(),
        rules: &[check_test(mod_11_2)],
    },
    Entry {
        module: "iso7064.mod_37_2",
        country: "",
        name: "Code with a check character of MOD 37-2",
        form: "Letters and digits, the last a check character or *.",
        example: "G123484657321Y",
        source: "ISO/IEC 7064",
        clean: EXACT.keeping_case(),
        rules: &[check_test(mod_37_2)],
    },
    Entry {
        module: "iso7064.mod_37_36",
        country: "",
        name: "Code with a check character of MOD 37,36",
        form: "Letters and digits, the last a check character.",
        example: "A22425GABC1234007M",
        source: "ISO/IEC 7064",
        clean: EXACT.keeping_case(),
        rules: &[check_test(mod_37_36)],
    },
    Entry {
        module: "iso7064.mod_97_10",
        country: "",
        name: "Code with check digits of MOD 97-10",
        form: "Letters and digits, the last two check digits.",
        example: "9699123456789012121436",
        source: "ISO/IEC 7064",
        clean: EXACT,
        rules: &[check_test(mod_97_10)],
    },
    Entry {
        module: "in_.aadhaar",
        country: "IN",
        name: "Aadhaar",
        form: "Twelve digits, the first 2 to 9, the last a check digit.",
        example: "264395432346",
        source: "Aadhaar Act, 2016; UIDAI, A UID Numbering Scheme",
        clean: PLAIN,
        rules: &[form(&["999999999999"]), INDIAN_START, test(|n| !is_palindrome(n)), check_test(verhoeff)],
    },
    Entry {
        module: "in_.vid",
        country: "IN",
        name: "Aadhaar Virtual ID (VID)",
        form: "Sixteen digits, the first 2 to 9, the last a check digit.",
        example: "2341294123212342",
        source: "UIDAI, circular 1 of 2018",
        clean: PLAIN,
        rules: &[
            form(&["9999999999999999"]),
            INDIAN_START,
            test(|n| !is_palindrome(n)),
            check_test(verhoeff),
        ],
    },
    Entry {
        module: "de.vat",
        country: "DE",
        name: "Umsatzsteuer-Identifikationsnummer (USt-IdNr.)",
        form: "Nine digits, the first not 0.",
        example: "DE936695972",
        source: "Umsatzsteuergesetz, § 27a; Bundeszentralamt für Steuern; ISO/IEC 7064 MOD 11,10",
        clean: Clean::ignoring(" -./,").without(&["DE"]),
        rules: &[form(&["999999999"]), test(|n| at(n, 0) != b'0'), check_test(mod_11_10)],
    },
    Entry {
        module: "de.idnr",
        country: "DE",
        name: "Steuerliche Identifikationsnummer (IdNr)",
        form: "Eleven digits, the first not 0, one of the first ten twice or three times.",
        example: "1116045978 6",
        source: "Abgabenordnung, § 139b; Bundeszentralamt für Steuern; ISO/IEC 7064 MOD 11,10",
        clean: Clean::ignoring(" -./,"),
        rules: &[
            form(&["99999999999"]),
            test(|n| at(n, 0) != b'0'),
            test(repeats_one),
            check_test(mod_11_10),
        ],
    },
];

const INDIAN_START: Part = test(|n| at(n, 0) >= b'2');

/// Among the first ten digits one stands twice or three times, all others at most once.
fn repeats_one(number: &[u8]) -> bool {
    let counts = (b'0'..=b'9').map(|digit| number.iter().take(10).filter(|given| **given == digit).count());
    let repeated: Vec<usize> = counts.filter(|count| *count > 1).collect();
    matches!(repeated.as_slice(), [2 | 3])
}

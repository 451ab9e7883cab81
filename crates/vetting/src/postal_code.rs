//! The shape of postal codes in the countries businesses mostly come from.
//!
//! Patterns: `9` is a digit, `A` a letter, anything else itself; spaces and hyphens do not count. Source: Universal
//! Postal Union, "Addressing solutions", country sheets.

/// What a country's pattern says of a postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Fits,
    Differs,
    Missing,
    /// No pattern is known for the country, or it has no postal codes.
    Unknown,
}

/// Countries and their patterns. Ireland's Eircode and Britain's postcodes list every form there is.
const PATTERNS: &[(&[&str], &[&str])] = &[
    (&["US", "PR"], &["99999", "999999999"]),
    (&["CA"], &["A9A9A9"]),
    (
        &["GB"],
        &[
            "A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA", "GIR0AA", "BFPO9", "BFPO99",
            "BFPO999", "BFPO9999",
        ],
    ),
    (&["IE"], &["A99****", "A9A****"]),
    (&["NL"], &["9999AA"]),
    (&["MT"], &["AAA9999", "AAA999", "AAA99"]),
    (&["BR"], &["99999999"]),
    (&["JP"], &["9999999"]),
    (&["AR"], &["9999", "A9999AAA"]),
    (&["AT", "AU", "BE", "BG", "CH", "CY", "DK", "HU", "LI", "NO", "NZ", "SI", "TN", "ZA", "PH"], &["9999"]),
    (&["LU"], &["9999", "L9999"]),
    (&["LV"], &["9999", "LV9999"]),
    (&["LT"], &["99999", "LT99999"]),
    (&["SE", "CZ", "SK", "GR"], &["99999"]),
    (
        &["DE", "EE", "ES", "FI", "FR", "HR", "IT", "MC", "MX", "MY", "SA", "TH", "TR", "UA", "ID", "KR"],
        &["99999"],
    ),
    (&["AD"], &["AD999"]),
    (&["RS", "VN"], &["99999", "999999"]),
    (&["PT"], &["9999999", "9999"]),
    (&["PL"], &["99999"]),
    (&["IS", "FO"], &["999"]),
    (&["IL"], &["9999999", "99999"]),
    (&["CN", "IN", "RO", "RU", "SG", "KZ", "CO"], &["999999"]),
    (&["MD"], &["9999", "MD9999"]),
    (&["TW"], &["999", "99999", "999999"]),
    (&["CL"], &["9999999"]),
];

/// Holds a postal code against its country's patterns.
pub(crate) fn shape(country: &str, postal_code: &str) -> Shape {
    let patterns =
        PATTERNS.iter().find(|(countries, _)| countries.contains(&country)).map(|(_, patterns)| patterns);
    let Some(patterns) = patterns else {
        return Shape::Unknown;
    };
    let code: String = postal_code
        .chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .flat_map(char::to_uppercase)
        .collect();
    if code.is_empty() {
        return Shape::Missing;
    }
    if patterns.iter().any(|pattern| fits(pattern, &code)) { Shape::Fits } else { Shape::Differs }
}

fn fits(pattern: &str, code: &str) -> bool {
    pattern.chars().count() == code.chars().count()
        && pattern.chars().zip(code.chars()).all(|(kind, given)| match kind {
            '9' => given.is_ascii_digit(),
            'A' => given.is_ascii_uppercase(),
            '*' => given.is_ascii_alphanumeric(),
            literal => literal == given,
        })
}

//! United Kingdom company number: eight characters, digits alone or a prefix of the register's part and digits.
//!
//! It has no check digit. Leading zeros are often left out, so shorter digits are taken as padded. Source of the
//! prefixes: Companies House, "Uniform Resource Identifiers (URI) customer guide".

use super::Flaw;

const PREFIXES: &[&str] = &[
    "AC", "BR", "CE", "CS", "EN", "ES", "FC", "FE", "GE", "GN", "GS", "IC", "IP", "LP", "NA", "NC", "NE",
    "NF", "NI", "NL", "NO", "NP", "NR", "NS", "NV", "NZ", "OC", "OE", "PC", "RC", "RS", "SA", "SC", "SE",
    "SF", "SG", "SI", "SL", "SO", "SP", "SR", "SZ", "ZC",
];

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    const FORMAT: Flaw =
        Flaw::format("A company number has eight characters: digits alone, or two letters and six digits.");
    if !compact.is_ascii() || compact.is_empty() {
        return Err(FORMAT);
    }
    if is_digits(compact) {
        return if compact.len() <= 8 { Ok(()) } else { Err(FORMAT) };
    }
    let number = padded(compact);
    let (prefix, rest) = number.split_at_checked(2).ok_or(FORMAT)?;
    // `R0` and seven digits: Northern Irish companies from before 1922.
    let is_old_irish = prefix.starts_with('R') && is_digits(prefix.get(1..).unwrap_or_default());
    let is_lettered = prefix.bytes().all(|letter| letter.is_ascii_uppercase());
    // Industrial and provident societies end in `R` or `RS`.
    let tail = rest.strip_suffix("RS").or_else(|| rest.strip_suffix('R')).unwrap_or(rest);
    if number.len() != 8 || !(is_old_irish || is_lettered) || !is_digits(tail) {
        return Err(FORMAT);
    }
    if is_old_irish || PREFIXES.contains(&prefix) {
        return Ok(());
    }
    Err(Flaw::component("The company number begins with letters that are not a known part of the register.")
        .possibly())
}

/// Eight characters, with the zeros that people leave out.
pub(super) fn padded(compact: &str) -> String {
    let prefix_length = compact.bytes().take(2).take_while(u8::is_ascii_alphabetic).count();
    match compact.split_at_checked(prefix_length) {
        Some((prefix, rest)) if is_digits(rest) && compact.len() < 8 => {
            let zeros = "0".repeat(8 - compact.len());
            format!("{prefix}{zeros}{rest}")
        }
        Some(_) | None => compact.to_owned(),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit())
}

//! Indian Corporate Identification Number: 21 characters that name listing, industry, state, year and kind of company.
//!
//! `L17110MH1973PLC019786`: listed, industry 17110, Maharashtra, 1973, public company, number 019786. It has no check
//! digit. Source: Companies (Incorporation) Rules, 2014, and the MCA's list of codes.

use super::Flaw;

/// State codes as the registrar of companies writes them, old and new.
const STATES: &[&str] = &[
    "AN", "AP", "AR", "AS", "BR", "CG", "CH", "CT", "DD", "DH", "DL", "DN", "GA", "GJ", "HP", "HR", "JH",
    "JK", "KA", "KL", "LA", "LD", "LH", "MH", "ML", "MN", "MP", "MZ", "NL", "OD", "OR", "PB", "PN", "PY",
    "RJ", "SK", "TG", "TL", "TN", "TR", "TS", "TZ", "UK", "UP", "UR", "UT", "WB",
];

/// Kinds of company: public, private, government, guarantee, unlimited, financial lease, not for profit, one-person.
const KINDS: &[&str] = &["FLC", "FTC", "GAP", "GAT", "GOI", "NPL", "OPC", "PLC", "PTC", "SGC", "ULL", "ULT"];

pub(super) fn judge(compact: &str) -> Result<(), Flaw> {
    const FORMAT: Flaw = Flaw::format(
        "A CIN has 21 characters: L or U, five digits, two letters, four digits, three letters, six digits.",
    );
    let shape = "A99999AA9999AAA999999";
    let fits = compact.len() == shape.len()
        && compact.bytes().zip(shape.bytes()).all(|(given, kind)| match kind {
            b'9' => given.is_ascii_digit(),
            _ => given.is_ascii_uppercase(),
        });
    if !fits || !compact.starts_with(['L', 'U']) {
        return Err(FORMAT);
    }
    let part = |range| compact.get(range).unwrap_or_default();
    // The first registrar was opened in 1850; the far end only catches mistyped digits, for there is no clock here.
    let is_year = part(8..12).parse::<u32>().is_ok_and(|year| (1850..2100).contains(&year));
    if !is_year {
        return Err(Flaw::component(
            "The CIN's year of incorporation is not a year in which companies were made.",
        ));
    }
    let state = part(6..8);
    if !STATES.contains(&state) {
        return Err(Flaw::component("The CIN names a state that is not a known state code.").possibly());
    }
    if !KINDS.contains(&part(12..15)) {
        return Err(Flaw::component("The CIN names a kind of company that is not a known code.").possibly());
    }
    Ok(())
}

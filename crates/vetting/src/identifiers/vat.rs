//! VAT numbers of the Union: a country prefix, then the number as that country issues it.

use super::engine::{Broken, Day, Entry};
use super::families::{find, vat::members};
use super::{Flaw, Judgement, Step};

/// Judges a number with its prefix; without one, by the rule of `country`.
pub(super) fn judge(compact: &str, country: Option<&str>) -> Judgement {
    if let Some((_, entry)) = split(compact) {
        return by(entry, compact);
    }
    if let Some(entry) = compact.starts_with("GB").then(|| find("gb.vat")).flatten() {
        return by(entry, compact);
    }
    let of_country = members().find(|(_, entry)| Some(entry.country) == country);
    if of_country.is_some_and(|(_, entry)| entry.check(compact, Day::LAST).is_ok()) {
        return Judgement::Sound;
    }
    if foreign_prefix(compact).is_some() {
        return Judgement::Untold { why: "The prefix of the VAT number is not one of a member state." };
    }
    Judgement::Flawed(Flaw::doubt("The VAT number has no country prefix."))
}

fn by(entry: &'static Entry, compact: &str) -> Judgement {
    match entry.check(compact, Day::LAST) {
        Ok(()) => Judgement::Sound,
        Err(broken) => Judgement::Flawed(flaw(broken)),
    }
}

/// Offices and dates inside the number are part of its shape to whoever entered it.
fn flaw(broken: Broken) -> Flaw {
    let (step, why) = match broken.step {
        Step::Format | Step::Component => {
            (Step::Format, "The VAT number does not have the shape that its country issues.")
        }
        Step::CheckDigit => (Step::CheckDigit, "The check digit of the VAT number does not fit the others."),
    };
    Flaw { step, is_certain: broken.is_certain, why }
}

/// The country that a number's prefix names, ISO 3166-1 alpha-2, inside the Union or not.
pub(crate) fn country_of(compact: &str) -> Option<&str> {
    match split(compact) {
        Some((_, entry)) => Some(entry.country),
        None => foreign_prefix(compact),
    }
}

fn foreign_prefix(compact: &str) -> Option<&str> {
    compact.get(..2).filter(|prefix| prefix.bytes().all(|letter| letter.is_ascii_uppercase()))
}

/// Whether businesses of that country have a VAT number of the Union.
pub(crate) fn is_member(country: &str) -> bool {
    members().any(|(prefix, entry)| entry.country == country && prefix != "XI")
}

fn split(compact: &str) -> Option<(&'static str, &'static Entry)> {
    let prefix = compact.get(..2)?;
    members().find(|(known, _)| *known == prefix)
}

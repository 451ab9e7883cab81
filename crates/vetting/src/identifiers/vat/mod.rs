//! European VAT numbers: a country prefix, then the number as that country issues it.
//!
//! Shapes: Commission's VIES service, "structure of VAT numbers". Check digits: each country's own publication, as
//! gathered in the Commission's SCIT 7.5.1 algorithms. One file per corner of the Union.

mod east;
mod north;
mod south;
mod west;

use super::{Flaw, Judgement};

const MISSHAPEN: Flaw = Flaw::format("The VAT number does not have the shape that its country issues.");
const UNFIT: Flaw = Flaw::check_digit("The check digit of the VAT number does not fit the others.");

/// A country's rule over the number behind the prefix.
type Rule = fn(&str) -> Result<(), Flaw>;

/// Prefix, ISO 3166-1 country, rule. `XI` is Northern Ireland, inside the Union for goods.
const MEMBERS: [(&str, &str, Rule); 28] = [
    ("AT", "AT", west::austria),
    ("BE", "BE", west::belgium),
    ("BG", "BG", east::bulgaria),
    ("CY", "CY", south::cyprus),
    ("CZ", "CZ", east::czechia),
    ("DE", "DE", west::germany),
    ("DK", "DK", north::denmark),
    ("EE", "EE", north::estonia),
    ("EL", "GR", south::greece),
    ("ES", "ES", south::spain),
    ("FI", "FI", north::finland),
    ("FR", "FR", west::france),
    ("HR", "HR", south::croatia),
    ("HU", "HU", east::hungary),
    ("IE", "IE", north::ireland),
    ("IT", "IT", south::italy),
    ("LT", "LT", north::lithuania),
    ("LU", "LU", west::luxembourg),
    ("LV", "LV", north::latvia),
    ("MT", "MT", south::malta),
    ("NL", "NL", west::netherlands),
    ("PL", "PL", east::poland),
    ("PT", "PT", south::portugal),
    ("RO", "RO", super::romania::code),
    ("SE", "SE", north::sweden),
    ("SI", "SI", south::slovenia),
    ("SK", "SK", east::slovakia),
    ("XI", "GB", north::united_kingdom),
];

/// Judges a number with its prefix; without one, by the rule of `country`.
pub(super) fn judge(compact: &str, country: Option<&str>) -> Judgement {
    if let Some((_, _, rule, rest)) = split(compact) {
        return rule(rest).into();
    }
    if let Some(rest) = compact.strip_prefix("GB") {
        return north::united_kingdom(rest).into();
    }
    let of_country = MEMBERS.iter().find(|member| Some(member.1) == country);
    if of_country.is_some_and(|(_, _, rule)| rule(compact).is_ok()) {
        return Judgement::Sound;
    }
    if foreign_prefix(compact).is_some() {
        return Judgement::Untold { why: "The prefix of the VAT number is not one of a member state." };
    }
    Judgement::Flawed(Flaw::format("The VAT number has no country prefix.").possibly())
}

/// The country that a number's prefix names, ISO 3166-1 alpha-2, inside the Union or not.
pub(crate) fn country_of(compact: &str) -> Option<&str> {
    match split(compact) {
        Some((_, country, _, _)) => Some(country),
        None => foreign_prefix(compact),
    }
}

fn foreign_prefix(compact: &str) -> Option<&str> {
    compact.get(..2).filter(|prefix| prefix.bytes().all(|letter| letter.is_ascii_uppercase()))
}

/// Whether businesses of that country have a VAT number of the Union.
pub(crate) fn is_member(country: &str) -> bool {
    MEMBERS.iter().any(|member| member.1 == country && member.0 != "XI")
}

fn split(compact: &str) -> Option<(&'static str, &'static str, Rule, &str)> {
    let compact_prefix = compact.get(..2)?;
    // Greece writes `EL`; `GR` is a common slip and means the same.
    let prefix = if compact_prefix == "GR" { "EL" } else { compact_prefix };
    let (prefix, country, rule) = MEMBERS.into_iter().find(|member| member.0 == prefix)?;
    Some((prefix, country, rule, compact.get(2..)?))
}

fn fits(holds: bool) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(UNFIT) }
}

/// As `fits`, for a rule about the shape.
fn is_shaped(holds: bool) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err(MISSHAPEN) }
}

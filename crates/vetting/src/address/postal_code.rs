//! Postal codes against the shapes of their country, and against the region that the address names.

use super::rules::{Country, Extent, matches, region, tells_regions};

/// What a country's pattern says of a postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Fits,
    Differs,
    /// None is given where an address needs one.
    Missing,
    /// No pattern is known for the country, it has no postal codes, or people leave them out there.
    Unknown,
}

/// What a region says of a postal code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Home {
    /// Codes of the region begin like this one.
    Fits,
    Differs,
    /// The country's regions do not go by that name.
    NoSuchRegion,
}

/// Regions that one country's addresses name, and whose codes are those of another's rules (the source of the tables
/// lists them so).
const CODES_OF_ANOTHER: [(&str, &[&str], &str); 1] = [("CN", &["台湾", "台灣", "臺灣", "Taiwan"], "TW")];

/// Holds a postal code against its country's pattern.
pub(super) fn shape(country: &str, region: &str, postal_code: &str) -> Shape {
    let country = rules_of(country, region);
    let Some(rules) = Country::of(country).filter(|rules| !rules.postal_code.is_empty()) else {
        return Shape::Unknown;
    };
    let code = compact(postal_code);
    if code.is_empty() {
        return if rules.needs_postal_code() { Shape::Missing } else { Shape::Unknown };
    }
    // `L-1234`, `SE-111 22`: what a letter from abroad has in front.
    let inland = without_country(country, &code);
    let fits = |code: &str| matches(rules.postal_code, code, Extent::Whole);
    if fits(&code) || inland.is_some_and(fits) { Shape::Fits } else { Shape::Differs }
}

/// Holds a postal code of the right shape against the region; `None` where there is nothing to compare.
pub(super) fn home(country: &str, region_name: &str, postal_code: &str) -> Option<Home> {
    if region_name.trim().is_empty() || shape(country, region_name, postal_code) != Shape::Fits {
        return None;
    }
    // Without postal codes per region in the tables no region can be told from a misspelt one either.
    if rules_of(country, region_name) != country || !tells_regions(country) {
        return None;
    }
    let Some(begins) = region(country, region_name) else { return Some(Home::NoSuchRegion) };
    if begins.is_empty() {
        return None;
    }
    let code = compact(postal_code);
    let fits = |code: &str| matches(begins, code, Extent::Beginning);
    let is_home = fits(&code) || without_country(country, &code).is_some_and(fits);
    Some(if is_home { Home::Fits } else { Home::Differs })
}

fn rules_of<'a>(country: &'a str, region: &str) -> &'a str {
    let region = region.trim();
    CODES_OF_ANOTHER
        .iter()
        .find(|(of, names, _)| *of == country && names.iter().any(|name| name.eq_ignore_ascii_case(region)))
        .map_or(country, |(_, _, other)| other)
}

fn without_country<'a>(country: &str, code: &'a str) -> Option<&'a str> {
    let sign = country.get(..1)?;
    let rest = code.strip_prefix(country).or_else(|| code.strip_prefix(sign))?;
    rest.starts_with(|character: char| character.is_ascii_digit()).then_some(rest)
}

fn compact(postal_code: &str) -> String {
    postal_code
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '–' | '.'))
        .flat_map(char::to_uppercase)
        .collect()
}

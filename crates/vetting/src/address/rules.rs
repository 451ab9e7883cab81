//! How addresses are written in each country, from the files of `policies/contact`, which are built in.
//!
//! Postal codes are held against their patterns without white space and hyphens, which people put where they like; the
//! patterns are made for that. Regions are known by their key, their name, in Latin too where the data has it, and their
//! ISO 3166-2 code.

use regex::RegexBuilder;

use crate::table::rows;

const COUNTRIES: &str = include_str!("../../../../policies/contact/countries.csv");
const REGIONS: &str = include_str!("../../../../policies/contact/regions.csv");

/// What a country's addresses have.
pub(super) struct Country {
    /// `A` street, `C` city, `S` region, `Z` postal code, `D` district, `X` sorting code.
    required: &'static str,
    /// A regular expression for the whole postal code; empty where there are none, or none is known.
    pub(super) postal_code: &'static str,
    /// A postal code of the country as people write it; empty where none is known.
    pub(super) example: &'static str,
    /// What the source of the table calls its postal codes; empty where addresses have none.
    pub(super) postal_code_name: &'static str,
    /// The same of its regions.
    pub(super) region_name: &'static str,
}

impl Country {
    /// The rules of a country; `None` where the data has none.
    pub(super) fn of(code: &str) -> Option<Self> {
        rows::<6>(COUNTRIES).find(|[country, ..]| *country == code).map(
            |[_, required, postal_code, example, postal_code_name, region_name]| Self {
                required,
                postal_code,
                example,
                postal_code_name,
                region_name,
            },
        )
    }

    pub(super) fn needs_city(&self) -> bool {
        self.required.contains('C')
    }

    pub(super) fn needs_region(&self) -> bool {
        self.required.contains('S')
    }

    pub(super) fn needs_postal_code(&self) -> bool {
        self.required.contains('Z')
    }
}

/// How the postal codes of a region begin: a regular expression, empty if that is not known. `None` if the country has
/// no region of that name, or none of its regions are known.
pub(super) fn region(country: &str, name: &str) -> Option<&'static str> {
    let name = folded(name);
    rows::<3>(REGIONS)
        .filter(|[code, ..]| *code == country)
        .find(|[_, names, _]| names.split(';').any(|one| folded(one) == name))
        .map(|[_, _, begins]| begins)
}

/// The regions of a country, each as its postal addresses write it and, where that is a key, in full.
pub(super) fn regions(country: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows::<3>(REGIONS).filter(move |[code, ..]| *code == country).map(|[_, names, _]| {
        let mut names = names.split(';');
        let key = names.next().unwrap_or_default();
        (key, names.next().unwrap_or(key))
    })
}

/// Whether the country's regions are told apart by the postal codes that they have.
pub(super) fn tells_regions(country: &str) -> bool {
    rows::<3>(REGIONS).any(|[code, _, begins]| code == country && !begins.is_empty())
}

/// Whether a compact postal code fits a pattern of the tables.
pub(super) fn matches(pattern: &str, code: &str, extent: Extent) -> bool {
    let anchored = match extent {
        Extent::Whole => format!("^(?:{pattern})$"),
        Extent::Beginning => format!("^(?:{pattern})"),
    };
    // Postal codes are ASCII, so that `\d` means ten digits and not those of every script.
    RegexBuilder::new(&anchored).unicode(false).build().is_ok_and(|regex| regex.is_match(code))
}

/// How much of a code a pattern speaks of.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    Whole,
    Beginning,
}

/// Case, accents, dots and spaces apart: `N.L.`, `Ávila`.
fn folded(name: &str) -> String {
    name.chars()
        .flat_map(|character| {
            let latin = any_ascii::any_ascii_char(character);
            // What has no Latin spelling stands for itself.
            latin.chars().chain(latin.is_empty().then_some(character))
        })
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
pub(super) fn known_countries() -> impl Iterator<Item = &'static str> {
    rows::<6>(COUNTRIES).map(|[code, ..]| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_the_tables_can_be_read() {
        let of_countries = rows::<6>(COUNTRIES).map(|[_, _, pattern, ..]| pattern);
        let of_regions = rows::<3>(REGIONS).map(|[_, _, pattern]| pattern);
        let mut count = 0;
        for pattern in of_countries.chain(of_regions).filter(|pattern| !pattern.is_empty()) {
            assert!(RegexBuilder::new(pattern).unicode(false).build().is_ok(), "{pattern}");
            count += 1;
        }
        assert!(count > 700, "only {count} patterns were read");
    }

    #[test]
    fn a_region_is_known_by_each_of_its_names() {
        for (country, name) in [
            ("US", "CA"),
            ("US", "california"),
            ("MX", "N.L."),
            ("MX", "Nuevo Leon"),
            ("ES", "Avila"),
            ("JP", "13"),
        ] {
            assert!(region(country, name).is_some_and(|begins| !begins.is_empty()), "{country} {name}");
        }
        for (country, name) in [("US", "Bavaria"), ("DE", "Bayern"), ("US", "")] {
            assert!(region(country, name).is_none(), "{country} {name}");
        }
    }
}

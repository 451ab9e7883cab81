//! What a form says of an address in a country: what its parts are called there, an example, the regions there are.

use super::rules::{Country, regions};

/// How an address of a country is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressForm {
    /// What regions are called there, with a capital letter; `None` where addresses name none.
    pub region: Option<&'static str>,
    /// Whether an address is incomplete without one.
    pub needs_region: bool,
    /// The regions that are known: how addresses write each, and its full name, which may be the same.
    pub regions: Vec<(&'static str, &'static str)>,
    /// What postal codes are called there; `None` where there are none.
    pub postal_code: Option<&'static str>,
    /// One of them, as people write it.
    pub postal_code_example: Option<&'static str>,
}

/// How an address of a country is asked for; `None` for what is no country of the tables.
///
/// `country` is ISO 3166-1 alpha-2 in capitals.
#[must_use]
pub fn address_form(country: &str) -> Option<AddressForm> {
    let rules = Country::of(country)?;
    Some(AddressForm {
        region: region_name(rules.region_name),
        needs_region: rules.needs_region(),
        regions: regions(country).collect(),
        postal_code: postal_code_name(rules.postal_code_name),
        postal_code_example: Some(rules.example).filter(|example| !example.is_empty()),
    })
}

/// The names of the table in words, as in the libraries that the table is from.
fn region_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "" => return None,
        "state" => "State",
        "prefecture" => "Prefecture",
        "department" => "Department",
        "emirate" => "Emirate",
        "island" => "Island",
        "oblast" => "Oblast",
        "parish" => "Parish",
        "county" => "County",
        "district" => "District",
        "area" => "Area",
        "do_si" => "Do or si",
        _ => "Province",
    })
}

fn postal_code_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "" => return None,
        "zip" => "ZIP code",
        "pin" => "PIN code",
        "eircode" => "Eircode",
        _ => "Postal code",
    })
}

#[cfg(test)]
mod tests {
    use super::super::postal_code::{Shape, shape};
    use super::super::rules::known_countries;
    use super::*;

    #[test]
    fn parts_bear_the_names_of_their_country() {
        let told = |country| {
            let form = address_form(country).expect("a country");
            (form.region, form.postal_code, form.postal_code_example)
        };
        assert_eq!(told("US"), (Some("State"), Some("ZIP code"), Some("95014")));
        assert_eq!(told("GB"), (None, Some("Postal code"), Some("EC1Y 8SY")));
        assert_eq!(told("IE"), (Some("County"), Some("Eircode"), Some("A65 F4E2")));
        assert_eq!(told("HK"), (Some("Area"), None, None));
        assert_eq!(address_form("ZZ"), None);
        let states = address_form("US").expect("a country").regions;
        assert!(states.contains(&("CA", "California")), "{states:?}");
    }

    #[test]
    fn every_example_has_the_shape_of_its_country() {
        let mut count = 0;
        for country in known_countries() {
            let form = address_form(country).expect("a country");
            let Some(example) = form.postal_code_example else { continue };
            assert_ne!(shape(country, "", example), Shape::Differs, "{country} {example}");
            count += 1;
        }
        assert!(count > 150, "only {count} examples were read");
    }
}

//! Countries as lists write them, and their ISO 3166-1 alpha-2 codes (`XK` for Kosovo, as banks use it).
//!
//! A name that is not in the table is kept as it stands: a reviewer reads it, and nothing is concluded from it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::entity::tidy;

/// A code, a blank, and names of the country in the form of [`folded`], separated by bars.
const TABLE: &str = include_str!("countries.txt");

static BY_NAME: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for line in TABLE.lines() {
        if let Some((code, names)) = line.split_once(' ') {
            by_name.insert(code, code);
            by_name.extend(names.split('|').map(|name| (name, code)));
        }
    }
    by_name
});

/// What lists write where they know none.
const NONE: &[&str] =
    &["-0-", "00", "na", "n/a", "none identified", "undetermined", "unknown", "undetermined."];

/// The code of a country that is given by name or by code; `None` if it is not known.
#[must_use]
pub fn country_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let is_code = text.len() == 2;
    let by_code = is_code.then(|| BY_NAME.get(text.to_ascii_uppercase().as_str())).flatten();
    by_code.or_else(|| BY_NAME.get(folded(text).as_str())).copied()
}

/// The code, or the words as they stand; `None` where the list knows no country.
pub(super) fn country(text: &str) -> Option<String> {
    let text = tidy(text);
    if text.is_empty() || NONE.contains(&text.to_lowercase().as_str()) {
        return None;
    }
    Some(country_code(&text).map_or(text, str::to_owned))
}

/// Lower case, without marks on letters, punctuation and "the".
fn folded(text: &str) -> String {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|letter| match letter {
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ä' => 'a',
            'ç' => 'c',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'í' | 'ı' | 'ï' | 'î' => 'i',
            'ô' | 'ö' | 'ó' | 'õ' => 'o',
            'ü' | 'ú' | 'û' => 'u',
            letter if letter.is_alphanumeric() => letter,
            _ => ' ',
        })
        .collect();
    plain.split(' ').filter(|word| !word.is_empty() && *word != "the").collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_every_name_that_lists_give_them() {
        for (text, code) in [
            ("Korea, North", "KP"),
            ("Democratic People's Republic of Korea", "KP"),
            ("The Gambia", "GM"),
            ("Congo, Democratic Republic of the", "CD"),
            ("Türkiye", "TR"),
            ("Cote d'Ivoire", "CI"),
            ("Iran (Islamic Republic of)", "IR"),
            ("Virgin Islands, British", "VG"),
            ("ru", "RU"),
            ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ] {
            assert_eq!(country_code(text), Some(code), "{text}");
        }
        assert_eq!(country_code("former Soviet Union"), None);
        assert_eq!(country_code("Utopia"), None);
    }

    #[test]
    fn every_name_in_the_table_is_in_the_form_in_which_it_is_looked_up() {
        for line in TABLE.lines() {
            let (code, names) = line.split_once(' ').unwrap();
            assert_eq!(code.len(), 2, "{line}");
            for name in names.split('|') {
                assert_eq!(folded(name), name, "{line}");
                assert_eq!(country_code(name), Some(code), "{line}");
            }
        }
    }

    #[test]
    fn what_stands_for_no_country_is_none() {
        assert_eq!(country("-0-"), None);
        assert_eq!(country("undetermined"), None);
        assert_eq!(country("former Soviet Union").as_deref(), Some("former Soviet Union"));
    }
}

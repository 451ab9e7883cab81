//! What is known of somebody beside the name: it makes a hit likelier or less likely, and never decides alone.

/// A date of birth, as exactly as a source gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Birth {
    /// The year.
    pub year: i16,
    /// Month and day, if both are known.
    pub day: Option<(u8, u8)>,
    /// Whether the source says "about".
    pub is_about: bool,
}

/// What is known of the one who is asked for, or of an entity of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Dates of birth: a list may give several.
    pub births: Vec<Birth>,
    /// Countries of nationality, residence, registration: two letters, large.
    pub countries: Vec<String>,
}

/// Log odds that dates and countries add or take. Ours, and cautious: lists err in dates, and people move.
const SAME_DAY: f32 = 2.0;
const SAME_YEAR: f32 = 0.8;
const NEAR_YEAR: f32 = 0.0;
const OTHER_YEAR: f32 = -2.5;
const SHARED_COUNTRY: f32 = 0.3;
const OTHER_COUNTRY: f32 = -0.3;

/// The log odds that what is known adds to those of the names. 0 where one side knows nothing.
pub(super) fn log_odds(asked: &Context, listed: &Context) -> f32 {
    births(&asked.births, &listed.births) + countries(&asked.countries, &listed.countries)
}

fn births(asked: &[Birth], listed: &[Birth]) -> f32 {
    let pairs = asked.iter().flat_map(|one| listed.iter().map(move |other| birth(*one, *other)));
    pairs.reduce(f32::max).unwrap_or(0.0)
}

fn birth(one: Birth, other: Birth) -> f32 {
    let years = one.year.abs_diff(other.year);
    let tolerance = if one.is_about || other.is_about { 3 } else { 1 };
    match (one.day, other.day) {
        (Some(day), Some(other_day)) if day == other_day && years == 0 => SAME_DAY,
        // Month and day swapped, as between continents.
        (Some((month, day)), Some((other_month, other_day)))
            if years == 0 && (month, day) == (other_day, other_month) =>
        {
            SAME_YEAR
        }
        _ if years == 0 => SAME_YEAR,
        _ if years <= tolerance => NEAR_YEAR,
        _ => OTHER_YEAR,
    }
}

fn countries(asked: &[String], listed: &[String]) -> f32 {
    if asked.is_empty() || listed.is_empty() {
        0.0
    } else if asked.iter().any(|country| listed.contains(country)) {
        SHARED_COUNTRY
    } else {
        OTHER_COUNTRY
    }
}

#[cfg(test)]
mod tests {
    use super::{Birth, Context, log_odds};

    fn born(year: i16, day: Option<(u8, u8)>) -> Context {
        Context { births: vec![Birth { year, day, is_about: false }], countries: Vec::new() }
    }

    #[test]
    fn the_same_day_speaks_for_and_another_year_against() {
        let asked = born(1970, Some((5, 17)));
        let same_day = log_odds(&asked, &born(1970, Some((5, 17))));
        let same_year = log_odds(&asked, &born(1970, None));
        let next_year = log_odds(&asked, &born(1971, None));
        let other_year = log_odds(&asked, &born(1985, None));
        assert!(same_day > same_year && same_year > next_year && next_year > other_year);
        assert!(other_year < 0.0 && next_year == 0.0);
    }

    #[test]
    fn what_one_side_does_not_know_changes_nothing() {
        assert_eq!(log_odds(&born(1970, None), &Context::default()), 0.0);
        assert_eq!(log_odds(&Context::default(), &Context::default()), 0.0);
    }

    #[test]
    fn the_best_of_several_dates_counts() {
        let listed = Context {
            births: [born(1960, None).births, born(1970, None).births].concat(),
            countries: vec![],
        };
        assert!(log_odds(&born(1970, None), &listed) > 0.0);
    }
}

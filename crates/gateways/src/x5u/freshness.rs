//! How long an answer is fresh (RFC 9111, and ATIS-1000074 section 5.3.1: a day at least).

use reqwest::header::{AGE, CACHE_CONTROL, HeaderMap};

/// Seconds.
pub(super) const DAY: i64 = 86_400;

/// However long a repository says: within a week a renewed chain is seen. Ours.
const LONGEST: i64 = 7 * DAY;

/// Seconds for which an answer with these headers is fresh: what `max-age` says, less the time that it lay in other caches,
/// but a day at least, also where nothing is said or caching is forbidden.
pub(super) fn fresh_for(headers: &HeaderMap) -> i64 {
    let directives = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let seconds = directives
        .flat_map(|value| value.split(','))
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .and_then(|(_, seconds)| seconds.trim_matches('"').parse::<u32>().ok());
    let age =
        headers.get(AGE).and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<u32>().ok());
    let left = i64::from(seconds.unwrap_or(0)).saturating_sub(i64::from(age.unwrap_or(0)));
    left.clamp(DAY, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_fresh_for_a_day_at_least_and_a_week_at_most() {
        for (control, age, days) in [
            ("", "", 1),
            ("max-age=60", "", 1),
            ("no-store", "", 1),
            ("public, Max-Age=172800", "", 2),
            ("max-age=\"172800\"", "", 2),
            ("max-age=259200", "86400", 2),
            ("max-age=31536000", "", 7),
            ("max-age=99999999999999", "", 1),
            ("max-age=-1", "x", 1),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, control.parse().unwrap());
            headers.insert(AGE, age.parse().unwrap());
            assert_eq!(fresh_for(&headers), days * DAY, "{control} {age}");
        }
    }
}

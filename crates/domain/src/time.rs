//! An instant as the hub stores and shows it: microseconds since the Unix epoch, UTC.
//!
//! The database holds the same integer on both backends, so order and equality agree everywhere. The domain never
//! asks what time it is: `now` is an argument.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// In a second.
const MICROS: i64 = 1_000_000;

/// Microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant that many microseconds after the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// The instant that many seconds after the epoch, as certificates and signed calls tell time; stays at the end of time
    /// instead of wrapping.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(MICROS))
    }

    /// Whole seconds since the epoch, rounded to the past.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(MICROS)
    }

    /// This instant moved later by `by`; stays at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// This instant moved earlier by `by`.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn zoned(self) -> jiff::Zoned {
        jiff::Timestamp::from_microsecond(self.0)
            .unwrap_or(jiff::Timestamp::MAX)
            .to_zoned(jiff::tz::TimeZone::UTC)
    }

    /// `2019-07-30T22:29:24Z`: whole seconds, because twilio-python 9.13 parses nothing else.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.zoned().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// `Tue, 30 Jul 2019 22:29:24 +0000`, the form of the 2010-04-01 resources.
    #[must_use]
    pub fn to_rfc2822(self) -> String {
        self.zoned().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
    }

    /// `30 July 2019`, for letters to people.
    #[must_use]
    pub fn to_date_in_words(self) -> String {
        self.zoned().strftime("%-d %B %Y").to_string()
    }

    /// `22:29`, for moments beside a date in words.
    #[must_use]
    pub fn to_time_of_day(self) -> String {
        self.zoned().strftime("%H:%M").to_string()
    }

    /// `2019-07-30`, the day in UTC.
    #[must_use]
    pub fn to_day(self) -> String {
        self.zoned().strftime("%Y-%m-%d").to_string()
    }

    /// Reads `2019-07-30T22:29:24Z` and the other RFC 3339 forms.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|instant| Self(instant.as_microsecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_whole_and_rounded_to_the_past() {
        for (micros, seconds) in [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_001, -2)] {
            assert_eq!(Timestamp::from_micros(micros).as_seconds(), seconds, "{micros}");
        }
        assert_eq!(Timestamp::from_seconds(7), Timestamp::from_micros(7_000_000));
        assert_eq!(Timestamp::from_seconds(i64::MAX), Timestamp::from_micros(i64::MAX));
    }

    #[test]
    fn both_wire_forms_have_whole_seconds() {
        let instant = Timestamp::parse_rfc3339("2019-07-30T22:29:24.987654Z").unwrap();
        assert_eq!(instant.as_micros(), 1_564_525_764_987_654);
        assert_eq!(instant.to_rfc3339(), "2019-07-30T22:29:24Z");
        assert_eq!(instant.to_rfc2822(), "Tue, 30 Jul 2019 22:29:24 +0000");
        assert_eq!(instant.to_date_in_words(), "30 July 2019");
        assert_eq!(instant.to_day(), "2019-07-30");
        assert_eq!(instant.to_time_of_day(), "22:29");
    }
}

//! The days in which carriers count.

use std::fmt;

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::{MessagingPolicyError, ThroughputRules};
use crate::time::Timestamp;

/// A day where the caps begin anew, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageDay {
    date: jiff::civil::Date,
    /// When the next one begins.
    pub ends_at: Timestamp,
}

/// `2026-11-27`
impl fmt::Display for MessageDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date.fmt(f)
    }
}

/// When days begin.
#[derive(Debug, Clone)]
pub struct MessageDays(TimeZone);

impl MessageDays {
    /// By the POSIX rule of the data (POSIX.1-2024, section 8.3, `TZ`): a machine need not have a database of time zones.
    ///
    /// # Errors
    /// `Contradiction` if it is none.
    pub fn of(rules: &ThroughputRules) -> Result<Self, MessagingPolicyError> {
        let zone = TimeZone::posix(&rules.day_rule);
        zone.map(Self).map_err(|error| MessagingPolicyError::Contradiction(format!("day_rule: {error}")))
    }

    /// The day of this moment.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> MessageDay {
        let instant = jiff::Timestamp::from_microsecond(now.as_micros()).unwrap_or(jiff::Timestamp::MAX);
        let local = Zoned::new(instant, self.0.clone());
        let date = local.date();
        let end = local.tomorrow().and_then(|next| next.start_of_day());
        // At the end of time there is no tomorrow.
        let ends_at = end.map_or(now, |end| Timestamp::from_micros(end.timestamp().as_microsecond()));
        MessageDay { date, ends_at }
    }

    /// The date so many days before this moment, as [`MessageDay`] writes it.
    #[must_use]
    pub fn before(&self, now: Timestamp, days: i64) -> String {
        let date = self.at(now).date;
        date.checked_sub(jiff::Span::new().days(days)).unwrap_or(date).to_string()
    }
}

/// Whether a text is a date as [`MessageDay`] writes it.
#[must_use]
pub fn is_message_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok_and(|date| date.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_pacific_coast_summer_and_winter() {
        let days = MessageDays::of(&ThroughputRules::shipped().unwrap()).unwrap();
        for (now, date, ends_at) in [
            ("2026-07-04T06:59:59Z", "2026-07-03", "2026-07-04T07:00:00Z"),
            ("2026-07-04T07:00:00Z", "2026-07-04", "2026-07-05T07:00:00Z"),
            ("2026-11-27T07:59:59Z", "2026-11-26", "2026-11-27T08:00:00Z"),
            // Clocks are put forward and back.
            ("2026-03-08T12:00:00Z", "2026-03-08", "2026-03-09T07:00:00Z"),
            ("2026-11-01T12:00:00Z", "2026-11-01", "2026-11-02T08:00:00Z"),
        ] {
            let day = days.at(Timestamp::parse_rfc3339(now).unwrap());
            assert_eq!(
                (day.to_string().as_str(), day.ends_at.to_rfc3339().as_str()),
                (date, ends_at),
                "{now}"
            );
        }
        let now = Timestamp::parse_rfc3339("2026-03-01T12:00:00Z").unwrap();
        assert_eq!(days.before(now, 1), "2026-02-28");
    }

    #[test]
    fn dates_have_one_form() {
        assert!(is_message_day("2026-02-28"));
        for text in ["2026-02-29", "2026-2-28", "20260228", "", "2026-02-28T00:00:00"] {
            assert!(!is_message_day(text), "{text}");
        }
    }
}

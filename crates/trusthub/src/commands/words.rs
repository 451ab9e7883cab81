//! Words and forms that several commands share.

use std::time::Duration;

use trusthub_domain::time::Timestamp;

/// `2 d 3 h`, `3 h 12 min`, `12 min`, `under a minute`: the two largest units.
pub(crate) fn length(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours, rest) {
        (0, 0, 0) => "under a minute".to_owned(),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// `in 3 h 12 min`, or `2 min ago`.
pub(crate) fn from_now(instant: Timestamp, now: Timestamp) -> String {
    if instant >= now {
        format!("in {}", length(instant.since(now)))
    } else {
        format!("{} ago", length(now.since(instant)))
    }
}

/// `3 h 12 min left`, or `2 min over`.
pub(crate) fn time_left(due: Timestamp, now: Timestamp) -> String {
    if due >= now {
        format!("{} left", length(due.since(now)))
    } else {
        format!("{} over", length(now.since(due)))
    }
}

/// Whole seconds until then, negative if it has passed.
pub(crate) fn seconds_until(due: Timestamp, now: Timestamp) -> i64 {
    due.as_seconds() - now.as_seconds()
}

/// `1 number`, `2 numbers`.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_the_two_largest_units() {
        let table = [
            (0, "under a minute"),
            (59, "under a minute"),
            (60, "1 min"),
            (3_600, "1 h"),
            (11_520, "3 h 12 min"),
            (86_400, "1 d"),
            (97_200, "1 d 3 h"),
        ];
        for (seconds, expected) in table {
            assert_eq!(length(Duration::from_secs(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn what_is_overdue_says_so() {
        let now = Timestamp::from_micros(7_200_000_000);
        assert_eq!(time_left(Timestamp::from_micros(10_800_000_000), now), "1 h left");
        assert_eq!(time_left(Timestamp::from_micros(3_600_000_000), now), "1 h over");
        assert_eq!(seconds_until(Timestamp::from_micros(3_600_000_000), now), -3600);
    }
}

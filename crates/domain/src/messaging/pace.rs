//! How fast messages may follow each other, and how many of a day's are taken ahead.

use std::time::Duration;

use crate::time::Timestamp;

/// What may be sent at once after a pause: a second's worth, as carriers count by the second.
const BURST: Duration = Duration::from_secs(1);

/// A clock that goes back further than this was set right, and does not hold up what was sent before.
const CLOCKS_AGREE: Duration = Duration::from_secs(1);

/// Keeps a stream to so many messages a second: the generic cell rate algorithm (ITU-T I.371, annex A).
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    /// When the stream would be back at rest.
    rest_at: Option<Timestamp>,
    taken_at: Option<Timestamp>,
}

impl Pace {
    /// How long these have to wait; zero if they may go now. More than a second's worth goes from rest, and is then made
    /// up for.
    #[must_use]
    pub fn wait(&self, count: u32, per_second: f64, now: Timestamp) -> Duration {
        let ahead = self.rest(now).since(now);
        let most = BURST.saturating_sub(takes(count, per_second));
        ahead.saturating_sub(most)
    }

    /// Notes that they went.
    #[must_use]
    pub fn take(self, count: u32, per_second: f64, now: Timestamp) -> Self {
        Self { rest_at: Some(self.rest(now).plus(takes(count, per_second))), taken_at: Some(now) }
    }

    fn rest(&self, now: Timestamp) -> Timestamp {
        let went_back = self.taken_at.is_some_and(|taken| taken.since(now) > CLOCKS_AGREE);
        self.rest_at.filter(|rest| !went_back && *rest > now).unwrap_or(now)
    }
}

fn takes(count: u32, per_second: f64) -> Duration {
    Duration::try_from_secs_f64(f64::from(count) / per_second).unwrap_or(Duration::MAX)
}

/// Seconds of sending that a node takes ahead of a day's limit, so that it need not ask for each message.
const AHEAD: f64 = 5.0;

/// Of what is left of a day a node takes no more than this part ahead: towards the end of a day's limit, nodes must not hold
/// what others need.
const PART: u64 = 16;

/// How many messages a node is given that needs `wanted`, of `left` that the day has left; `None` for a day without limit.
#[must_use]
pub fn allotment(wanted: u64, left: Option<u64>, per_second: f64) -> u64 {
    let ahead = (AHEAD * per_second).ceil();
    let ahead = if ahead.is_finite() && ahead < 1e9 { Duration::from_secs_f64(ahead).as_secs() } else { 0 };
    match left {
        None => wanted.max(ahead),
        Some(left) => wanted.max(ahead.min(left / PART)).min(left),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn at(millis: u64) -> Timestamp {
        NOW.plus(Duration::from_millis(millis))
    }

    #[test]
    fn a_second_of_messages_goes_at_once_and_the_next_as_time_passes() {
        let mut pace = Pace::default();
        for _ in 0..4 {
            assert_eq!(pace.wait(1, 4.0, NOW), Duration::ZERO);
            pace = pace.take(1, 4.0, NOW);
        }
        assert_eq!(pace.wait(1, 4.0, NOW), Duration::from_millis(250));
        assert_eq!(pace.wait(2, 4.0, at(100)), Duration::from_millis(400));
        assert_eq!(pace.wait(1, 4.0, at(250)), Duration::ZERO);
        assert_eq!(pace.wait(4, 4.0, at(5000)), Duration::ZERO);
    }

    #[test]
    fn what_takes_longer_than_a_second_goes_from_rest() {
        let pace = Pace::default().take(1, 0.25, NOW);
        assert_eq!(pace.wait(1, 0.25, NOW), Duration::from_secs(4));
        assert_eq!(pace.wait(1, 0.25, at(4000)), Duration::ZERO);
    }

    #[test]
    fn a_clock_that_is_put_back_holds_nobody_up() {
        let pace = Pace::default().take(4, 4.0, at(3_600_000));
        assert_eq!(pace.wait(1, 4.0, NOW), Duration::ZERO);
        assert!(pace.wait(1, 4.0, at(3_599_500)) > Duration::ZERO);
    }

    proptest! {
        #[test]
        fn never_more_than_the_rate_and_a_burst(
            rate in 0.25_f64..300.0,
            steps in prop::collection::vec((0_u64..700, 1_u32..5), 1..200),
        ) {
            let (mut pace, mut now, mut sent) = (Pace::default(), NOW, 0_u32);
            for (millis, count) in steps {
                now = now.plus(Duration::from_millis(millis));
                if pace.wait(count, rate, now).is_zero() {
                    pace = pace.take(count, rate, now);
                    sent += count;
                }
            }
            // Once from rest more than a second's worth may go: no more than one call.
            let most = rate * (now.since(NOW).as_secs_f64() + 1.0) + 5.0;
            prop_assert!(f64::from(sent) <= most, "{sent} of {most}");
        }

        #[test]
        fn an_allotment_is_what_is_wanted_or_what_is_left(
            wanted in 0_u64..100_000, left in 0_u64..300_000, rate in 0.25_f64..300.0,
        ) {
            let given = allotment(wanted, Some(left), rate);
            prop_assert!(given <= left && given >= wanted.min(left));
            prop_assert!(allotment(wanted, None, rate) >= wanted);
        }
    }
}

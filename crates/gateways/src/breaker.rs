//! Leaves somebody alone who does not answer: after a few failures in a row nobody asks for a while, then one question
//! tries whether it is back. Each vain try doubles the while.

use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which somebody counts as down.
const MOST_FAILURES: u32 = 4;

/// How long it is left alone at first, and at most.
const FIRST_REST: Duration = Duration::from_secs(30);
const LONGEST_REST: Duration = Duration::from_mins(15);

/// The state of one who is asked.
#[derive(Debug, Default)]
pub(crate) struct Breaker {
    failures: u32,
    rest: Duration,
    closed_until: Option<Instant>,
}

impl Breaker {
    /// Whether to ask now. Of several that ask at the end of a rest only the first may.
    pub(crate) fn may_try(&mut self) -> bool {
        match self.closed_until {
            None => true,
            Some(until) if Instant::now() < until => false,
            Some(_) => {
                self.closed_until = Some(Instant::now() + self.rest);
                true
            }
        }
    }

    /// How long nobody is to ask.
    pub(crate) fn rests_for(&self) -> Duration {
        self.closed_until.map(|until| until.saturating_duration_since(Instant::now())).unwrap_or_default()
    }

    pub(crate) fn worked(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
        if self.failures < MOST_FAILURES {
            return;
        }
        self.rest = if self.rest.is_zero() { FIRST_REST } else { (self.rest * 2).min(LONGEST_REST) };
        self.closed_until = Some(Instant::now() + self.rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_is_down_is_left_alone_for_longer_and_longer_until_it_is_back() {
        let mut breaker = Breaker::default();
        for _ in 1..MOST_FAILURES {
            breaker.failed();
            assert!(breaker.may_try());
        }
        breaker.failed();
        let mut rest = FIRST_REST;
        for _ in 0..10 {
            assert!(!breaker.may_try());
            tokio::time::advance(rest).await;
            assert!(breaker.may_try(), "one may look after {rest:?}");
            assert!(!breaker.may_try(), "one alone");
            breaker.failed();
            rest = (rest * 2).min(LONGEST_REST);
        }
        tokio::time::advance(rest).await;
        assert!(breaker.may_try());
        breaker.worked();
        breaker.failed();
        assert!(breaker.may_try(), "it begins anew");
    }
}

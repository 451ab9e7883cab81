//! A clock that moves only when told, but for one microsecond per look: so that what was made later is later.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use trusthub_app::Clock;
use trusthub_domain::time::Timestamp;

/// 2026-11-23T12:00:00Z.
const START_MICROS: i64 = 1_795_435_200_000_000;

/// The clock of a test.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(START_MICROS))
    }
}

impl TestClock {
    /// Moves it forward.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a sane step");
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Moves it back, as an operator does who finds it wrong.
    pub fn put_back(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).expect("a sane step");
        self.0.fetch_sub(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

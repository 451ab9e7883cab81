//! Bytes that may pass, over all connections together.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is left.
pub(super) struct Budget(AtomicU64);

impl Budget {
    pub(super) const fn new(bytes: u64) -> Self {
        Self(AtomicU64::new(bytes))
    }

    /// Takes so many.
    ///
    /// # Errors
    /// There are not as many left; from then on there are none.
    pub(super) fn take(&self, bytes: usize) -> io::Result<()> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let rest = |left: u64| Some(left.saturating_sub(bytes));
        let before = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest).unwrap_or_default();
        if before < bytes { Err(io::ErrorKind::QuotaExceeded.into()) } else { Ok(()) }
    }
}

//! No request runs for ever.

use std::time::Duration;

use crate::error::{ApiError, Result};

/// Waits for `answer`; 503 if it takes longer.
pub(super) async fn within<T>(limit: Duration, answer: impl Future<Output = T>) -> Result<T> {
    tokio::time::timeout(limit, answer).await.map_err(|_| ApiError::timed_out())
}

//! Trying again after a conflict, for changes that do not care about each other.

use crate::{Error, Result};

/// Tries before a conflict reaches the caller. Ours: enough for a client that assigns all items of a bundle at once.
const TRIES: u32 = 8;

/// Runs a whole use case again if somebody else changed the same row meanwhile. Only for changes that commute, such as
/// assigning items: who changes a bundle's own fields or status is told of the conflict.
pub(crate) async fn on_conflict<T, F, R>(mut attempt: F) -> Result<T>
where
    F: FnMut() -> R,
    R: Future<Output = Result<T>>,
{
    for _ in 1..TRIES {
        match attempt().await {
            Err(Error::Conflict) => tokio::task::yield_now().await,
            other => return other,
        }
    }
    attempt().await
}

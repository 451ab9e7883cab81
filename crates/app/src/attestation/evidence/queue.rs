//! Decisions that are not stored yet, oldest first. They stay until they are, so that whoever asks finds them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::MutexGuard;

use super::Kept;

/// Most decisions that wait. Ours: about a hundred megabytes, and ten seconds of ten thousand calls each.
const CAPACITY: usize = 100_000;

/// The queue.
#[derive(Default)]
pub(crate) struct Queue {
    waiting: Mutex<VecDeque<Arc<Kept>>>,
    /// Whoever writes.
    turn: tokio::sync::Mutex<()>,
}

/// There is no place for another one.
#[derive(Debug)]
pub(in crate::attestation) struct Full;

impl Queue {
    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<Arc<Kept>>) -> T) -> T {
        work(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts it at the end, if there is a place.
    pub(in crate::attestation) fn push(&self, kept: Arc<Kept>) -> Result<(), Full> {
        self.with(|waiting| {
            if waiting.len() >= CAPACITY {
                return Err(Full);
            }
            waiting.push_back(kept);
            Ok(())
        })
    }

    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    pub(super) fn first(&self, most: usize) -> Vec<Arc<Kept>> {
        self.with(|waiting| waiting.iter().take(most).cloned().collect())
    }

    pub(super) fn done(&self, count: usize) {
        self.with(|waiting| drop(waiting.drain(..count.min(waiting.len()))));
    }

    pub(super) fn len(&self) -> usize {
        self.with(|waiting| waiting.len())
    }

    pub(super) fn find(&self, is_wanted: impl Fn(&Kept) -> bool) -> Vec<Arc<Kept>> {
        self.with(|waiting| waiting.iter().filter(|kept| is_wanted(kept)).cloned().collect())
    }
}

//! Programs that this process starts, and what they start in turn.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;

/// Kills a process and all that it started, whatever becomes of the future that waits for it. It leads a group of its own:
/// `process_group(0)`.
#[derive(Debug)]
pub(crate) struct Group(Option<Pid>);

impl Group {
    pub(crate) fn of(child: &Child) -> Self {
        let id = child.id().and_then(|id| i32::try_from(id).ok());
        Self(id.and_then(Pid::from_raw))
    }

    /// Before the process is waited for: until then its number is nobody else's.
    pub(crate) fn end(&mut self) {
        if let Some(leader) = self.0.take() {
            // Gone already is as good.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

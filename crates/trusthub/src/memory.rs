//! What the system may show or write down of this process's memory, where keys and clear values are: nothing, unless
//! the operator asks for it.
//!
//! A core file would carry the memory to a disk, to a crash reporter, into a backup. And a process that may be dumped
//! lets every other process of the same user read its memory and its environment (proc(5), ptrace(2)). Root can
//! always read both, and nothing here hinders it.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::failure::{Failure, Outcome};

/// Closes the memory. The first thing that any command does.
///
/// # Errors
/// Exit code 3 if the system refuses.
pub(crate) fn close() -> Outcome {
    let limit = getrlimit(Resource::Core);
    setrlimit(Resource::Core, Rlimit { current: Some(0), ..limit })
        .and_then(|()| set_dumpable(false))
        .map_err(|error| Failure::environment(error).while_doing("cannot keep memory out of core files"))
}

/// Opens it again: a crash may leave a core file as large as the system's hard limit allows.
///
/// # Errors
/// Exit code 3 if the system refuses.
pub(crate) fn permit_core_files() -> Outcome {
    let limit = getrlimit(Resource::Core);
    setrlimit(Resource::Core, Rlimit { current: limit.maximum, ..limit })
        .and_then(|()| set_dumpable(true))
        .map_err(|error| Failure::environment(error).while_doing("core_dumps cannot be switched on"))
}

#[cfg(target_os = "linux")]
fn set_dumpable(is_dumpable: bool) -> rustix::io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    set_dumpable_behavior(if is_dumpable {
        DumpableBehavior::Dumpable
    } else {
        DumpableBehavior::NotDumpable
    })
}

/// Elsewhere the size limit is all there is.
#[cfg(not(target_os = "linux"))]
fn set_dumpable(_: bool) -> rustix::io::Result<()> {
    Ok(())
}

//! Known vulnerabilities. Apart from `test`, because its answer changes without any change of ours.

use std::process::ExitCode;

use anyhow::Result;

use crate::{shell, tools, workspace};

/// The environment's fault, not the code's; the product's commands use the same number.
const UNREACHABLE: u8 = 3;

/// Compares `Cargo.lock` with the RustSec database.
///
/// # Errors
/// cargo-deny is missing and cannot be built.
pub fn run() -> Result<ExitCode> {
    tools::deny()?;
    if shell::run(workspace::cargo().args(["deny", "fetch", "db"])).is_err() {
        eprintln!(
            "\nNOT AUDITED: the advisory database cannot be reached. This says nothing about vulnerabilities."
        );
        return Ok(ExitCode::from(UNREACHABLE));
    }
    let check = ["deny", "check", "--disable-fetch", "advisories"];
    Ok(shell::run(workspace::cargo().args(check)).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS))
}

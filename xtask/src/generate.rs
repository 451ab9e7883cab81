//! Files that are made from the code and checked in: docs/reference, the table of metrics in docs/operations.md.
//!
//! The tests of the binary make them, because only the binary knows its commands and keys; they fail when one is out of
//! date, so `cargo xtask test` checks it anyway.

use anyhow::Result;

use crate::{shell, tools, workspace};

/// Writes them, or with `is_check` only tells whether they are up to date.
///
/// # Errors
/// One is out of date, or the binary does not build.
pub fn run(is_check: bool) -> Result<()> {
    tools::nextest()?;
    let mut command = workspace::cargo();
    command.args(["nextest", "run", "--package", "trusthub-trusthub", "--bin", "trusthub", "reference::"]);
    command.args(workspace::FEATURES);
    if !is_check {
        command.env("TRUSTHUB_WRITE_REFERENCE", "1");
    }
    shell::run(&mut command)
}

//! A browser, and what drives it.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{install, node_modules_of, on_path};
use crate::workspace;

/// Debian's Chromium; installs it if it is missing.
///
/// # Errors
/// It is missing and cannot be installed.
pub fn chromium() -> Result<PathBuf> {
    if let Some(found) = on_path("chromium") {
        return Ok(found);
    }
    install(&["chromium"])?;
    on_path("chromium").context("the package chromium was installed, but there is no such program")
}

/// A folder with the packages of `e2e/package-lock.json`.
///
/// # Errors
/// There is no Node, or the packages cannot be fetched.
pub fn playwright() -> Result<PathBuf> {
    node_modules_of("e2e", workspace::target().join("tools/playwright"))
}

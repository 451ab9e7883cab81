//! A browser, and what drives it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{clear, install, is_current, mark_current, npm_ci, on_path, read, write};
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
    let source = workspace::root().join("e2e");
    let (package, lock) = (read(&source.join("package.json"))?, read(&source.join("package-lock.json"))?);
    let home = workspace::target().join("tools/playwright");
    let wanted = format!("{package}{lock}");
    if is_current(&home, &wanted) {
        return Ok(home);
    }
    clear(&home)?;
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    write(&home.join("package.json"), &package)?;
    write(&home.join("package-lock.json"), &lock)?;
    npm_ci(&home)?;
    mark_current(&home, &wanted)?;
    Ok(home)
}

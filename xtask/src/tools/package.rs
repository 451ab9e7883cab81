//! Programs taken out of Debian's packages without installing them: that would start a server.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{apt, clear, on_path};
use crate::{shell, workspace};

/// Prometheus' own checker of alerts. `None` where there is no Debian.
///
/// # Errors
/// The package cannot be fetched.
pub fn promtool() -> Result<Option<PathBuf>> {
    taken_out("prometheus", "usr/bin/promtool")
}

/// A NATS server; an installed one, if there is one. `None` where there is no Debian.
///
/// # Errors
/// The package cannot be fetched.
pub fn nats_server() -> Result<Option<PathBuf>> {
    match on_path("nats-server") {
        Some(installed) => Ok(Some(installed)),
        None => taken_out("nats-server", "usr/sbin/nats-server"),
    }
}

fn taken_out(package: &str, program: &str) -> Result<Option<PathBuf>> {
    let home = workspace::target().join("tools").join(package);
    let place = home.join(program);
    if place.is_file() {
        return Ok(Some(place));
    }
    if !shell::succeeds(Command::new("apt-get").arg("--version")) {
        return Ok(None);
    }
    clear(&home)?;
    fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
    let fetch = || shell::run(Command::new("apt-get").args(["download", "-qq", package]).current_dir(&home));
    if fetch().is_err() {
        // A machine that never asked for the lists.
        apt(&["update", "-qq"], package)?;
        fetch()?;
    }
    let files = fs::read_dir(&home)?.flatten().map(|entry| entry.path());
    let fetched = files.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "deb"));
    let fetched = fetched.context("apt-get fetched no package")?;
    shell::run(Command::new("dpkg-deb").arg("--extract").arg(&fetched).arg(&home))?;
    Ok(Some(place))
}

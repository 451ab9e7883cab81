//! What operators are given: a Debian package, an archive, a list of everything in it; and the check that all of it is
//! sound. What goes where is in `packaging/`.

mod check;
mod deb;
mod release;
mod sbom;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Subcommand;

use crate::{shell, steps, workspace};

pub use check::check;

/// What is made.
#[derive(Subcommand)]
pub enum Package {
    /// A Debian package of the release build, under target/package
    Deb,
    /// Everything that is handed out: archive, Debian package, list of components, checksums, under target/package
    Release {
        /// Build again from a clone of the commit in another folder, and compare all files
        #[arg(long)]
        twice: bool,
        /// A profile of Cargo.toml; anything but `release` is for trying this command out
        #[arg(long, default_value = "release")]
        profile: String,
    },
    /// The list of everything in the binary (CycloneDX), to standard output
    Sbom,
    /// Check what is in packaging/ with the debug build
    Check,
}

/// Makes it.
///
/// # Errors
/// It cannot be built, or something in packaging/ is not sound.
pub fn run(what: &Package) -> Result<()> {
    match what {
        Package::Deb => {
            let binary = release::build("release", &workspace::target())?;
            println!("{}", deb::build(&binary, &folder()?, deb::Compression::Best)?.display());
            Ok(())
        }
        Package::Release { twice, profile } => release::run(profile, *twice),
        Package::Sbom => {
            println!("{}", sbom::of_binary()?);
            Ok(())
        }
        Package::Check => {
            // As the step `build` does it, so that nothing is compiled twice.
            steps::build()?;
            check()
        }
    }
}

/// Where it is made, empty or not.
fn folder() -> Result<PathBuf> {
    let folder = workspace::target().join("package");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The version of the workspace.
fn version() -> Result<String> {
    let manifest = read(&workspace::root().join("Cargo.toml"))?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    Ok(line.and_then(|line| line.split('"').next()).context("Cargo.toml has no version")?.to_owned())
}

/// When the last commit was made: the time that everything made from it bears.
fn source_date_epoch() -> Result<String> {
    let time = shell::capture(workspace::program("git").args(["log", "-1", "--format=%ct"]))?;
    Ok(time.trim().to_owned())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// An empty folder, whatever was there.
fn anew(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

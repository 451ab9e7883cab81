//! The release, made so that the same commit, compiler and target give the same bytes wherever it is built.
//!
//! What could differ is pinned: dependencies (`--locked`), paths in the binary (remapped), times (the commit's), the
//! order and owners of files in the archive.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{deb, folder, sbom, source_date_epoch, version};
use crate::{shell, workspace};

/// Builds and packs; with `is_twice` builds in another folder too and compares.
///
/// # Errors
/// It does not build, or two builds differ.
pub fn run(profile: &str, is_twice: bool) -> Result<()> {
    let out = folder()?;
    let binary = build(profile, &out.join("build"))?;
    if is_twice {
        let again = build(profile, &out.join("build-again"))?;
        let (first, second) = (sha256(&binary)?, sha256(&again)?);
        if first != second {
            bail!("two builds of the same commit differ: {first} and {second}");
        }
        println!("two builds are the same: {first}");
    }
    let name = format!("trusthub-{}-{}-linux", version()?, std::env::consts::ARCH);
    let package = deb::build(&binary, &out, deb::Compression::Best)?;
    let list = out.join(format!("{name}.cdx.json"));
    std::fs::write(&list, sbom::of_binary()?).with_context(|| format!("cannot write {}", list.display()))?;
    let archive = out.join(format!("{name}.tar.gz"));
    archive_of(&out.join("deb"), &archive, &name)?;
    let mut sums = String::new();
    for file in [&package, &list, &archive] {
        let file_name = file.file_name().unwrap_or_default().to_string_lossy();
        sums.push_str(&format!("{}  {file_name}\n", sha256(file)?));
    }
    std::fs::write(out.join("SHA256SUMS"), &sums)?;
    print!("{sums}");
    Ok(())
}

/// Builds the binary of that profile under `target`; its path.
///
/// # Errors
/// It does not build.
pub fn build(profile: &str, target: &Path) -> Result<PathBuf> {
    let root = workspace::root();
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let home = home.context("neither CARGO_HOME nor HOME is set")?;
    let mut remaps = vec![(target.to_owned(), "/build"), (home, "/cargo"), (root, "/src")];
    // The longest prefix last: the last one that fits wins.
    remaps.sort_by_key(|(path, _)| path.as_os_str().len());
    // One argument per flag, so that a path with spaces stays one.
    let mut rust = Vec::new();
    let mut c = Vec::new();
    for (path, name) in &remaps {
        rust.push(format!("--remap-path-prefix={}={name}", path.display()));
        c.push(format!("-ffile-prefix-map={}={name}", path.display()));
    }
    let mut cargo = workspace::cargo();
    cargo
        .args(["build", "--locked", "--package", "trusthub-trusthub", "--profile", profile, "--target-dir"])
        .arg(target)
        .args(workspace::FEATURES)
        .env("SOURCE_DATE_EPOCH", source_date_epoch()?)
        .env("CARGO_ENCODED_RUSTFLAGS", OsString::from(rust.join("\u{1f}")))
        .env("CFLAGS", c.join(" "))
        .env("CARGO_INCREMENTAL", "0");
    shell::run(&mut cargo)?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(target.join(folder).join("trusthub"))
}

/// What the Debian package installs, without its control files, for other systems.
fn archive_of(tree: &Path, archive: &Path, name: &str) -> Result<()> {
    let mut tar = workspace::program("tar");
    tar.args(["--create", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--exclude=./DEBIAN"])
        .arg(format!("--mtime=@{}", source_date_epoch()?))
        .arg(format!("--transform=s,^\\.,{name},"))
        .args(["--use-compress-program", "gzip --best --no-name", "--file"])
        .arg(archive)
        .arg("--directory")
        .arg(tree)
        .arg(".");
    shell::run(&mut tar)
}

fn sha256(path: &Path) -> Result<String> {
    let line = shell::capture(workspace::program("sha256sum").arg(path))?;
    Ok(line.split_whitespace().next().unwrap_or_default().to_owned())
}

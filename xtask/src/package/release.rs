//! The release, made so that the same commit, compiler and target give the same bytes wherever it is built.
//!
//! What could differ is pinned: dependencies (`--locked`), paths in the binary (remapped), times (the commit's), the
//! order and owners of files in the archive.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{anew, deb, folder, sbom, source_date_epoch, version};
use crate::{shell, workspace};

/// Builds and packs; with `is_twice` does so again in a clone of the same commit in another folder, and compares.
///
/// # Errors
/// It does not build; or something in what is handed out differs, which is named.
pub fn run(profile: &str, is_twice: bool) -> Result<()> {
    let commit = if is_twice { Some(clean_commit()?) } else { None };
    let out = folder()?;
    let sums = make(profile, &out)?;
    if let Some(commit) = commit {
        let again = make_again(profile, &out.join("again"), &commit)?;
        let differing = differing(&sums, &again);
        if !differing.is_empty() {
            bail!(
                "two builds of {commit} differ in {}; the second is in {}",
                differing.join(", "),
                out.display()
            );
        }
        println!("two builds of {commit}, in two folders, are the same");
    }
    print!("{sums}");
    Ok(())
}

/// Builds and packs into `out`; the checksums of what is handed out, and of the binary in it.
fn make(profile: &str, out: &Path) -> Result<String> {
    let binary = build(profile, &out.join("build"))?;
    let name = format!("trusthub-{}-{}-linux", version()?, std::env::consts::ARCH);
    let package = deb::build(&binary, out, deb::Compression::Best)?;
    let list = out.join(format!("{name}.cdx.json"));
    std::fs::write(&list, sbom::of_binary()?).with_context(|| format!("cannot write {}", list.display()))?;
    let archive = out.join(format!("{name}.tar.gz"));
    archive_of(&out.join("deb"), &archive, &name)?;
    let mut sums = String::new();
    for file in [&package, &list, &archive] {
        let file_name = file.file_name().unwrap_or_default().to_string_lossy();
        sums.push_str(&format!("{}  {file_name}\n", sha256(file)?));
    }
    std::fs::write(out.join(SUMS), &sums)?;
    Ok(sums)
}

const SUMS: &str = "SHA256SUMS";

/// The commit that is checked out, if nothing else is in the folder.
fn clean_commit() -> Result<String> {
    let git = |arguments: &[&str]| shell::capture(workspace::program("git").args(arguments));
    let changed = git(&["status", "--porcelain"])?;
    if !changed.trim().is_empty() {
        bail!("what is built twice must be committed; these files are not:\n{changed}");
    }
    Ok(git(&["rev-parse", "HEAD"])?.trim().to_owned())
}

/// The same by a clone, in a folder whose path has another length: what it says of its checksums.
fn make_again(profile: &str, folder: &Path, commit: &str) -> Result<String> {
    anew(folder)?;
    let source = folder.join("clone-of-the-source");
    let git = |arguments: &[&str]| -> Result<()> {
        shell::run(
            workspace::program("git").args(["-c", "advice.detachedHead=false"]).args(arguments).arg(&source),
        )
    };
    let root = workspace::root().display().to_string();
    git(&["clone", "--quiet", "--no-checkout", &root])?;
    shell::run(workspace::program("git").arg("-C").arg(&source).args(["checkout", "--quiet", commit]))?;
    let mut cargo = workspace::cargo();
    cargo.current_dir(&source).env_remove("CARGO_TARGET_DIR").args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "xtask",
        "--",
    ]);
    shell::run(cargo.args(["package", "release", "--profile", profile]))?;
    let sums = source.join("target/package").join(SUMS);
    std::fs::read_to_string(&sums).with_context(|| format!("cannot read {}", sums.display()))
}

/// The names of the files whose checksums are not the same in both lists.
fn differing<'s>(one: &'s str, other: &'s str) -> Vec<&'s str> {
    let lines = |list: &'s str| list.lines().collect::<std::collections::BTreeSet<_>>();
    let (one, other) = (lines(one), lines(other));
    let names = one.symmetric_difference(&other).filter_map(|line| line.split_whitespace().nth(1));
    let names: std::collections::BTreeSet<&str> = names.collect();
    names.into_iter().collect()
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

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn files_that_differ_or_are_in_one_build_only_are_named() {
        let one = "aa  hub.deb\nbb  hub.tar.gz\n";
        assert!(differing(one, one).is_empty());
        assert_eq!(differing(one, "aa  hub.deb\nbc  hub.tar.gz\ncc  hub.json\n"), ["hub.json", "hub.tar.gz"]);
    }
}

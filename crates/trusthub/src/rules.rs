//! The operator's own rules beside the data: policies, and the scorecard.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use trusthub_app::Scorecard;
use trusthub_domain::policy::Catalog;

use crate::failure::{Failure, Outcome};

/// The operator's scorecard, in the data directory.
pub(crate) const SCORECARD_FILE: &str = "scorecard.toml";

/// Larger than any scorecard; a file that is not one is not read to its end.
const MOST_SCORECARD_BYTES: u64 = 1 << 20;

/// `DIR/scorecard.toml`, or what ships with the hub where there is none.
///
/// # Errors
/// Exit code 3: what is wrong in it, and where.
pub(crate) fn scorecard(data_dir: &Path) -> Outcome<Scorecard> {
    let path = data_dir.join(SCORECARD_FILE);
    if path.exists() {
        return scorecard_in(&path);
    }
    Scorecard::shipped().map_err(Failure::environment)
}

/// A scorecard in a file.
///
/// # Errors
/// Exit code 3: what is wrong in it, and where.
pub(crate) fn scorecard_in(path: &Path) -> Outcome<Scorecard> {
    let refused = |error: anyhow::Error| {
        Failure::environment(error)
            .while_doing("the scorecard is broken")
            .hint("mend or move the file; docs/scorecard.md says what may stand in it")
    };
    let read = || -> anyhow::Result<Scorecard> {
        let size = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        anyhow::ensure!(size <= MOST_SCORECARD_BYTES, "{}: larger than a scorecard can be", path.display());
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Scorecard::with_text(&text).with_context(|| path.display().to_string())
    };
    read().map_err(refused)
}

/// What ships with the hub and the operator's own files, `DIR/policies/*.toml` in the order of their names.
///
/// # Errors
/// Exit code 3: file, line and why.
pub(crate) fn catalog(data_dir: &Path) -> Outcome<Catalog> {
    let folder = data_dir.join("policies");
    let mut files = Vec::new();
    for path in policy_files(&folder)? {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read the policy file {}", path.display()));
        files.push((path.display().to_string(), text.map_err(Failure::environment)?));
    }
    Catalog::with_files(files).map_err(|error| {
        Failure::environment(error)
            .while_doing("a policy file is broken")
            .hint("mend or move the file; a hub never serves half of its policies")
    })
}

/// The operator's policy files.
///
/// # Errors
/// Exit code 3.
pub(crate) fn policy_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries
        .with_context(|| format!("cannot read the policies in {}", folder.display()))
        .map_err(Failure::environment)?;
    let mut files: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    Ok(files)
}

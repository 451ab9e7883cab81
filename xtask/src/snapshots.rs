//! Snapshots that no test asks for any more. insta writes down each file that a test compares with; what was not
//! compared in a whole run is an orphan.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tidy::Tree;
use crate::workspace;

/// The list that insta writes.
pub struct Ledger(PathBuf);

impl Ledger {
    /// An empty list, with insta told to write into it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(command: &mut Command) -> Result<Self> {
        let path = workspace::target().join("xtask-snapshots.txt");
        fs::write(&path, "").with_context(|| format!("cannot write {}", path.display()))?;
        command.env("INSTA_SNAPSHOT_REFERENCES_FILE", &path).env("INSTA_UPDATE", "no");
        Ok(Self(path))
    }

    /// Compares the list with the files of the tree.
    ///
    /// # Errors
    /// There are orphans.
    pub fn refuse_orphans(&self) -> Result<()> {
        let used =
            fs::read_to_string(&self.0).with_context(|| format!("cannot read {}", self.0.display()))?;
        let used: BTreeSet<PathBuf> =
            used.lines().filter_map(|line| Path::new(line).canonicalize().ok()).collect();
        let orphans: Vec<String> = Tree::read()?
            .paths()
            .filter(|path| path.ends_with(".snap"))
            .filter(|path| {
                workspace::root().join(path).canonicalize().is_ok_and(|path| !used.contains(&path))
            })
            .map(str::to_owned)
            .collect();
        if orphans.is_empty() { Ok(()) } else { bail!("no test compares with {}", orphans.join(", ")) }
    }
}

//! House rules that no compiler checks. A rule is a function from the tree to complaints; complaints fail, warnings do
//! not. To add one, write the function and name it in [`run`].

mod edges;
mod layout;
mod metrics;
mod migrations;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::{shell, workspace};

/// The files that are, or are about to be, under version control, by their path from the root.
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// Reads all of them.
    ///
    /// # Errors
    /// This is no git checkout, or a file cannot be read.
    pub fn read() -> Result<Self> {
        let mut git = workspace::program("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let list = shell::capture(&mut git).context("tidy needs a git checkout")?;
        let mut files = BTreeMap::new();
        for path in list.split('\0').filter(|path| !path.is_empty()) {
            let place = workspace::root().join(path);
            // Deleted, but not yet in the index.
            if !place.is_file() {
                continue;
            }
            files.insert(path.to_owned(), fs::read(&place).with_context(|| format!("cannot read {path}"))?);
        }
        Ok(Self { files })
    }

    /// The paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Path and content of every file that is text.
    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    /// Path and content of every Rust file.
    fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs"))
    }

    /// The content of one file.
    fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }
}

/// Checks every rule.
///
/// # Errors
/// A rule is broken; what and where was printed.
pub fn run() -> Result<()> {
    let tree = Tree::read()?;
    for warning in text::long_files(&tree, text::WORTH_A_LOOK) {
        println!("warning: {warning}");
    }
    let complaints = [
        text::long_files(&tree, text::TOO_LONG),
        text::modules_without_introduction(&tree),
        text::unfinished(&tree),
        text::machine_paths(&tree),
        layout::undocumented(&tree),
        layout::pending_snapshots(&tree),
        metrics::undocumented(&tree),
        migrations::unpaired(&tree),
        migrations::sharing_a_number(&tree),
        edges::forbidden(&edges::read()?),
    ]
    .concat();
    for complaint in &complaints {
        println!("{complaint}");
    }
    match complaints.len() {
        0 => {
            println!("{} files are tidy", tree.files.len());
            Ok(())
        }
        count => bail!("{count} house rules broken"),
    }
}

/// A file of tests: longer than others, and without an introduction if its name says it all.
fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.ends_with("_tests.rs")
        || path.contains("/benches/")
}

//! The folders, and the page that describes them.

use std::collections::BTreeSet;

use super::Tree;

const PAGE: &str = "ARCHITECTURE.md";

/// Folders that ARCHITECTURE.md forgets, or names although they are gone.
///
/// The page's first code block lists them, one per line: a top-level folder at the margin, a crate indented below
/// `crates/`, each ending in `/`, followed by what it is for. Folders with a leading dot may be left out.
pub fn undocumented(tree: &Tree) -> Vec<String> {
    let Some(page) = tree.text(PAGE) else {
        return vec![format!("{PAGE}: missing")];
    };
    let (real, named) = (real_folders(tree), named_folders(page));
    let forgotten = real.difference(&named).filter(|folder| !folder.starts_with('.'));
    let forgotten = forgotten.map(|folder| format!("{PAGE}: does not name {folder}/"));
    forgotten
        .chain(named.difference(&real).map(|folder| format!("{PAGE}: names {folder}/, which is gone")))
        .collect()
}

fn real_folders(tree: &Tree) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    for path in tree.paths() {
        let mut parts = path.split('/');
        let (first, second, third) = (parts.next(), parts.next(), parts.next());
        if let (Some(first), Some(second)) = (first, second) {
            folders.insert(first.to_owned());
            if first == "crates" && third.is_some() {
                folders.insert(format!("crates/{second}"));
            }
        }
    }
    folders
}

fn named_folders(page: &str) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let mut top = None;
    let block = page.lines().skip_while(|line| !line.starts_with("```")).skip(1);
    for line in block.take_while(|line| !line.starts_with("```")) {
        let Some(folder) = line.split_whitespace().next().and_then(|word| word.strip_suffix('/')) else {
            continue;
        };
        if !line.starts_with(' ') {
            top = Some(folder);
            folders.insert(folder.to_owned());
        } else if top == Some("crates") {
            folders.insert(format!("crates/{folder}"));
        }
    }
    folders
}

/// Snapshots that nobody has looked at yet.
pub fn pending_snapshots(tree: &Tree) -> Vec<String> {
    tree.paths()
        .filter(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"))
        .map(|path| format!("{path}: accept it or remove it"))
        .collect()
}

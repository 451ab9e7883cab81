//! Rules about what a file says.

use std::ops::RangeInclusive;

use super::{Tree, is_test};

/// Lines above which a file is two files.
pub const TOO_LONG: RangeInclusive<usize> = 501..=usize::MAX;

/// Lines above which one should ask whether it is.
pub const WORTH_A_LOOK: RangeInclusive<usize> = 301..=500;

/// Rust files, tests apart, with so many lines.
pub fn long_files(tree: &Tree, lines: RangeInclusive<usize>) -> Vec<String> {
    tree.rust()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, count)| lines.contains(count))
        .map(|(path, count)| format!("{path}: {count} lines; aim for 150, 500 is the limit"))
        .collect()
}

/// Modules that do not open with what they are for.
pub fn modules_without_introduction(tree: &Tree) -> Vec<String> {
    tree.rust()
        .filter(|(path, text)| !is_test(path) && !text.trim_start().starts_with("//!"))
        .map(|(path, _)| format!("{path}: does not open with `//!` and what the module is for"))
        .collect()
}

/// Work left for later, and tests that do not run.
pub fn unfinished(tree: &Tree) -> Vec<String> {
    // In halves, so that this file does not complain of itself.
    let marks = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("#[ig", "nore"),
    ];
    find(tree.rust(), &marks, "finish it or take it out")
}

/// Paths of one person's machine.
pub fn machine_paths(tree: &Tree) -> Vec<String> {
    let marks = [concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];
    find(tree.texts().filter(|(path, _)| *path != "Cargo.lock"), &marks, "a path of one machine")
}

fn find<'a>(files: impl Iterator<Item = (&'a str, &'a str)>, marks: &[&str], advice: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (line, number) in text.lines().zip(1..) {
            if let Some(mark) = marks.iter().find(|mark| line.contains(*mark)) {
                found.push(format!("{path}:{number}: `{mark}`: {advice}"));
            }
        }
    }
    found
}

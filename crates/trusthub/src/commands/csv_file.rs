//! CSV files that commands take in line by line, with a progress bar where somebody looks.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::{Failure, Outcome};
use crate::output;

/// Opens a file; lines may be shorter than the first one. The bar counts its bytes.
pub(super) fn open(path: &Path) -> Outcome<(csv::Reader<File>, ProgressBar)> {
    let file = File::open(path)
        .with_context(|| format!("cannot open {}", path.display()))
        .map_err(Failure::environment)?;
    let size_bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    Ok((reader, progress_bar(size_bytes)))
}

pub(super) fn unreadable(path: &Path, error: csv::Error) -> Failure {
    Failure::environment(error).while_doing(format!("cannot read {}", path.display()))
}

/// Spreadsheets put a byte order mark in front of the first name, and capitals where they like.
pub(super) fn column_name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').trim().to_ascii_lowercase()
}

/// Hidden where nobody looks; the bar goes to standard error.
fn progress_bar(size_bytes: u64) -> ProgressBar {
    if !output::remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(size_bytes);
    match ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

//! The files of a list: opened, unpacked, read, with a bar on a terminal.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use trusthub_vetting::unpacked::Unpacked;
use trusthub_vetting::watchlists::{ListFile, Source, Watchlist};

use crate::failure::{Failure, Outcome};
use crate::output;

/// Reads the files as one list.
pub(super) fn read(source: Source, paths: &[PathBuf]) -> Outcome<Watchlist> {
    let bar = progress_bar();
    let mut size_bytes = 0;
    let mut files = Vec::new();
    for path in paths {
        let file = open(path)?;
        size_bytes += file.metadata().map_or(0, |metadata| metadata.len());
        files.push(ListFile {
            name: name(path),
            content: unpacked(path, BufReader::new(bar.wrap_read(file)))?,
        });
    }
    bar.set_length(size_bytes);
    let read = trusthub_vetting::watchlists::read(source, files);
    bar.finish_and_clear();
    read.map_err(|refusal| {
        Failure::refused(refusal)
            .while_doing(format!("the list {source} is refused whole; the version before stays in force"))
    })
}

fn open(path: &Path) -> Outcome<File> {
    File::open(path).with_context(|| format!("cannot open {}", path.display())).map_err(Failure::environment)
}

fn name(path: &Path) -> String {
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    output::harmless(&name)
}

fn unpacked<'a>(path: &Path, file: impl BufRead + 'a) -> Outcome<Box<dyn BufRead + 'a>> {
    let file = Unpacked::open(file).with_context(|| format!("cannot unpack {}", path.display()));
    Ok(Box::new(BufReader::new(file.map_err(Failure::refused)?)))
}

/// Hidden where nobody looks; the bar goes to standard error.
fn progress_bar() -> ProgressBar {
    if !output::remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    match ProgressStyle::with_template("{bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

//! CSV in, the same rows with more columns out, one at a time.
//!
//! Columns are found by name; those that are not asked for are passed through and never looked at. Files may be
//! packed.

use std::fs::File;
use std::io::{self, BufReader, StdoutLock, Write};
use std::path::Path;

use anyhow::Context;
use csv::{Reader, ReaderBuilder, StringRecord, Writer};
use trusthub_vetting::unpacked::Unpacked;

use crate::failure::{Failure, Outcome};

/// Passes a file to standard output, rows in order: the wanted columns go to `judge`, its answers behind the row.
///
/// # Errors
/// A file that cannot be read or is not CSV in UTF-8, with its line; one without a wanted column.
pub(super) fn pass_through<const WANTED: usize, const ADDED: usize>(
    path: &Path,
    wanted: [&str; WANTED],
    added: [&str; ADDED],
    mut judge: impl FnMut([&str; WANTED]) -> [String; ADDED],
) -> Outcome {
    let mut table = Table::open(path, wanted)?;
    let mut output = table.output(&added)?;
    while table.advance()? {
        let answer = judge(wanted_of(&table.row, table.places));
        write(&mut output, &table.row, &answer)?;
    }
    or_leave(output.flush())
}

/// Reads a file: the wanted columns of each row go to `take`.
///
/// # Errors
/// As for [`pass_through`].
pub(super) fn each<const WANTED: usize>(
    path: &Path,
    wanted: [&str; WANTED],
    mut take: impl FnMut([&str; WANTED]),
) -> Outcome {
    let mut table = Table::open(path, wanted)?;
    while table.advance()? {
        take(wanted_of(&table.row, table.places));
    }
    Ok(())
}

/// Rows that are handed to the cores at once.
const ROWS_AT_ONCE: usize = 4096;

/// As [`pass_through`], with several rows at once, for what takes longer than reading does; rows stay in order. Each core
/// has a tool of its own, made by `tool`.
///
/// # Errors
/// As for [`pass_through`].
pub(super) fn pass_through_on_all_cores<T: Send, const WANTED: usize, const ADDED: usize>(
    path: &Path,
    wanted: [&str; WANTED],
    added: [&str; ADDED],
    tool: impl Fn() -> T,
    judge: impl Fn(&mut T, [&str; WANTED]) -> [String; ADDED] + Sync,
) -> Outcome {
    let mut table = Table::open(path, wanted)?;
    let mut output = table.output(&added)?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut tools: Vec<T> = (0..cores).map(|_| tool()).collect();
    let mut is_more = true;
    while is_more {
        let mut rows: Vec<(StringRecord, Option<[String; ADDED]>)> = Vec::with_capacity(ROWS_AT_ONCE);
        while is_more && rows.len() < ROWS_AT_ONCE {
            is_more = table.advance()?;
            if is_more {
                rows.push((table.row.clone(), None));
            }
        }
        let share = rows.len().div_ceil(cores).max(1);
        let places = table.places;
        std::thread::scope(|scope| {
            for (tool, share) in tools.iter_mut().zip(rows.chunks_mut(share)) {
                let judge = &judge;
                scope.spawn(move || {
                    for (row, answer) in share {
                        *answer = Some(judge(tool, wanted_of(row, places)));
                    }
                });
            }
        });
        for (row, answer) in &rows {
            if let Some(answer) = answer {
                write(&mut output, row, answer)?;
            }
        }
    }
    or_leave(output.flush())
}

/// A score as all of these commands write it. Seven digits: what 32 bits tell apart.
pub(super) fn score(score: f32) -> String {
    format!("{score:.7}")
}

/// A file whose first line names its columns; the present row is the header until the first [`Table::advance`].
struct Table<'a, const WANTED: usize> {
    path: &'a Path,
    reader: Reader<Unpacked<BufReader<File>>>,
    row: StringRecord,
    places: [usize; WANTED],
}

impl<'a, const WANTED: usize> Table<'a, WANTED> {
    fn open(path: &'a Path, wanted: [&str; WANTED]) -> Outcome<Self> {
        let mut reader = open(path)?;
        let mut row = StringRecord::new();
        // An empty file has a header without columns.
        reader.read_record(&mut row).map_err(|error| unreadable(path, error))?;
        let places = places(&row, wanted)?;
        Ok(Self { path, reader, row, places })
    }

    /// Standard output, the header and the names of more columns written to it.
    fn output(&self, added: &[&str]) -> Outcome<Writer<StdoutLock<'static>>> {
        let mut output = Writer::from_writer(io::stdout().lock());
        write(&mut output, &self.row, added)?;
        Ok(output)
    }

    /// Moves to the next row; whether there is one.
    fn advance(&mut self) -> Outcome<bool> {
        self.reader.read_record(&mut self.row).map_err(|error| unreadable(self.path, error))
    }
}

fn wanted_of<const WANTED: usize>(row: &StringRecord, places: [usize; WANTED]) -> [&str; WANTED] {
    places.map(|place| row.get(place).unwrap_or_default())
}

fn open(path: &Path) -> Outcome<Reader<Unpacked<BufReader<File>>>> {
    let opened = File::open(path).and_then(|file| Unpacked::open(BufReader::new(file)));
    let file = opened.with_context(|| format!("cannot open {}", path.display()));
    Ok(ReaderBuilder::new().has_headers(false).from_reader(file.map_err(Failure::environment)?))
}

fn unreadable(path: &Path, error: csv::Error) -> Failure {
    Failure::environment(error).while_doing(format!("cannot read {}", path.display()))
}

fn places<const WANTED: usize>(header: &StringRecord, wanted: [&str; WANTED]) -> Outcome<[usize; WANTED]> {
    let mut places = [0; WANTED];
    for (place, name) in places.iter_mut().zip(wanted) {
        let found = header.iter().position(|column| column.trim() == name);
        *place = found.ok_or_else(|| {
            Failure::refused_because(format!("the first line names no column {name}"))
                .hint(format!("it must name {}, in any order", wanted.join(", ")))
        })?;
    }
    Ok(places)
}

fn write(output: &mut Writer<impl Write>, row: &StringRecord, more: &[impl AsRef<str>]) -> Outcome {
    let written = output.write_record(row.iter().chain(more.iter().map(AsRef::as_ref)));
    or_leave(written.map_err(io::Error::from))
}

/// A reader that goes away ends the command quietly.
fn or_leave(written: io::Result<()>) -> Outcome {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => other.map_err(Failure::environment),
    }
}

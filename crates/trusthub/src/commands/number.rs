//! `trusthub number`: the inventory, and the numbers that nobody calls from. `import` takes numbers from a CSV file into the inventory, line by line, without holding the file.

mod blocks;

use std::path::Path;

use csv::ByteRecord;
use serde::Serialize;
use trusthub_app::items::numbers::{self, ImportProblem, ImportReport, ImportRow};
use trusthub_app::{Actor, Hub};

use super::{beside, csv_file, words};
use crate::cli::{self, Json, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Lines taken in between two looks at the progress bar.
const LINES_AT_ONCE: usize = 200;

pub(super) async fn run(place: &Place, command: cli::Number) -> Outcome {
    match command {
        cli::Number::Import { file, json } => beside(place, async |hub| import(hub, &file, json).await).await,
        cli::Number::Block { numbers, note, json } => {
            beside(place, async |hub| blocks::block(hub, &numbers, &note, json).await).await
        }
        cli::Number::Unblock { numbers, json } => {
            beside(place, async |hub| blocks::unblock(hub, &numbers, json).await).await
        }
        cli::Number::Blocked(json) => beside(place, async |hub| blocks::list(hub, json).await).await,
    }
}

async fn import(hub: &Hub, path: &Path, json: Json) -> Outcome {
    let (mut reader, bar) = csv_file::open(path)?;
    let columns = Columns::of(reader.byte_headers().map_err(|error| csv_file::unreadable(path, error))?)?;
    let mut report = ImportReport::default();
    let mut record = ByteRecord::new();
    let mut rows = Vec::with_capacity(LINES_AT_ONCE);
    let mut is_more = true;
    while is_more {
        is_more = reader.read_byte_record(&mut record).map_err(|error| csv_file::unreadable(path, error))?;
        if is_more {
            match columns.row(&record) {
                Ok(row) => rows.push(row),
                Err(problem) => report.problems.push(problem),
            }
        }
        if rows.len() == LINES_AT_ONCE || !is_more {
            add(&mut report, numbers::import(hub, &Actor::operator(), std::mem::take(&mut rows)).await?);
            bar.set_position(reader.position().byte());
        }
    }
    bar.finish_and_clear();
    report.problems.sort_by_key(|problem| problem.line);
    tell(&report, json)
}

fn add(sum: &mut ImportReport, part: ImportReport) {
    sum.imported += part.imported;
    sum.unchanged += part.unchanged;
    sum.problems.extend(part.problems);
}

/// Where the columns are.
struct Columns {
    account_sid: usize,
    phone_number: usize,
    friendly_name: Option<usize>,
}

impl Columns {
    fn of(header: &ByteRecord) -> Outcome<Self> {
        let names: Vec<String> = header.iter().map(csv_file::column_name).collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        match (place("account_sid"), place("phone_number")) {
            (Some(account_sid), Some(phone_number)) => {
                Ok(Self { account_sid, phone_number, friendly_name: place("friendly_name") })
            }
            (None, _) => Err(no_column("account_sid")),
            (Some(_), None) => Err(no_column("phone_number")),
        }
    }

    fn row(&self, record: &ByteRecord) -> Result<ImportRow, ImportProblem> {
        let line = record.position().map_or(0, csv::Position::line);
        let problem = |what: String| ImportProblem { line, what };
        let field = |place: usize, name: &str| {
            let bytes = record.get(place).ok_or_else(|| problem(format!("{name} is missing")))?;
            let text = std::str::from_utf8(bytes).map_err(|_| problem(format!("{name} is not UTF-8")))?;
            Ok(text.to_owned())
        };
        Ok(ImportRow {
            line,
            account_sid: field(self.account_sid, "account_sid")?,
            phone_number: field(self.phone_number, "phone_number")?,
            friendly_name: match self.friendly_name {
                // A shorter line simply has no name.
                Some(place) if place < record.len() => Some(field(place, "friendly_name")?),
                Some(_) | None => None,
            },
        })
    }
}

fn no_column(name: &str) -> Failure {
    Failure::refused_because(format!("the first line names no column {name}"))
        .hint("begin the file with: account_sid,phone_number,friendly_name")
}

/// What `number import --json` prints.
#[derive(Serialize)]
struct Told<'a> {
    imported: u64,
    unchanged: u64,
    problems: Vec<ToldProblem<'a>>,
}

#[derive(Serialize)]
struct ToldProblem<'a> {
    line: u64,
    what: &'a str,
}

fn tell(report: &ImportReport, json: Json) -> Outcome {
    let refused = u64::try_from(report.problems.len()).unwrap_or(u64::MAX);
    if json.json {
        let problems =
            report.problems.iter().map(|problem| ToldProblem { line: problem.line, what: &problem.what });
        output::json(&Told {
            imported: report.imported,
            unchanged: report.unchanged,
            problems: problems.collect(),
        })?;
    } else {
        let style = Style::of_standard_output();
        for problem in &report.problems {
            output::line(format!("{} {}", style.bad(format!("line {}:", problem.line)), problem.what));
        }
        let imported = words::count(report.imported, "number", "numbers");
        let refused = words::count(refused, "line", "lines");
        output::line(format!("{imported} imported, {} known already, {refused} refused.", report.unchanged));
    }
    if refused == 0 { Ok(()) } else { Err(Failure::found_wanting()) }
}

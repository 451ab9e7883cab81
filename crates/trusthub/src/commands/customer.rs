//! `trusthub customer`: brings in an ISV's customers from a CSV file, line by line, without holding the file.

use std::path::Path;

use csv::{ByteRecord, WriterBuilder};
use serde::Serialize;
use trusthub_app::accounts;
use trusthub_app::customers::{Import, ImportOrder, Imported, Taken};
use trusthub_app::{Actor, Hub};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::customer_sheet::{CustomerRow, CustomerSheet, column_names};
use trusthub_domain::policy::{Policy, SECONDARY_BUSINESS};
use trusthub_domain::sid::{AccountSid, PolicySid};

use super::{beside, csv_file, words};
use crate::cli::{self, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Lines that are brought in at once: enough that they share commits. Ours.
const LINES_AT_ONCE: usize = 16;

pub(super) async fn run(place: &Place, command: cli::Customer) -> Outcome {
    match command {
        cli::Customer::Import { file, account, policy, primary, submit, json } => {
            let order = ImportOrder { policy, primary, submits: submit };
            beside(place, async |hub| import(hub, &file, account, order, json.json).await).await
        }
        cli::Customer::Columns { policy } => beside(place, async |hub| columns(hub, policy)).await,
    }
}

fn columns(hub: &Hub, policy: Option<PolicySid>) -> Outcome {
    let found: Option<&Policy> = match policy {
        Some(sid) => hub.catalog().policy(sid),
        None => hub.catalog().policies_of_object_type(SECONDARY_BUSINESS).next(),
    };
    let policy = found.filter(|policy| policy.bundle_kind == BundleKind::CustomerProfile);
    let policy = policy.ok_or_else(|| Failure::refused_because("there is no such policy for profiles"))?;
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(column_names(policy)).map_err(Failure::environment)?;
    let line = writer.into_inner().map_err(|error| Failure::environment(error.into_error()))?;
    output::text(String::from_utf8_lossy(&line));
    Ok(())
}

async fn import(hub: &Hub, path: &Path, account: AccountSid, order: ImportOrder, json: bool) -> Outcome {
    let (mut reader, bar) = csv_file::open(path)?;
    let isv = accounts::act_on(hub, &Actor::operator(), account).await?;
    let import = Import::begin(hub, isv, order).await?;
    let header = reader.byte_headers().map_err(|error| csv_file::unreadable(path, error))?;
    let names: Vec<String> = header.iter().map(csv_file::column_name).collect();
    let sheet = import.sheet(names.iter().map(String::as_str)).map_err(|error| {
        Failure::refused_because(error.to_string())
            .hint("`trusthub customer columns` prints a first line with every column there can be")
    })?;
    let mut teller = Teller { json, style: Style::of_standard_output(), counts: Counts::default() };
    let mut record = ByteRecord::new();
    let mut piece: Vec<Line> = Vec::with_capacity(LINES_AT_ONCE);
    let mut is_more = true;
    while is_more {
        is_more = reader.read_byte_record(&mut record).map_err(|error| csv_file::unreadable(path, error))?;
        if is_more {
            piece.push(Line::read(&sheet, &record));
        }
        if piece.len() == LINES_AT_ONCE || !is_more {
            take(&import, &sheet, std::mem::take(&mut piece), |told| bar.suspend(|| teller.tell(&told)))
                .await?;
            bar.set_position(reader.position().byte());
        }
    }
    bar.finish_and_clear();
    teller.close()
}

/// A line, and the customer on it if it can be taken.
struct Line {
    number: u64,
    row: Result<CustomerRow, String>,
}

impl Line {
    fn read(sheet: &CustomerSheet<'_>, record: &ByteRecord) -> Self {
        let number = record.position().map_or(0, csv::Position::line);
        let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let row = match fields {
            Ok(fields) => sheet.row(&fields).map_err(|error| error.to_string()),
            Err(_) => Err("it is not UTF-8".to_owned()),
        };
        Self { number, row }
    }
}

/// Brings in what can be taken, and tells what became of each line, in order. What is no fault of a line, such as a
/// database that has gone, ends the import; it goes on there next time.
async fn take(
    import: &Import<'_>,
    sheet: &CustomerSheet<'_>,
    piece: Vec<Line>,
    mut tell: impl FnMut(Told) -> Outcome,
) -> Outcome {
    let rows: Vec<CustomerRow> = piece.iter().filter_map(|line| line.row.as_ref().ok().cloned()).collect();
    let mut taken = import.take_all(sheet, &rows).await.into_iter();
    for line in piece {
        let told = match &line.row {
            Err(why) => Told::refused(line.number, None, why.clone()),
            Ok(row) => match taken.next() {
                Some(Ok(imported)) => Told::taken(line.number, row, &imported),
                Some(Err(error)) if error.is_of_input() => {
                    Told::refused(line.number, Some(row), error.to_string())
                }
                Some(Err(error)) => return Err(error.into()),
                None => return Err(Failure::refused_because("a line was lost")),
            },
        };
        tell(told)?;
    }
    Ok(())
}

/// What `customer import --json` prints of a line, a line each.
#[derive(Serialize)]
struct Told {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// `made`, `mended`, `unchanged` or `refused`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_profile_sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    /// What the profile lacks, or why the line is refused.
    reasons: Vec<String>,
}

impl Told {
    fn taken(line: u64, row: &CustomerRow, imported: &Imported) -> Self {
        let lacks = imported.shortcomings.iter().map(|reason| match &reason.field {
            Some(field) => format!("{field}: {}", reason.message),
            None => reason.message.clone(),
        });
        Self {
            line,
            reference: Some(row.reference.clone()),
            outcome: imported.taken.as_str(),
            account_sid: Some(imported.customer.to_string()),
            customer_profile_sid: Some(imported.profile.to_string()),
            status: Some(imported.status.as_str()),
            reasons: lacks.collect(),
        }
    }

    fn refused(line: u64, row: Option<&CustomerRow>, why: String) -> Self {
        Self {
            line,
            reference: row.map(|row| row.reference.clone()),
            outcome: "refused",
            account_sid: None,
            customer_profile_sid: None,
            status: None,
            reasons: vec![why],
        }
    }
}

#[derive(Default)]
struct Counts {
    made: u64,
    mended: u64,
    unchanged: u64,
    refused: u64,
    incomplete: u64,
}

struct Teller {
    json: bool,
    style: Style,
    counts: Counts,
}

impl Teller {
    /// To people only what wants something done.
    fn tell(&mut self, told: &Told) -> Outcome {
        let count = match told.outcome {
            outcome if outcome == Taken::Made.as_str() => &mut self.counts.made,
            outcome if outcome == Taken::Mended.as_str() => &mut self.counts.mended,
            outcome if outcome == Taken::Unchanged.as_str() => &mut self.counts.unchanged,
            _ => &mut self.counts.refused,
        };
        *count += 1;
        let is_refused = told.outcome == "refused";
        self.counts.incomplete += u64::from(!is_refused && !told.reasons.is_empty());
        if self.json {
            return output::json_line(told);
        }
        if !told.reasons.is_empty() {
            let place = format!("line {}:", told.line);
            let place = if is_refused { self.style.bad(place) } else { self.style.attention(place) };
            let reference = told.reference.as_deref().map(output::harmless).unwrap_or_default();
            let what = if is_refused { "" } else { "lacks " };
            output::line(format!("{place} {reference} {what}{}", told.reasons.join("; ")));
        }
        Ok(())
    }

    fn close(self) -> Outcome {
        let Counts { made, mended, unchanged, refused, incomplete } = self.counts;
        if !self.json {
            let made = words::count(made, "customer", "customers");
            let refused = words::count(refused, "line", "lines");
            output::line(format!("{made} made, {mended} mended, {unchanged} unchanged, {refused} refused."));
            if incomplete > 0 {
                let incomplete = words::count(incomplete, "profile is", "profiles are");
                output::line(format!(
                    "{incomplete} not complete: add what is named above, and give the file again."
                ));
            }
        }
        if refused == 0 { Ok(()) } else { Err(Failure::found_wanting()) }
    }
}

//! `trusthub customer`: brings in an ISV's customers from a CSV file, line by line, without holding the file.

mod told;

use std::path::Path;

use csv::{ByteRecord, WriterBuilder};
use trusthub_app::customers::{Import, ImportOrder};
use trusthub_app::{Actor, Hub, accounts, customers};
use trusthub_domain::customer_sheet::{CustomerRow, CustomerSheet};
use trusthub_domain::sid::{AccountSid, PolicySid};

use self::told::{Teller, Told};
use super::{beside, csv_file};
use crate::cli::{self, Place};
use crate::failure::{Failure, Outcome};
use crate::output;

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
    let names = customers::columns(hub, policy)?;
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(names).map_err(Failure::environment)?;
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
    let mut teller = Teller::new(json);
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
    row: Result<CustomerRow, Vec<String>>,
}

impl Line {
    fn read(sheet: &CustomerSheet<'_>, record: &ByteRecord) -> Self {
        let number = record.position().map_or(0, csv::Position::line);
        let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
        let row = match fields {
            Ok(fields) => {
                sheet.row(&fields).map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
            }
            Err(_) => Err(vec!["it is not UTF-8".to_owned()]),
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
                    Told::refused(line.number, Some(row), vec![error.to_string()])
                }
                Some(Err(error)) => return Err(error.into()),
                None => return Err(Failure::refused_because("a line was lost")),
            },
        };
        tell(told)?;
    }
    Ok(())
}

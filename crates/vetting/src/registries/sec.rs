//! Securities and Exchange Commission: `company_tickers.json` and `company_tickers_exchange.json`.
//!
//! Small files (some ten thousand companies), so they are read whole. A company with several classes of shares stands
//! there once per ticker and here once. The register does not say where a company is: only that it files in the United
//! States, which companies of all countries do.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use serde::Deserialize;

use super::error::{Refusal, Why};
use super::record::{Identifier, RegistryRecord, Standing};
use super::records::Limits;
use super::table::tidy;

/// Many times what either file has.
const MOST_BYTES: u64 = 64 << 20;

/// `{"0": {"cik_str": 320193, "ticker": "AAPL", "title": "Apple Inc."}, …}`
#[derive(Deserialize)]
struct Ticker {
    cik_str: u64,
    title: String,
}

/// `{"fields": ["cik", "name", "ticker", "exchange"], "data": [[320193, "Apple Inc.", "AAPL", "Nasdaq"], …]}`
#[derive(Deserialize)]
struct Exchange {
    fields: Vec<String>,
    data: Vec<Vec<serde_json::Value>>,
}

/// The companies, by their number; `None` for an entry without a name.
pub(super) fn read(input: impl BufRead, limits: Limits) -> Result<Vec<Option<RegistryRecord>>, Refusal> {
    let most = limits.bytes.min(MOST_BYTES);
    let mut bytes = Vec::new();
    let read =
        input.take(most + 1).read_to_end(&mut bytes).map_err(|error| Refusal::whole(Why::Read(error)))?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most {
        return Err(Refusal::whole(Why::TooLarge(format!("more than {most} bytes are not read"))));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::whole(Why::Empty));
    }
    let companies = match serde_json::from_slice::<Exchange>(&bytes) {
        Ok(exchange) => of_exchange(&exchange)?,
        Err(_) => {
            let tickers: BTreeMap<String, Ticker> =
                serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
            tickers.into_values().map(|ticker| (ticker.cik_str, ticker.title)).collect()
        }
    };
    Ok(companies.into_iter().map(|(cik, name)| record(cik, &name)).collect())
}

fn malformed(error: &serde_json::Error) -> Refusal {
    let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
    let column = Some((error.column(), String::new()));
    Refusal { line, column, why: Why::Layout(format!("this is not the JSON of the SEC's list: {error}")) }
}

fn of_exchange(exchange: &Exchange) -> Result<BTreeMap<u64, String>, Refusal> {
    let place = |name: &str| exchange.fields.iter().position(|field| field == name);
    let (Some(cik), Some(name)) = (place("cik"), place("name")) else {
        return Err(Refusal::at(1, Why::Layout("its `fields` name no `cik` and `name`".to_owned())));
    };
    let mut companies = BTreeMap::new();
    for (row, number) in exchange.data.iter().zip(1_u64..) {
        let cik = row.get(cik).and_then(serde_json::Value::as_u64);
        let name = row.get(name).and_then(serde_json::Value::as_str);
        let (Some(cik), Some(name)) = (cik, name) else {
            return Err(Refusal::whole(Why::Layout(format!(
                "row {number} of its `data` has no number or no name"
            ))));
        };
        companies.insert(cik, name.to_owned());
    }
    Ok(companies)
}

fn record(cik: u64, name: &str) -> Option<RegistryRecord> {
    let legal_name = tidy(name);
    // Ten digits, as the SEC writes it.
    let source_id = format!("{cik:010}");
    (!legal_name.is_empty()).then(|| RegistryRecord {
        identifiers: Identifier::new("CIK", &source_id).into_iter().collect(),
        legal_name,
        source_id,
        standing: Standing::Active,
        ..RegistryRecord::default()
    })
}

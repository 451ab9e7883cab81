//! `trusthub number block|unblock|blocked`: the do-not-originate list.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use trusthub_app::attestation::{CallingNumber, blocks};
use trusthub_app::{Actor, Hub};

use crate::cli::{Json, Numbers};
use crate::commands::words;
use crate::failure::{Failure, Outcome};
use crate::output;

/// Numbers in one transaction: others write between two of them.
const AT_ONCE: usize = 500;

/// Entries that are read at once.
const PIECE: u32 = 1_000;

/// Larger than any list of numbers; a file that is not one is not read to its end.
const MOST_BYTES: u64 = 1 << 26;

/// What `number block --json` and `number unblock --json` print.
#[derive(Serialize)]
struct Told {
    changed: u64,
    unchanged: u64,
}

pub(super) async fn block(hub: &Hub, given: &Numbers, note: &str, json: Json) -> Outcome {
    let numbers = read(given)?;
    let mut changed = 0;
    for piece in numbers.chunks(AT_ONCE) {
        changed += blocks::block(hub, &Actor::operator(), piece, note).await?;
    }
    tell(&numbers, changed, json, "blocked", "were blocked already")
}

pub(super) async fn unblock(hub: &Hub, given: &Numbers, json: Json) -> Outcome {
    let numbers = read(given)?;
    let mut changed = 0;
    for piece in numbers.chunks(AT_ONCE) {
        changed += blocks::unblock(hub, &Actor::operator(), piece).await?;
    }
    tell(&numbers, changed, json, "unblocked", "were not blocked")
}

fn tell(numbers: &[CallingNumber], changed: u64, json: Json, done: &str, others: &str) -> Outcome {
    let unchanged = u64::try_from(numbers.len()).unwrap_or(u64::MAX).saturating_sub(changed);
    if json.json {
        return output::json(&Told { changed, unchanged });
    }
    output::line(format!("{} {done}, {unchanged} {others}.", words::count(changed, "number", "numbers")));
    Ok(())
}

/// All of them are read before the first one is done: a file with a wrong line changes nothing.
fn read(given: &Numbers) -> Outcome<Vec<CallingNumber>> {
    let typed = given.numbers.iter().map(|number| number_in(number, "the command line"));
    let mut numbers = typed.collect::<Outcome<Vec<_>>>()?;
    if let Some(path) = &given.file {
        for (line, text) in (1_u64..).zip(text_of(path)?.lines()) {
            let number =
                text.split([',', '#']).next().unwrap_or_default().trim().trim_start_matches('\u{feff}');
            if !number.is_empty() {
                numbers.push(number_in(number, &format!("{}:{line}", path.display()))?);
            }
        }
    }
    Ok(numbers)
}

fn text_of(path: &Path) -> Outcome<String> {
    let read = || -> anyhow::Result<String> {
        let size = std::fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        anyhow::ensure!(size <= MOST_BYTES, "{}: larger than a list of numbers can be", path.display());
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
    };
    read().map_err(Failure::environment)
}

fn number_in(text: &str, place: &str) -> Outcome<CallingNumber> {
    CallingNumber::parse("Number", text)
        .map_err(|error| Failure::from(error).while_doing(format!("{place}: {text}")))
}

/// An entry of `number blocked --json`.
#[derive(Serialize)]
struct Listed {
    number: String,
    note: String,
    date_created: String,
}

pub(super) async fn list(hub: &Hub, json: Json) -> Outcome {
    let mut listed: Vec<Listed> = Vec::new();
    let mut after = String::new();
    loop {
        let piece = blocks::list(hub, &Actor::operator(), &after, PIECE).await?;
        let Some(last) = piece.last() else { break };
        after.clone_from(&last.digits);
        listed.extend(piece.into_iter().map(|blocked| Listed {
            number: blocked.digits,
            note: blocked.note,
            date_created: blocked.date_created.to_rfc3339(),
        }));
    }
    if json.json {
        return output::json(&listed);
    }
    let rows = listed.into_iter().map(|one| vec![one.number, one.date_created, output::harmless(&one.note)]);
    output::table(rows);
    Ok(())
}

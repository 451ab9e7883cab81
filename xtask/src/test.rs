//! `cargo xtask test`: each step under its own heading, all of them even when one fails, a table at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::ValueEnum;

use crate::report::{self, Outcome, Row};
use crate::steps::{Session, Step};

/// Runs the steps named in `only`, or all.
///
/// # Errors
/// None of its own; a failing step is in the table and in the exit code.
pub fn run(only: &[Step], long: bool) -> Result<ExitCode> {
    let is_named = |step: &Step| only.iter().any(|it| it == step || it.needs() == Some(*step));
    let chosen = |step: &Step| {
        if only.is_empty() { long || !step.is_long() } else { is_named(step) }
    };
    let mut session = Session::new(long);
    let mut rows: Vec<Row> = Vec::new();
    let mut failed: Vec<Step> = Vec::new();
    for step in Step::value_variants().iter().copied().filter(chosen) {
        if step.needs().is_some_and(|needed| failed.contains(&needed)) {
            rows.push(Row { step: step.name(), outcome: Outcome::NotRun, took: Duration::ZERO });
            continue;
        }
        println!("\n== {} ==", step.name());
        let started = Instant::now();
        let (tally, result) = session.run(step);
        let outcome = match result {
            Ok(()) if tally.is_none_or(|tally| tally.failed == 0) => Outcome::Passed(tally),
            Ok(()) => Outcome::Failed("tests failed".to_owned(), tally),
            Err(error) => {
                eprintln!("{}: {error:#}", step.name());
                Outcome::Failed(format!("{error:#}"), tally)
            }
        };
        if matches!(outcome, Outcome::Failed(..)) {
            failed.push(step);
        }
        rows.push(Row { step: step.name(), outcome, took: started.elapsed() });
    }
    Ok(if report::print(&rows) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

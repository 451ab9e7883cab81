//! The console in a browser: Playwright on Debian's Chromium against the built binary. The journeys are in `e2e/`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::report::Tally;
use crate::{shell, tools, workspace};

/// Walks all journeys, in every width and colour if `is_long`; the tests it counted, and whether all passed. Without a
/// browser nothing is tried, and that is said loudly.
///
/// # Errors
/// Playwright cannot be fetched, or does not start.
pub fn run(is_long: bool) -> Result<(Tally, Result<()>)> {
    let chromium = match tools::chromium() {
        Ok(chromium) => chromium,
        Err(error) => {
            println!("NOT TRIED: the console needs a browser: {error:#}");
            return Ok((Tally::default(), Ok(())));
        }
    };
    let results = workspace::target().join("e2e");
    let report = results.join("report.json");
    fs::remove_file(&report).ok();
    let mut playwright = playwright(&chromium)?;
    if is_long {
        playwright.env("TRUSTHUB_E2E_LONG", "1");
    }
    let result = shell::run(&mut playwright).map_err(|_| anyhow!("a journey failed"));
    let text = fs::read_to_string(&report).with_context(|| format!("no report in {}", report.display()))?;
    Ok((tally(&text)?, result))
}

/// Makes a picture of every page in each shape.
///
/// # Errors
/// The binary cannot be built, there is no browser, or a page is missing.
pub fn screenshots(folder: &Path) -> Result<()> {
    crate::steps::build()?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let folder = folder.canonicalize()?;
    let mut playwright = playwright(&tools::chromium()?)?;
    shell::run(playwright.arg("screenshots").env("TRUSTHUB_SCREENSHOTS", &folder))
}

/// Playwright with the journeys, in a folder of its own: it finds its packages beside them.
fn playwright(chromium: &Path) -> Result<Command> {
    let home = tools::playwright()?;
    let results = workspace::target().join("e2e");
    for entry in fs::read_dir(workspace::root().join("e2e"))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "js") {
            fs::copy(entry.path(), home.join(entry.file_name()))?;
        }
    }
    let mut playwright = workspace::program(home.join("node_modules/.bin/playwright"));
    playwright.arg("test").current_dir(&home);
    playwright.env("TRUSTHUB_BINARY", workspace::target().join("debug/trusthub"));
    playwright.env("TRUSTHUB_CHROMIUM", chromium);
    playwright.env("TRUSTHUB_E2E_REPORT", results.join("report.json"));
    playwright.env("TRUSTHUB_E2E_RESULTS", results.join("results"));
    // A test that is called by somebody's own pipeline is no other test.
    if env::var_os("CI").is_some() {
        playwright.env_remove("CI");
    }
    Ok(playwright)
}

/// The totals in Playwright's report.
fn tally(report: &str) -> Result<Tally> {
    let report: Value = serde_json::from_str(report).context("Playwright's report is not JSON")?;
    let number = |name: &str| report.pointer(&format!("/stats/{name}")).and_then(Value::as_u64);
    let passed = number("expected").context("Playwright's report has no totals")?;
    Ok(Tally { passed, failed: number("unexpected").unwrap_or(0) + number("flaky").unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_totals_of_playwright_are_read() {
        let report = r#"{"stats": {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 2}}"#;
        assert_eq!(tally(report).unwrap(), Tally { passed: 7, failed: 2 });
    }
}

//! `trusthub doctor`: looks at everything a hub needs, and says how to mend what is wrong.
//!
//! A check leaves everything as it was, and one that fails does not stop the others.

mod checks;
mod exposure;
mod lists;
mod machine;
mod outside;
mod provider;
mod public_url;
mod reading;
mod registers;
mod registry;
mod stir;
mod stream;
mod tls;

use serde::Serialize;

use crate::cli::{Json, Place};
use crate::config;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Finding {
    level: Level,
    /// What was looked at.
    subject: &'static str,
    /// What was seen.
    what: String,
    /// What to do about it; empty if nothing.
    mend: String,
}

impl Finding {
    fn ok(subject: &'static str, what: impl Into<String>) -> Self {
        Self { level: Level::Ok, subject, what: what.into(), mend: String::new() }
    }

    fn warn(subject: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { level: Level::Warn, subject, what: what.into(), mend: mend.into() }
    }

    fn fail(subject: &'static str, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { level: Level::Fail, subject, what: what.into(), mend: mend.into() }
    }

    /// A failure as some other part of the program put it.
    fn of(subject: &'static str, failure: &Failure) -> Self {
        let mut lines = failure.lines().into_iter().map(|line| line.trim().to_owned());
        let what = lines.next().unwrap_or_default();
        let what = what.strip_prefix("error: ").map(str::to_owned).unwrap_or(what);
        let (hints, causes): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("hint: "));
        let what = causes.iter().fold(what, |what, cause| format!("{what}; {cause}"));
        let mend =
            hints.first().and_then(|hint| hint.strip_prefix("hint: ")).unwrap_or("mend it and try again");
        Self::fail(subject, what, mend)
    }
}

pub(super) async fn run(place: &Place, json: Json) -> Outcome {
    let findings = match config::load(&place.given()) {
        Ok(config) => checks::all(&config).await,
        Err(error) => {
            vec![Finding::fail("configuration", error.to_string(), "mend it; the rest was not looked at")]
        }
    };
    if json.json {
        output::json(&findings)?;
    } else {
        tell(&findings);
    }
    if findings.iter().any(|finding| finding.level == Level::Fail) {
        Err(Failure::found_wanting())
    } else {
        Ok(())
    }
}

fn tell(findings: &[Finding]) {
    let style = Style::of_standard_output();
    for finding in findings {
        let mark = match finding.level {
            Level::Ok => style.good("ok  "),
            Level::Warn => style.attention("warn"),
            Level::Fail => style.bad("FAIL"),
        };
        output::line(format!("{mark}  {:<14} {}", finding.subject, finding.what));
        if !finding.mend.is_empty() {
            output::line(format!("                     {} {}", style.dim("mend:"), finding.mend));
        }
    }
}

//! `trusthub match identifiers`: each number against the rules of its scheme.

use std::path::Path;

use trusthub_app::{Clock, SystemClock};
use trusthub_vetting::identifiers::{Day, find};

use super::rows;
use crate::failure::Outcome;

pub(super) fn run(file: &Path) -> Outcome {
    let today = today();
    rows::pass_through(file, ["module", "number"], ["accepted", "rule"], |[module, number]| {
        let answer = find(module).map(|scheme| scheme.judge(number, today));
        match answer {
            Some(answer) => [answer.accepted.to_string(), answer.rule],
            None => ["false".to_owned(), "unknown_scheme".to_owned()],
        }
    })
}

/// Numbers cannot name a day that is still to come.
fn today() -> Day {
    let text = SystemClock.now().to_rfc3339();
    let part = |range: std::ops::Range<usize>| text.get(range).and_then(|digits| digits.parse().ok());
    match (part(0..4), part(5..7), part(8..10)) {
        (Some(year), Some(month), Some(day)) => Day { year, month, day },
        _ => Day::LAST,
    }
}

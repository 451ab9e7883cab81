//! What the steps came to, as a table that ends with totals.

use std::fmt;
use std::time::Duration;

/// Tests counted by a runner.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// Reads the last `N passed, N failed` (or cargo's `N passed; N failed`) of each line and adds them up.
    pub fn read(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines() {
            if let (Some(passed), Some(failed)) =
                (number_before(line, " passed"), number_before(line, " failed"))
            {
                sum.add(Self { passed, failed });
            }
        }
        sum
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

fn number_before(line: &str, word: &str) -> Option<u64> {
    let (before, _) = line.split_once(word)?;
    before.rsplit(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// How a step ended.
pub enum Outcome {
    /// Well; with the tests it counted, if it counts.
    Passed(Option<Tally>),
    /// Not well, and why.
    Failed(String, Option<Tally>),
    /// It needs a step that failed.
    NotRun,
}

/// One line of the table.
pub struct Row {
    pub step: String,
    pub outcome: Outcome,
    pub took: Duration,
}

/// Prints the table and the totals; whether everything passed. A step that was not run counts as failed.
pub fn print(rows: &[Row]) -> bool {
    let mut tests = Tally::default();
    let mut steps = Tally::default();
    println!("\n{:<22} {:<8} {:>8}", "step", "result", "seconds");
    for row in rows {
        let (word, tally, why) = match &row.outcome {
            Outcome::Passed(tally) => ("passed", *tally, None),
            Outcome::Failed(why, tally) => ("FAILED", *tally, Some(why.as_str())),
            Outcome::NotRun => ("NOT RUN", None, Some("needs a step that failed")),
        };
        steps.add(if word == "passed" {
            Tally { passed: 1, failed: 0 }
        } else {
            Tally { passed: 0, failed: 1 }
        });
        tests.add(tally.unwrap_or_default());
        let detail = [tally.map(|tally| tally.to_string()), why.map(str::to_owned)];
        let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(": ");
        println!("{:<22} {word:<8} {:>8.1}  {detail}", row.step, row.took.as_secs_f64());
    }
    println!("\nsteps: {steps}\ntests: {tests}");
    steps.failed == 0 && tests.failed == 0
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn totals_of_cargo_and_of_our_own_runner_are_read() {
        let output = "\
            test result: ok. 3 passed; 1 failed; 0 ignored\n\
            python (sync)  12 passed, 0 failed\n\
            nothing passed here\n";
        assert_eq!(Tally::read(output), Tally { passed: 15, failed: 1 });
    }
}

//! `trusthub vet`: one business that nobody has registered, or past cases under the rules of now or of tomorrow.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use trusthub_app::review::replay::{self, Replayed};
use trusthub_app::review::trial::{self, Draft, Trial};
use trusthub_app::{Actor, Scorecard};
use trusthub_domain::bundle::Reason;
use trusthub_domain::review::{Assessment, Verdict};

use super::{evidence, with_config, words};
use crate::cli::{self, Place};
use crate::config::{self, Config};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};
use crate::{data_dir, rules};

/// No profile is as large.
const MOST_BYTES: u64 = 1 << 20;

pub(super) async fn run(place: &Place, arguments: cli::Vet) -> Outcome {
    let config = config::load(&place.given())?;
    let card = match &arguments.scorecard {
        Some(path) => rules::scorecard_in(path)?,
        None => rules::scorecard(&config.data_dir)?,
    };
    match &arguments.file {
        Some(file) => one(&config, card, file, arguments.json.json).await,
        None if arguments.replay => past(&config, &card, arguments.json.json).await,
        None => {
            output::text(card.text());
            Ok(())
        }
    }
}

async fn one(config: &Config, card: Scorecard, file: &Path, is_json: bool) -> Outcome {
    let draft = draft(file)?;
    let has_hub = data_dir::has_hub(config);
    let trial = if has_hub {
        with_config(config, async |hub| Ok(trial::beside(hub, &Actor::operator(), draft, &card).await?))
            .await?
    } else {
        trial::alone(draft, &rules::catalog(&config.data_dir)?, &card)?
    };
    if is_json {
        output::json(&Told::of(&trial))?;
    } else {
        tell(&trial);
        if !has_hub {
            let folder = config.data_dir.display();
            output::remark(format!(
                "There is no hub in {folder}: neither sanctions lists nor registers were looked at."
            ));
        }
    }
    let is_refused =
        !trial.shortcomings.is_empty() || matches!(trial.assessment.verdict, Verdict::Reject { .. });
    if is_refused { Err(Failure::found_wanting()) } else { Ok(()) }
}

fn draft(file: &Path) -> Outcome<Draft> {
    let is_standard_input = file == Path::new("-");
    let name = if is_standard_input { "standard input".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read = if is_standard_input {
        stdin().take(MOST_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
    };
    let size = read.with_context(|| format!("cannot read {name}")).map_err(Failure::environment)?;
    if u64::try_from(size).is_ok_and(|size| size > MOST_BYTES) {
        return Err(Failure::refused_because(format!("{name} is larger than a profile can be (1 MiB)")));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::refused(error)
            .while_doing(format!("{name} is no profile"))
            .hint("docs/scorecard.md shows one; `policy`, `end_users` and `addresses` are what it needs")
    })
}

/// What `vet FILE --json` prints.
#[derive(Serialize)]
struct Told<'a> {
    policy: &'a str,
    shortcomings: &'a [Reason],
    #[serde(flatten)]
    assessment: &'a Assessment,
}

impl<'a> Told<'a> {
    fn of(trial: &'a Trial) -> Self {
        Self { policy: &trial.policy, shortcomings: &trial.shortcomings, assessment: &trial.assessment }
    }
}

fn tell(trial: &Trial) {
    let style = Style::of_standard_output();
    output::line(format!("Held against {}", style.bold(&trial.policy)));
    if !trial.shortcomings.is_empty() {
        let head = "its submission would be turned down for these, before any vetting";
        output::section("shortcomings", head, style).iter().for_each(output::line);
        for reason in &trial.shortcomings {
            let field = reason.field.as_deref().unwrap_or_default();
            let code = style.bad(reason.code.0.to_string());
            output::line(format!("  {code}  {}", style.name(output::harmless(field))));
            evidence::indented(&reason.message, 8).iter().for_each(output::line);
        }
    }
    evidence::lines(&trial.assessment, style).iter().for_each(output::line);
}

/// What `vet --replay --json` prints.
#[derive(Debug, Default, Serialize)]
struct Replay {
    /// Under the rules that the replay used.
    ruleset: String,
    cases: u64,
    /// Of them, those that were decided under the same rules.
    same_rules: u64,
    /// Of those, how many did not come out the same.
    broken: Vec<Difference>,
    /// Under other rules: whose conclusion would be another.
    changed: Vec<Difference>,
}

#[derive(Debug, Serialize)]
struct Difference {
    case_sid: String,
    account_sid: String,
    bundle_sid: String,
    opened_at: String,
    ruleset: String,
    before: &'static str,
    after: &'static str,
    outcome: Option<trusthub_domain::review::CaseOutcome>,
    points_before: Option<i32>,
    points_after: Option<i32>,
}

async fn past(config: &Config, card: &Scorecard, is_json: bool) -> Outcome {
    let mut told = Replay { ruleset: trusthub_vetting::ruleset(card), ..Replay::default() };
    with_config(config, async |hub| {
        Ok(replay::replay(hub, &Actor::operator(), card, |one| told.count(&one)).await?)
    })
    .await?;
    if is_json {
        output::json(&told)?;
    } else {
        told.print();
    }
    if told.broken.is_empty() { Ok(()) } else { Err(Failure::found_wanting()) }
}

impl Replay {
    fn count(&mut self, one: &Replayed) {
        self.cases += 1;
        self.same_rules += u64::from(one.is_of_same_rules());
        if one.is_broken() {
            self.broken.push(Difference::of(one));
        } else if one.is_other_conclusion() {
            self.changed.push(Difference::of(one));
        }
    }

    fn print(&self) {
        let style = Style::of_standard_output();
        let cases = words::count(self.cases, "case", "cases");
        output::line(format!("{cases} assessed again under {}", style.bold(&self.ruleset)));
        let sound = self.same_rules.saturating_sub(u64::try_from(self.broken.len()).unwrap_or(u64::MAX));
        output::line(format!(
            "  {} of {} decided under these rules came out the same, bit for bit",
            sound, self.same_rules
        ));
        table(
            "broken",
            "same rules, another answer: the rules or the case were changed",
            &self.broken,
            style,
        );
        table("changed", "would be concluded otherwise under these rules", &self.changed, style);
        if self.changed.is_empty() {
            output::line("  no conclusion would change");
        }
    }
}

fn table(title: &str, head: &str, differences: &[Difference], style: Style) {
    if differences.is_empty() {
        return;
    }
    output::section(title, head, style).iter().for_each(output::line);
    let points = |points: Option<i32>| points.map(|points| points.to_string()).unwrap_or_default();
    let rows = differences.iter().map(|one| {
        vec![
            format!("  {}", one.case_sid),
            one.bundle_sid.clone(),
            format!("{} → {}", one.before, one.after),
            format!("{} → {}", points(one.points_before), points(one.points_after)),
            style.dim(&one.ruleset),
        ]
    });
    output::columns(&rows.collect::<Vec<_>>()).iter().for_each(output::line);
}

impl Difference {
    fn of(one: &Replayed) -> Self {
        let points = |assessment: &Assessment| assessment.scoring.as_ref().map(|scoring| scoring.points);
        Self {
            case_sid: one.sid.to_string(),
            account_sid: one.account_sid.to_string(),
            bundle_sid: one.bundle_sid.to_string(),
            opened_at: one.opened_at.to_rfc3339(),
            ruleset: one.before.ruleset.clone(),
            before: name_of(&one.before.verdict),
            after: name_of(&one.after.verdict),
            outcome: one.outcome,
            points_before: points(&one.before),
            points_after: points(&one.after),
        }
    }
}

const fn name_of(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approve",
        Verdict::Reject { .. } => "reject",
        Verdict::Refer => "refer",
    }
}

//! `trusthub restore`: a backup taken in, whole or not at all, while nobody else works with the hub.

use std::io;
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tokio::io::BufReader;
use trusthub_app::backup::{self, Progress, RestoreWish, Restored, RuleFile, Stage};
use trusthub_app::{Actor, Hub};
use trusthub_domain::sid::AccountSid;

use super::backup::{contents, failure};
use super::words;
use crate::cli::{self, Place};
use crate::config::{self, Config};
use crate::data_dir;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::rules;
use crate::wiring::{self, Opened, Purpose};

/// Bytes read at once.
const BUFFER: usize = 1024 * 1024;

pub(super) async fn run(place: &Place, arguments: &cli::Restore) -> Outcome {
    let config = config::load(&place.given())?;
    let wish = RestoreWish { overwrite: arguments.replace, holds_jobs: arguments.hold_jobs };
    // Before the database is opened: a mistyped name should not make a folder.
    let file = std::fs::File::open(&arguments.file)
        .with_context(|| format!("cannot open {}", arguments.file.display()))
        .map_err(Failure::environment)?;
    let opened = wiring::open(&config, &wiring::public_url(&config), Purpose::Restore).await?;
    let restored = take_in(&config, &opened, file, &arguments.file, wish).await;
    opened.close().await;
    let restored = restored?;
    tell(&restored, &arguments.file, wish, arguments.json.json)?;
    if restored.audit.findings.is_empty() { Ok(()) } else { Err(Failure::found_wanting()) }
}

async fn take_in(
    config: &Config,
    opened: &Opened,
    file: std::fs::File,
    path: &Path,
    wish: RestoreWish,
) -> Outcome<Restored> {
    if !opened.db.is_alone().await.map_err(Failure::environment)? {
        return Err(Failure::refused_because("a server is connected to this database")
            .hint("stop every node first, also on other machines"));
    }
    let size_bytes = file.metadata().map_or(0, |metadata| metadata.len());
    let bar = progress_bar(size_bytes);
    let told = bar.clone();
    let watcher = move |progress: Progress| {
        told.set_message(match progress.stage {
            Stage::Copying => "copying",
            Stage::Checking => "checking",
            Stage::TakingIn => "restoring",
        });
        told.set_position(progress.bytes);
    };
    let mut source = BufReader::with_capacity(BUFFER, tokio::fs::File::from_std(file));
    let keep = |rules: &[RuleFile]| keep_rules(config, rules, wish);
    let hub: &Hub = &opened.hub;
    let restored = backup::restore(hub, &Actor::operator(), &mut source, wish, keep, &watcher).await;
    bar.finish_and_clear();
    restored.map_err(|error| failure(error, path))
}

/// Files that are there and say something else are the operator's own and stay, unless all is to be replaced.
fn keep_rules(config: &Config, rules: &[RuleFile], wish: RestoreWish) -> io::Result<()> {
    for rule in rules {
        match rule {
            RuleFile::Policy { name, content } => {
                let folder = config.data_dir.join("policies");
                let path = folder.join(name);
                if path.parent() != Some(folder.as_path()) {
                    return Err(io::Error::other("a policy file with a path for a name"));
                }
                std::fs::create_dir_all(&folder)?;
                keep_rule(&path, content, wish)?;
            }
            RuleFile::Scorecard { content } => {
                keep_rule(&config.data_dir.join(rules::SCORECARD_FILE), content, wish)?;
            }
        }
    }
    Ok(())
}

fn keep_rule(path: &Path, content: &[u8], wish: RestoreWish) -> io::Result<()> {
    match std::fs::read(path) {
        Ok(present) if present == content => Ok(()),
        Ok(_) if !wish.overwrite => Err(io::Error::other(format!("{} says something else", path.display()))),
        Ok(_) | Err(_) => data_dir::replace(path, content),
    }
}

fn progress_bar(size_bytes: u64) -> ProgressBar {
    if !output::remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(size_bytes);
    match ProgressStyle::with_template("{msg:9} {bar:40} {percent:>3} %  {bytes}/{total_bytes}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// What `restore --json` prints.
#[derive(Serialize)]
struct Told<'a> {
    file: String,
    made_at: String,
    made_by: &'a str,
    rows: u64,
    documents: u64,
    policies: u64,
    missing_documents: &'a [String],
    erased_accounts: &'a [AccountSid],
    jobs_held: bool,
    audit_entries: u64,
    audit_findings: Vec<&'a str>,
}

fn tell(restored: &Restored, path: &Path, wish: RestoreWish, json: bool) -> Outcome {
    let totals = &restored.backup.totals;
    let made_at = restored.backup.origin.made_at.to_rfc3339();
    let findings: Vec<&str> = restored.audit.findings.iter().map(|finding| finding.what.as_str()).collect();
    if json {
        return output::json(&Told {
            file: path.display().to_string(),
            made_at,
            made_by: &restored.backup.origin.made_by,
            rows: totals.rows(),
            documents: totals.documents,
            policies: totals.policies,
            missing_documents: &totals.missing_documents,
            erased_accounts: &restored.erased,
            jobs_held: wish.holds_jobs,
            audit_entries: restored.audit.entries,
            audit_findings: findings,
        });
    }
    output::line(format!("The hub is as it was at {made_at}: {}.", contents(totals)));
    if !restored.erased.is_empty() {
        let count = u64::try_from(restored.erased.len()).unwrap_or(u64::MAX);
        output::line(format!(
            "Erased again, as the list beside the keys says: {}.",
            words::count(count, "account", "accounts")
        ));
    }
    if findings.is_empty() {
        output::line(format!(
            "The audit log is whole: {}.",
            words::count(restored.audit.entries, "entry", "entries")
        ));
    } else {
        output::line(
            "The audit log was damaged or changed before the backup was made; `trusthub audit verify` tells where.",
        );
    }
    if wish.holds_jobs {
        output::remark("Nothing is sent until you type: trusthub jobs replay --all-dead");
    }
    Ok(())
}

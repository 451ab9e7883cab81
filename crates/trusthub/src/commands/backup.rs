//! `trusthub backup`: the whole hub but its keys in one file, beside a running server.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use tokio::io::BufWriter;
use trusthub_app::audit::Checkpoint;
use trusthub_app::backup::{self, Backup, BackupError, Progress, RuleFile, Totals};
use trusthub_app::{Actor, Hub};
use trusthub_gateways::archive::ArchiveError;

use super::{with_config, words};
use crate::cli::{self, Place};
use crate::config::{self, Config};
use crate::data_dir;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::rules;

/// Bytes gathered before they are written.
const BUFFER: usize = 1024 * 1024;

pub(super) async fn run(place: &Place, arguments: &cli::Backup) -> Outcome {
    let config = config::load(&place.given())?;
    if arguments.file.exists() {
        return Err(exists(&arguments.file));
    }
    let rules = own_rules(&config)?;
    let made = with_config(&config, async |hub| write(hub, &rules, &arguments.file).await).await?;
    tell(&made, &arguments.file, arguments.json.json)?;
    if made.totals.missing_documents.is_empty() { Ok(()) } else { Err(Failure::found_wanting()) }
}

/// The operator's own rules beside the data.
fn own_rules(config: &Config) -> Outcome<Vec<RuleFile>> {
    let read = |path: &Path| {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        content.map_err(Failure::environment)
    };
    let mut files = Vec::new();
    for path in rules::policy_files(&config.data_dir.join("policies"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push(RuleFile::Policy { name, content: read(&path)? });
    }
    let scorecard = config.data_dir.join(rules::SCORECARD_FILE);
    if scorecard.exists() {
        files.push(RuleFile::Scorecard { content: read(&scorecard)? });
    }
    Ok(files)
}

/// The file is there whole or not at all.
async fn write(hub: &Hub, rules: &[RuleFile], path: &Path) -> Outcome<Backup> {
    let unwritable = |error: io::Error| {
        Failure::environment(error).while_doing(format!("cannot write {}", path.display()))
    };
    let unfinished = data_dir::begin_private(path).map_err(unwritable)?;
    let file = tokio::fs::File::from_std(unfinished.reopen().map_err(unwritable)?);
    let bar = spinner();
    let told = bar.clone();
    let watcher = move |progress: Progress| {
        told.set_message(words::count(progress.rows, "row", "rows"));
        told.tick();
    };
    let to = BufWriter::with_capacity(BUFFER, file);
    let made = backup::create(hub, &Actor::operator(), rules, to, &watcher).await;
    bar.finish_and_clear();
    let (to, made) = made.map_err(|error| failure(error, path))?;
    to.into_inner().sync_all().await.map_err(unwritable)?;
    match data_dir::end_private(unfinished, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        ended => ended.map(|()| made).map_err(unwritable),
    }
}

fn exists(path: &Path) -> Failure {
    Failure::refused_because(format!("{} is there already", path.display()))
        .hint("name another file; a backup never takes the place of an older one")
}

fn spinner() -> ProgressBar {
    if !output::remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    match ProgressStyle::with_template("{spinner} {msg} copied  {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// What `backup --json` prints.
#[derive(Serialize)]
struct Made<'a> {
    file: String,
    size_bytes: u64,
    digest: &'a str,
    made_at: String,
    rows: u64,
    tables: &'a BTreeMap<String, u64>,
    documents: u64,
    missing_documents: &'a [String],
    policies: u64,
    checkpoint: Option<&'a Checkpoint>,
}

fn tell(made: &Backup, path: &Path, json: bool) -> Outcome {
    let totals = &made.totals;
    for missing in &totals.missing_documents {
        output::remark(format!("missing: the file {missing} was lost before this backup"));
    }
    if json {
        return output::json(&Made {
            file: path.display().to_string(),
            size_bytes: made.size_bytes,
            digest: &made.digest,
            made_at: made.origin.made_at.to_rfc3339(),
            rows: totals.rows(),
            tables: &totals.tables,
            documents: totals.documents,
            missing_documents: &totals.missing_documents,
            policies: totals.policies,
            checkpoint: totals.checkpoint.as_ref(),
        });
    }
    output::line(format!("{} written to {}.", contents(totals), path.display()));
    output::line(format!("SHA-256 of its parts  {}", made.digest));
    output::remark(
        "The keys are not in it: `trusthub key export` writes them, and the master key lies elsewhere. Keep all three apart.",
    );
    Ok(())
}

/// `12 rows, 3 documents and 1 rule file`.
pub(super) fn contents(totals: &Totals) -> String {
    format!(
        "{}, {} and {}",
        words::count(totals.rows(), "row", "rows"),
        words::count(totals.documents, "document", "documents"),
        words::count(totals.policies, "rule file", "rule files")
    )
}

/// Whose turn it is, and what to do.
pub(super) fn failure(error: BackupError, path: &Path) -> Failure {
    let failure = match error {
        BackupError::Hub(error) => return error.into(),
        BackupError::File(ArchiveError::Io(error)) => {
            return Failure::environment(error).while_doing(format!("cannot use {}", path.display()));
        }
        BackupError::Policies(_) => return Failure::environment(error),
        BackupError::OtherKeys | BackupError::MissingKeys(_) => {
            Failure::refused(error).hint("put its master key in place and take its keys in: `trusthub key import FILE`; see docs/backup.md")
        }
        BackupError::NotEmpty => Failure::refused(error).hint("name an empty data directory and database, or say --replace"),
        BackupError::File(ArchiveError::Newer) | BackupError::Newer(_) | BackupError::Migrations => {
            Failure::refused(error).hint("restore it with the version that made it, or a newer one")
        }
        BackupError::File(_) | BackupError::Senseless(_) | BackupError::Rows(_) => {
            Failure::refused(error).hint("nothing was changed; take another copy of it")
        }
    };
    failure.while_doing(format!("{} is not restored", path.display()))
}

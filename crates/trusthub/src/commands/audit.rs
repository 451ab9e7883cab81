//! `trusthub audit`: proof that the log is whole, checkpoints to keep elsewhere, the entries themselves.

use std::fs;
use std::path::Path;

use anyhow::Context;
use trusthub_app::audit::{self, AuditReport, Checkpoint};
use trusthub_app::{Actor, Hub};
use trusthub_domain::sid::AccountSid;

use super::{beside, words};
use crate::cli::{self, Json, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Entries read at once.
const ENTRIES_AT_ONCE: u32 = 1000;

pub(super) async fn run(place: &Place, command: cli::Audit) -> Outcome {
    match command {
        cli::Audit::Verify { against, json } => {
            let against = against.map(|path| read_checkpoint(&path)).transpose()?;
            beside(place, async |hub| verify(hub, against, json).await).await
        }
        cli::Audit::Checkpoint { out } => beside(place, async |hub| checkpoint(hub, &out).await).await,
        cli::Audit::Export { account } => beside(place, async |hub| export(hub, account).await).await,
    }
}

fn read_checkpoint(path: &Path) -> Outcome<Checkpoint> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let text = text.map_err(Failure::environment)?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is no checkpoint", path.display()))
        .map_err(|error| Failure::refused(error).hint("`trusthub audit checkpoint --out FILE` writes one"))
}

async fn verify(hub: &Hub, against: Option<Checkpoint>, json: Json) -> Outcome {
    let report = audit::verify(hub, &Actor::operator(), against.as_ref()).await?;
    if json.json {
        output::json(&report)?;
    } else {
        for line in lines(&report, against.as_ref(), Style::of_standard_output()) {
            output::line(line);
        }
    }
    if report.findings.is_empty() { Ok(()) } else { Err(Failure::found_wanting()) }
}

/// A report as people read it.
pub(crate) fn lines(report: &AuditReport, against: Option<&Checkpoint>, style: Style) -> Vec<String> {
    let entries = words::count(report.entries, "entry", "entries");
    let chains = words::count(report.chains, "chain", "chains");
    let mut lines = vec![format!("Read {entries} in {chains}; the tree has {} leaves.", report.tree_size)];
    if let Some(checkpoint) = &report.checkpoint {
        lines.push(format!("Newest checkpoint: {} at {}.", checkpoint.root_hash, checkpoint.signed_at));
    }
    if let Some(against) = against {
        lines.push(format!(
            "Compared with a checkpoint of {} leaves from {}.",
            against.tree_size, against.signed_at
        ));
    }
    for finding in &report.findings {
        let chain = finding.account_sid.map(|sid| format!("{sid} ")).unwrap_or_default();
        let entry = finding.sequence.map(|sequence| format!("entry {sequence}: ")).unwrap_or_default();
        lines.push(format!("{} {chain}{entry}{}", style.bad("wrong:"), finding.what));
    }
    lines.push(if report.findings.is_empty() {
        style.good("The log is whole: every link, hash, leaf and signature fits.")
    } else {
        style.bad("The log was tampered with, or is damaged.")
    });
    lines
}

async fn checkpoint(hub: &Hub, out: &Path) -> Outcome {
    let checkpoint = audit::checkpoint(hub, &Actor::operator()).await?;
    let checkpoint = checkpoint.ok_or_else(|| {
        Failure::refused_because("the audit log is empty").hint("its first entry comes with the first change")
    })?;
    let mut text = serde_json::to_string_pretty(&checkpoint).map_err(Failure::environment)?;
    text.push('\n');
    // No secret: it is meant to be handed to others.
    fs::write(out, text)
        .with_context(|| format!("cannot write {}", out.display()))
        .map_err(Failure::environment)?;
    output::line(format!("Checkpoint of {} leaves written to {}.", checkpoint.tree_size, out.display()));
    output::remark(
        "Keep it where the hub's operator cannot change it; `trusthub audit verify --against` compares.",
    );
    Ok(())
}

async fn export(hub: &Hub, account: AccountSid) -> Outcome {
    let mut after = 0;
    loop {
        let entries = audit::export(hub, &Actor::operator(), account, after, ENTRIES_AT_ONCE).await?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = last.sequence;
        for entry in &entries {
            output::line(serde_json::to_string(entry).map_err(Failure::environment)?);
        }
    }
}

//! `trusthub watchlist`: sanctions lists into force, and which are.

mod files;

use std::path::PathBuf;

use serde::Serialize;
use trusthub_app::watchlists::{self, Import, ImportError, ListState};
use trusthub_app::{Actor, Hub};
use trusthub_domain::time::Timestamp;
use trusthub_vetting::watchlists::Source;

use super::{beside, words};
use crate::cli::{self, Json, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// As much of a version's digest as tells it from others.
const BRIEF: usize = 12;

pub(super) async fn run(place: &Place, command: cli::Watchlist) -> Outcome {
    match command {
        cli::Watchlist::Import { source, accept_shrink, files, json } => {
            import(place, source, &files, accept_shrink, json).await
        }
        cli::Watchlist::List(json) => beside(place, async |hub| list(hub, json).await).await,
    }
}

/// A version as `--json` tells it.
#[derive(Serialize)]
struct Told<'a> {
    source: &'a str,
    version: &'a str,
    sequence: i64,
    published: Option<&'a str>,
    imported_by: &'a str,
    imported_at: String,
    checked_at: String,
    entries: i64,
    names: i64,
    added: i64,
    changed: i64,
    removed: i64,
}

#[derive(Serialize)]
struct ToldState<'a> {
    #[serde(flatten)]
    version: Told<'a>,
    in_force: bool,
    stale: bool,
}

#[derive(Serialize)]
struct ToldImport<'a> {
    #[serde(flatten)]
    version: Told<'a>,
    unchanged: bool,
}

impl<'a> Told<'a> {
    fn of(version: &'a watchlists::Version) -> Self {
        Self {
            source: &version.source,
            version: &version.digest,
            sequence: version.sequence,
            published: version.published.as_deref(),
            imported_by: &version.imported_by,
            imported_at: version.imported_at.to_rfc3339(),
            checked_at: version.checked_at.to_rfc3339(),
            entries: version.entries,
            names: version.names,
            added: version.added,
            changed: version.changed,
            removed: version.removed,
        }
    }
}

/// The files are read before the hub is opened: a list that is none costs the hub nothing.
async fn import(
    place: &Place,
    source: Source,
    paths: &[PathBuf],
    accepts_shrink: bool,
    json: Json,
) -> Outcome {
    let list = files::read(source, paths)?;
    beside(place, async |hub| {
        let import = Import { list, accepts_shrink };
        let done = watchlists::import(hub, &Actor::operator(), import).await.map_err(refused)?;
        let version = &done.version;
        if json.json {
            return output::json(&ToldImport { version: Told::of(version), unchanged: done.is_unchanged });
        }
        let what = format!("{}, version {}", source.title(), brief(&version.digest));
        if done.is_unchanged {
            output::line(format!("{what}, is in force already; noted that it still is the present one."));
        } else {
            output::line(format!(
                "{what}, is in force: {} with {}; {} added, {} changed, {} removed.",
                amount(version.entries, "entry", "entries"),
                amount(version.names, "name", "names"),
                version.added,
                version.changed,
                version.removed
            ));
        }
        Ok(())
    })
    .await
}

fn refused(error: ImportError) -> Failure {
    match error {
        ImportError::Shrunk(why) => Failure::refused(why)
            .hint("look at the files; if the publisher did take off so many, import with --accept-shrink"),
        ImportError::Hub(error) => error.into(),
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let states = watchlists::list(hub, &Actor::operator()).await?;
    if json.json {
        let told = states.iter().map(|state| ToldState {
            version: Told::of(&state.version),
            in_force: state.is_in_force,
            stale: state.is_stale(),
        });
        return output::json(&told.collect::<Vec<_>>());
    }
    if states.is_empty() {
        output::line("No list has been imported; docs/screening.md says which there are.");
        return Ok(());
    }
    let style = Style::of_standard_output();
    let header =
        ["list", "version", "state", "published", "imported", "checked", "entries", "names", "changes"];
    let header = header.map(|title| style.dim(title)).to_vec();
    let rows = std::iter::once(header).chain(states.iter().map(|state| row(state, hub.now(), style)));
    output::table(rows);
    Ok(())
}

fn row(state: &ListState, now: Timestamp, style: Style) -> Vec<String> {
    let version = &state.version;
    let standing = if state.is_stale() {
        style.attention("in force, stale")
    } else if state.is_in_force {
        style.good("in force")
    } else {
        style.dim("before")
    };
    vec![
        version.source.clone(),
        brief(&version.digest).to_owned(),
        standing,
        version.published.clone().unwrap_or_else(|| "–".to_owned()),
        words::from_now(version.imported_at, now),
        words::from_now(version.checked_at, now),
        version.entries.to_string(),
        version.names.to_string(),
        format!("+{} ~{} -{}", version.added, version.changed, version.removed),
    ]
}

fn brief(digest: &str) -> &str {
    digest.get(..BRIEF).unwrap_or(digest)
}

fn amount(number: i64, one: &str, many: &str) -> String {
    words::count(number.unsigned_abs(), one, many)
}

//! `trusthub registry`: company registers from their publishers' files, read without holding them.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use trusthub_app::registries::{self, Fewer, ImportError, Imported, Prepared, RegistryVersion};
use trusthub_app::{Actor, Hub};
use trusthub_domain::time::Timestamp;
use trusthub_vetting::registries::{Layout, Mapping, Refusal};
use trusthub_vetting::unpacked::Unpacked;

use super::{beside, words};
use crate::cli::{self, Json, Place, SourceName};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Companies between two looks at the progress bar.
const COMPANIES_AT_ONCE: u64 = 1000;

pub(super) async fn run(place: &Place, command: cli::Registry) -> Outcome {
    match command {
        cli::Registry::Import { source, mapping, date, accept_shrink, file, json } => {
            let layout = layout(source, mapping.as_deref())?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let published = date.or_else(|| cli::day_in_name(&name));
            let fewer = if accept_shrink { Fewer::Accepted } else { Fewer::Refused };
            beside(place, async |hub| {
                let prepared = read(&layout, &file)?;
                import(hub, prepared, published, fewer, json).await
            })
            .await
        }
        cli::Registry::List(json) => beside(place, async |hub| list(hub, json).await).await,
    }
}

fn layout(source: SourceName, mapping: Option<&Path>) -> Outcome<Layout> {
    match (source, mapping) {
        (SourceName::Gleif, None) => Ok(Layout::Gleif),
        (SourceName::CompaniesHouse, None) => Ok(Layout::CompaniesHouse),
        (SourceName::IrsEo, None) => Ok(Layout::IrsEo),
        (SourceName::Sec, None) => Ok(Layout::Sec),
        (SourceName::Csv, Some(path)) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))
                .map_err(Failure::environment)?;
            let mapping = Mapping::parse(&text).map_err(|error| {
                Failure::refused(error).while_doing(format!("the mapping {} cannot be used", path.display()))
            })?;
            Ok(Layout::Csv(Box::new(mapping)))
        }
        (SourceName::Csv, None) => Err(Failure::usage("a csv needs --mapping FILE.toml")),
        (_, Some(_)) => {
            Err(Failure::usage("--mapping goes with --source csv: the layout of the others is known"))
        }
    }
}

fn read(layout: &Layout, path: &Path) -> Outcome<Prepared> {
    let file = File::open(path)
        .with_context(|| format!("cannot open {}", path.display()))
        .map_err(Failure::environment)?;
    let bar = progress_bar(file.metadata().map_or(0, |metadata| metadata.len()));
    let counted = Counted { file, bar: bar.clone() };
    let refused = |refusal: Refusal| {
        Failure::refused(refusal)
            .while_doing(format!("{} is refused, and nothing was changed", path.display()))
            .hint("download it again, and check --source; docs/registries.md says which layouts are read")
    };
    let unpacked = Unpacked::open(BufReader::new(counted)).map_err(|error| {
        Failure::environment(error).while_doing(format!("cannot unpack {}", path.display()))
    })?;
    let watch = |companies| {
        if companies % COMPANIES_AT_ONCE == 0 {
            bar.set_message(format!("{companies} companies"));
        }
    };
    let prepared = registries::prepare(layout, BufReader::with_capacity(1 << 16, unpacked), watch);
    bar.finish_and_clear();
    prepared.map_err(refused)
}

/// A file that tells the bar how far it was read, packed as it is.
struct Counted {
    file: File,
    bar: ProgressBar,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.bar.inc(u64::try_from(count).unwrap_or_default());
        Ok(count)
    }
}

/// Hidden where nobody looks; the bar goes to standard error.
fn progress_bar(size_bytes: u64) -> ProgressBar {
    if !output::remarks_are_seen() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(size_bytes);
    match ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

async fn import(
    hub: &Hub,
    prepared: Prepared,
    published: Option<String>,
    fewer: Fewer,
    json: Json,
) -> Outcome {
    let (source, skipped) = (prepared.source.clone(), prepared.skipped);
    let imported = registries::take_in(hub, &Actor::operator(), prepared, published, fewer).await;
    let imported = imported.map_err(|error| match error {
        ImportError::Hub(error) => Failure::from(error),
        error @ ImportError::Fewer { .. } => Failure::refused(error)
            .hint("import the whole file, or say --accept-shrink if the register has shrunk"),
    })?;
    if json.json {
        return output::json(&Told::of(&imported, skipped));
    }
    let style = Style::of_standard_output();
    let count =
        words::count(u64::try_from(imported.version.companies).unwrap_or_default(), "company", "companies");
    if imported.is_unchanged {
        output::line(format!(
            "The file holds what is in force since {}.",
            imported.version.imported_at.to_rfc3339()
        ));
        return Ok(());
    }
    output::line(format!("{} in force: {count} of {}.", style.good("Now"), source.title()));
    if skipped > 0 {
        output::line(format!(
            "{} without a name or a number passed over.",
            words::count(skipped, "row", "rows")
        ));
    }
    if let Some(old) = &imported.replaced {
        output::line(format!("Kept: version {} with {} companies.", old.id.simple(), old.companies));
    }
    Ok(())
}

/// What `registry import --json` prints.
#[derive(Serialize)]
struct Told<'a> {
    unchanged: bool,
    skipped: u64,
    version: Listed<'a>,
    replaced: Option<Listed<'a>>,
}

impl<'a> Told<'a> {
    fn of(imported: &'a Imported, skipped: u64) -> Self {
        Self {
            unchanged: imported.is_unchanged,
            skipped,
            version: Listed::from(&imported.version),
            replaced: imported.replaced.as_ref().map(Listed::from),
        }
    }
}

/// A line of `registry list --json`.
#[derive(Serialize)]
struct Listed<'a> {
    source: &'a str,
    version: String,
    published: Option<&'a str>,
    companies: i64,
    digest: &'a str,
    in_force_since: String,
    replaced_at: Option<String>,
}

impl<'a> From<&'a RegistryVersion> for Listed<'a> {
    fn from(version: &'a RegistryVersion) -> Self {
        Self {
            source: &version.source,
            version: version.id.simple().to_string(),
            published: version.published.as_deref(),
            companies: version.companies,
            digest: &version.digest,
            in_force_since: version.imported_at.to_rfc3339(),
            replaced_at: version.replaced_at.map(Timestamp::to_rfc3339),
        }
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let versions = registries::list(hub, &Actor::operator()).await?;
    let listed: Vec<Listed<'_>> = versions.iter().map(Listed::from).collect();
    if json.json {
        return output::json(&listed);
    }
    if listed.is_empty() {
        output::line("No registers. docs/registries.md says where to get them.");
    }
    let style = Style::of_standard_output();
    let row = |version: &Listed<'_>| {
        let standing = match &version.replaced_at {
            None => style.good("in force"),
            Some(at) => style.dim(format!("replaced {at}")),
        };
        vec![
            style.name(version.source),
            version.published.unwrap_or("no date").to_owned(),
            version.companies.to_string(),
            version.digest.get(..12).unwrap_or_default().to_owned(),
            format!("since {}", version.in_force_since),
            standing,
        ]
    };
    output::table(listed.iter().map(row));
    Ok(())
}

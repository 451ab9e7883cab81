//! `features registry`: the likeliest company for each development query, as numbers.

use std::fs::File;
use std::io::{BufReader, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result};
use trusthub_vetting::registries::index::{Builder, FEATURES, Finder, RegistryIndex, Wanted};
use trusthub_vetting::registries::{Layout, Limits, Mapping, Records};
use trusthub_vetting::unpacked::Unpacked;

const COLUMNS: &str =
    "name = \"match\"\n[columns]\nsource_id = \"lei\"\nlegal_name = \"name\"\ncountry = \"country\"\n";

/// Writes a row per query: whether its company is in the register, whether it was found first, and the features.
///
/// # Errors
/// A file is missing or not what it should be.
pub(super) fn write(data: &Path) -> Result<()> {
    let index = register(&data.join("registry/gleif_lei_registry.csv.gz"))?;
    let mut finder = Finder::new(&index);
    let mut out = stdout().lock();
    writeln!(out, "present,right,{}", FEATURES.join(","))?;
    let layout = Layout::Csv(Box::new(Mapping::parse(
        "name = \"queries\"\n[columns]\nsource_id = \"kind\"\nlegal_name = \"query_name\"\ncountry = \"query_country\"\n\
         region = \"lei\"\n",
    )?));
    for query in records(&layout, &data.join("registry/match_queries_dev.csv"))? {
        let query = query?;
        let wanted = Wanted { name: &query.legal_name, country: query.country, numbers: &[] };
        let present = u8::from(!query.region.is_empty());
        let found = finder.find(&wanted);
        let Some((likely, record)) =
            found.and_then(|likely| Some((likely.clone(), finder.record(likely.company)?)))
        else {
            writeln!(out, "{present},")?;
            continue;
        };
        let right = u8::from(record.source_id == query.region);
        let features: Vec<String> =
            likely.features.values().iter().map(|value| format!("{value:.5}")).collect();
        writeln!(out, "{present},{right},{}", features.join(","))?;
    }
    Ok(())
}

/// The register, indexed.
///
/// # Errors
/// A row of it is refused.
pub fn register(path: &Path) -> Result<RegistryIndex> {
    let mut builder = Builder::default();
    for record in records(&Layout::Csv(Box::new(Mapping::parse(COLUMNS)?)), path)? {
        builder.add(&record?);
    }
    Ok(builder.finish())
}

fn records(layout: &Layout, path: &Path) -> Result<Records<impl std::io::BufRead>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(Records::open(layout, BufReader::new(Unpacked::open(BufReader::new(file))?), Limits::default())?)
}

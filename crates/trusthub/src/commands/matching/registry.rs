//! `trusthub match registry`: which company of a register each name means.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;
use trusthub_vetting::registries::index::{Builder, Finder, Likely, RegistryIndex, Wanted};
use trusthub_vetting::registries::{Layout, Limits, Mapping, Records};
use trusthub_vetting::unpacked::Unpacked;

use super::rows;
use crate::failure::{Failure, Outcome};

/// The register's columns.
const COLUMNS: &str =
    "name = \"match\"\n[columns]\nsource_id = \"lei\"\nlegal_name = \"name\"\ncountry = \"country\"\n";

pub(super) fn run(registry: &Path, file: &Path) -> Outcome {
    let index = load(registry)?;
    let finders = || Finder::new(&index);
    rows::pass_through_on_all_cores(
        file,
        ["query_name", "query_country"],
        ["matched_lei", "score", "auto"],
        finders,
        |finder, [name, country]| {
            let wanted = Wanted { name, country: country.parse().ok(), numbers: &[] };
            let found = finder.find(&wanted);
            let is_certain = found.as_ref().is_some_and(Likely::is_certain);
            let score = found.as_ref().map_or(0.0, |likely| likely.score);
            // However unlikely: the score says so, and whoever measures wants to know the first.
            let record = found.and_then(|likely| finder.record(likely.company));
            [
                record.map(|record| record.source_id).unwrap_or_default(),
                rows::score(score),
                is_certain.to_string(),
            ]
        },
    )
}

fn load(path: &Path) -> Outcome<RegistryIndex> {
    let file = File::open(path)
        .with_context(|| format!("cannot open {}", path.display()))
        .map_err(Failure::environment)?;
    let unreadable = || format!("cannot read the register {}", path.display());
    let unpacked = Unpacked::open(BufReader::new(file))
        .map_err(|error| Failure::environment(error).while_doing(unreadable()))?;
    let layout = Layout::Csv(Box::new(Mapping::parse(COLUMNS).map_err(Failure::environment)?));
    let input = BufReader::with_capacity(1 << 16, unpacked);
    let records = Records::open(&layout, input, Limits::default());
    let mut builder = Builder::default();
    for record in records.map_err(|refusal| Failure::refused(refusal).while_doing(unreadable()))? {
        builder.add(&record.map_err(|refusal| Failure::refused(refusal).while_doing(unreadable()))?);
    }
    Ok(builder.finish())
}

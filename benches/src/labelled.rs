//! The labelled data beside the repository: files in CSV, packed or not, whose columns are found by their names.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result};
use trusthub_vetting::names::Subject;
use trusthub_vetting::screening::{Alias, Context as Known, Listed, Strength};
use trusthub_vetting::unpacked::Unpacked;

/// All rows of a file, of the columns that are asked for.
///
/// # Errors
/// The file is missing, not CSV, or has no such column.
pub fn rows<const COLUMNS: usize>(path: &Path, columns: [&str; COLUMNS]) -> Result<Vec<[String; COLUMNS]>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let unpacked = Unpacked::open(BufReader::new(file))?;
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(unpacked);
    let header = table.headers()?.clone();
    let mut places = [0; COLUMNS];
    for (place, column) in places.iter_mut().zip(columns) {
        let found = header.iter().position(|name| name == column);
        *place = found.with_context(|| format!("{} has no column {column}", path.display()))?;
    }
    let mut rows = Vec::new();
    for row in table.records() {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        rows.push(places.map(|place| row.get(place).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}

/// The entities of a list (`entity_id,schema,name`), in the order in which they first come.
///
/// # Errors
/// As for [`rows`].
pub fn entities(path: &Path) -> Result<Vec<Listed>> {
    let mut listed: Vec<Listed> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for [id, schema, text] in rows(path, ["entity_id", "schema", "name"])? {
        let alias = Alias { text, strength: Strength::Strong };
        if let Some(known) = places.get(&id).and_then(|place| listed.get_mut(*place)) {
            known.names.push(alias);
            continue;
        }
        places.insert(id.clone(), listed.len());
        let subject = Subject::of_schema(&schema);
        listed.push(Listed { id, subject, names: vec![alias], context: Known::default() });
    }
    Ok(listed)
}

//! `features pairs` and `features screening`: two names as the numbers that the models of names look at.
//!
//! Screening is asked in three ways: the development queries; names of the list itself, each hidden from an index of its
//! own while the other names of its entity stay (`own`); and clean names of persons and of companies (`clean`).

use std::io::{Stdout, stdout};
use std::path::Path;

use anyhow::Result;
use csv::Writer;
use trusthub_vetting::names::{Comparison, FEATURE_NAMES, Name, Subject};
use trusthub_vetting::screening::{Index, Listed, SCREENING_FEATURE_NAMES, Searcher};

use crate::labelled;

/// Sets of pairs by the name that the training knows them by.
pub const PAIRS: [(&str, &str); 3] = [
    ("name_bench", "names/name_bench_dev.csv"),
    ("ofac", "screening/ofac_alias_pairs_dev.csv"),
    ("un", "screening/un_alias_pairs_dev.csv"),
];

/// In so many rounds a name of each entity is hidden and asked for.
const ROUNDS: usize = 3;

/// So many entities of one query are written: the nearest.
const NEAREST: usize = 8;

/// One clean name of so many is asked for.
const ONE_OF: usize = 4;

pub(super) fn pairs(data: &Path) -> Result<()> {
    let mut out = Writer::from_writer(stdout());
    out.write_record(["set", "label", "kind", "id", "query", "candidate"].iter().chain(&FEATURE_NAMES))?;
    for (set, file) in PAIRS {
        let columns = ["schema", "query", "candidate", "is_match", "kind", "id"];
        for [schema, query, candidate, label, kind, id] in labelled::rows(&data.join(file), columns)? {
            let read = |text: &str| Name::of(Subject::of_schema(&schema), text);
            let comparison = Comparison::of(&read(&query), &read(&candidate));
            let label = if label == "true" { "1" } else { "0" };
            let mut row = [set, label, &kind, &id, &query, &candidate].map(str::to_owned).to_vec();
            row.extend(comparison.features.iter().map(|value| format!("{value:.5}")));
            out.write_record(&row)?;
        }
    }
    Ok(out.flush()?)
}

pub(super) fn screening(data: &Path) -> Result<()> {
    let list = labelled::entities(&data.join("screening/screen_index.csv.gz"))?;
    let mut out = Writer::from_writer(stdout());
    out.write_record(
        ["set", "query", "expected", "id", "label", "name"].iter().chain(&SCREENING_FEATURE_NAMES),
    )?;
    let index = Index::build(list.iter().cloned());
    let mut searcher = index.searcher();
    let columns = ["schema", "query_name", "expected_entity_id"];
    for [schema, query, expected] in labelled::rows(&data.join("screening/screen_queries_dev.csv"), columns)?
    {
        hits(
            &mut out,
            &mut searcher,
            "dev",
            &Asked { subject: Subject::of_schema(&schema), query, expected },
        )?;
    }
    for file in ["clean_persons_global_dev", "clean_persons_us_dev"] {
        let names = labelled::rows(&data.join(format!("screening/{file}.csv.gz")), ["full_name"])?;
        for [query] in names.into_iter().step_by(ONE_OF) {
            let asked = Asked { subject: Subject::Person, query, expected: String::new() };
            hits(&mut out, &mut searcher, "clean", &asked)?;
        }
    }
    for [query] in labelled::rows(&data.join("registry/match_queries_dev.csv"), ["query_name"])? {
        let asked = Asked { subject: Subject::Business, query, expected: String::new() };
        hits(&mut out, &mut searcher, "clean", &asked)?;
    }
    for round in 0..ROUNDS {
        let (shown, hidden) = hide(&list, round);
        let index = Index::build(shown);
        let mut searcher = index.searcher();
        for asked in &hidden {
            hits(&mut out, &mut searcher, "own", asked)?;
        }
    }
    Ok(out.flush()?)
}

struct Asked {
    subject: Subject,
    query: String,
    expected: String,
}

/// The list without one name of each entity that has several, and these names.
fn hide(list: &[Listed], round: usize) -> (Vec<Listed>, Vec<Asked>) {
    let mut hidden = Vec::new();
    let mut shown = list.to_vec();
    for entity in &mut shown {
        if entity.names.len() > 1 && round < entity.names.len() {
            // From the end: the first name is the primary one, under which most are listed.
            let alias = entity.names.remove(entity.names.len() - 1 - round);
            hidden.push(Asked { subject: entity.subject, query: alias.text, expected: entity.id.clone() });
        }
    }
    (shown, hidden)
}

fn hits(out: &mut Writer<Stdout>, searcher: &mut Searcher<'_>, set: &str, asked: &Asked) -> Result<()> {
    for hit in searcher.nearest(asked.subject, &asked.query, NEAREST) {
        let label = if hit.id == asked.expected { "1" } else { "0" };
        let mut row =
            [set, &asked.query, &asked.expected, hit.id, label, hit.name].map(str::to_owned).to_vec();
        row.extend(hit.features.iter().map(|value| format!("{value:.5}")));
        out.write_record(&row)?;
    }
    Ok(())
}

//! The figures of `docs/accuracy.md` do not get worse unnoticed: on a fixed part of the development rows, where they lie beside
//! the workspace.
//!
//! A change that makes vetting better raises these numbers; one that makes it half a point worse fails.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use trusthub_vetting::names::{Subject, compare, match_threshold};
use trusthub_vetting::screening::{Alias, Context, Index, Listed, Strength, screening_threshold};
use trusthub_vetting::unpacked::Unpacked;

/// What was measured when the models were made, on the same rows.
const NAME_BENCH_F1: f64 = 0.8844;
const OFAC_F1: f64 = 0.8613;
const UN_F1: f64 = 0.8440;
const SCREENING_RECALL: f64 = 0.8389;
const SCREENING_CLEAN_ALERTS: f64 = 0.0026;

/// Half a point.
const SLACK: f64 = 0.005;

fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !path.is_dir() {
        eprintln!("SKIPPED: there is no {}", path.display());
        return None;
    }
    Some(path)
}

/// Rows by the names of their columns.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = csv::Reader::from_reader(Unpacked::open(file).unwrap());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// F1 at the shipped threshold over one row of `one_of`; not of three, because rows come in threes.
fn f1(file: &str, one_of: usize) -> Option<f64> {
    let (mut right, mut wrong, mut missed) = (0.0, 0.0, 0.0);
    for row in rows(&data()?.join(file)).iter().step_by(one_of) {
        let kind = &row["kind"];
        if kind.ends_with(":unrelated") || kind.ends_with(":acronym") || kind.starts_with("un:Low") {
            continue;
        }
        let score = compare(Subject::of_schema(&row["schema"]), &row["query"], &row["candidate"]).score();
        match (score >= match_threshold(), row["is_match"] == "true") {
            (true, true) => right += 1.0,
            (true, false) => wrong += 1.0,
            (false, true) => missed += 1.0,
            (false, false) => {}
        }
    }
    Some(2.0 * right / (2.0 * right + wrong + missed))
}

fn holds(file: &str, one_of: usize, committed: f64) {
    let Some(f1) = f1(file, one_of) else { return };
    assert!(f1 >= committed - SLACK, "{file}: F1 fell from {committed:.4} to {f1:.4}");
}

#[test]
fn hand_made_pairs_are_told_as_well_as_ever() {
    holds("names/name_bench_dev.csv", 1, NAME_BENCH_F1);
}

#[test]
fn aliases_of_the_ofac_list_are_told_as_well_as_ever() {
    holds("screening/ofac_alias_pairs_dev.csv", 4, OFAC_F1);
}

#[test]
fn aliases_of_the_un_list_are_told_as_well_as_ever() {
    holds("screening/un_alias_pairs_dev.csv", 2, UN_F1);
}

#[test]
fn screening_finds_hidden_aliases_as_well_as_ever() {
    let Some(data) = data() else { return };
    let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
    for row in rows(&data.join("screening/screen_index.csv.gz")) {
        let entity = listed.entry(row["entity_id"].clone()).or_insert_with(|| Listed {
            id: row["entity_id"].clone(),
            subject: Subject::of_schema(&row["schema"]),
            names: Vec::new(),
            context: Context::default(),
        });
        entity.names.push(Alias { text: row["name"].clone(), strength: Strength::Strong });
    }
    let index = Index::build(listed.into_values());
    let mut searcher = index.searcher();
    let (mut wanted, mut found, mut clean, mut alerts) = (0.0, 0.0, 0.0, 0.0);
    for row in rows(&data.join("screening/screen_queries_dev.csv")).iter().step_by(4) {
        let subject = Subject::of_schema(&row["schema"]);
        let hits = searcher.search(subject, &row["query_name"], &Context::default(), 1);
        let alert = hits.first().filter(|hit| hit.score >= screening_threshold());
        let expected = &row["expected_entity_id"];
        if expected.is_empty() {
            clean += 1.0;
            alerts += f64::from(u8::from(alert.is_some()));
        } else {
            wanted += 1.0;
            found += f64::from(u8::from(alert.is_some_and(|hit| hit.id == expected)));
        }
    }
    let (recall, clean_alerts): (f64, f64) = (found / wanted, alerts / clean);
    assert!(
        recall >= SCREENING_RECALL - SLACK,
        "recall fell from {SCREENING_RECALL:.4} to {recall:.4}, with {clean_alerts:.4} clean alerts"
    );
    assert!(
        clean_alerts <= SCREENING_CLEAN_ALERTS + SLACK,
        "alerts on clean names rose from {SCREENING_CLEAN_ALERTS:.4} to {clean_alerts:.4}, with recall {recall:.4}"
    );
}

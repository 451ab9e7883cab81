//! Pairs of names, and screening.

use std::path::Path;

use anyhow::Result;
use trusthub_vetting::names::{Subject, compare, match_threshold};
use trusthub_vetting::screening::{Context, Index, Searcher, screening_threshold};

use super::figures::{Judged, above, area, at, calibration_error, limit, short, ties};
use super::table::Table;
use crate::features::PAIRS;
use crate::labelled;

/// As many entities of one query are looked through for the one that is meant.
const MOST: usize = 24;

/// One clean name of so many is asked for, where there are tens of thousands.
const ONE_OF_PERSONS: usize = 5;
const ONE_OF_COMPANIES: usize = 60;

/// Goal and best figure of others, for each set of pairs.
const BEST: [(&str, &str); 3] = [("F1 .86", "F1 .812"), ("F1 .85", "F1 .748"), ("F1 .83", "F1 .708")];

pub fn pairs(data: &Path, table: &mut Table) -> Result<()> {
    let mut all: Vec<Judged> = Vec::new();
    for ((set, file), (goal, best)) in PAIRS.iter().zip(BEST) {
        let mut judged = Vec::new();
        let columns = ["schema", "query", "candidate", "is_match", "kind"];
        for [schema, query, candidate, label, kind] in labelled::rows(&data.join(file), columns)? {
            // Names that share nothing but their bearer are no matter of names; others leave them out too.
            if kind.ends_with(":unrelated") || kind.ends_with(":acronym") || kind.starts_with("un:Low") {
                continue;
            }
            let score = compare(Subject::of_schema(&schema), &query, &candidate).score();
            judged.push((score, label == "true"));
        }
        let found = at(&judged, match_threshold());
        let figure = format!(
            "P {} R {} F1 {}, AUC {}",
            short(found.precision),
            short(found.recall),
            short(found.f1),
            short(area(&judged))
        );
        table.row(format!("pairs, {set}: {} rows", judged.len()), figure, goal, best);
        all.extend(judged);
    }
    table.row("pairs: calibration error", short(calibration_error(&all)), "≤ .03", "");
    Ok(())
}

struct Query {
    subject: Subject,
    /// The likeliest entity's score.
    top: f32,
    /// The score of the entity that is meant; 0 if it did not come up.
    meant: f32,
    is_first: bool,
    is_clean: bool,
}

pub fn screening(data: &Path, table: &mut Table) -> Result<()> {
    let index = Index::build(labelled::entities(&data.join("screening/screen_index.csv.gz"))?);
    let mut searcher = index.searcher();
    let mut queries = Vec::new();
    let columns = ["schema", "query_name", "expected_entity_id"];
    for [schema, name, expected] in labelled::rows(&data.join("screening/screen_queries_dev.csv"), columns)? {
        let subject = Subject::of_schema(&schema);
        let hits = searcher.search(subject, &name, &Context::default(), MOST);
        queries.push(Query {
            subject,
            top: hits.first().map_or(0.0, |hit| hit.score),
            meant: hits.iter().find(|hit| hit.id == expected).map_or(0.0, |hit| hit.score),
            is_first: hits.first().is_some_and(|hit| hit.id == expected),
            is_clean: expected.is_empty(),
        });
    }
    recall(&queries, table);
    let (wanted, clean): (Vec<&Query>, Vec<&Query>) = queries.iter().partition(|query| !query.is_clean);
    let judged = |score: fn(&Query) -> f32| -> Vec<Judged> {
        let low = clean.iter().map(|query| (query.top, false));
        wanted.iter().map(|query| (score(query), true)).chain(low).collect()
    };
    let figure = format!("{} / {}", short(area(&judged(|query| query.meant))), short(area(&judged(own))));
    table.row("screening: AUC, any entity / only the first", figure, ".95", ".914");
    let first = wanted.iter().filter(|query| query.is_first).count() as f64 / wanted.len().max(1) as f64;
    table.row("screening: the entity that is meant comes first", short(first), "", "");
    let of_first: Vec<Judged> = queries.iter().map(|query| (query.top, query.is_first)).collect();
    table.row("screening: calibration error", short(calibration_error(&of_first)), "≤ .03", "");
    let tops: Vec<f32> = queries.iter().map(|query| query.top).collect();
    table.row("screening: ties in the top 5 %", percent(ties(&tops)), "< 1 %", "60.3 %");
    let alerts = wanted.iter().filter(|query| own(query) >= screening_threshold()).count();
    let figure = format!(
        "recall {}, clean alerts {}",
        short(alerts as f64 / wanted.len().max(1) as f64),
        percent(above(
            &clean.iter().map(|query| query.top).collect::<Vec<_>>(),
            below(screening_threshold())
        ))
    );
    table.row("screening at the shipped threshold", figure, "", "recall .672 with 0.37 %");
    clean_names(data, &mut searcher, table)
}

/// The score as one sees it who only looks at the first hit.
fn own(query: &Query) -> f32 {
    if query.is_first { query.top } else { 0.0 }
}

fn recall(queries: &[Query], table: &mut Table) {
    let scores = |subject: Option<Subject>| -> (Vec<f32>, Vec<f32>) {
        let asked = || queries.iter().filter(|query| subject.is_none_or(|subject| query.subject == subject));
        let wanted = asked().filter(|query| !query.is_clean).map(own).collect();
        (wanted, asked().filter(|query| query.is_clean).map(|query| query.top).collect())
    };
    let (wanted, clean) = scores(None);
    for (share, goal, best) in [(0.001, ".70", ".505"), (0.01, ".85", ".745"), (0.05, "", ".805")] {
        let found = above(&wanted, limit(&clean, share));
        table.row(format!("screening: recall at {} clean alerts", percent(share)), short(found), goal, best);
    }
    for (name, subject, goal, best) in
        [("persons", Subject::Person, "", ".807"), ("companies", Subject::Business, ".80", ".688")]
    {
        let (wanted, clean) = scores(Some(subject));
        let found = above(&wanted, limit(&clean, 0.01));
        table.row(format!("screening: recall at 1 % clean alerts, {name}"), short(found), goal, best);
    }
}

/// How many clean names raise an alert: others than those of the queries.
fn clean_names(data: &Path, searcher: &mut Searcher<'_>, table: &mut Table) -> Result<()> {
    let mut persons = Vec::new();
    for file in ["clean_persons_global_dev", "clean_persons_us_dev"] {
        let names = labelled::rows(&data.join(format!("screening/{file}.csv.gz")), ["full_name"])?;
        // Training asks for others.
        persons.extend(names.into_iter().skip(1).step_by(ONE_OF_PERSONS).map(|[name]| name));
    }
    let companies = labelled::rows(&data.join("registry/gleif_lei_registry.csv.gz"), ["name"])?;
    let companies: Vec<String> = companies.into_iter().step_by(ONE_OF_COMPANIES).map(|[name]| name).collect();
    for (what, subject, names) in
        [("persons", Subject::Person, persons), ("companies", Subject::Business, companies)]
    {
        let alerts = names.iter().filter(|name| {
            let hits = searcher.search(subject, name, &Context::default(), 1);
            hits.first().is_some_and(|hit| hit.score >= screening_threshold())
        });
        let per_thousand = alerts.count() as f64 * 1000.0 / names.len().max(1) as f64;
        let what =
            format!("clean {what}, {} names: alerts in a thousand at the shipped threshold", names.len());
        table.row(what, format!("{per_thousand:.1}"), "", "");
    }
    Ok(())
}

/// What is above this is at or above `threshold`.
fn below(threshold: f32) -> f32 {
    threshold - f32::EPSILON
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

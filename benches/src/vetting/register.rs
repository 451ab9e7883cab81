//! The company register: which company a damaged name means, how fast, and in how much memory.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use trusthub_vetting::registries::index::{Finder, Wanted};

use super::figures::{Judged, area, calibration_error, found, short};
use super::table::Table;
use crate::{features, labelled, stats};

pub fn measure(data: &Path, table: &mut Table) -> Result<()> {
    let start = Instant::now();
    let index = features::register(&data.join("registry/gleif_lei_registry.csv.gz"))?;
    let companies = index.len();
    let figure = format!("{:.0} rows/s", companies as f64 / start.elapsed().as_secs_f64());
    table.row(format!("register: {companies} companies read and indexed"), figure, "", "");
    let bytes = index.size_bytes();
    table.row("register: memory of its index", format!("{} MiB", bytes >> 20), "≤ 1 GB", "");

    let columns = ["query_name", "query_country", "lei"];
    let queries = labelled::rows(&data.join("registry/match_queries_dev.csv"), columns)?;
    let mut finder = Finder::new(&index);
    let mut took: Vec<Duration> = Vec::with_capacity(queries.len());
    let mut judged: Vec<Judged> = Vec::with_capacity(queries.len());
    let (mut present, mut first, mut certain, mut certain_and_right) = (0, 0, 0, 0);
    for [name, country, meant] in &queries {
        let start = Instant::now();
        let likely = finder.find(&Wanted { name, country: country.parse().ok(), numbers: &[] });
        took.push(start.elapsed());
        present += usize::from(!meant.is_empty());
        let Some(likely) = likely else { continue };
        let is_right = finder.record(likely.company).is_some_and(|record| record.source_id == *meant);
        first += usize::from(is_right);
        certain += usize::from(likely.is_certain());
        certain_and_right += usize::from(likely.is_certain() && is_right);
        judged.push((likely.score, is_right));
    }
    let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    table.row(
        format!("register: {} names, first of {present} that are in it", queries.len()),
        short(share(first, present)),
        ".985",
        ".976",
    );
    table.row("register: F1 at the best threshold", short(best_f1(&judged, present)), ".93", ".876");
    let figure = format!(
        "{:.1} % with precision {}",
        share(certain_and_right, present) * 100.0,
        short(share(certain_and_right, certain))
    );
    table.row("register: matched by itself", figure, "75 % with .99", "46.2 % with .99");
    table.row("register: AUC", short(area(&judged)), "", "");
    table.row("register: calibration error", short(calibration_error(&judged)), "≤ .03", "");
    let rate = took.len() as f64 / took.iter().sum::<Duration>().as_secs_f64();
    let [middle, late] = stats::quantiles(took, [0.5, 0.99]);
    let figure = format!("{rate:.0}/s, p50 {middle:.2?}, p99 {late:.2?}");
    table.row("register: names looked up, one core", figure, "1,000/s", "");
    Ok(())
}

/// Wrong are answers above the threshold that are not the company that is meant, in the register or not.
fn best_f1(judged: &[Judged], present: usize) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut right, mut wrong, mut best) = (0, 0, 0.0_f64);
    for (_, is_right) in sorted {
        if is_right {
            right += 1;
        } else {
            wrong += 1;
        }
        best = best.max(found(right, wrong, present.saturating_sub(right)).f1);
    }
    best
}

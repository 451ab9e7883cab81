//! How fast names are screened, and how that grows with the list.
//!
//! Larger lists are made of the real one: every entity again and again, each time with words of its names exchanged for
//! words of others, and some of these altered, so that both names and words become more.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use trusthub_vetting::names::Subject;
use trusthub_vetting::screening::{Context, Index, Listed};

use super::table::Table;
use crate::{labelled, stats};

/// Entities of the list that counts as one.
const ONE: usize = 25_000;

/// Names that are asked for, of the largest list fewer.
const ASKED: usize = 4_000;

/// All of them so often; the quickest round counts, because whatever else runs only makes a round slower.
const ROUNDS: usize = 3;

pub fn measure(data: &Path, factors: &[usize], table: &mut Table) -> Result<()> {
    let list = labelled::entities(&data.join("screening/screen_index.csv.gz"))?;
    let queries = labelled::rows(&data.join("screening/screen_queries_dev.csv"), ["schema", "query_name"])?;
    for factor in factors {
        let start = Instant::now();
        let index = Index::build(grown(&list, ONE * factor));
        let built = start.elapsed();
        let asked = (ASKED / factor).max(500);
        let took = (0..ROUNDS).map(|_| round(&index, queries.iter().take(asked)));
        let took = took.min_by_key(|took| took.iter().sum::<Duration>()).unwrap_or_default();
        let rate = took.len() as f64 / took.iter().sum::<Duration>().as_secs_f64();
        let [middle, late] = stats::quantiles(took, [0.5, 0.99]);
        let (goal, best) = if *factor == 1 { ("2,500/s, p99 ≤ 2 ms", "57/s on two") } else { ("", "") };
        table.row(
            format!(
                "screening, one core, {} entities ({factor}×), {} names",
                index.entities(),
                index.names()
            ),
            format!("{rate:.0}/s, p50 {middle:.2?}, p99 {late:.2?}"),
            goal,
            best,
        );
        let bytes = index.heap_bytes();
        table.row(
            format!("its index ({factor}×)"),
            format!(
                "{} MiB, {:.1} MiB a 100,000 names, built in {built:.1?}",
                bytes >> 20,
                per_100_000(bytes, index.names())
            ),
            if *factor == 1 { "≤ 300 MB, ≤ 2 s" } else { "" },
            "",
        );
    }
    Ok(())
}

/// How long each search took.
fn round<'a>(index: &Index, queries: impl Iterator<Item = &'a [String; 2]>) -> Vec<Duration> {
    let mut searcher = index.searcher();
    let search = |[schema, name]: &[String; 2]| {
        let start = Instant::now();
        std::hint::black_box(searcher.search(Subject::of_schema(schema), name, &Context::default(), 5));
        start.elapsed()
    };
    queries.map(search).collect()
}

fn per_100_000(bytes: usize, names: usize) -> f64 {
    bytes as f64 / names.max(1) as f64 * 100_000.0 / f64::from(1 << 20)
}

/// So many entities, made of these.
fn grown(list: &[Listed], size: usize) -> impl Iterator<Item = Listed> {
    (0..size).filter_map(|number| {
        let copy = number / list.len().max(1);
        let mut entity = list.get(number % list.len().max(1))?.clone();
        if copy > 0 {
            entity.id = format!("{copy}-{}", entity.id);
            for (place, name) in entity.names.iter_mut().enumerate() {
                name.text = mixed(list, &name.text, number.wrapping_mul(31) + place, copy);
            }
        }
        Some(entity)
    })
}

/// Every second word exchanged for one of another name, and a letter of it changed in three copies of four.
fn mixed(list: &[Listed], text: &str, seed: usize, copy: usize) -> String {
    let exchange = |(place, word): (usize, &str)| {
        if place % 2 == copy % 2 {
            return word.to_owned();
        }
        let at = seed.wrapping_mul(2_654_435_761).wrapping_add(place * 40_503) % list.len().max(1);
        let other =
            list.get(at).and_then(|entity| entity.names.first()).map_or("", |name| name.text.as_str());
        let words: Vec<&str> = other.split(' ').collect();
        let taken = words.get(seed % words.len().max(1)).copied().unwrap_or(word);
        if copy.is_multiple_of(4) { taken.to_owned() } else { altered(taken, seed) }
    };
    text.split(' ').enumerate().map(exchange).collect::<Vec<_>>().join(" ")
}

fn altered(word: &str, seed: usize) -> String {
    let letters = "aeioulnrst";
    let letter = letters.chars().nth(seed % letters.len()).unwrap_or('a');
    let place = seed / 7 % word.chars().count().max(1);
    word.chars().enumerate().map(|(at, old)| if at == place { letter } else { old }).collect()
}

//! Which names of a register a name may mean: those that share its rarest words, spelled alike or almost.

use std::cmp::Ordering;
use std::ops::Range;

use super::align::{Query, align};
use super::dictionary::Word;
use super::features::Features;
use super::{Company, RegistryIndex};
use crate::names::Name;
use crate::registries::record::Country;

/// A company that a name may mean.
pub(super) struct Candidate {
    pub(super) record: u32,
    /// How alike the names are, from 0 to 1.
    pub(super) likeness: f32,
    pub(super) features: Features,
}

/// Names that are compared word by word.
const COMPARED: usize = 64;
/// A word that this many names have brings no new names in if a rarer one does.
const COMMON: usize = 20_000;
/// What a word counts that is only spelled almost alike.
const ALMOST: f32 = 0.7;

/// What is needed while candidates are gathered, kept to spare its making.
#[derive(Default)]
pub(super) struct Scratch {
    shared: Vec<f32>,
    touched: Vec<u32>,
}

/// The likeliest companies, at most `most`, the likeliest first.
pub(super) fn find(
    index: &RegistryIndex,
    name: &Name,
    country: Option<Country>,
    most: usize,
    scratch: &mut Scratch,
) -> Vec<Candidate> {
    let query = Query::of(index, name);
    let mut found: Vec<Candidate> = Vec::new();
    for stretch in stretches(index, country) {
        gather(index, &query, &stretch, scratch);
        for near in nearest(index, &query, scratch) {
            let alignment = align(index, &query, index.names.words.row(near));
            let place = usize::try_from(near).unwrap_or(usize::MAX);
            let record = index.names.records.get(place).copied().unwrap_or_default();
            let features = Features::of(index, &query, &alignment);
            found.push(Candidate { record, likeness: features.likeness(), features });
        }
    }
    ranked(found, most)
}

/// The same for companies that are known otherwise.
pub(super) fn compare(index: &RegistryIndex, name: &Name, companies: &[Company]) -> Vec<Candidate> {
    let query = Query::of(index, name);
    let mut found = Vec::new();
    for company in companies {
        for words in index.names_of(*company) {
            let features = Features::of(index, &query, &align(index, &query, &words));
            found.push(Candidate { record: company.0, likeness: features.likeness(), features });
        }
    }
    ranked(found, companies.len())
}

/// The likeliest first, each company once.
fn ranked(mut found: Vec<Candidate>, most: usize) -> Vec<Candidate> {
    found.sort_by(|one, other| descending(one.likeness, other.likeness).then(one.record.cmp(&other.record)));
    let mut seen = Vec::new();
    found.retain(|candidate| {
        let is_new = !seen.contains(&candidate.record);
        seen.push(candidate.record);
        is_new
    });
    found.truncate(most);
    found
}

/// Where the names of that country stand, and those of no known country; all without one.
fn stretches(index: &RegistryIndex, country: Option<Country>) -> Vec<Range<u32>> {
    let all = u32::try_from(index.names.records.len()).unwrap_or(u32::MAX);
    let Some(country) = country else { return std::iter::once(0..all).collect() };
    let countries = &index.names.countries;
    let ends = countries.iter().skip(1).map(|(_, start)| *start).chain([all]);
    let stretches = countries.iter().zip(ends);
    stretches
        .filter(|((of, _), _)| of.is_none_or(|of| of == country))
        .map(|((_, start), end)| *start..end)
        .collect()
}

/// Adds up, name by name, how rare the words are that it shares with the query.
fn gather(index: &RegistryIndex, query: &Query<'_>, stretch: &Range<u32>, scratch: &mut Scratch) {
    scratch.shared.resize(index.names.records.len(), 0.0);
    let mut words: Vec<(&[u32], f32)> = Vec::new();
    let mut add = |word: Word, weight: f32| {
        let all = index.postings.row(index.dictionary.stem(word));
        let start = all.partition_point(|name| *name < stretch.start);
        let count = all.get(start..).unwrap_or_default().partition_point(|name| *name < stretch.end);
        let here = all.get(start..start + count).unwrap_or_default();
        if !here.is_empty() {
            words.push((here, weight));
        }
    };
    for word in &query.words {
        if let Some(known) = word.word {
            add(known, word.rarity);
        }
        for (other, _) in &word.alike {
            add(*other, ALMOST * index.dictionary.rarity(Some(*other)));
        }
    }
    for part in &query.parts {
        add(*part, index.dictionary.rarity(Some(*part)));
    }
    words.sort_by_key(|(names, _)| names.len());
    for (names, weight) in words {
        let brings_new = names.len() < COMMON || scratch.touched.is_empty();
        for name in names {
            let place = usize::try_from(*name).unwrap_or(usize::MAX);
            if let Some(shared) = scratch.shared.get_mut(place) {
                if *shared == 0.0 {
                    if !brings_new {
                        continue;
                    }
                    scratch.touched.push(*name);
                }
                *shared += weight;
            }
        }
    }
}

/// The names that share most for what they have; leaves the scratch as it was.
fn nearest(index: &RegistryIndex, query: &Query<'_>, scratch: &mut Scratch) -> Vec<u32> {
    let mut rated: Vec<(f32, u32)> = Vec::with_capacity(scratch.touched.len());
    for name in scratch.touched.drain(..) {
        let place = usize::try_from(name).unwrap_or(usize::MAX);
        if let Some(shared) = scratch.shared.get_mut(place) {
            let weight = index.names.weights.get(place).copied().unwrap_or_default();
            rated.push((*shared / (query.weight + weight).max(0.1), name));
            *shared = 0.0;
        }
    }
    let by_rating =
        |one: &(f32, u32), other: &(f32, u32)| descending(one.0, other.0).then(one.1.cmp(&other.1));
    if rated.len() > COMPARED {
        rated.select_nth_unstable_by(COMPARED, by_rating);
        rated.truncate(COMPARED);
    }
    rated.sort_by(by_rating);
    rated.into_iter().map(|(_, name)| name).collect()
}

fn descending(one: f32, other: f32) -> Ordering {
    other.total_cmp(&one)
}

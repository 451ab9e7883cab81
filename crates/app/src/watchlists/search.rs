//! The index over the lists in force, in the terms of lists: built from their entries, and asked about somebody.
//!
//! How names are compared is `vetting`'s business; this maps what it found back to the entry.

use trusthub_vetting::resemblance::{Asked, REFER_FROM, Resemblances};
use trusthub_vetting::watchlists::{EntityKind, ListedName};
use trusthub_vetting::{Aligned, Hit, Listed as Brief, Subject};

use super::lists::Listed;

/// Entries ready to be searched.
pub(crate) struct Index {
    entries: Vec<Listed>,
    names: Resemblances,
}

/// Whom to look for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<'a> {
    pub(crate) name: &'a str,
    /// `None` looks for all kinds.
    pub(crate) kind: Option<EntityKind>,
    pub(crate) countries: &'a [String],
}

/// An entry that resembles it.
pub(crate) struct Match {
    pub(crate) listed: Listed,
    /// The name that was matched.
    pub(crate) matched: ListedName,
    /// From 0 to 1.
    pub(crate) score: f64,
    /// So likely that a reviewer has to look at it.
    pub(crate) is_hit: bool,
    pub(crate) aligned: Vec<Aligned>,
}

impl Index {
    /// Takes a good part of a second for all lists there are.
    pub(crate) fn build(entries: Vec<Listed>) -> Self {
        let names = Resemblances::build(entries.iter().map(|listed| {
            let entity = &listed.entry.entity;
            (entity.kind, entity.names.as_slice(), entity.countries.as_slice())
        }));
        Self { entries, names }
    }

    /// There is nothing to be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries most like it, the likeliest first, each once.
    pub(crate) fn find(&self, query: &Query<'_>, most: usize) -> Vec<Match> {
        let asked = Asked { name: query.name, kind: query.kind, countries: query.countries };
        self.names
            .find(&asked, most)
            .into_iter()
            .filter_map(|found| {
                let listed = self.entries.get(found.entry)?.clone();
                let matched = listed.entry.entity.names.get(found.name)?.clone();
                let is_hit = found.score >= REFER_FROM;
                Some(Match { listed, matched, score: found.score, is_hit, aligned: found.aligned })
            })
            .collect()
    }

    /// Those that a reviewer has to look at, as the evidence has them.
    pub(crate) fn hits(&self, subject: &Subject, most: usize) -> Vec<Hit> {
        let query = Query { name: &subject.name, kind: Some(subject.kind), countries: &subject.countries };
        self.find(&query, most)
            .into_iter()
            .filter(|found| found.is_hit)
            .map(|found| {
                let entity = &found.listed.entry.entity;
                Hit {
                    subject: subject.clone(),
                    source: found.listed.source,
                    version: found.listed.version.to_string(),
                    entry_id: entity.id.clone(),
                    entry_digest: found.listed.entry.digest.clone(),
                    matched: found.matched,
                    score_per_mille: per_mille(found.score),
                    aligned: found.aligned,
                    entry: Brief {
                        primary_name: entity.primary_name().to_owned(),
                        kind: entity.kind,
                        births: entity.births.clone(),
                        countries: entity.countries.clone(),
                        programmes: entity.programmes.clone(),
                    },
                }
            })
            .collect()
    }
}

/// Rounded down, so that nothing that is not certain reads so.
fn per_mille(score: f64) -> u16 {
    (0..=1000_u16).rev().find(|step| f64::from(*step) <= score * 1000.0).unwrap_or(0)
}

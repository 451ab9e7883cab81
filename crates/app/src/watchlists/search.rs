//! The index over the lists in force, in the terms of lists: built from their entries, and asked about somebody.
//!
//! How names are compared is `vetting::screening`'s business; this maps what a list says of an entry to what that wants
//! to know, and what it found back to the entry.

use std::collections::HashSet;
use std::ops::Range;

use trusthub_vetting::names::{Agreement, Same, Subject as NameSubject, Token};
use trusthub_vetting::screening::{self, Alias, Birth, Context, Searcher, screening_threshold};
use trusthub_vetting::watchlists::{BirthDate, Entity, EntityKind, ListedName, Strength};
use trusthub_vetting::{Aligned, Hit, Listed as Brief, Subject};

use super::lists::Listed;

/// A probability by the name alone that no declared date of birth makes one pass over. Ours: nobody lies about their name
/// and tells the truth about their birthday.
const ALL_BUT_SETTLED: f64 = 0.9;

/// Entries ready to be searched.
pub(crate) struct Index {
    entries: Vec<Listed>,
    names: screening::Index,
}

/// Whom to look for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query<'a> {
    pub(crate) name: &'a str,
    /// `None` looks for all kinds.
    pub(crate) kind: Option<EntityKind>,
    pub(crate) countries: &'a [String],
    /// When born, if that is known.
    pub(crate) born: Option<BirthDate>,
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
        let listed = entries.iter().enumerate().flat_map(|(place, listed)| {
            let entity = &listed.entry.entity;
            subjects(entity.kind).iter().map(move |subject| screening::Listed {
                id: place.to_string(),
                subject: *subject,
                names: entity.names.iter().map(alias).collect(),
                context: context(entity),
            })
        });
        let names = screening::Index::build(listed);
        Self { entries, names }
    }

    /// There is nothing to be found.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries most like it, the likeliest first, each once.
    pub(crate) fn find(&self, query: &Query<'_>, most: usize) -> Vec<Match> {
        self.find_with(&mut self.names.searcher(), query, most)
    }

    fn find_with(&self, searcher: &mut Searcher<'_>, query: &Query<'_>, most: usize) -> Vec<Match> {
        let kinds = match query.kind {
            Some(kind) => subjects(kind),
            None => &[NameSubject::Person, NameSubject::Business],
        };
        let context = Context {
            births: query.born.iter().flat_map(births).collect(),
            countries: query.countries.to_vec(),
        };
        let mut found: Vec<(usize, Match)> = Vec::new();
        for subject in kinds {
            // Some entries are in the index twice.
            for hit in searcher.search(*subject, query.name, &context, most.saturating_mul(2)) {
                if let Some(one) = self.found(&hit) {
                    found.push(one);
                }
            }
        }
        found.sort_by(|(place, one), (other_place, other)| {
            other.score.total_cmp(&one.score).then(place.cmp(other_place))
        });
        let mut seen = HashSet::new();
        found.retain(|(place, _)| seen.insert(*place));
        found.truncate(most);
        found.into_iter().map(|(_, one)| one).collect()
    }

    fn found(&self, hit: &screening::Hit<'_>) -> Option<(usize, Match)> {
        let place: usize = hit.id.parse().ok()?;
        let listed = self.entries.get(place)?.clone();
        let names = &listed.entry.entity.names;
        // Of a double name (`A d/b/a B`) the part that was matched is a piece of the listed one.
        let same = names.iter().find(|name| name.text == hit.name);
        let matched = same
            .or_else(|| names.iter().find(|name| name.text.contains(hit.name)))
            .or(names.first())?
            .clone();
        let one = Match {
            matched,
            score: f64::from(hit.score),
            is_hit: hit.score >= screening_threshold(),
            aligned: aligned(hit),
            listed,
        };
        Some((place, one))
    }

    /// Those that a reviewer has to look at, as the evidence has them: for each of `subjects` at most `most`.
    pub(crate) fn hits(&self, subjects: &[Subject], most: usize) -> Vec<Hit> {
        // Its memory is as large as the index has names, so it serves for all of them.
        let mut searcher = self.names.searcher();
        subjects.iter().flat_map(|subject| self.hits_of(&mut searcher, subject, most)).collect()
    }

    /// Whom a reviewer has to look at. A declared date of birth makes an entry likelier or less likely; but it is the
    /// customer's word, so another date takes away no entry whose name alone all but settles it.
    fn looked_at(&self, searcher: &mut Searcher<'_>, subject: &Subject, most: usize) -> Vec<Match> {
        let query = Query {
            name: &subject.name,
            kind: Some(subject.kind),
            countries: &subject.countries,
            born: subject.born,
        };
        let mut found = self.find_with(searcher, &query, most);
        if subject.born.is_some() {
            let by_name = self.find_with(searcher, &Query { born: None, ..query }, most);
            for strong in by_name.into_iter().filter(|one| one.is_hit && one.score >= ALL_BUT_SETTLED) {
                match found.iter_mut().find(|one| is_same(&one.listed, &strong.listed)) {
                    Some(known) => known.is_hit = true,
                    None => found.push(strong),
                }
            }
        }
        found.retain(|one| one.is_hit);
        found
    }

    fn hits_of(&self, searcher: &mut Searcher<'_>, subject: &Subject, most: usize) -> Vec<Hit> {
        self.looked_at(searcher, subject, most)
            .into_iter()
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

fn is_same(one: &Listed, other: &Listed) -> bool {
    one.source == other.source && one.entry.digest == other.entry.digest
}

/// As what an entry's names are compared. One of which the list does not say what it is may be a person or a business.
fn subjects(kind: EntityKind) -> &'static [NameSubject] {
    match kind {
        EntityKind::Person => &[NameSubject::Person],
        EntityKind::Business => &[NameSubject::Business],
        EntityKind::Vessel | EntityKind::Aircraft => &[NameSubject::Thing],
        EntityKind::Unknown => &[NameSubject::Person, NameSubject::Business],
    }
}

fn alias(name: &ListedName) -> Alias {
    let strength = match name.strength {
        Strength::Primary | Strength::Strong | Strength::OriginalScript => screening::Strength::Strong,
        Strength::Weak => screening::Strength::Weak,
    };
    Alias { text: name.text.clone(), strength }
}

fn context(entity: &Entity) -> Context {
    Context {
        births: entity.births.iter().flat_map(births).collect(),
        countries: entity.countries.iter().filter(|country| country.len() == 2).cloned().collect(),
    }
}

/// A span is as many years; "about" is said.
fn births(birth: &BirthDate) -> Vec<Birth> {
    let year = |year: u16| i16::try_from(year).unwrap_or(i16::MAX);
    if let Some(date) = birth.exact() {
        let day = date.month().zip(date.day());
        return vec![Birth { year: year(date.year()), day, is_about: false }];
    }
    let (first, last) = birth.years();
    // A span of decades says as much as none.
    if last.saturating_sub(first) > 30 {
        return Vec::new();
    }
    (first..=last).map(|one| Birth { year: year(one), day: None, is_about: true }).collect()
}

/// In the order of the name that was asked for; what only the listed name has comes last.
fn aligned(hit: &screening::Hit<'_>) -> Vec<Aligned> {
    let asked: Vec<&Token> = hit.asked.tokens.iter().collect();
    let text = |tokens: &[&Token], places: &Range<usize>| {
        let words = tokens.get(places.clone()).unwrap_or_default().iter().map(|token| token.text.as_str());
        words.collect::<Vec<_>>().join(" ")
    };
    let mut pairs: Vec<_> = hit.comparison.aligned.iter().collect();
    pairs.sort_by_key(|pair| (pair.left.is_empty(), pair.left.start, pair.right.start));
    let aligned = pairs.into_iter().map(|pair| Aligned {
        subject: text(&asked, &pair.left),
        listed: text(&hit.words, &pair.right),
        how: how(pair.agreement).to_owned(),
    });
    aligned.collect()
}

/// What a reviewer reads, and what `--json` promises.
const fn how(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Equal | Agreement::LegalForm(Same::Yes) | Agreement::Number(Same::Yes) => "equal",
        Agreement::Variant => "variant",
        Agreement::Spelling(_) => "spelling",
        Agreement::Sound => "sound",
        Agreement::Initial => "initial",
        Agreement::Abbreviation => "abbreviation",
        Agreement::Joined => "joined",
        Agreement::LegalForm(Same::Nearly | Same::No) => "legal form",
        Agreement::Number(Same::Nearly | Same::No) => "other number",
        Agreement::Missing => "missing",
    }
}

/// Rounded down, so that nothing that is not certain reads so.
fn per_mille(score: f64) -> u16 {
    (0..=1000_u16).rev().find(|step| f64::from(*step) <= score * 1000.0).unwrap_or(0)
}

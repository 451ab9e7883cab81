//! What is compared of two names, as numbers.

use super::RegistryIndex;
use super::align::{Alignment, Fit, Query, QueryWord};
use super::words::{Placed, tells};
use crate::names::Kind;

/// Names of the numbers, in their order.
pub const FEATURES: [&str; 33] = [
    "shared_query",
    "shared_other",
    "same_query",
    "same_other",
    "slip_weight",
    "slips",
    "slip_query_rarity",
    "slip_other_rarity",
    "slip_query_unknown",
    "joined",
    "short",
    "short_last",
    "query_rest",
    "query_rest_rarest",
    "query_rest_words",
    "query_rest_unknown",
    "other_rest",
    "other_rest_rarest",
    "other_rest_words",
    "other_rest_last",
    "numbers_differ",
    "number_missing",
    "number_added",
    "legal_form",
    "out_of_order",
    "words",
    "weight",
    "letters",
    "all_letters",
    "likeness",
    "lead",
    "runner_up",
    "equals",
];

/// Those that only all candidates together tell.
const OF_ALL: usize = 4;

/// The numbers of one pair of names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Features([f32; FEATURES.len()]);

/// A number is what tells siblings apart, however many names have it.
const NUMBER_WEIGHT: f32 = 0.6;
const LEAST_WEIGHT: f32 = 0.05;

fn weight(kind: Kind, rarity: f32) -> f32 {
    match kind {
        Kind::Number => rarity.max(NUMBER_WEIGHT),
        Kind::Core | Kind::Generic | Kind::Initial => rarity.max(LEAST_WEIGHT),
        Kind::LegalForm | Kind::Honorific | Kind::Particle | Kind::Stop => 0.0,
    }
}

impl Features {
    #[expect(clippy::cast_precision_loss, reason = "counts of words in a name, at most a few dozen")]
    pub(super) fn of(index: &RegistryIndex, query: &Query<'_>, alignment: &Alignment<'_>) -> Self {
        let of_query = |word: &QueryWord<'_>| weight(word.kind, word.rarity);
        let rarity = |placed: Placed| index.dictionary.rarity(Some(placed.word()));
        let of_other = |placed: Placed| weight(placed.kind(), rarity(placed));
        let query_total: f32 = query.words.iter().map(of_query).sum();
        let other_total: f32 = alignment.other.iter().map(|placed| of_other(*placed)).sum();

        let mut same = (0.0_f32, 0.0_f32);
        let mut shared = (0.0_f32, 0.0_f32);
        let (mut slips, mut slip_weight, mut joined, mut short) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        let (mut slip_query_rarity, mut slip_other_rarity, mut slip_query_unknown) =
            (1.0_f32, 1.0_f32, 0.0_f32);
        let mut short_last = 0.0_f32;
        let (mut last_query, mut last_other) = (None, None);
        for pair in &alignment.pairs {
            let (Some(word), Some(placed)) = (query.words.get(pair.query), alignment.other.get(pair.other))
            else {
                continue;
            };
            let is_again = |last: Option<usize>, place: usize| pair.fit == Fit::Joined && last == Some(place);
            let one = if is_again(last_query, pair.query) { 0.0 } else { of_query(word) };
            let other = if is_again(last_other, pair.other) { 0.0 } else { of_other(*placed) };
            let sure = match pair.fit {
                Fit::Same => {
                    same = (same.0 + one, same.1 + other);
                    1.0
                }
                Fit::Slips(count) => {
                    let letters = word.text.len().max(1) as f32;
                    if tells(word.kind) || tells(placed.kind()) {
                        slips += count as f32;
                        slip_weight += other;
                        slip_query_rarity = slip_query_rarity.min(word.rarity);
                        slip_other_rarity = slip_other_rarity.min(rarity(*placed));
                        slip_query_unknown += if word.word.is_none() { 1.0 } else { 0.0 };
                    }
                    1.0 - count as f32 / letters
                }
                Fit::Joined => {
                    joined += 1.0;
                    0.95
                }
                Fit::Short => {
                    short += 1.0;
                    if pair.query + 1 == query.words.len() {
                        short_last = 1.0;
                    }
                    0.8
                }
            };
            shared = (shared.0 + one * sure, shared.1 + other * sure);
            last_query = Some(pair.query);
            last_other = Some(pair.other);
        }

        let query_rest: Vec<&QueryWord<'_>> =
            alignment.query_rest.iter().filter_map(|place| query.words.get(*place)).collect();
        let other_rest: Vec<Placed> =
            alignment.other_rest.iter().filter_map(|place| alignment.other.get(*place)).copied().collect();
        let query_telling: Vec<&&QueryWord<'_>> = query_rest.iter().filter(|word| tells(word.kind)).collect();
        let other_telling: Vec<&Placed> = other_rest.iter().filter(|placed| placed.tells()).collect();
        let query_numbers = query_rest.iter().filter(|word| word.kind == Kind::Number).count();
        let other_numbers = other_rest.iter().filter(|placed| placed.kind() == Kind::Number).count();
        // What is left over at the end only: a name that was cut off.
        let end_begins = alignment.pairs.iter().map(|pair| pair.other + 1).max().unwrap_or(0);
        let is_last = alignment.other_rest.iter().all(|place| *place >= end_begins);
        let share = |part: f32, total: f32| if total > 0.0 { (part / total).min(1.0) } else { 0.0 };
        Self([
            share(shared.0, query_total),
            share(shared.1, other_total),
            share(same.0, query_total),
            share(same.1, other_total),
            slip_weight,
            slips,
            slip_query_rarity,
            slip_other_rarity,
            slip_query_unknown,
            joined,
            short,
            short_last,
            query_telling.iter().map(|word| of_query(word)).sum(),
            query_telling.iter().map(|word| of_query(word)).fold(0.0, f32::max),
            query_telling.len() as f32,
            query_telling.iter().filter(|word| word.word.is_none()).count() as f32,
            other_telling.iter().map(|placed| of_other(**placed)).sum(),
            other_telling.iter().map(|placed| of_other(**placed)).fold(0.0, f32::max),
            other_telling.len() as f32,
            if is_last && !other_telling.is_empty() { 1.0 } else { 0.0 },
            query_numbers.min(other_numbers) as f32,
            other_numbers.saturating_sub(query_numbers) as f32,
            query_numbers.saturating_sub(other_numbers) as f32,
            legal_form(index, query, alignment),
            out_of_order(alignment) as f32,
            query.words.len() as f32,
            query_total,
            letters(index, query, alignment, tells),
            letters(index, query, alignment, |_| true),
            0.0,
            0.0,
            0.0,
            0.0,
        ])
    }

    /// In the order of [`FEATURES`].
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// The same, with what is seen of the others: how far ahead of them it is, and how many are just as like.
    pub(super) fn among(mut self, likeness: f32, others: &[f32]) -> Self {
        let runner_up = others.iter().copied().fold(0.0, f32::max);
        let is_equal = |other: &&f32| (likeness - **other).abs() < 1e-6;
        let equals = others.iter().filter(is_equal).fold(0.0, |count, _| count + 1.0);
        let of_all: [f32; OF_ALL] = [likeness, likeness - runner_up, runner_up, equals];
        for (place, value) in self.0.iter_mut().rev().zip(of_all.into_iter().rev()) {
            *place = value;
        }
        self
    }

    /// How alike the names are, from 0 to 1: what orders candidates.
    pub(super) fn likeness(&self) -> f32 {
        let [shared_query, shared_other, ..] = self.0;
        let named = |name: &str| {
            let place = FEATURES.iter().position(|known| *known == name);
            place.and_then(|place| self.0.get(place)).copied().unwrap_or_default()
        };
        let both = if shared_query + shared_other > 0.0 {
            2.0 * shared_query * shared_other / (shared_query + shared_other)
        } else {
            0.0
        };
        let order = 1.0 - 0.01 * named("out_of_order").min(4.0);
        let number =
            1.0 - 0.05 * (named("numbers_differ") + named("number_missing") + named("number_added")).min(2.0);
        ((0.5 * both + 0.4 * named("letters") + 0.1 * named("all_letters"))
            * order
            * number
            * (0.98 + 0.02 * named("legal_form")))
        .clamp(0.0, 1.0)
    }
}

/// 1: the same, or none in either; 0.5 only one name has any; 0 different ones.
fn legal_form(index: &RegistryIndex, query: &Query<'_>, alignment: &Alignment<'_>) -> f32 {
    let query_forms: Vec<&QueryWord<'_>> =
        query.words.iter().filter(|word| word.kind == Kind::LegalForm).collect();
    let other_forms: Vec<&Placed> =
        alignment.other.iter().filter(|placed| placed.kind() == Kind::LegalForm).collect();
    let is_same = |word: &&QueryWord<'_>| {
        other_forms.iter().any(|placed| {
            word.word.is_some_and(|word| index.dictionary.stem(word) == index.dictionary.stem(placed.word()))
        })
    };
    match (query_forms.is_empty(), other_forms.is_empty()) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.5,
        (false, false) if query_forms.iter().all(is_same) => 1.0,
        (false, false) => 0.0,
    }
}

/// Pairs whose words stand in another order than those of the pair before.
fn out_of_order(alignment: &Alignment<'_>) -> usize {
    let mut pairs: Vec<(usize, usize)> =
        alignment.pairs.iter().map(|pair| (pair.query, pair.other)).collect();
    pairs.sort_unstable();
    pairs.iter().zip(pairs.iter().skip(1)).filter(|((_, one), (_, next))| next < one).count()
}

/// How much of the letters both names have in the same order, wherever words begin and end.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
fn letters(
    index: &RegistryIndex,
    query: &Query<'_>,
    alignment: &Alignment<'_>,
    counts: fn(Kind) -> bool,
) -> f32 {
    let of_query = query.words.iter().filter(|word| counts(word.kind)).flat_map(|word| word.text.bytes());
    let other = alignment.other.iter().filter(|placed| counts(placed.kind()));
    let of_other = other.flat_map(|placed| index.dictionary.text(placed.word()).bytes());
    let (of_query, of_other): (Vec<u8>, Vec<u8>) = (of_query.collect(), of_other.collect());
    rapidfuzz::distance::indel::normalized_similarity(of_query, of_other) as f32
}

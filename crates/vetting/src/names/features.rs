//! What two names have in common, as numbers that a person can check against the words.

use super::align::{Agreement, Aligned};
use super::likeness::real_size;
use super::measures::{
    acronym, alike, clash, clash_words, core, ends, inversions, lead, left_over, legal_form, number, place,
    sounds, texts, weakest_letters,
};
use super::name::{Kind, Subject, Token};

/// How many numbers there are.
pub const FEATURES: usize = 37;

/// Their names, in the order of [`Features`]; the model's file names them too.
pub const FEATURE_NAMES: [&str; FEATURES] = [
    "coverage_low",
    "coverage_high",
    "evidence",
    "missing_low",
    "missing_high",
    "weakest",
    "mean",
    "whole",
    "sorted",
    "sound",
    "inversions",
    "first",
    "last",
    "legal_form",
    "number",
    "initials",
    "variants",
    "acronym",
    "equal",
    "words_low",
    "words_high",
    "rarest_shared",
    "rarest_missing",
    "given_clash",
    "is_person",
    "is_business",
    "core_low",
    "core_high",
    "clash_words",
    "weakest_letters",
    "sound_low",
    "place",
    "length_ratio",
    "lead",
    "own_left_low",
    "own_left_high",
    "letters",
];

/// The numbers, each at the place of its name.
pub type Features = [f32; FEATURES];

/// One side's sums over its words that tell names apart.
#[derive(Default)]
struct Side {
    total: f32,
    covered: f32,
    missing: f32,
    rarest_missing: f32,
    words: usize,
}

/// All of them for two names and how they align. Nothing depends on which name is left.
pub(super) fn features(subject: Subject, left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> Features {
    let (mut one, mut other) = (Side::default(), Side::default());
    sum(&mut one, left);
    sum(&mut other, right);
    let mut shared = Shared::default();
    for pair in aligned {
        let (in_left, in_right) = (weight(left, pair.left.clone()), weight(right, pair.right.clone()));
        if pair.agreement == Agreement::Missing {
            one.miss(in_left);
            other.miss(in_right);
        } else {
            let value = pair.likeness;
            one.covered += in_left * value;
            other.covered += in_right * value;
            shared.add(pair, value, in_left.max(in_right));
        }
    }
    let coverage = (one.coverage(), other.coverage());
    let (first, last) = ends(left, right, aligned);
    let (in_one, in_other) = (texts(left), texts(right));
    let core_words = core(left, right, aligned);
    let left_over = left_over(left, right, aligned);
    [
        coverage.0.min(coverage.1),
        coverage.0.max(coverage.1),
        shared.evidence,
        one.missing.min(other.missing),
        one.missing.max(other.missing),
        shared.weakest(),
        shared.mean(),
        alike(&in_one.whole, &in_other.whole),
        alike(&in_one.sorted, &in_other.sorted),
        alike(&in_one.sound, &in_other.sound),
        inversions(aligned),
        first,
        last,
        legal_form(left, right, aligned),
        number(left, right, aligned),
        shared.share(shared.initials),
        shared.share(shared.variants),
        acronym(left, right),
        shared.share(shared.equal),
        real_size(one.words.min(other.words)),
        real_size(one.words.max(other.words)),
        shared.rarest,
        one.rarest_missing.min(other.rarest_missing),
        clash(left, right, aligned),
        f32::from(u8::from(subject == Subject::Person)),
        f32::from(u8::from(subject == Subject::Business)),
        core_words.0.min(core_words.1),
        core_words.0.max(core_words.1),
        clash_words(left, right, aligned),
        weakest_letters(left, right, aligned),
        sounds(left, right, aligned),
        place(left, right),
        ratio(in_one.whole.len(), in_other.whole.len()),
        lead(left, right, aligned),
        left_over.0.min(left_over.1),
        left_over.0.max(left_over.1),
        letters(left) + letters(right),
    ]
}

fn counts(token: &Token) -> bool {
    token.distinguishes() || token.kind == Kind::Particle
}

/// How much the words at these places tell.
pub(super) fn weight(tokens: &[&Token], places: std::ops::Range<usize>) -> f32 {
    let tokens = tokens.get(places).unwrap_or_default();
    tokens.iter().filter(|token| counts(token)).map(|token| f32::from(token.rarity) / 100.0).sum()
}

fn sum(side: &mut Side, tokens: &[&Token]) {
    side.total = weight(tokens, 0..tokens.len());
    side.words = tokens.iter().filter(|token| token.distinguishes()).count();
}

impl Side {
    fn miss(&mut self, weight: f32) {
        self.missing += weight;
        self.rarest_missing = self.rarest_missing.max(weight);
    }

    fn coverage(&self) -> f32 {
        if self.total > 0.0 { (self.covered / self.total).clamp(0.0, 1.0) } else { 0.0 }
    }
}

#[derive(Default)]
struct Shared {
    evidence: f32,
    weight: f32,
    pairs: f32,
    initials: f32,
    variants: f32,
    equal: f32,
    rarest: f32,
    least: Option<f32>,
}

impl Shared {
    fn add(&mut self, pair: &Aligned, value: f32, weight: f32) {
        if weight == 0.0 {
            return;
        }
        self.evidence += value * weight;
        self.weight += weight;
        self.pairs += 1.0;
        self.rarest = self.rarest.max(value * weight);
        match pair.agreement {
            Agreement::Initial => self.initials += 1.0,
            Agreement::Variant | Agreement::Abbreviation | Agreement::Sound => self.variants += 1.0,
            Agreement::Equal => self.equal += 1.0,
            _ => {}
        }
        if pair.agreement != Agreement::Initial {
            self.least = Some(self.least.map_or(value, |least| least.min(value)));
        }
    }

    fn weakest(&self) -> f32 {
        self.least.unwrap_or(0.0)
    }

    fn mean(&self) -> f32 {
        if self.weight > 0.0 { self.evidence / self.weight } else { 0.0 }
    }

    fn share(&self, count: f32) -> f32 {
        if self.pairs > 0.0 { count / self.pairs } else { 0.0 }
    }
}

/// Of all its words.
fn letters(tokens: &[&Token]) -> f32 {
    real_size(tokens.iter().map(|token| token.text.len()).sum())
}

/// The lesser count of letters by the greater.
fn ratio(one: usize, other: usize) -> f32 {
    let most = one.max(other);
    if most > 0 { real_size(one.min(other)) / real_size(most) } else { 0.0 }
}

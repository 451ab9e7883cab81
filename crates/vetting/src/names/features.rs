//! What two names have in common, as numbers that a person can check against the words.

use rapidfuzz::distance::indel;

use super::align::{Agreement, Aligned, Same};
use super::likeness::real_size;
use super::name::{Kind, Subject, Token};

/// How many numbers there are.
pub const FEATURES: usize = 26;

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
    ]
}

fn counts(token: &Token) -> bool {
    token.distinguishes() || token.kind == Kind::Particle
}

fn weight(tokens: &[&Token], places: std::ops::Range<usize>) -> f32 {
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

struct Texts {
    whole: String,
    sorted: String,
    sound: String,
}

fn texts(tokens: &[&Token]) -> Texts {
    let mut kept: Vec<&Token> = tokens.iter().copied().filter(|token| token.distinguishes()).collect();
    let whole = kept.iter().map(|token| token.text.as_str()).collect();
    let sound = kept.iter().map(|token| &*token.sound).collect();
    kept.sort_unstable_by(|one, other| one.text.cmp(&other.text));
    let sorted = kept.iter().map(|token| token.text.as_str()).collect();
    Texts { whole, sorted, sound }
}

fn alike(one: &str, other: &str) -> f32 {
    // Between 0 and 1, so nothing is lost that matters.
    let similarity = indel::normalized_similarity(one.bytes(), other.bytes());
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    let similarity = similarity as f32;
    similarity
}

/// Pairs that stand in another order, as a share of all pairs of pairs.
fn inversions(aligned: &[Aligned]) -> f32 {
    let places: Vec<(usize, usize)> = aligned
        .iter()
        .filter(|pair| is_shared_word(pair))
        .map(|pair| (pair.left.start, pair.right.start))
        .collect();
    let (mut inverted, mut all) = (0.0, 0.0);
    for (at, one) in places.iter().enumerate() {
        for other in places.iter().skip(at + 1) {
            all += 1.0;
            if (one.0 < other.0) != (one.1 < other.1) {
                inverted += 1.0;
            }
        }
    }
    if all > 0.0 { inverted / all } else { 0.0 }
}

fn is_shared_word(pair: &Aligned) -> bool {
    !matches!(pair.agreement, Agreement::Missing | Agreement::LegalForm(_)) && pair.likeness > 0.0
}

/// How alike the first words are if they are aligned with each other, and the last ones.
fn ends(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> (f32, f32) {
    let first = |tokens: &[&Token]| tokens.iter().position(|token| token.distinguishes());
    let last = |tokens: &[&Token]| tokens.iter().rposition(|token| token.distinguishes());
    let at = |places: (Option<usize>, Option<usize>)| {
        let (Some(one), Some(other)) = places else { return 0.0 };
        aligned
            .iter()
            .find(|pair| pair.left.contains(&one) && pair.right.contains(&other))
            .map_or(0.0, |pair| pair.likeness)
    };
    (at((first(left), first(right))), at((last(left), last(right))))
}

/// 1 the same, 0.5 of one group, 0 one or none has any, -1 different.
fn legal_form(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let has = |tokens: &[&Token]| tokens.iter().any(|token| token.kind == Kind::LegalForm);
    if !(has(left) && has(right)) {
        return 0.0;
    }
    let values = aligned.iter().filter_map(|pair| match pair.agreement {
        Agreement::LegalForm(Same::Yes) => Some(1.0),
        Agreement::LegalForm(Same::Nearly) => Some(0.5),
        Agreement::LegalForm(Same::No) => Some(-1.0),
        _ => None,
    });
    values.fold(-1.0, f32::max)
}

/// 1 the same, 0 no numbers, -0.5 only one has some, -1 different.
fn number(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let count = |tokens: &[&Token]| tokens.iter().filter(|token| token.kind == Kind::Number).count();
    let (one, other) = (count(left), count(right));
    if aligned.iter().any(|pair| pair.agreement == Agreement::Number(Same::No)) {
        return -1.0;
    }
    match (one, other) {
        (0, 0) => 0.0,
        _ if one == other => 1.0,
        _ => -0.5,
    }
}

/// 1 if a word of one name is the first letters of the other's.
fn acronym(left: &[&Token], right: &[&Token]) -> f32 {
    let is = |short: &[&Token], long: &[&Token]| {
        let kept: Vec<&&Token> = short.iter().filter(|token| token.distinguishes()).collect();
        let [word] = kept.as_slice() else { return false };
        let letters = |with_all: bool| -> Vec<u8> {
            long.iter()
                .filter(|token| token.kind != Kind::Stop && (with_all || token.kind != Kind::LegalForm))
                .filter_map(|token| token.text.bytes().next())
                .collect()
        };
        word.text.len() >= 3
            && word.text.len() <= 8
            && (letters(false) == word.text.as_bytes() || letters(true) == word.text.as_bytes())
    };
    f32::from(u8::from(is(left, right) || is(right, left)))
}

/// What the two names have instead of one another: the lesser weight of the words that only one has, by likeness of the
/// best of them. High where `Ivan Petrov` meets `Oleg Petrov`, 0 where one name only has more.
fn clash(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let mut alone = (0.0_f32, 0.0_f32);
    let mut weak = 0.0_f32;
    for pair in aligned {
        let (one, other) = (weight(left, pair.left.clone()), weight(right, pair.right.clone()));
        if pair.agreement == Agreement::Missing {
            alone = (alone.0 + one, alone.1 + other);
        } else if !matches!(pair.agreement, Agreement::LegalForm(_) | Agreement::Initial) {
            weak += one.min(other) * (1.0 - pair.likeness);
        }
    }
    alone.0.min(alone.1) + weak
}

//! What [`features`](super::features) is made of: one function for one thing that two aligned names have in common.

use std::ops::Range;

use rapidfuzz::distance::{indel, osa};

use super::align::{Agreement, Aligned, Same};
use super::features::weight;
use super::likeness::real_size;
use super::name::{Kind, Token};

pub(super) use super::acronym::acronym;

/// A name's words that tell it apart, run together: in their order, in that of the alphabet, and by sound.
pub(super) struct Texts {
    pub(super) whole: String,
    pub(super) sorted: String,
    pub(super) sound: String,
}

pub(super) fn texts(tokens: &[&Token]) -> Texts {
    let mut kept: Vec<&Token> = tokens.iter().copied().filter(|token| token.distinguishes()).collect();
    let whole = kept.iter().map(|token| token.text.as_str()).collect();
    let sound = kept.iter().map(|token| &*token.sound).collect();
    kept.sort_unstable_by(|one, other| one.text.cmp(&other.text));
    let sorted = kept.iter().map(|token| token.text.as_str()).collect();
    Texts { whole, sorted, sound }
}

pub(super) fn alike(one: &str, other: &str) -> f32 {
    // Between 0 and 1, so nothing is lost that matters.
    let similarity = indel::normalized_similarity(one.bytes(), other.bytes());
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    let similarity = similarity as f32;
    similarity
}

/// Pairs that stand in another order, as a share of all pairs of pairs.
pub(super) fn inversions(aligned: &[Aligned]) -> f32 {
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
pub(super) fn ends(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> (f32, f32) {
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
pub(super) fn legal_form(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
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
pub(super) fn number(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
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

/// What the two names have instead of one another: the lesser weight of the words that only one has, by likeness of the
/// best of them. High where `Ivan Petrov` meets `Oleg Petrov`, 0 where one name only has more.
pub(super) fn clash(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
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

/// How many words neither name shares with the other, by the side that has fewer of them, and how unlike those are that
/// only resemble each other. A common word counts as much as a rare one: `Mohamed` in the place of `Ahmed` is another.
pub(super) fn clash_words(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let (mut one, mut other, mut unlike) = (0.0_f32, 0.0_f32, 0.0_f32);
    for pair in aligned {
        match pair.agreement {
            Agreement::Missing => {
                one += telling(left, &pair.left);
                other += telling(right, &pair.right);
            }
            Agreement::Spelling(_) | Agreement::Sound | Agreement::Number(Same::No) => {
                unlike += 1.0 - pair.likeness;
            }
            _ => {}
        }
    }
    one.min(other) + unlike
}

fn telling(tokens: &[&Token], places: &Range<usize>) -> f32 {
    let tokens = tokens.get(places.clone()).unwrap_or_default();
    real_size(tokens.iter().filter(|token| token.distinguishes()).count())
}

/// Of each name's own words, leaving out those that many businesses have, which share the other has too.
///
/// Two names without such words have all in common, one with and one without nothing.
pub(super) fn core(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> (f32, f32) {
    let count = |tokens: &[&Token], places: &Range<usize>| {
        let tokens = tokens.get(places.clone()).unwrap_or_default();
        real_size(tokens.iter().filter(|token| is_own(token)).count())
    };
    let (mut one, mut other) = (0.0, 0.0);
    for pair in aligned.iter().filter(|pair| pair.agreement != Agreement::Missing) {
        one += count(left, &pair.left) * pair.likeness;
        other += count(right, &pair.right) * pair.likeness;
    }
    let all = (count(left, &(0..left.len())), count(right, &(0..right.len())));
    match all {
        (0.0, 0.0) => (1.0, 1.0),
        (0.0, _) | (_, 0.0) => (0.0, 0.0),
        (in_one, in_other) => (one / in_one, other / in_other),
    }
}

fn is_own(token: &Token) -> bool {
    matches!(token.kind, Kind::Core | Kind::Number) && token.group.is_none()
}

/// The least share of letters that two words taken for one another have in common, no letter standing for another.
pub(super) fn weakest_letters(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let shares = aligned.iter().filter_map(|pair| {
        if !matches!(pair.agreement, Agreement::Spelling(_) | Agreement::Sound) {
            return None;
        }
        let (one, other) = (left.get(pair.left.start)?, right.get(pair.right.start)?);
        let most = one.text.len().max(other.text.len());
        let differing = osa::distance(one.text.bytes(), other.text.bytes());
        Some(1.0 - real_size(differing) / real_size(most))
    });
    shares.fold(1.0, f32::min)
}

/// Of the words of the name that has less in common, the share with one that sounds the same on the other side.
pub(super) fn sounds(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let same = aligned.iter().filter(|pair| match pair.agreement {
        Agreement::Equal | Agreement::Variant | Agreement::Joined => true,
        Agreement::Missing | Agreement::LegalForm(_) => false,
        _ => left
            .get(pair.left.start)
            .zip(right.get(pair.right.start))
            .is_some_and(|(one, other)| one.sound == other.sound),
    });
    let (mut one, mut other) = (0.0, 0.0);
    for pair in same {
        one += telling(left, &pair.left);
        other += telling(right, &pair.right);
    }
    let share = |shared: f32, tokens: &[&Token]| shared / telling(tokens, &(0..tokens.len())).max(1.0);
    share(one, left).min(share(other, right))
}

/// 1 the same countries, 0 none is named, -0.5 one name has some that the other has not, -1 different ones.
pub(super) fn place(left: &[&Token], right: &[&Token]) -> f32 {
    let of = |tokens: &[&Token]| {
        let places = tokens.iter().filter(|token| token.kind == Kind::Core).filter_map(|token| token.group);
        let mut places: Vec<&'static str> = places.collect();
        places.sort_unstable();
        places.dedup();
        places
    };
    let (one, other) = (of(left), of(right));
    if one == other {
        return if one.is_empty() { 0.0 } else { 1.0 };
    }
    let is_shared = one.iter().any(|place| other.contains(place));
    if one.is_empty() || other.is_empty() || is_shared { -0.5 } else { -1.0 }
}

/// How many of each name's own words the other has not.
pub(super) fn left_over(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> (f32, f32) {
    let missing = || aligned.iter().filter(|pair| pair.agreement == Agreement::Missing);
    let count = |tokens: &[&Token], places: Range<usize>| {
        real_size(tokens.get(places).unwrap_or_default().iter().filter(|token| is_own(token)).count())
    };
    (
        missing().map(|pair| count(left, pair.left.clone())).sum(),
        missing().map(|pair| count(right, pair.right.clone())).sum(),
    )
}

/// How much the words tell with which both names begin.
pub(super) fn lead(left: &[&Token], right: &[&Token], aligned: &[Aligned]) -> f32 {
    let (mut at_left, mut at_right, mut sum) = (0, 0, 0.0);
    let skipped = |tokens: &[&Token], at: &mut usize| {
        while tokens.get(*at).is_some_and(|token| !token.distinguishes()) {
            *at += 1;
        }
    };
    loop {
        skipped(left, &mut at_left);
        skipped(right, &mut at_right);
        let pair = aligned.iter().find(|pair| pair.left.start == at_left && pair.right.start == at_right);
        let Some(pair) =
            pair.filter(|pair| !pair.left.is_empty() && !pair.right.is_empty() && pair.likeness > 0.0)
        else {
            return sum;
        };
        let weight = weight(left, pair.left.clone()).max(weight(right, pair.right.clone()));
        sum += weight * pair.likeness;
        (at_left, at_right) = (pair.left.end, pair.right.end);
    }
}

//! Two names, compared: a score, and the words and numbers that explain it.

use std::sync::LazyLock;

use super::align::{Aligned, align};
use super::features::{FEATURE_NAMES, Features, features};
use super::model::{Contribution, Model, ModelError};
use super::name::{Name, Subject, Token};

const FILE: &str = include_str!("../../../../policies/names/pairs-model.json");

/// The model of pairs. Were its file broken, no process would start: see [`check_model`].
static MODEL: LazyLock<Result<Model, ModelError>> =
    LazyLock::new(|| Model::built_in("names/pairs-model.json", FILE, &FEATURE_NAMES));

/// Whether the built-in model of pairs can be used.
pub(crate) fn check_model() -> Result<(), ModelError> {
    MODEL.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// Two names and what they have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Which words stand for one another; every word of both is in it once.
    pub aligned: Vec<Aligned>,
    /// The same as numbers.
    pub features: Features,
}

impl Comparison {
    /// Compares two names.
    #[must_use]
    pub fn of(left: &Name, right: &Name) -> Self {
        let one: Vec<&Token> = left.tokens.iter().collect();
        let other: Vec<&Token> = right.tokens.iter().collect();
        Self::of_tokens(subject(left, right), &one, &other)
    }

    /// Compares the words of two names: for indexes, which keep words apart from names.
    #[must_use]
    pub(crate) fn of_tokens(subject: Subject, left: &[&Token], right: &[&Token]) -> Self {
        // In one order, whichever is left, so that the answer is the same for both.
        let is_swapped = left.iter().map(|token| &token.text).gt(right.iter().map(|token| &token.text));
        let (one, other) = if is_swapped { (right, left) } else { (left, right) };
        let mut aligned = align(one, other);
        let features = features(subject, one, other, &aligned);
        if is_swapped {
            for pair in &mut aligned {
                std::mem::swap(&mut pair.left, &mut pair.right);
            }
        }
        Self { aligned, features }
    }

    /// The probability that both are names of one, from 0 to 1.
    #[must_use]
    pub fn score(&self) -> f32 {
        MODEL.as_ref().map_or(0.0, |model| model.score(&self.features))
    }

    /// What gave that probability, the strongest first.
    #[must_use]
    pub fn contributions(&self) -> Vec<Contribution<'static>> {
        MODEL.as_ref().map(|model| model.contributions(&self.features)).unwrap_or_default()
    }
}

/// What is compared: a person with a person by a person's rules, and so on; unlike ones as things.
fn subject(left: &Name, right: &Name) -> Subject {
    if left.subject == right.subject { left.subject } else { Subject::Thing }
}

/// The score from which two names are called one.
#[must_use]
pub fn match_threshold() -> f32 {
    MODEL.as_ref().map_or(1.0, Model::threshold)
}

/// A probability in parts of a thousand, for people.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
pub(crate) fn per_mille(score: f32) -> u16 {
    (score.clamp(0.0, 1.0) * 1000.0).round() as u16
}

/// The best comparison between the names that two texts hold (`Owl Ltd d/b/a Night Bird` holds three).
#[must_use]
pub fn compare(subject: Subject, left: &str, right: &str) -> Comparison {
    let (left, right) = (Name::all_of(subject, left), Name::all_of(subject, right));
    let all = left.iter().flat_map(|one| right.iter().map(move |other| Comparison::of(one, other)));
    all.max_by(|one, other| one.score().total_cmp(&other.score()))
        .unwrap_or_else(|| Comparison::of_tokens(subject, &[], &[]))
}

#[cfg(test)]
mod tests {
    use super::{Comparison, check_model, compare, match_threshold};
    use crate::names::{Name, Subject};

    fn score(subject: Subject, left: &str, right: &str) -> f32 {
        compare(subject, left, right).score()
    }

    #[test]
    fn the_model_that_ships_is_read() {
        assert_eq!(check_model(), Ok(()));
        assert!(match_threshold() > 0.1 && match_threshold() < 1.0);
    }

    #[test]
    fn names_of_one_match_and_names_of_two_do_not() {
        for (left, right) in [
            ("Siemens Aktiengesellschaft", "SIEMENS AG"),
            ("Owl Trading Intl Ltd d/b/a Night Bird", "Nightbird"),
            ("Crédit Agricole S.A.", "CREDIT AGRICOLE"),
        ] {
            assert!(score(Subject::Business, left, right) >= match_threshold(), "{left}, {right}");
        }
        for (left, right) in [("Siemens AG", "Volkswagen AG"), ("First Bank of Malta", "Owl Fund 3")] {
            assert!(score(Subject::Business, left, right) < match_threshold(), "{left}, {right}");
        }
        assert!(score(Subject::Person, "Oleksandr Usyk", "Александр Усик") >= match_threshold());
        assert!(score(Subject::Person, "Igor Deripaska", "Jane Doe") < match_threshold());
    }

    #[test]
    fn left_and_right_may_be_swapped() {
        let (one, other) = (Name::person("J. R. van Berg"), Name::person("Berg, Jan Ruud"));
        assert_eq!(Comparison::of(&one, &other).score(), Comparison::of(&other, &one).score());
    }

    #[test]
    fn what_features_gave_explains_the_score() {
        let same = compare(Subject::Person, "Jane Quartz", "Jane Quartz");
        assert!(
            same.contributions().iter().any(|given| given.feature == "coverage_low" || given.log_odds > 0.0)
        );
    }
}

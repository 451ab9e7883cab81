//! Which company somebody means, and how sure that is.

use std::sync::LazyLock;

use super::RegistryIndex;
use super::candidates::{self, Scratch};
use super::features::{FEATURES, Features};
use crate::names::{Contribution, Model, ModelError, Name};
use crate::registries::record::{Country, Identifier, RegistryRecord};

/// Candidates that are weighed against one another.
const WEIGHED: usize = 8;

/// Made by `benches/training/train_registry.py`, which says how.
const WEIGHTS: &str = include_str!("../../../../../policies/registries/match.json");

const FILE: &str = "registries/match.json";

/// Were the file broken, no process would start: see [`check_model`].
static MODEL: LazyLock<Result<Weights, ModelError>> =
    LazyLock::new(|| Weights::read().map_err(|error| error.of(FILE)));

/// Whether the built-in model of registers can be used.
pub(crate) fn check_model() -> Result<(), ModelError> {
    MODEL.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// A trained model, and from which score on a match needs nobody to look at it.
struct Weights {
    model: Model,
    certain: f32,
}

/// What somebody says of a company.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it is registered, if known.
    pub country: Option<Country>,
    /// Its numbers, if any is known.
    pub numbers: &'a [Identifier],
}

/// The company that is probably meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// Which.
    pub company: Company,
    /// The probability that it is meant by this name.
    pub score: f32,
    /// Found by this number; the name was only compared.
    pub number: Option<Identifier>,
    /// What was compared, for [`explain`](Self::explain).
    pub features: Features,
}

/// A company in an index: for [`RegistryIndex::record`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Company(pub(super) u32);

/// Looks companies up, one after the other.
pub struct Finder<'a> {
    index: &'a RegistryIndex,
    scratch: Scratch,
}

impl Weights {
    fn read() -> Result<Self, ModelError> {
        let file: serde_json::Value =
            serde_json::from_str(WEIGHTS).map_err(|error| ModelError::new(&error.to_string()))?;
        let part = |name: &str| {
            file.get(name).ok_or_else(|| ModelError::new(&format!("it does not say what is {name}")))
        };
        #[expect(clippy::cast_possible_truncation, reason = "a probability, and a rounded one")]
        let certain = part("certain")?.as_f64().unwrap_or_default() as f32;
        if !(certain > 0.0 && certain < 1.0) {
            return Err(ModelError::new("certain is not between 0 and 1"));
        }
        Ok(Self { model: Model::read(&part("model")?.to_string(), &FEATURES)?, certain })
    }
}

impl Likely {
    /// Likelier than not, as far as the development data tell.
    #[must_use]
    pub fn is_match(&self) -> bool {
        MODEL.as_ref().is_ok_and(|weights| self.score >= weights.model.threshold())
    }

    /// So likely that of a hundred such matches one is wrong at most.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        MODEL.as_ref().is_ok_and(|weights| self.score >= weights.certain)
    }

    /// The score in parts of a thousand, for people.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    pub fn per_mille(&self) -> u16 {
        (self.score.clamp(0.0, 1.0) * 1000.0).round() as u16
    }

    /// What speaks for it and against it, the strongest first.
    #[must_use]
    pub fn explain(&self) -> Vec<Contribution<'static>> {
        MODEL.as_ref().map(|weights| weights.model.contributions(self.features.values())).unwrap_or_default()
    }
}

impl<'a> Finder<'a> {
    /// Looks in that register.
    #[must_use]
    pub fn new(index: &'a RegistryIndex) -> Self {
        Self { index, scratch: Scratch::default() }
    }

    /// The company that is probably meant: the one with the number, if there is any, whatever its name; otherwise the one
    /// with the likeliest name.
    pub fn find(&mut self, wanted: &Wanted<'_>) -> Option<Likely> {
        let name = Name::business(wanted.name, wanted.country.as_ref().map(Country::as_str));
        for number in wanted.numbers {
            let companies = self.index.by_number(number);
            if !companies.is_empty() {
                let compared = candidates::compare(self.index, &name, &companies);
                return likeliest(compared).map(|likely| Likely { number: Some(number.clone()), ..likely });
            }
        }
        likeliest(candidates::find(self.index, &name, wanted.country, WEIGHED, &mut self.scratch))
    }

    /// The record of a company.
    #[must_use]
    pub fn record(&self, company: Company) -> Option<RegistryRecord> {
        self.index.record(company)
    }
}

fn likeliest(candidates: Vec<candidates::Candidate>) -> Option<Likely> {
    let others: Vec<f32> = candidates.iter().skip(1).map(|candidate| candidate.likeness).collect();
    let first = candidates.into_iter().next()?;
    let features = first.features.among(first.likeness, &others);
    let score = MODEL.as_ref().map_or(0.0, |weights| weights.model.score(features.values()));
    Some(Likely { company: Company(first.record), score, number: None, features })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_fit_the_features() {
        assert!(Weights::read().is_ok());
    }
}

//! One name against an index: candidates, then a full comparison of each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use super::candidates::Memory;
use super::context::{Context, log_odds};
use super::index::{Index, Row, Strength, WEAK};
use crate::names::{Comparison, FEATURE_NAMES, FEATURES, Model, ModelError, Name, Subject, Token};

/// So many names are compared in full for each name that is asked for.
const MOST_COMPARED: usize = 24;

/// Names whose nearness differs by less are about as near.
const AS_NEAR: f32 = 0.05;

/// What the index adds to the numbers of two names.
const ADDED: [&str; 6] = ["in_list", "rivals", "list_low", "list_high", "list_missing", "crowd"];

/// How many numbers the model of screening looks at.
const SCREENING_FEATURES: usize = FEATURES + ADDED.len();

/// Their names.
#[expect(clippy::indexing_slicing, reason = "in a constant a place out of range does not compile")]
pub const SCREENING_FEATURE_NAMES: [&str; SCREENING_FEATURES] = {
    let mut names = [""; SCREENING_FEATURES];
    let mut at = 0;
    while at < SCREENING_FEATURES {
        names[at] = if at < FEATURES { FEATURE_NAMES[at] } else { ADDED[at - FEATURES] };
        at += 1;
    }
    names
};

const FILE: &str = include_str!("../../../../policies/names/screening-model.json");

/// The model. Were its file broken, no process would start: see [`check_model`].
static MODEL: LazyLock<Result<Model, ModelError>> =
    LazyLock::new(|| Model::built_in("names/screening-model.json", FILE, &SCREENING_FEATURE_NAMES));

/// Whether the built-in model of screening can be used.
pub(crate) fn check_model() -> Result<(), ModelError> {
    MODEL.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// The score from which a hit is called one.
#[must_use]
pub fn screening_threshold() -> f32 {
    MODEL.as_ref().map_or(1.0, Model::threshold)
}

/// An entity that may be the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'index> {
    /// Its identifier.
    pub id: &'index str,
    /// The name that is most like the one asked for, as the list writes it.
    pub name: &'index str,
    /// The probability, from 0 to 1, that it is the one.
    pub score: f32,
    /// The name that was asked for, in words; of a double name the part that hit.
    pub asked: Name,
    /// The words of the list's name.
    pub words: Vec<&'index Token>,
    /// Which words stand for one another: left is what was asked.
    pub comparison: Comparison,
    /// What the model saw.
    pub features: [f32; SCREENING_FEATURES],
    /// What dates and countries added, in log odds.
    pub context: f32,
}

/// An entity near to the one asked for, before any model has judged it.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest<'index> {
    /// Its identifier.
    pub id: &'index str,
    /// Its name that is nearest, as the list writes it.
    pub name: &'index str,
    /// What a model would see.
    pub features: [f32; SCREENING_FEATURES],
}

/// Searches an index.
#[derive(Debug, Clone)]
pub struct Searcher<'index> {
    index: &'index Index,
    memory: Memory,
}

impl<'index> Searcher<'index> {
    pub(super) fn new(index: &'index Index) -> Self {
        Self { index, memory: Memory::new(&index.finder) }
    }

    /// The entities most like `text`, the likeliest first, at most `most` of them, each once.
    ///
    /// `context` is what else is known; it moves scores only where the list knows it too.
    pub fn search(
        &mut self,
        subject: Subject,
        text: &str,
        context: &Context,
        most: usize,
    ) -> Vec<Hit<'index>> {
        let index = self.index;
        let asked = Name::all_of(subject, text);
        let near = self.near(&asked);
        let features = near.iter().map(|near| near.features.as_slice());
        let names = MODEL.as_ref().map_or_else(|_| vec![0.0; near.len()], |model| model.scores(features));
        let scored = near.into_iter().zip(names).map(|(near, names)| {
            let known = index.context(near.row).map_or(0.0, |listed| log_odds(context, listed));
            let strength = match near.row.strength {
                Strength::Strong => 0.0,
                Strength::Weak => WEAK,
            };
            ((moved(names, known + strength), known), near)
        });
        let best = best_of_each(scored, most, |((score, _), _)| *score, |(_, near)| near);
        let hit = |((score, known), near): ((f32, f32), Near)| Hit {
            id: index.id(near.row),
            name: index.text(near.row),
            score,
            asked: asked.get(near.asked).cloned().unwrap_or_else(|| Name::of(subject, text)),
            words: index.tokens(near.row),
            comparison: near.comparison,
            features: near.features,
            context: known,
        };
        best.into_iter().map(hit).collect()
    }

    /// The entities nearest to `text` by a rough measure that no training has a part in, at most `most` of them, each
    /// once: what a model can be trained on.
    pub fn nearest(&mut self, subject: Subject, text: &str, most: usize) -> Vec<Nearest<'index>> {
        let index = self.index;
        let near = self.near(&Name::all_of(subject, text));
        let best = best_of_each(near.into_iter(), most, |near| nearness(&near.comparison), |near| near);
        let nearest = |near: Near| Nearest {
            id: index.id(near.row),
            name: index.text(near.row),
            features: near.features,
        };
        best.into_iter().map(nearest).collect()
    }

    /// All that comes up for any of the names, compared.
    fn near(&mut self, names: &[Name]) -> Vec<Near> {
        let mut all = Vec::new();
        for (place, asked) in names.iter().enumerate() {
            let rows = self.index.finder.find(&asked.tokens, MOST_COMPARED, &mut self.memory);
            let left: Vec<&Token> = asked.tokens.iter().collect();
            let rarities: Vec<f32> = left.iter().map(|token| self.index.rarity(token)).collect();
            let compared = self.compared(asked.subject, &left, &rows);
            let nearby: Vec<(u32, f32)> =
                compared.iter().map(|(_, row, comparison)| (row.entity, nearness(comparison))).collect();
            let nearest = nearby.iter().map(|(_, near)| *near).fold(0.0, f32::max);
            all.extend(compared.into_iter().map(|(number, row, comparison)| {
                let in_list = self.index.in_list(row, &rarities, &left, &comparison);
                let rivals = nearest - nearness(&comparison);
                let crowd = crowd(&nearby, row.entity, nearness(&comparison));
                let added = [in_list.rarest, rivals, in_list.low, in_list.high, in_list.missing, crowd];
                let mut features = [0.0; SCREENING_FEATURES];
                for (place, value) in features.iter_mut().zip(comparison.features.iter().chain(&added)) {
                    *place = *value;
                }
                Near { number, row, asked: place, comparison, features }
            }));
        }
        all
    }

    fn compared(&self, asked: Subject, left: &[&Token], rows: &[u32]) -> Vec<(u32, Row, Comparison)> {
        let mut compared = Vec::with_capacity(rows.len());
        for number in rows {
            let Some(row) = self.index.row(*number) else { continue };
            let Some(subject) = common_subject(asked, self.index.subject(row)) else { continue };
            let right = self.index.tokens(row);
            compared.push((*number, row, Comparison::of_tokens(subject, left, &right)));
        }
        compared
    }
}

/// A name of the list beside the one that was asked for.
#[derive(Debug)]
struct Near {
    /// Its number: decides between equals.
    number: u32,
    row: Row,
    /// Which of the names that were asked for.
    asked: usize,
    comparison: Comparison,
    features: [f32; SCREENING_FEATURES],
}

/// The best name of each entity by `value`, the best entity first, at most `most`.
fn best_of_each<T>(
    all: impl Iterator<Item = T>,
    most: usize,
    value: impl Fn(&T) -> f32,
    near: impl Fn(&T) -> &Near,
) -> Vec<T> {
    let mut best: HashMap<u32, T> = HashMap::new();
    for one in all {
        match best.entry(near(&one).row.entity) {
            Entry::Occupied(mut known) => {
                if value(&one) > value(known.get()) {
                    known.insert(one);
                }
            }
            Entry::Vacant(none) => {
                none.insert(one);
            }
        }
    }
    let mut best: Vec<T> = best.into_values().collect();
    best.sort_by(|one, other| {
        value(other).total_cmp(&value(one)).then(near(one).number.cmp(&near(other).number))
    });
    best.truncate(most);
    best
}

/// A rough measure for how near a name is beside the others that came up.
fn nearness(comparison: &Comparison) -> f32 {
    let at = |at: usize| comparison.features.get(at).copied().unwrap_or(0.0);
    (at(0) + at(1) + at(7) + at(8)) / 4.0
}

/// How many other names are as near, or nearly: where many bear a name, it says little which of them is meant.
fn crowd(nearby: &[(u32, f32)], entity: u32, near: f32) -> f32 {
    let others = nearby.iter().filter(|(other, nearness)| *other != entity && *nearness >= near - AS_NEAR);
    f32::from(u8::try_from(others.count()).unwrap_or(u8::MAX))
}

/// As what two names are compared; not at all if a person meets a business.
fn common_subject(asked: Subject, listed: Subject) -> Option<Subject> {
    match (asked, listed) {
        (Subject::Person, Subject::Person) => Some(Subject::Person),
        (Subject::Business, Subject::Business) => Some(Subject::Business),
        (Subject::Thing | Subject::Business, Subject::Thing) | (Subject::Thing, Subject::Business) => {
            Some(Subject::Thing)
        }
        (Subject::Person, _) | (_, Subject::Person) => None,
    }
}

/// A probability, with some log odds added.
fn moved(probability: f32, log_odds: f32) -> f32 {
    if log_odds == 0.0 {
        return probability;
    }
    let odds = probability / (1.0 - probability).max(f32::EPSILON) * log_odds.exp();
    odds / (1.0 + odds)
}

#[cfg(test)]
mod tests {
    use super::{check_model, screening_threshold};
    use crate::names::{Agreement, Subject};
    use crate::screening::{Alias, Birth, Context, Hit, Index, Listed, Strength};

    fn listed(id: &str, subject: Subject, names: &[&str]) -> Listed {
        let names = names.iter().map(|name| Alias { text: (*name).to_owned(), strength: Strength::Strong });
        Listed { id: id.to_owned(), subject, names: names.collect(), context: Context::default() }
    }

    fn index() -> Index {
        let mut owl = listed("owl", Subject::Person, &["Igor Sergeyevich SOVA", "Ihor SOVA"]);
        owl.context.births = vec![Birth { year: 1970, day: Some((5, 17)), is_about: false }];
        Index::build([
            owl,
            listed("bank", Subject::Business, &["OWL EXPORT BANK", "BANK SOVA OOO"]),
            listed("ali", Subject::Person, &["Ali Reza MOUSAVI"]),
            listed("snow", Subject::Thing, &["SNOW STORM"]),
        ])
    }

    fn first<'i>(index: &'i Index, subject: Subject, text: &str) -> Option<Hit<'i>> {
        index.searcher().search(subject, text, &Context::default(), 1).into_iter().next()
    }

    #[test]
    fn the_model_that_ships_is_read() {
        assert_eq!(check_model(), Ok(()));
        assert!(screening_threshold() > 0.1 && screening_threshold() < 1.0);
    }

    #[test]
    fn an_entity_is_found_by_any_spelling_of_any_of_its_names() {
        let index = index();
        for (text, id) in [("Игорь Сергеевич Сова", "owl"), ("SOVA, Ihor", "owl"), ("Alireza Musavi", "ali")]
        {
            let hit = first(&index, Subject::Person, text).unwrap();
            assert_eq!(hit.id, id, "{text}");
            assert!(hit.score > 0.3, "{text} {}", hit.score);
        }
    }

    #[test]
    fn persons_and_businesses_do_not_hit_each_other() {
        assert!(first(&index(), Subject::Business, "Ihor Sova").is_none_or(|hit| hit.id == "bank"));
        assert!(first(&index(), Subject::Person, "Owl Export Bank").is_none());
    }

    #[test]
    fn a_hit_says_which_words_stand_for_one_another() {
        let index = index();
        let hit = first(&index, Subject::Person, "Alireza Mousavi").unwrap();
        let reasons: Vec<Agreement> = hit.comparison.aligned.iter().map(|pair| pair.agreement).collect();
        assert_eq!(reasons, [Agreement::Joined, Agreement::Equal]);
        assert_eq!((hit.name, hit.words.len()), ("Ali Reza MOUSAVI", 3));
    }

    #[test]
    fn a_date_of_birth_moves_the_score() {
        let index = index();
        let mut searcher = index.searcher();
        let mut score = |year, day| {
            let births = vec![Birth { year, day, is_about: false }];
            let context = Context { births, countries: Vec::new() };
            searcher.search(Subject::Person, "Ihor Sova", &context, 1)[0].score
        };
        assert!(score(1970, Some((5, 17))) > score(1971, None));
        assert!(score(1971, None) > score(1990, None));
    }

    #[test]
    fn nothing_is_found_in_an_empty_index_or_for_an_empty_name() {
        assert!(first(&Index::build([]), Subject::Person, "Ihor Sova").is_none());
        assert!(first(&index(), Subject::Person, " -- ").is_none());
    }
}

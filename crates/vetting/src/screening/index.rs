//! The names of a list, in memory.

use std::ops::Range;

use super::candidates::{Finder, listed_acronyms, pairs_of};
use super::context::Context;
use super::postings::{Hashed, Postings, number, short};
use super::search::Searcher;
use super::vocabulary::{Numbering, Vocabulary};
use crate::names::{Comparison, Name, Subject, Token};

/// One entity of a list, to be put into an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier, unique in the index.
    pub id: String,
    /// A person, a business, or something else.
    pub subject: Subject,
    /// Its names; one without letters is left out.
    pub names: Vec<Alias>,
    /// What else the list says.
    pub context: Context,
}

/// One name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// As the list writes it.
    pub text: String,
    /// How sure the list is of it.
    pub strength: Strength,
}

/// How sure a list is of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Strength {
    /// The primary name, or a good alias.
    Strong,
    /// A weak or low-quality alias: a nickname, half a name.
    Weak,
}

/// What a weak alias's hit loses, in log odds. Ours: enough to put it behind an equal hit on a strong one.
pub(super) const WEAK: f32 = -0.5;

/// An immutable index over the names of entities.
#[derive(Debug, Clone, Default)]
pub struct Index {
    pub(super) entities: Vec<Entity>,
    pub(super) names: Vec<Row>,
    /// The texts of all names, one behind the other.
    texts: String,
    /// The words of all names, likewise; numbers of the vocabulary.
    words: Vec<u32>,
    pub(super) finder: Finder,
}

#[derive(Debug, Clone)]
pub(super) struct Entity {
    pub(super) id: Box<str>,
    pub(super) subject: Subject,
    /// Most entities of most lists have none, so it is kept apart.
    pub(super) context: Option<Box<Context>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) entity: u32,
    text: (u32, u32),
    words: (u32, u32),
    pub(super) strength: Strength,
}

/// What names are found by, while an index is built: pairs of a key and a name.
#[derive(Default)]
struct FoundBy {
    words: Vec<(u32, u32)>,
    pairs: Vec<(u32, u32)>,
    acronyms: Vec<(u32, u32)>,
}

impl Index {
    /// Builds the index. The order of entities is kept, and decides between hits that are equal otherwise.
    #[must_use]
    pub fn build(listed: impl IntoIterator<Item = Listed>) -> Self {
        let mut index = Self::default();
        let mut numbering = Numbering::default();
        let mut found_by = FoundBy::default();
        for listed in listed {
            let entity = short(index.entities.len());
            let Listed { id, subject, names, context } = listed;
            for Alias { text, strength } in names {
                for name in Name::all_of(subject, &text) {
                    index.push(entity, &name, strength, &mut numbering, &mut found_by);
                }
            }
            let context = (context != Context::default()).then(|| Box::new(context));
            index.entities.push(Entity { id: id.into_boxed_str(), subject, context });
        }
        let words = numbering.into_words();
        let count = words.len();
        let vocabulary = Vocabulary::new(words);
        index.finder = Finder {
            names: Postings::new(count, found_by.words),
            pairs: Hashed::new(found_by.pairs),
            acronyms: Hashed::new(found_by.acronyms),
            weights: Vec::new(),
            vocabulary,
        };
        index.finder.weights = index.names.iter().map(|row| index.weight(*row)).collect();
        index.texts.shrink_to_fit();
        index.words.shrink_to_fit();
        index
    }

    fn push(
        &mut self,
        entity: u32,
        name: &Name,
        strength: Strength,
        numbering: &mut Numbering,
        found_by: &mut FoundBy,
    ) {
        if name.tokens.is_empty() {
            return;
        }
        let row = short(self.names.len());
        let telling: Vec<&Token> = name.tokens.iter().filter(|token| token.distinguishes()).collect();
        found_by.pairs.extend(pairs_of(&telling).into_iter().map(|key| (key, row)));
        let all: Vec<&Token> = name.tokens.iter().collect();
        found_by.acronyms.extend(listed_acronyms(&all).into_iter().map(|key| (key, row)));
        let (text, words) = (short(self.texts.len()), short(self.words.len()));
        self.texts.push_str(&name.text);
        for token in &name.tokens {
            let is_telling = token.distinguishes();
            let number = numbering.number(token.clone());
            self.words.push(number);
            if is_telling {
                found_by.words.push((number, row));
            }
        }
        self.names.push(Row {
            entity,
            text: (text, short(self.texts.len())),
            words: (words, short(self.words.len())),
            strength,
        });
    }

    fn weight(&self, row: Row) -> f32 {
        let tokens = self.tokens(row);
        let sum: f32 = tokens
            .iter()
            .filter(|token| token.distinguishes())
            .map(|token| f32::from(token.rarity) / 100.0)
            .sum();
        sum.max(0.1)
    }

    pub(super) fn tokens(&self, row: Row) -> Vec<&Token> {
        let words = self.words.get(range(row.words)).unwrap_or_default();
        words.iter().filter_map(|word| self.finder.vocabulary.word(*word)).collect()
    }

    pub(super) fn row(&self, name: u32) -> Option<Row> {
        self.names.get(number(name)).copied()
    }

    pub(super) fn subject(&self, row: Row) -> Subject {
        self.entities.get(number(row.entity)).map_or(Subject::Thing, |entity| entity.subject)
    }

    pub(super) fn id(&self, row: Row) -> &str {
        self.entities.get(number(row.entity)).map_or("", |entity| &entity.id)
    }

    pub(super) fn context(&self, row: Row) -> Option<&Context> {
        self.entities.get(number(row.entity))?.context.as_deref()
    }

    /// How rare a word is in this list: 0, all names have it, to 1.
    pub(super) fn rarity(&self, token: &Token) -> f32 {
        self.rarity_of(self.finder.vocabulary.find(token))
    }

    fn rarity_of(&self, word: Option<u32>) -> f32 {
        let names = word.map_or(1, |word| self.finder.names.get(word).len());
        1.0 - real(names.max(1)).ln() / real(self.names.len().max(2)).ln()
    }

    /// A comparison by how rare its words are in this list. `asked` has the rarities of the left words.
    pub(super) fn in_list(
        &self,
        row: Row,
        asked: &[f32],
        left: &[&Token],
        comparison: &Comparison,
    ) -> InList {
        let words = self.words.get(range(row.words)).unwrap_or_default();
        let weight_of_listed = |place: usize| {
            let word = words.get(place).copied();
            let token = word.and_then(|word| self.finder.vocabulary.word(word));
            if token.is_some_and(Token::distinguishes) { self.rarity_of(word) } else { 0.0 }
        };
        let weight_of_asked = |place: usize| match (left.get(place), asked.get(place)) {
            (Some(token), Some(rarity)) if token.distinguishes() => *rarity,
            _ => 0.0,
        };
        let mut found = InList { rarest: 0.0, low: 0.0, high: 0.0, missing: 0.0 };
        let (mut in_asked, mut in_listed, mut shared) = (0.0_f32, 0.0_f32, 0.0_f32);
        for pair in &comparison.aligned {
            let listed = pair.right.clone().map(weight_of_listed);
            if pair.left.is_empty() {
                in_listed += listed.sum::<f32>();
            } else if pair.right.is_empty() {
                let weight: f32 = pair.left.clone().map(weight_of_asked).sum();
                in_asked += weight;
                found.missing = found.missing.max(weight);
            } else {
                // What stands for one another weighs the same, however it is written.
                let rarest = listed.clone().fold(0.0, f32::max);
                let weight: f32 = listed.sum();
                if pair.likeness > 0.0 {
                    found.rarest = found.rarest.max(pair.likeness * rarest);
                }
                in_asked += weight;
                in_listed += weight;
                shared += weight * pair.likeness;
            }
        }
        let share = |all: f32| if all > 0.0 { shared / all } else { 0.0 };
        found.low = share(in_asked).min(share(in_listed));
        found.high = share(in_asked).max(share(in_listed));
        found
    }

    pub(super) fn text(&self, row: Row) -> &str {
        self.texts.get(range(row.text)).unwrap_or_default()
    }

    /// Something to search with. It has memory of its own: keep one per thread.
    #[must_use]
    pub fn searcher(&self) -> Searcher<'_> {
        Searcher::new(self)
    }

    /// How many entities it holds.
    #[must_use]
    pub fn entities(&self) -> usize {
        self.entities.len()
    }

    /// How many names it holds, the parts of double names (`A d/b/a B`) included.
    #[must_use]
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// Bytes of memory it takes, but for what allocators add.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.entities.iter().map(|entity| entity.id.len() + size_of::<Entity>()).sum::<usize>()
            + self.names.capacity() * size_of::<Row>()
            + self.texts.capacity()
            + self.words.capacity() * size_of::<u32>()
            + self.finder.heap_bytes()
    }
}

/// What a comparison weighs in a list, where `trading` may be in every second name.
pub(super) struct InList {
    /// How rare the rarest word is that both have.
    pub(super) rarest: f32,
    /// Which share of either name the other has, by rarity: the lesser and the greater.
    pub(super) low: f32,
    pub(super) high: f32,
    /// How rare the rarest word is that only the name has that was asked for.
    pub(super) missing: f32,
}

/// A count as a number to reckon with. Counts of names are far below where it would lose any of them.
fn real(count: usize) -> f32 {
    f32::from(u16::try_from(count >> 8).unwrap_or(u16::MAX))
        .mul_add(256.0, f32::from(u8::try_from(count & 0xff).unwrap_or(0)))
}

fn range(ends: (u32, u32)) -> Range<usize> {
    number(ends.0)..number(ends.1)
}

//! One rule of a scheme: what it is called, which step it belongs to, and what it asks of a cleaned number.
//!
//! Parts are constants made by the functions here, so that a scheme reads as a list. They compose: a part may ask that
//! a stretch of the number keeps other parts, or that one of several lists is kept.

use std::ops::Range;

use super::entry::{Broken, Entry};
use super::read::{Day, in_list, part as stretch, value};
use super::weighted::Weighted;
use crate::identifiers::Step;

/// A rule.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    /// Its machine name, such as `prefix`.
    pub(super) rule: &'static str,
    pub(super) step: Step,
    /// Whether no number breaks it. Otherwise exceptions are known.
    pub(super) is_certain: bool,
    /// What is wrong with a number that breaks it, one sentence; empty for the step's usual one.
    pub(super) why: &'static str,
    pub(super) test: Test,
}

#[derive(Clone, Copy)]
pub(super) enum Test {
    Form(&'static [&'static str]),
    Length(&'static [usize]),
    OneOf { start: usize, end: usize, list: &'static str },
    Between { start: usize, end: usize, low: u64, high: u64 },
    Is(fn(&[u8]) -> bool),
    OnDay(fn(&[u8], Day) -> bool),
    Weighted(Weighted),
    Within { start: usize, end: usize, parts: &'static [Part] },
    Any(&'static [&'static [Part]]),
    As { scheme: fn(&[u8]) -> Option<&'static Entry>, behind: usize },
}

/// The number has one of these forms: `9` is a digit, `A` a letter, `#` either, anything else itself, and letters that
/// stand for themselves are written small.
pub(crate) const fn form(forms: &'static [&'static str]) -> Part {
    Part::of("form", Step::Format, Test::Form(forms))
}

/// The number has one of these lengths.
pub(crate) const fn length(lengths: &'static [usize]) -> Part {
    Part::of("length", Step::Format, Test::Length(lengths))
}

/// Something about the characters that a form cannot say.
pub(crate) const fn test(holds: fn(&[u8]) -> bool) -> Part {
    Part::of("characters", Step::Format, Test::Is(holds))
}

/// A stretch of the number only takes certain values.
pub(crate) const fn component(rule: &'static str, holds: fn(&[u8]) -> bool) -> Part {
    Part::of(rule, Step::Component, Test::Is(holds))
}

/// A stretch of the number is one of the words in a list, parted by blanks.
pub(crate) const fn one_of(rule: &'static str, places: Range<usize>, list: &'static str) -> Part {
    Part::of(rule, Step::Component, Test::OneOf { start: places.start, end: places.end, list })
}

/// The number that a stretch writes lies between two, both included.
pub(crate) const fn range(rule: &'static str, places: Range<usize>, low: u64, high: u64) -> Part {
    Part::of(rule, Step::Component, Test::Between { start: places.start, end: places.end, low, high })
}

/// The number names a day that exists.
pub(crate) const fn date(holds: fn(&[u8]) -> bool) -> Part {
    component("date", holds)
}

/// A rule about days, for which it matters what day it is.
pub(crate) const fn by_day(rule: &'static str, holds: fn(&[u8], Day) -> bool) -> Part {
    Part::of(rule, Step::Component, Test::OnDay(holds))
}

/// A check digit that needs more than a table.
pub(crate) const fn check_test(holds: fn(&[u8]) -> bool) -> Part {
    Part::of_check(Test::Is(holds))
}

/// A stretch of the number keeps these rules, as if it were a number of its own.
pub(crate) const fn within(places: Range<usize>, parts: &'static [Part]) -> Part {
    Part::of("part", Step::Format, Test::Within { start: places.start, end: places.end, parts })
}

/// The number keeps one of these lists of rules.
pub(crate) const fn any(lists: &'static [&'static [Part]]) -> Part {
    Part::of("any", Step::Format, Test::Any(lists))
}

/// The number keeps the rules of another scheme, which its own characters name. `rule` is broken where they name none.
pub(crate) const fn as_of(rule: &'static str, scheme: fn(&[u8]) -> Option<&'static Entry>) -> Part {
    Part::of(rule, Step::Component, Test::As { scheme, behind: 0 })
}

impl Part {
    const fn of(rule: &'static str, step: Step, test: Test) -> Self {
        Self { rule, step, is_certain: true, why: "", test }
    }

    pub(super) const fn of_check(test: Test) -> Self {
        Self::of("check_digit", Step::CheckDigit, test)
    }

    pub(super) const fn testing(self, test: Test) -> Self {
        Self { test, ..self }
    }

    /// Of the part that asks another scheme: it is asked without so many characters at the beginning.
    pub(crate) const fn behind(self, behind: usize) -> Self {
        let Test::As { scheme, .. } = self.test else { return self };
        self.testing(Test::As { scheme, behind })
    }

    /// The same rule where exceptions are known.
    pub(crate) const fn possibly(self) -> Self {
        Self { is_certain: false, ..self }
    }

    /// The same rule with a sentence of its own.
    pub(crate) const fn why(self, why: &'static str) -> Self {
        Self { why, ..self }
    }

    pub(super) fn holds(&self, number: &[u8], today: Day) -> Result<(), Broken> {
        let is_kept = match self.test {
            Test::Form(forms) => return self.form(forms, number),
            Test::Within { start, end, parts } => {
                return try_all(parts, stretch(number, start..end.min(number.len())), today);
            }
            Test::Any(lists) => return self.any(lists, number, today),
            Test::As { scheme, behind } => {
                let text: String =
                    number.iter().skip(behind).map(|character| char::from(*character)).collect();
                return scheme(number).ok_or(self.broken(self.rule))?.check(&text, today);
            }
            Test::Length(lengths) => lengths.contains(&number.len()),
            Test::OneOf { start, end, list } => in_list(stretch(number, start..end), list),
            Test::Between { start, end, low, high } => (low..=high).contains(&value(number, start..end)),
            Test::Is(holds) => holds(number),
            Test::OnDay(holds) => holds(number, today),
            Test::Weighted(weighted) => weighted.fits(number),
        };
        if is_kept { Ok(()) } else { Err(self.broken(self.rule)) }
    }

    /// Whether a number keeps the rule, whatever day it is.
    pub(crate) fn is_kept(&self, number: &[u8]) -> bool {
        self.holds(number, Day::LAST).is_ok()
    }

    const fn broken(&self, rule: &'static str) -> Broken {
        Broken { rule, step: self.step, is_certain: self.is_certain, why: self.why }
    }

    fn form(&self, forms: &[&str], number: &[u8]) -> Result<(), Broken> {
        let mut of_length = forms.iter().filter(|form| form.len() == number.len()).peekable();
        if of_length.peek().is_none() {
            return Err(self.broken("length"));
        }
        if of_length.any(|form| form.bytes().zip(number).all(|(kind, character)| is_of(kind, *character))) {
            return Ok(());
        }
        Err(self.broken("characters"))
    }

    /// Of several lists that are all broken, the one that was followed furthest tells what is wrong.
    fn any(&self, lists: &[&[Self]], number: &[u8], today: Day) -> Result<(), Broken> {
        let mut furthest = self.broken("form");
        for parts in lists {
            match try_all(parts, number, today) {
                Ok(()) => return Ok(()),
                Err(broken) if broken.depth() >= furthest.depth() => furthest = broken,
                Err(_) => {}
            }
        }
        Err(furthest)
    }

    /// The names of the rules that a sound number has kept, each once.
    pub(super) fn name(&self, names: &mut Vec<&'static str>) {
        match self.test {
            Test::Within { parts, .. } => parts.iter().for_each(|part| part.name(names)),
            Test::Any(lists) => lists.iter().copied().flatten().for_each(|part| part.name(names)),
            _ if names.contains(&self.rule) => {}
            _ => names.push(self.rule),
        }
    }
}

/// Tries rules in order, up to the first that is broken.
pub(super) fn try_all(parts: &[Part], number: &[u8], today: Day) -> Result<(), Broken> {
    parts.iter().try_for_each(|part| part.holds(number, today))
}

fn is_of(kind: u8, character: u8) -> bool {
    match kind {
        b'9' => character.is_ascii_digit(),
        b'A' => character.is_ascii_uppercase(),
        b'#' => character.is_ascii_uppercase() || character.is_ascii_digit(),
        _ => kind.to_ascii_uppercase() == character,
    }
}

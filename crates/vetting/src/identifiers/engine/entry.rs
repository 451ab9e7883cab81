//! A scheme: who issues the number, how it is written, and the rules it keeps.

use super::clean::Clean;
use super::part::{Part, try_all};
use super::read::Day;
use crate::identifiers::Step;

/// A kind of identifier. Its fields are what the page of schemes shows.
pub struct Entry {
    /// Its name in the table: country and abbreviation, such as `us.ein`.
    pub module: &'static str,
    /// ISO 3166-1 alpha-2 of the country that issues it; empty for identifiers that know none.
    pub country: &'static str,
    /// What it is called where it is issued.
    pub name: &'static str,
    /// What it looks like, one sentence.
    pub form: &'static str,
    /// A number of that form, made up.
    pub example: &'static str,
    /// Who says so.
    pub source: &'static str,
    pub(crate) clean: Clean,
    pub(crate) rules: &'static [Part],
}

/// What the form of a number tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether the number keeps every rule of its scheme.
    pub accepted: bool,
    /// The first rule that it breaks, or those it keeps joined by `+`.
    pub rule: String,
}

/// A rule that a number breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) rule: &'static str,
    pub(crate) step: Step,
    pub(crate) is_certain: bool,
    /// One sentence; empty for the step's usual one.
    pub(crate) why: &'static str,
}

impl Broken {
    /// How far a number came before it broke the rule.
    pub(super) fn depth(&self) -> (Step, bool) {
        (self.step, self.rule != "length" && self.rule != "form")
    }
}

impl Entry {
    /// Judges a number by its form. Numbers cannot name a day after `today`; pass [`Day::LAST`] if that does not matter.
    #[must_use]
    pub fn judge(&self, number: &str, today: Day) -> Answer {
        match self.check(number, today) {
            Ok(()) => Answer { accepted: true, rule: self.rule_set() },
            Err(broken) => Answer { accepted: false, rule: broken.rule.to_owned() },
        }
    }

    /// The spelling in which two writings of one sound number are equal; of any other, the text without its edges.
    #[must_use]
    pub fn canonical(&self, number: &str) -> String {
        if self.check(number, Day::LAST).is_ok() {
            self.clean.apply(number).text()
        } else {
            number.trim().to_owned()
        }
    }

    /// The names of its rules, joined by `+`.
    #[must_use]
    pub fn rule_set(&self) -> String {
        let mut names = Vec::new();
        self.rules.iter().for_each(|part| part.name(&mut names));
        names.join("+")
    }

    pub(crate) fn check(&self, number: &str, today: Day) -> Result<(), Broken> {
        try_all(self.rules, &self.clean.apply(number), today)
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Entry").field(&self.module).finish()
    }
}

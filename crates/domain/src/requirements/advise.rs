//! From a situation to what must be registered, in which order. Pure: the day is an argument.

use super::{Holder, Requirement, Requirements, Situation, Threshold, Urgency, When};
use crate::time::Timestamp;

/// What must be registered, in the order in which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice<'a> {
    /// In order; each names only what stands before it.
    pub required: Vec<Required<'a>>,
}

/// One thing to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Required<'a> {
    /// The rule.
    pub requirement: &'a Requirement,
    /// How much it matters.
    pub need: Urgency,
    /// Whose it is.
    pub holder: Holder,
    /// Why, to people.
    pub because: String,
    /// The number of messages a day that decided, if one did.
    pub threshold: Option<&'a Threshold>,
    /// What of the rest comes before it, by name.
    pub after: Vec<&'a str>,
}

impl Requirements {
    /// What somebody in `situation` must register, as the rules are at `now`.
    #[must_use]
    pub fn advise(&self, situation: &Situation, now: Timestamp) -> Advice<'_> {
        let today = Today { requirements: self, day: now.to_day() };
        let mut required: Vec<Required<'_>> = Vec::new();
        for requirement in &self.rules {
            let Some(when) = requirement.when.iter().find(|when| today.holds(when, situation)) else {
                continue;
            };
            let known = required.iter().map(|before| before.requirement.name.as_str());
            let after = known.filter(|name| requirement.after.iter().any(|other| other == name)).collect();
            required.push(Required {
                requirement,
                need: when.need,
                holder: when.holder,
                because: today.because(when),
                threshold: today.deciding(when),
                after,
            });
        }
        Advice { required }
    }

    /// The threshold of that name that holds on a day (`2022-09-28`).
    #[must_use]
    pub fn threshold(&self, name: &str, day: &str) -> Option<&Threshold> {
        let begun = self.thresholds.iter().filter(|one| one.name == name && one.since.as_str() <= day);
        begun.max_by(|one, other| one.since.cmp(&other.since))
    }
}

struct Today<'a> {
    requirements: &'a Requirements,
    day: String,
}

impl<'a> Today<'a> {
    fn holds(&self, when: &When, situation: &Situation) -> bool {
        let is_one_of = |list: &[String], text: &str| list.is_empty() || list.iter().any(|one| one == text);
        (when.roles.is_empty() || when.roles.contains(&situation.role))
            && (when.channels.is_empty() || when.channels.iter().any(|one| situation.channels.contains(one)))
            && when.outbound_voice.is_none_or(|wanted| wanted == situation.outbound_voice)
            && when.is_registered.is_none_or(|wanted| wanted == situation.is_registered)
            && is_one_of(&when.countries, &situation.country)
            && when.messages_above.as_deref().is_none_or(|name| self.is_above(name, situation))
            && when.messages_up_to.as_deref().is_none_or(|name| !self.is_above(name, situation))
    }

    /// What no threshold limits yet exceeds none.
    fn is_above(&self, name: &str, situation: &Situation) -> bool {
        self.limit(Some(name)).is_some_and(|most| situation.messages_per_day > most)
    }

    fn limit(&self, name: Option<&str>) -> Option<u32> {
        self.threshold(name).map(|threshold| threshold.messages_per_day)
    }

    fn threshold(&self, name: Option<&str>) -> Option<&'a Threshold> {
        self.requirements.threshold(name?, &self.day)
    }

    /// Who exceeds something is told of that first.
    fn deciding(&self, when: &When) -> Option<&'a Threshold> {
        self.threshold(when.messages_above.as_deref().or(when.messages_up_to.as_deref()))
    }

    fn because(&self, when: &When) -> String {
        let number = |name: &Option<String>| self.limit(name.as_deref()).map(grouped).unwrap_or_default();
        when.because
            .replace("{messages_above}", &number(&when.messages_above))
            .replace("{messages_up_to}", &number(&when.messages_up_to))
    }
}

/// `3,000`
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_told_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (3000, "3,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}

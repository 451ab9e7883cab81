//! What must not be sent at all: substances, gambling, adult content and the like.

use super::rules::{AllowedIf, Category};
use super::words::{Phrase, Words};
use super::{Field, Finding, Messages, Place, Report, Severity, texts};

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    for (place, text) in texts(messages) {
        let sentences = Words::sentences(text);
        let sentences = said(&sentences, place, report.rules.words("denials"));
        for category in &report.rules.categories {
            if category.allowed_for.contains(&messages.use_case) {
                continue;
            }
            if let Some(finding) = look(messages, report, category, place, &sentences) {
                report.push(finding);
            }
        }
    }
}

/// The sentences with the place of the first denial in each: what follows it is denied. What is sent denies nothing.
fn said<'w>(sentences: &'w [Words], place: Place, denials: &[Phrase]) -> Vec<(&'w Words, usize)> {
    let may_deny = matches!(place.field, Field::Description | Field::MessageFlow);
    let first = |words: &Words| denials.iter().filter_map(|denial| words.find(denial)).min();
    sentences
        .iter()
        .map(|words| (words, if may_deny { first(words).unwrap_or(usize::MAX) } else { usize::MAX }))
        .collect()
}

fn look(
    messages: &Messages,
    report: &Report<'_>,
    category: &Category,
    place: Place,
    sentences: &[(&Words, usize)],
) -> Option<Finding> {
    let find = |phrases: &[Phrase]| {
        let is_said = |phrase: &&Phrase| {
            sentences.iter().any(|(words, denied)| words.find(phrase).is_some_and(|at| at < *denied))
        };
        phrases.iter().find(is_said).map(Phrase::shown)
    };
    let is_age_gated = messages.declared.age_gated == Some(true);
    let is_declared = match category.allowed_if {
        Some(AllowedIf::AgeGate) => is_age_gated,
        Some(AllowedIf::DirectLending) => messages.declared.direct_lending == Some(true),
        None => false,
    };
    let (word, severity) = match find(&category.certain) {
        Some(word) if is_declared => (word, Severity::Doubt),
        Some(word) => (word, Severity::Violation),
        None => (find(&category.possible)?, Severity::Doubt),
    };
    let verb = if severity == Severity::Violation { "is" } else { "may be" };
    Some(Finding {
        rule: format!("category.{}", category.name),
        code: category.code(report.channel, is_age_gated),
        severity,
        field: place.field,
        sample: place.sample,
        why: format!("The text {verb} about {}: it says \"{word}\".", category.about),
        mend: match category.allowed_if {
            Some(AllowedIf::AgeGate) => {
                "Ask for recipients' age and declare the age gate, or leave it out.".to_owned()
            }
            Some(AllowedIf::DirectLending) => {
                "Declare direct lending if you lend yourself, or leave it out.".to_owned()
            }
            None => "Leave it out; carriers do not deliver it.".to_owned(),
        },
    })
}

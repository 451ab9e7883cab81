//! Whether what is sent is what was declared: the use case, the description, lending, the age gate.

use super::rules::Promotes;
use super::samples::first_of;
use super::words::{Phrase, Words};
use super::{Field, Messages, Report, samples_of};

/// Different words below which a description explains nothing. Ours: the shortest allowed text of 40 characters has about
/// seven words.
const FEWEST_WORDS: usize = 6;

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    use_case(messages, report);
    description(messages, report);
    declared(messages, report);
}

fn use_case(messages: &Messages, report: &mut Report<'_>) {
    let Some(use_case) = report.rules.use_case(&messages.use_case) else { return };
    let promotion = report.rules.words("promotion");
    let promoting = first_of(messages, |sample| Words::of(sample).has_any(promotion));
    let is_shown = use_case.signs.is_empty()
        || samples_of(messages).any(|(_, sample)| Words::of(sample).has_any(&use_case.signs));
    match (use_case.promotes, promoting) {
        (Promotes::Never, Some(place)) => {
            let why = format!("The sample advertises, and the use case is {}.", messages.use_case);
            report.violation("use_case_contradicted", place, &why);
        }
        (Promotes::Doubtful, Some(place)) => {
            let why = format!("The sample seems to advertise, and the use case is {}.", messages.use_case);
            report.doubt("use_case_contradicted", place, &why);
        }
        (Promotes::Yes, Some(_)) | (_, None) => {}
    }
    if !is_shown {
        let why = format!("No sample shows what {} is about.", messages.use_case);
        report.doubt("use_case_not_shown", Field::MessageSamples, &why);
    }
}

fn description(messages: &Messages, report: &mut Report<'_>) {
    let placeholder = report.rules.words("placeholder");
    for (field, text) in [(Field::Description, &messages.description), (Field::MessageFlow, &messages.opt_in)]
    {
        let words = Words::of(text);
        let mut different: Vec<&str> = words.iter().collect();
        different.sort_unstable();
        different.dedup();
        if words.has_any(placeholder) || different.len() < FEWEST_WORDS {
            report.violation(
                "description",
                field,
                "It is a placeholder, or too little to tell what is sent.",
            );
        }
    }
}

fn declared(messages: &Messages, report: &mut Report<'_>) {
    if messages.declared.direct_lending == Some(true) {
        let why = "Direct lending is declared: a person looks at what is lent.";
        report.doubt("direct_lending", Field::DirectLending, why);
    }
    let asks_for_age = |phrases: &[Phrase]| Words::of(&messages.opt_in).has_any(phrases);
    if messages.declared.age_gated == Some(true) && !asks_for_age(report.rules.words("age")) {
        let why = "An age gate is declared, and the opt-in flow does not describe it.";
        report.doubt("age_gate", Field::MessageFlow, why);
    }
}

//! What recipients are answered, and whether they are told how to stop.

use super::links::{holds_email, holds_link, holds_phone};
use super::rules::OptOut;
use super::words::Words;
use super::{Field, Messages, Report};
use crate::names::Name;

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    opt_out(messages, report);
    help(messages, report);
}

fn opt_out(messages: &Messages, report: &mut Report<'_>) {
    let rules = report.rules;
    let tells = |text: &str| Words::of(text).has_any(rules.words("opt_out"));
    let is_told = messages.samples.iter().chain(&messages.opt_in_message).any(|text| tells(text));
    let why = "Neither a sample nor the opt-in message says how to stop.";
    match rules.use_case(&messages.use_case).map_or(OptOut::Expected, |use_case| use_case.opt_out) {
        OptOut::Required if !is_told => report.violation("opt_out_missing", Field::MessageSamples, why),
        OptOut::Expected if !is_told => report.doubt("opt_out_missing", Field::MessageSamples, why),
        OptOut::Required | OptOut::Expected | OptOut::No => {}
    }
    let confirms = |text: &String| Words::of(text).has_any(rules.words("stopped"));
    if messages.opt_out_message.as_ref().is_some_and(|text| !confirms(text)) {
        let why = "The opt-out message does not say that messages have stopped.";
        report.doubt("opt_out_message", Field::OptOutMessage, why);
    }
    let words = &messages.opt_out_keywords;
    if !words.is_empty() && !words.iter().any(|word| word.trim().eq_ignore_ascii_case("stop")) {
        report.violation(
            "opt_out_keywords",
            Field::OptOutKeywords,
            "STOP is not among the words that stop messages.",
        );
    }
}

fn help(messages: &Messages, report: &mut Report<'_>) {
    let Some(text) = &messages.help_message else { return };
    let written = Words::of(text).joined();
    let names_it = messages.brand_names.iter().any(|name| {
        let key = Name::business(name, None).core_key();
        key.len() >= 3 && written.contains(&key)
    });
    if !names_it && !holds_phone(text) && !holds_email(text) && !holds_link(text) {
        let why = "The help message names neither the business nor a way to reach it.";
        report.violation("help_message", Field::HelpMessage, why);
    }
}

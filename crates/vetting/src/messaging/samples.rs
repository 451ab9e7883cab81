//! Samples as such: whose they are, that each says something of its own, and in which language.

use super::words::Words;
use super::{Field, Messages, Place, Report, samples_of, texts};
use crate::domain_name::{Website, read, registrable};
use crate::names::{Kind, Name, acronyms};

/// Descriptions shorter than this say nothing of their language. Ours.
const WORDS_OF_A_LANGUAGE: usize = 8;

pub(super) fn check(messages: &Messages, report: &mut Report<'_>) {
    brand(messages, report);
    duplicates(messages, report);
    language(messages, report);
}

fn brand(messages: &Messages, report: &mut Report<'_>) {
    let marks: Vec<Mark> = messages
        .brand_names
        .iter()
        .map(|name| Mark::of_name(name))
        .chain(messages.website.iter().filter_map(|website| Mark::of_website(website)))
        .collect();
    let has_mark = |text: &str| {
        let words = Words::of(text);
        marks.iter().any(|mark| mark.is_in(&words))
    };
    if marks.is_empty() || messages.samples.iter().any(|sample| has_mark(sample)) {
        return;
    }
    let is_introduced = |text: &str| {
        text.split_once(':').is_some_and(|(sender, _)| {
            (2..=40).contains(&sender.chars().count())
                && sender.starts_with(|first: char| first.is_uppercase())
        }) || text.contains(['[', '{'])
    };
    // It may be a trade name that nobody told us of.
    if messages.samples.iter().any(|sample| is_introduced(sample)) {
        report.doubt(
            "brand_absent",
            Field::MessageSamples,
            "No sample names the business as it is registered.",
        );
    } else {
        report.violation("brand_absent", Field::MessageSamples, "No sample names the business.");
    }
}

/// By what a sender is known.
struct Mark {
    /// Any of these, in one word or across words.
    keys: Vec<String>,
}

impl Mark {
    fn of_name(name: &str) -> Self {
        let name = Name::business(name, None);
        let core: Vec<_> = name
            .tokens
            .iter()
            .filter(|token| token.kind != Kind::LegalForm && token.distinguishes())
            .collect();
        let all: String = core.iter().map(|token| token.text.as_str()).collect();
        // "Owl & Sons Bakery Inc." writes as "Owl & Sons" or "Owl Bakery".
        let telling = core.iter().find(|token| token.kind == Kind::Core && token.text.len() >= 3);
        let mut keys: Vec<String> = telling.map(|token| token.text.clone()).into_iter().collect();
        keys.extend((all.len() >= 3).then_some(all));
        keys.extend(acronyms(&core).of_long.into_iter().filter(|acronym| acronym.len() >= 3));
        Self { keys }
    }

    fn of_website(website: &str) -> Option<Self> {
        let Website::Domain(domain) = read(website) else { return None };
        let label = registrable(&domain).split('.').next().unwrap_or_default().replace('-', "");
        (label.len() >= 3).then(|| Self { keys: vec![label] })
    }

    /// A short mark stands as a word of its own; a longer one may be written together or apart.
    fn is_in(&self, words: &Words) -> bool {
        let joined = words.joined();
        self.keys.iter().any(|key| {
            words.iter().any(|word| word == key || word.strip_suffix('s') == Some(key))
                || (key.len() >= 6 && joined.contains(key))
        })
    }
}

fn duplicates(messages: &Messages, report: &mut Report<'_>) {
    let mut seen: Vec<String> = Vec::new();
    for (place, text) in texts(messages) {
        let text = Words::of(text).spaced();
        if !text.is_empty() && seen.contains(&text) {
            report.violation("duplicate_text", place, "It says what another field says, word for word.");
        }
        seen.push(text);
    }
}

fn language(messages: &Messages, report: &mut Report<'_>) {
    for (field, text) in [(Field::Description, &messages.description), (Field::MessageFlow, &messages.opt_in)]
    {
        let foreign =
            text.chars().filter(|character| character.is_alphabetic() && !character.is_ascii()).count();
        let letters = text.chars().filter(|character| character.is_alphabetic()).count();
        if letters > 0 && foreign * 2 > letters {
            report.violation("not_english", field, "It is not written in English.");
            continue;
        }
        let words = Words::of(text);
        if words.len() >= WORDS_OF_A_LANGUAGE && !words.has_any(report.rules.words("english")) {
            report.doubt("not_english", field, "It does not read like English.");
        }
    }
}

/// The place of the first sample, or of all of them.
pub(super) fn first_of(messages: &Messages, is_meant: impl Fn(&str) -> bool) -> Option<Place> {
    samples_of(messages).find(|(_, sample)| is_meant(sample)).map(|(place, _)| place)
}

//! What the records have in common: tags, one of their kind, and how it is reported.

use super::{Reading, RecordReport, Texts};

/// `name=value` with semicolons between; names in lower case.
#[derive(Debug)]
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    pub(super) fn of(record: &str) -> Self {
        let pairs = record.split(';').filter_map(|part| part.split_once('='));
        Self(pairs.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned())).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The one record that begins so, or why there is none.
pub(super) fn only(texts: &Texts, is_one: impl Fn(&str) -> bool) -> Result<&str, Reading> {
    let Texts::Found(texts) = texts else { return Err(Reading::Unknown) };
    let mut found = texts.iter().filter(|text| is_one(text));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Reading::Missing),
        (Some(_), Some(_)) => Err(Reading::Several),
    }
}

pub(super) fn report(
    name: &str,
    reading: Reading,
    record: Option<&str>,
    explanation: impl Into<String>,
) -> RecordReport {
    let record = record.map(str::to_owned);
    RecordReport { name: name.to_owned(), reading, record, explanation: explanation.into() }
}

pub(super) fn absent(name: &str, reading: Reading, what: &str, missing: &str) -> RecordReport {
    let explanation = match reading {
        Reading::Several => format!("There are several {what} records, so receivers use none. Keep one."),
        Reading::Unknown => "The name servers did not answer. It is looked at again by itself.".to_owned(),
        Reading::Missing | Reading::Found | Reading::Invalid | Reading::Revoked => missing.to_owned(),
    };
    report(name, reading, None, explanation)
}

//! What the registry does not take, and why.

use serde::Deserialize;

use super::names::our_field;
use crate::registry::{Reason, Topic};

/// "Brand not found": what a brand that was deleted there is answered with, whatever the status.
const NO_SUCH_BRAND: u64 = 502;

/// Longest words of a reason that are kept. Ours: a sentence or three.
const MOST_WORDS: usize = 500;

/// What a refusal comes to.
pub(in crate::registry) enum Refusal {
    /// What was asked about is not there.
    NotThere,
    /// The reference is taken.
    Duplicate,
    /// For these reasons.
    For(Vec<Reason>),
}

/// The body of a refusal: one error or several, each with a number, perhaps a field or several, and words.
pub(in crate::registry) fn refusal(body: &[u8], status: u16) -> Refusal {
    #[derive(Deserialize)]
    struct Entry {
        code: Option<u64>,
        field: Option<String>,
        #[serde(default)]
        fields: Vec<String>,
        description: Option<String>,
    }
    let entries: Vec<Entry> = serde_json::from_slice(body)
        .or_else(|_| serde_json::from_slice(body).map(|one| vec![one]))
        .unwrap_or_default();
    if entries.iter().any(|entry| entry.code == Some(NO_SUCH_BRAND)) {
        return Refusal::NotThere;
    }
    let mut reasons = Vec::new();
    for entry in entries {
        let fields: Vec<String> = entry.field.into_iter().chain(entry.fields).collect();
        if fields.iter().any(|field| field == "referenceId") {
            return Refusal::Duplicate;
        }
        reasons.push(reason(Topic::Field, &fields, entry.description.as_deref().unwrap_or_default()));
    }
    if reasons.is_empty() {
        let words = format!("The registry answered {status} and said no more.");
        reasons.push(reason(Topic::Other, &[], &words));
    }
    Refusal::For(reasons)
}

/// The words are a stranger's: kept short, and on one line.
pub(super) fn reason(topic: Topic, fields: &[String], words: &str) -> Reason {
    let words: String =
        words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_WORDS).collect();
    let mut ours: Vec<String> = fields.iter().map(|field| our_field(field).to_owned()).collect();
    ours.dedup();
    Reason { topic, fields: ours, words: words.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_read_as_one_or_many_with_our_names_of_fields() {
        let reasons = |body: &str| match refusal(body.as_bytes(), 400) {
            Refusal::For(reasons) => reasons,
            Refusal::NotThere | Refusal::Duplicate => panic!("{body}"),
        };
        let many = reasons(
            r#"[{"code":501,"field":"ein","description":"Not\na number"},{"fields":["sample1","sample2"]}]"#,
        );
        assert_eq!(
            (many[0].fields.as_slice(), many[0].words.as_str()),
            (["business_registration_number".to_owned()].as_slice(), "Not a number")
        );
        assert_eq!(many[1].fields, ["MESSAGE_SAMPLES"]);
        assert_eq!(reasons(r#"{"field":"state","description":"No."}"#)[0].fields, ["region"]);
        assert_eq!(reasons("<html>").len(), 1);
        assert!(matches!(
            refusal(br#"[{"code":502,"description":"Brand not found"}]"#, 400),
            Refusal::NotThere
        ));
        assert!(matches!(refusal(br#"[{"field":"referenceId"}]"#, 400), Refusal::Duplicate));
    }
}

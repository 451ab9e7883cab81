//! `--code CODE[:FIELD]` and `--note [FIELD=]TEXT`, understood together.

use trusthub_app::review::GivenReason;
use trusthub_domain::bundle::ReasonCode;

use crate::failure::{Failure, Outcome};

/// A remark, about a field or the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) field: Option<String>,
    pub(super) text: String,
}

/// Notes as they were typed.
pub(super) fn notes(texts: &[String]) -> Vec<Note> {
    texts.iter().map(|text| note(text)).collect()
}

/// Several notes as one text.
pub(super) fn joined(texts: &[String]) -> Option<String> {
    Some(texts.join("\n")).filter(|text| !text.is_empty())
}

/// `field=text` only if what stands before the sign can be a field: a note may contain one for other reasons.
fn note(text: &str) -> Note {
    match text.split_once('=') {
        Some((field, rest)) if is_field(field) => {
            Note { field: Some(field.to_owned()), text: rest.trim().to_owned() }
        }
        Some(_) | None => Note { field: None, text: text.to_owned() },
    }
}

/// `object_type.field` as the API and `review show` write it.
fn is_field(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_lowercase())
            && part
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
    };
    text.split_once('.').is_some_and(|(kind, field)| is_name(kind) && is_name(field))
}

/// The reasons of a rejection, each with the note that goes with it.
///
/// A note about a field goes to the code that names the field; a note about no field goes to every code that has none
/// of its own. A note that goes nowhere is a mistake, because the customer would never read it.
pub(super) fn reasons(codes: &[String], texts: &[String]) -> Outcome<Vec<GivenReason>> {
    let mut reasons = codes.iter().map(|code| reason(code)).collect::<Outcome<Vec<_>>>()?;
    let (about_fields, general): (Vec<Note>, Vec<Note>) =
        notes(texts).into_iter().partition(|note| note.field.is_some());
    for note in about_fields {
        let field = note.field.unwrap_or_default();
        let reason = reasons.iter_mut().find(|reason| reason.field.as_deref() == Some(field.as_str()));
        match reason {
            Some(reason) => add(reason, &note.text),
            None => {
                return Err(Failure::usage(format!(
                    "--note {field}=… belongs to no --code; add --code CODE:{field}"
                )));
            }
        }
    }
    if !general.is_empty() {
        let mut without: Vec<&mut GivenReason> =
            reasons.iter_mut().filter(|reason| reason.note.is_none()).collect();
        if without.is_empty() {
            return Err(Failure::usage(
                "every --code has a note of its own; write FIELD=TEXT to say which one is meant",
            ));
        }
        let text = general.into_iter().map(|note| note.text).collect::<Vec<_>>().join("\n");
        for reason in &mut without {
            add(reason, &text);
        }
    }
    Ok(reasons)
}

fn add(reason: &mut GivenReason, text: &str) {
    reason.note = Some(match reason.note.take() {
        Some(before) => format!("{before}\n{text}"),
        None => text.to_owned(),
    });
}

fn reason(text: &str) -> Outcome<GivenReason> {
    let (code, field) = match text.split_once(':') {
        Some((code, field)) => (code, Some(field.to_owned())),
        None => (text, None),
    };
    let code = code.parse().map_err(|_| {
        Failure::usage(format!("--code {text}: {code:?} is no number")).hint("write CODE or CODE:FIELD, such as 18602:customer_profile_business_information.business_registration_number")
    })?;
    Ok(GivenReason { code: ReasonCode(code), field: field.filter(|field| !field.is_empty()), note: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(codes: &[&str], notes: &[&str]) -> Vec<(u32, Option<String>, Option<String>)> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let reasons = reasons(&owned(codes), &owned(notes)).unwrap();
        reasons.into_iter().map(|reason| (reason.code.0, reason.field, reason.note)).collect()
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_note_about_a_field_goes_to_its_code() {
        assert_eq!(
            given(&["18601:a.website_url", "99099"], &["a.website_url=shows another name", "call us"]),
            [(18601, some("a.website_url"), some("shows another name")), (99099, None, some("call us"))]
        );
    }

    #[test]
    fn a_note_may_contain_an_equals_sign() {
        assert_eq!(given(&["99099"], &["1+1=3 is wrong"]), [(99099, None, some("1+1=3 is wrong"))]);
    }

    #[test]
    fn a_note_that_would_reach_nobody_is_a_mistake() {
        let refused = |codes: &[&str], notes: &[&str]| {
            let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            reasons(&owned(codes), &owned(notes)).is_err()
        };
        assert!(refused(&["18601"], &["a.website_url=shows another name"]));
        assert!(refused(&["18601:a.b"], &["a.b=one", "two"]));
        assert!(refused(&["website"], &[]));
    }
}

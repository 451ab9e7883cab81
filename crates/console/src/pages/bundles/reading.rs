//! From a policy's fields to inputs, and from what was posted back to attributes.

use serde_json::Value;
use trusthub_domain::item::Attributes;
use trusthub_domain::policy::{Constraint, FieldRule, Format, Need};

use super::labels;
use crate::form::{Choice, Control, Field, countries};
use crate::session::Posted;

/// From how many choices on a list is shown closed.
const MOST_SHOWN: usize = 5;

/// The inputs of these fields, with their present values, in the order in which people think of them.
pub(super) fn fields(rules: &[FieldRule], attributes: Option<&Attributes>) -> Vec<Field> {
    let mut rules: Vec<&FieldRule> =
        rules.iter().filter(|rule| rule.format != Some(Format::AddressSids)).collect();
    rules.sort_by_key(|rule| labels::place_of(&rule.machine_name));
    rules.into_iter().map(|rule| field(rule, attributes)).collect()
}

/// The input of one field.
fn field(rule: &FieldRule, attributes: Option<&Attributes>) -> Field {
    let said = labels::of_field(&rule.machine_name);
    let mut field = Field::new(control(rule), &rule.machine_name, rule.shown_name())
        .hint(said.hint)
        .example(said.example)
        .autocomplete(said.autocomplete);
    field.max_length = rule.max_length;
    field.is_required = rule.need == Need::Required;
    if let Need::When { field: other, one_of } = &rule.need {
        let other = other.replace('_', " ");
        let values: Vec<String> = one_of.iter().map(|value| labels::of_value(value).0).collect();
        field.hint =
            format!("{} Needed if the {other} is {}.", field.hint, values.join(" or ")).trim().to_owned();
    }
    field.value(attributes.and_then(|known| known.get(&rule.machine_name)).map(shown).unwrap_or_default())
}

fn control(rule: &FieldRule) -> Control {
    let choices = || {
        rule.one_of.iter().map(|value| {
            let (label, note) = labels::of_value(value);
            Choice::new(value, label).with_note(note)
        })
    };
    if rule.takes_several {
        return Control::Boxes(choices().collect());
    }
    if !rule.one_of.is_empty() {
        return if rule.one_of.len() <= MOST_SHOWN {
            Control::Radios(choices().collect())
        } else {
            Control::Select(std::iter::once(Choice::new("", "Choose one")).chain(choices()).collect())
        };
    }
    match rule.format {
        Some(Format::Email) => Control::Line("email"),
        Some(Format::E164 | Format::UsCaMobile) => Control::Line("tel"),
        Some(Format::Date) => Control::Line("date"),
        Some(Format::Country) => Control::Select(countries::choices()),
        Some(Format::Boolean) => {
            Control::Radios(vec![Choice::new("true", "Yes"), Choice::new("false", "No")])
        }
        // A scheme may be left out, which a browser's own kind of input does not take.
        Some(Format::Url | Format::PositiveInteger | Format::Percentage | Format::CnamName)
        | Some(Format::AddressSids | Format::BundleSid)
        | None => {
            if rule.max_length.is_some_and(|most| most >= 1000) && rule.format.is_none() {
                Control::Area
            } else {
                Control::Line("text")
            }
        }
    }
}

/// A stored value as an input holds it.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Object(_) => String::new(),
    }
}

/// What was posted for these fields; an empty text for one that was emptied.
pub(super) fn attributes(rules: &[FieldRule], posted: &Posted) -> Attributes {
    let values = rules.iter().filter(|rule| rule.format != Some(Format::AddressSids)).map(|rule| {
        let name = &rule.machine_name;
        let value = if rule.takes_several {
            Value::String(
                posted.all(name).map(str::trim).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(","),
            )
        } else {
            let text = posted.text(name);
            match (rule.constraint, rule.format) {
                (Constraint::List, _) if !text.is_empty() => text
                    .split([',', '\n'])
                    .map(str::trim)
                    .filter(|one| !one.is_empty())
                    .map(Value::from)
                    .collect(),
                (_, Some(Format::E164 | Format::UsCaMobile)) => Value::String(telephone(text)),
                _ => Value::String(text.to_owned()),
            }
        };
        (name.clone(), value)
    });
    values.collect()
}

/// A telephone number without what people write between its digits. What is no number stays as it is, and the evaluation
/// says so.
fn telephone(text: &str) -> String {
    let is_number = text.chars().all(|c| c.is_ascii_digit() || "+ -./()\u{a0}".contains(c));
    if !is_number {
        return text.to_owned();
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if text.trim_start().starts_with('+') {
        format!("+{digits}")
    } else if let Some(international) = digits.strip_prefix("00") {
        format!("+{international}")
    } else if digits.len() == 10 && !digits.starts_with(['0', '1']) {
        // Ten digits as they are written in the US and Canada (NANP), the only plan of that length that begins so.
        format!("+1{digits}")
    } else if digits.len() == 11 && digits.starts_with('1') {
        format!("+{digits}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_taken_as_people_write_them() {
        for (written, taken) in [
            ("+1 (510) 234-5678", "+15102345678"),
            ("(510) 234-5678", "+15102345678"),
            ("1-510-234-5678", "+15102345678"),
            ("0049 30 1234567", "+49301234567"),
            ("030 1234567", "030 1234567"),
            ("call me", "call me"),
            ("", ""),
        ] {
            assert_eq!(telephone(written), taken);
        }
    }
}

//! One field of one item against its rule.

use std::collections::BTreeMap;

use serde_json::Value;

use super::messages;
use crate::bundle::ReasonCode;
use crate::contact::{Email, Phone};
use crate::item::{Address, Attributes};
use crate::policy::{Constraint, FieldRule, Format, ItemKind, Need};
use crate::sid::{AddressSid, BundleSid};

/// Missing or wrong field of an end user.
pub(super) const END_USER_FIELD: ReasonCode = ReasonCode(22215);
/// Missing or wrong field of a document.
pub(super) const DOCUMENT_FIELD: ReasonCode = ReasonCode(22217);
/// Missing, deleted or incomplete address.
pub(super) const ADDRESS: ReasonCode = ReasonCode(22219);

/// What is wrong with a field: the code and the sentence for the customer.
pub(super) type Fault = (ReasonCode, String);

/// The item that a field belongs to.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) kind: ItemKind,
    /// What the policy calls it.
    pub(super) friendly_name: &'a str,
    pub(super) attributes: &'a Attributes,
    pub(super) addresses: &'a BTreeMap<AddressSid, Address>,
}

impl Subject<'_> {
    fn code(self) -> ReasonCode {
        match self.kind {
            ItemKind::EndUser => END_USER_FIELD,
            ItemKind::SupportingDocument => DOCUMENT_FIELD,
        }
    }
}

/// Judges one field.
pub(super) fn judge(rule: &FieldRule, subject: Subject<'_>) -> Result<(), Fault> {
    let value = subject.attributes.get(&rule.machine_name).filter(|value| !is_blank(value));
    match value {
        Some(value) => judge_value(rule, value, subject),
        None if is_needed(rule, subject.attributes) => {
            Err(missing(rule, subject.kind, subject.friendly_name))
        }
        None => Ok(()),
    }
}

/// What is said of a field that is not there.
pub(super) fn missing(rule: &FieldRule, kind: ItemKind, object: &str) -> Fault {
    let field = rule.shown_name();
    match kind {
        ItemKind::SupportingDocument if rule.format == Some(Format::AddressSids) => {
            (ADDRESS, messages::address_missing(object))
        }
        ItemKind::SupportingDocument => (DOCUMENT_FIELD, messages::document_field_missing(field, object)),
        ItemKind::EndUser => (END_USER_FIELD, messages::end_user_field_missing(field, object)),
    }
}

/// Null, an empty or blank text, or a list of nothing else, is as good as absent: the vendor's own examples send `""`.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => {
            values.iter().all(|value| matches!(value, Value::String(text) if text.trim().is_empty()))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn is_needed(rule: &FieldRule, attributes: &Attributes) -> bool {
    match &rule.need {
        Need::Required => true,
        Need::Optional => false,
        Need::When { field, one_of } => {
            let other = attributes.get(field).and_then(Value::as_str).map(str::trim);
            other.is_some_and(|text| one_of.iter().any(|value| value == text))
        }
    }
}

fn judge_value(rule: &FieldRule, value: &Value, subject: Subject<'_>) -> Result<(), Fault> {
    let field = rule.shown_name();
    let texts: Vec<&str> = match (rule.constraint, value) {
        (_, Value::String(text)) => vec![text.trim()],
        (Constraint::String, Value::Bool(_)) if rule.format == Some(Format::Boolean) => return Ok(()),
        (Constraint::List, Value::Array(values)) => {
            let texts = values.iter().map(|value| value.as_str().map(str::trim)).collect::<Option<Vec<_>>>();
            texts.ok_or_else(|| (subject.code(), messages::not_list(field)))?
        }
        (Constraint::List, Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
            return Err((subject.code(), messages::not_list(field)));
        }
        (
            Constraint::String,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_),
        ) => return Err((subject.code(), messages::not_text(field))),
    };
    texts.into_iter().try_for_each(|text| judge_text(rule, text, subject))
}

fn judge_text(rule: &FieldRule, text: &str, subject: Subject<'_>) -> Result<(), Fault> {
    let field = rule.shown_name();
    if let Some(most) = rule.max_length.filter(|most| text.chars().count() > *most) {
        return Err((subject.code(), messages::too_long(field, most)));
    }
    if !rule.one_of.is_empty() && !is_allowed(rule, text) {
        return Err((subject.code(), messages::not_one_of(rule)));
    }
    match rule.format {
        None => Ok(()),
        Some(Format::AddressSids) => judge_address(rule, text, subject),
        Some(format) if has_format(text, format) => Ok(()),
        Some(format) => Err((subject.code(), messages::bad_format(field, format))),
    }
}

fn is_allowed(rule: &FieldRule, text: &str) -> bool {
    let is_known = |value: &str| rule.one_of.iter().chain(&rule.aliases).any(|known| known == value);
    if rule.takes_several { text.split(',').all(|value| is_known(value.trim())) } else { is_known(text) }
}

fn judge_address(rule: &FieldRule, text: &str, subject: Subject<'_>) -> Result<(), Fault> {
    let Ok(sid) = text.parse::<AddressSid>() else {
        return Err((ADDRESS, messages::address_sid_malformed(rule.shown_name())));
    };
    let Some(address) = subject.addresses.get(&sid) else {
        return Err((ADDRESS, messages::address_missing(subject.friendly_name)));
    };
    // Many countries have no regions or postal codes in their addresses; these two always do.
    let is_north_american = matches!(address.iso_country.as_str(), "US" | "CA");
    let parts = [
        ("IsoCountry", &address.iso_country, true),
        ("Street", &address.street, true),
        ("City", &address.city, true),
        ("Region", &address.region, is_north_american),
        ("PostalCode", &address.postal_code, is_north_american),
    ];
    let needed = parts.into_iter().filter(|(_, _, is_needed)| *is_needed);
    match needed.map(|(name, part, _)| (name, part)).find(|(_, part)| part.trim().is_empty()) {
        Some((name, _)) => Err((ADDRESS, messages::address_incomplete(name))),
        None => Ok(()),
    }
}

fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::Email => text.parse::<Email>().is_ok(),
        Format::E164 => text.parse::<Phone>().is_ok(),
        Format::UsCaMobile => is_us_ca_mobile(text),
        Format::Url => is_web_address(text),
        Format::PositiveInteger => {
            text.bytes().all(|digit| digit.is_ascii_digit())
                && text.parse::<u64>().is_ok_and(|number| number > 0)
        }
        Format::CnamName => is_cnam_name(text),
        Format::Boolean => matches!(text, "true" | "false"),
        Format::BundleSid => text.parse::<BundleSid>().is_ok(),
        Format::Date => is_date(text),
        Format::Country => text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_uppercase()),
        Format::Percentage => is_percentage(text),
        // Judged with the addresses at hand, see `judge_address`.
        Format::AddressSids => text.parse::<AddressSid>().is_ok(),
    }
}

/// Year, month and day of the calendar, of somebody who can be alive.
fn is_date(text: &str) -> bool {
    let has_shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let mut numbers = text.split('-').map(str::parse::<u16>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) = (numbers.next(), numbers.next(), numbers.next())
    else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    has_shape && (1880..=2100).contains(&year) && (1..=12).contains(&month) && (1..=last).contains(&day)
}

/// In hundredths of a percent, so that nothing is rounded.
fn is_percentage(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || whole.len() > 3 || !is_number(decimals) || decimals.len() > 2 {
        return false;
    }
    let hundredths: Option<u32> = format!("{whole}{decimals:0<2}").parse().ok();
    hundredths.is_some_and(|share| (1..=10_000).contains(&share))
}

/// Contract §12.1: at most 15 characters, the first a letter.
fn is_cnam_name(text: &str) -> bool {
    text.chars().count() <= 15
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | ' '))
}

/// `http` or `https`, a host with a dot in it, nobody's user name. The example in the vendor's guides has no scheme.
fn is_web_address(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let Ok(url) = url::Url::parse(&with_scheme) else { return false };
    let has_domain = url.domain().is_some_and(|domain| domain.trim_end_matches('.').contains('.'));
    matches!(url.scheme(), "http" | "https")
        && has_domain
        && url.username().is_empty()
        && url.password().is_none()
}

/// `+1` and ten digits, and not what the numbering plan gives to another country or to a service. Whether it is a
/// mobile cannot be told from a North American number; vetting finds out.
fn is_us_ca_mobile(text: &str) -> bool {
    use rlibphonenumber::{PhoneNumber, PhoneNumberType, Region};
    let is_north_american = text.parse::<Phone>().is_ok() && text.starts_with("+1") && text.len() == 12;
    if !is_north_american {
        return false;
    }
    let Ok(number) = text.parse::<PhoneNumber>() else { return false };
    let region_fits = number.get_region_code().is_none_or(|region| matches!(region, Region::US | Region::CA));
    let kind_fits = matches!(
        number.get_type(),
        PhoneNumberType::FixedLineOrMobile | PhoneNumberType::Mobile | PhoneNumberType::Unknown
    );
    region_fits && kind_fits
}

//! Parameters behind a semicolon: `;name`, `;name=value`, `;name="quoted value"`.

use super::text::is_token;

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// In lower case.
    pub name: String,
    /// As it stands, quotation marks included.
    pub value: Option<String>,
}

/// The parameters of these parts; `None` if one is none.
pub(super) fn read(parts: &[&str]) -> Option<Vec<Parameter>> {
    parts.iter().map(|part| one(part)).collect()
}

fn one(part: &str) -> Option<Parameter> {
    let (name, value) = match part.split_once('=') {
        Some((name, value)) => (name.trim(), Some(value.trim())),
        None => (part.trim(), None),
    };
    let is_quoted = |value: &str| value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    let is_plain = |value: &str| {
        !value.is_empty()
            && !value.bytes().any(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b','))
    };
    let is_value = value.is_none_or(|value| is_quoted(value) || is_plain(value));
    (is_token(name) && is_value)
        .then(|| Parameter { name: name.to_ascii_lowercase(), value: value.map(str::to_owned) })
}

/// The value of the first parameter of this name.
pub(super) fn value<'p>(parameters: &'p [Parameter], name: &str) -> Option<&'p str> {
    parameters.iter().find(|parameter| parameter.name == name)?.value.as_deref()
}

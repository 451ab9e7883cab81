//! Checks on inputs that several use cases share.

use crate::{Error, Invalid, Result};

/// Most characters of a FriendlyName. Ours: what the vendor's own consoles accept.
pub(crate) const FRIENDLY_NAME_LIMIT: usize = 255;

/// Most characters of an address line, a city and the like. Ours.
pub(crate) const LINE_LIMIT: usize = 255;

/// At most `limit` characters and none of the control characters that mails and logs could trip over.
pub(crate) fn limit(field: &'static str, text: &str, limit: usize) -> Result<()> {
    if text.chars().count() > limit {
        return Err(Invalid::TooLong { field, limit }.into());
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::Field { field, why: "control characters are not allowed".to_owned() }.into());
    }
    Ok(())
}

/// As [`limit`], and not empty.
pub(crate) fn required(field: &'static str, text: &str, most: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::Invalid(Invalid::Missing(field)));
    }
    limit(field, text, most)
}

/// Whether this is the name of a host (RFC 1123 section 2.1), of at least two labels.
pub(crate) fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.contains('.') && name.split('.').all(is_label)
}

/// Most characters of a reviewer's remark. Ours.
const NOTE_LIMIT: usize = 2000;

/// A reviewer's remark: not empty, and of several lines if need be.
pub(crate) fn note(text: &str) -> Result<()> {
    note_in("note", text)
}

/// The same under the name that a customer gives it.
pub(crate) fn note_in(field: &'static str, text: &str) -> Result<()> {
    let on_one_line: String = text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect();
    required(field, &on_one_line, NOTE_LIMIT)
}

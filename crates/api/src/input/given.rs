//! Single parameters: there or not, and read as what they should be.

use std::fmt::Display;
use std::str::FromStr;

use trusthub_app::Invalid;
use trusthub_domain::contact::Email;

use crate::error::{ApiError, Result};

/// The text of a required parameter.
///
/// # Errors
/// 400 if it is missing or empty.
pub(crate) fn required(field: &str, given: Option<String>) -> Result<String> {
    given.filter(|text| !text.trim().is_empty()).ok_or_else(|| ApiError::missing(field))
}

/// A parameter read as what it should be; `None` stays `None`.
///
/// # Errors
/// 400 naming the field.
pub(crate) fn parsed<T>(field: &str, given: Option<&str>) -> Result<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    given
        .map(|text| {
            text.trim().parse().map_err(|error: T::Err| ApiError::parameter(field, &error.to_string()))
        })
        .transpose()
}

/// The address of somebody who is told something.
///
/// # Errors
/// 400 if it is none.
pub(crate) fn email(text: &str) -> Result<Email> {
    Ok(text.parse().map_err(Invalid::Email)?)
}

/// A filter; an empty one counts as none.
pub(crate) fn filter(given: Option<String>) -> Option<String> {
    given.filter(|text| !text.is_empty())
}

//! What a use case refused, beside the input it is about. Such inputs are named as the wire names their parameter.

use axum::http::StatusCode;
use trusthub_app::{Error, Invalid};

use super::Field;
use crate::fault::sentence;

/// With which status a form is shown: whether something is wrong with one of its inputs, or with the whole.
pub(crate) fn status_of(fields: &[Field], whole: Option<&str>) -> StatusCode {
    let is_refused = whole.is_some() || fields.iter().any(|field| field.error.is_some());
    if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }
}

/// Puts a refusal beside its input. What is about no input of the form is returned, to be told above it.
///
/// # Errors
/// What no other entry would mend.
pub(crate) fn beside(fields: &mut [Field], error: Error) -> Result<Option<String>, Error> {
    if matches!(error, Error::NotFound(_) | Error::Forbidden(_)) || !error.is_of_input() {
        return Err(error);
    }
    let (parameter, why) = match &error {
        Error::Invalid(Invalid::Missing(field)) => (*field, "Fill this in.".to_owned()),
        Error::Invalid(Invalid::TooLong { field, limit }) => {
            (*field, format!("Use at most {limit} characters."))
        }
        Error::Invalid(Invalid::Field { field, why }) => (*field, sentence(why)),
        other => return Ok(Some(sentence(&other.to_string()))),
    };
    match fields.iter_mut().find(|field| field.name == parameter) {
        Some(field) => {
            field.error = Some(why);
            Ok(None)
        }
        None => Ok(Some(sentence(&error.to_string()))),
    }
}

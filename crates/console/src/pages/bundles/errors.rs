//! What is wrong with a step, beside the inputs it is about: in the words of the evaluation, or of the use case that refused.

use std::collections::BTreeMap;

use trusthub_app::bundles::filling::Advice;
use trusthub_app::{Error, Invalid};
use trusthub_domain::evaluation::Report;

use super::address::input_of_parameter;
use crate::fault::sentence;
use crate::words::size;

/// What is said beside the inputs.
#[derive(Default)]
pub(super) struct Errors {
    pub(super) by_field: BTreeMap<String, String>,
    pub(super) whole: Option<String>,
}

impl Errors {
    /// What the evaluation says of a step. An optional step that is not there has nothing wrong with it.
    pub(super) fn of(report: &Report, slug: &str) -> Self {
        let rows = || report.results.iter().filter(|row| row.requirement_name == slug && !row.passed);
        if report.results.iter().any(|row| row.requirement_name == slug && row.passed) {
            return Self::default();
        }
        let by_field = rows()
            .flat_map(|row| &row.invalid)
            .map(|wrong| (wrong.object_field.clone(), wrong.failure_reason.clone()))
            .collect();
        let whole = rows().find(|row| row.invalid.is_empty()).and_then(|row| row.failure_reason.clone());
        Self { by_field, whole }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_field.is_empty() && self.whole.is_none()
    }

    /// What a use case refused, beside the input it is about.
    pub(super) fn refused(error: Error) -> Result<Self, Error> {
        let (parameter, why) = match &error {
            Error::Invalid(Invalid::Missing(parameter)) => (*parameter, "Fill this in.".to_owned()),
            Error::Invalid(Invalid::TooLong { field, limit }) => {
                (*field, format!("Use at most {limit} characters."))
            }
            Error::Invalid(Invalid::Field { field, why }) => (*field, sentence(why)),
            Error::Invalid(Invalid::FileType | Invalid::FileEmpty) => ("File", sentence(&error.to_string())),
            Error::TooLarge { limit_bytes } => {
                ("File", format!("The file is larger than {}.", size(*limit_bytes)))
            }
            Error::Invalid(Invalid::ObjectSid | Invalid::ObjectType(_)) => {
                return Ok(Self { whole: Some(sentence(&error.to_string())), ..Self::default() });
            }
            _ => return Err(error),
        };
        let input = input_of_parameter(parameter);
        if input.is_empty() {
            return Err(error);
        }
        Ok(Self { by_field: BTreeMap::from([(input.to_owned(), why)]), whole: None })
    }
}

/// What the checks would say about the fields of a step, by input. `types` are those of the step's item.
pub(super) fn advice_by_input<'a>(
    advice: &'a [Advice],
    types: &'a [&str],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    advice.iter().filter_map(|one| {
        let (type_name, field) = one.field.split_once('.')?;
        let input = match one.check.as_str() {
            // An address is one field of its document, and several inputs here.
            check if check.starts_with("address.") && check.contains("postal") => "postal_code",
            check if check.starts_with("address.") && check.contains("region") => "region",
            check if check.starts_with("address.") => "street",
            _ => field,
        };
        types.contains(&type_name).then_some((input, one.words.as_str()))
    })
}

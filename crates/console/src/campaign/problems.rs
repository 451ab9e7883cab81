//! What stands in a campaign's way, each at its input.

use trusthub_app::{Error, Invalid};
use trusthub_domain::messaging::{CampaignContent, MessagingRefusal as Refusal};

use super::fields::{BRAND, SAMPLES, USE_CASE};
use super::words::label;
use crate::fault::sentence;
use crate::form::Open;

/// Something that stands in the way; `field` is its input, if it is about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) field: Option<&'static str>,
    pub(crate) what: String,
}

impl Problem {
    /// What a use case refused, at the input that it is about.
    fn of(refused: &Error, content: &CampaignContent) -> Self {
        match refused {
            Error::Messaging(refusal) => Self::refused(refusal, content),
            Error::Invalid(Invalid::Field { field, why }) if !label(field).is_empty() => {
                Self { field: Some(field), what: sentence(why) }
            }
            other => Self { field: None, what: sentence(&other.to_string()) },
        }
    }

    fn refused(refusal: &Refusal, content: &CampaignContent) -> Self {
        match refusal {
            Refusal::CampaignMissing(field) => Self { field: Some(field), what: "Fill this in.".to_owned() },
            Refusal::CampaignLength { field, least, most, length } => {
                let field = if *field == "MessageSamples" { sample(content, *length) } else { field };
                let what = match length {
                    0 => "Fill this in.".to_owned(),
                    _ => format!("Use {least} to {most} characters; there are {length}."),
                };
                Self { field: Some(field), what }
            }
            Refusal::CampaignCount { least, most, .. } => {
                let missing = SAMPLES.get(content.message_samples.len().min(SAMPLES.len() - 1));
                Self { field: missing.copied(), what: format!("Give {least} to {most} messages.") }
            }
            Refusal::UseCase => {
                Self { field: Some(USE_CASE), what: "Choose what the messages are for.".to_owned() }
            }
            Refusal::BrandUnfit(_) | Refusal::BrandSuspended | Refusal::CampaignLimit(_) => {
                Self { field: Some(BRAND), what: sentence(&refusal.to_string()) }
            }
            other => Self { field: None, what: sentence(&other.to_string()) },
        }
    }

    /// The problem at the top of the page.
    pub(super) fn open(self) -> Open {
        let name = self.field.unwrap_or_default();
        Open { anchor: name.to_owned(), label: label(name), what: self.what }
    }
}

/// The input of the sample with that length: the wire has one name for all of them.
fn sample(content: &CampaignContent, length: usize) -> &'static str {
    let mut samples = content.message_samples.iter().zip(SAMPLES);
    samples.find(|(text, _)| text.chars().count() == length).map_or(SAMPLES[0], |(_, name)| name)
}

/// Everything that is to be mended before a campaign is taken, and what it was refused for.
///
/// # Errors
/// What no other entry would mend.
pub(crate) fn problems(content: &CampaignContent, refused: Error) -> Result<Vec<Problem>, Error> {
    if matches!(refused, Error::NotFound(_) | Error::Forbidden(_)) || !refused.is_of_input() {
        return Err(refused);
    }
    let refused = Problem::of(&refused, content);
    let use_case = content.use_case.is_empty().then(|| Problem::refused(&Refusal::UseCase, content));
    let misfits = content.misfits();
    let misfits = misfits.iter().map(|misfit| Problem::refused(misfit, content));
    let mut problems: Vec<Problem> = use_case.into_iter().chain(misfits).collect();
    if !problems.contains(&refused) {
        problems.push(refused);
    }
    Ok(problems)
}

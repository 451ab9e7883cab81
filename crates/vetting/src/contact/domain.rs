//! How old the website's domain is.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::time::Timestamp;

use crate::application::Application;
use crate::finding::{Check, Finding};

/// Younger domains are often made for one fraud. Ours.
const YOUNG: Duration = Duration::from_hours(30 * 24);

/// What the registry of a domain says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainAge {
    /// The registrable domain.
    pub domain: String,
    /// Where it was asked for.
    pub url: String,
    /// When, RFC 3339.
    pub at: String,
    /// What it says.
    pub registered: Registered,
}

/// Whether and when a domain was registered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Registered {
    /// On this day, RFC 3339.
    On(String),
    /// The server does not know the domain.
    NotThere,
    /// No answer.
    Silence,
}

/// The age is that on the day of the question, so that it replays.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some((business, age)) = application
        .business
        .as_ref()
        .zip(application.contact.as_ref().and_then(|contact| contact.domain.as_ref()))
    else {
        return Vec::new();
    };
    let check = Check::soft(
        "website.domain_is_not_new",
        ReasonCode::WEBSITE,
        business.place(business.website_field()),
    );
    let asked = format!("{} ({}, {})", age.domain, age.url, age.at);
    let finding = match &age.registered {
        Registered::On(day) => {
            let check = check.comparing(format!("registered {day}: {asked}"));
            match (Timestamp::parse_rfc3339(day), Timestamp::parse_rfc3339(&age.at)) {
                (Some(day), Some(at)) if at.since(day) < YOUNG => check.fails(
                    "The website's domain was registered less than 30 days ago.",
                    "Enter the website that the business has used for longer, or tell the reviewer why it is new.",
                ),
                (Some(_), Some(_)) => check.passes("The website's domain is older than 30 days."),
                _ => check.cannot_tell("The age of the website's domain cannot be read."),
            }
        }
        // Not every registry offers its data, and then a bootstrap server knows nobody to ask.
        Registered::NotThere => check.comparing(asked).cannot_tell("Nothing is known of the domain there."),
        Registered::Silence => {
            check.comparing(asked).cannot_tell("The registry of the domain did not answer.")
        }
    };
    vec![finding]
}

//! The same business under another account: resale and theft of identity look alike, so a reviewer decides.
//!
//! Texts name no other tenant; which bundle it is stands in the evidence, which customers never see.

use trusthub_domain::bundle::ReasonCode;

use crate::application::Application;
use crate::finding::{Check, Finding};

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(business) = application.business.as_ref().filter(|_| application.identity().is_some()) else {
        return Vec::new();
    };
    let begin = || {
        let place = business.place("business_registration_number");
        Check::soft("duplicate.other_account", ReasonCode::DUPLICATE, place)
    };
    let foreign: Vec<Finding> = application
        .duplicates
        .iter()
        .filter(|hit| hit.is_in_force && !hit.account_is_family)
        .map(|hit| {
            begin().comparing(format!("{} of {}", hit.bundle_sid, hit.account_sid)).fails(
                "A business with this registration number is already registered under another account.",
                "Show that the business wants to be registered here as well, or end the other registration.",
            )
        })
        .collect();
    if !foreign.is_empty() {
        return foreign;
    }
    let seen: Vec<String> = application.duplicates.iter().map(|hit| hit.bundle_sid.to_string()).collect();
    let compared = if seen.is_empty() { "no other bundle".to_owned() } else { seen.join(", ") };
    vec![begin().comparing(compared).passes("No other account has this business in force.")]
}

//! The one door: every family of checks in a fixed order, then the conclusion.

use trusthub_domain::review::Assessment;

use crate::application::Application;
use crate::finding::{Finding, conclude};
use crate::{
    address, duplicate, email, phone, registration, registry_match, representatives, sanctions, texts,
    website,
};

/// Names the rules below; stored with each assessment. A change that can alter any answer changes this name.
pub const RULESET: &str = "first-shape-5";

/// What automatic vetting finds and concludes: rejected for what is certainly wrong, otherwise referred.
///
/// Pure: the same application gives the same assessment, evidence in the same order. A field that is missing is the
/// evaluation's business and is passed over here.
#[must_use]
pub fn assess(application: &Application) -> Assessment {
    let families: [fn(&Application) -> Vec<Finding>; 10] = [
        registration::check,
        registry_match::check,
        website::check,
        representatives::check,
        email::check,
        phone::check,
        address::check,
        duplicate::check,
        sanctions::check,
        texts::check,
    ];
    let findings: Vec<Finding> = families.iter().flat_map(|family| family(application)).collect();
    let verdict = conclude(&findings);
    let evidence = findings.into_iter().map(|finding| finding.evidence).collect();
    Assessment { ruleset: RULESET.to_owned(), evidence, verdict }
}

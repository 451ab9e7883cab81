//! The one door: every family of checks in a fixed order, then the conclusion.

use trusthub_domain::review::{Assessment, Evidence};

use crate::application::Application;
use crate::finding::{Finding, conclude, fatal};
use crate::scorecard::Scorecard;
use crate::{
    address, confirmation, contact, documents, duplicate, email, owners, phone, registration, registry_match,
    representatives, rings, sanctions, texts, website,
};

/// Names the checks below; stored with each assessment. A change that can alter any answer changes this name.
const CHECKS: &str = "checks-11";

/// What automatic vetting finds and concludes: rejected for what is certainly wrong, approved where the scorecard lets the
/// machine approve, otherwise referred.
///
/// Pure: the same application under the same scorecard gives the same assessment, evidence in the same order. A field that
/// is missing is the evaluation's business and is passed over here.
#[must_use]
pub fn assess(application: &Application, scorecard: &Scorecard) -> Assessment {
    let families: [fn(&Application) -> Vec<Finding>; 16] = [
        registration::check,
        registry_match::check,
        contact::check_registers,
        website::check,
        contact::check_domain,
        representatives::check,
        owners::check,
        confirmation::check,
        email::check,
        contact::check_mail,
        phone::check,
        address::check,
        documents::check,
        duplicate::check,
        sanctions::check,
        texts::check,
    ];
    let mut findings: Vec<Finding> = families.iter().flat_map(|family| family(application)).collect();
    findings.extend(rings::check(application, scorecard.rings()));
    let fatal = fatal(&findings);
    let evidence: Vec<Evidence> = findings.into_iter().map(|finding| finding.evidence).collect();
    let scoring = scorecard.score(&application.object_type, &evidence);
    let verdict = conclude(fatal, &scoring);
    Assessment { ruleset: ruleset(scorecard), evidence, scoring: Some(scoring), verdict }
}

/// The rules of this release with this scorecard, as assessments name them.
#[must_use]
pub fn ruleset(scorecard: &Scorecard) -> String {
    format!("{CHECKS} {}", scorecard.name())
}

//! The row for a supporting bundle: is there one, has it come far enough, does its own content qualify?

use super::messages;
use super::parts::{Parts, Relation, SupportingBundle};
use super::report::{InvalidField, ResultRow, ValidField};
use crate::bundle::{BundleKind, ReasonCode, Status};
use crate::policy::{Catalog, MinimumStatus, Policy, SupportRequirement};

/// A supporting bundle is missing: the vendor's code is unknown, this one fits by its definition.
const SUPPORT_MISSING: ReasonCode = ReasonCode(22216);
const SUPPORT_FIELD_MISSING: ReasonCode = ReasonCode(22217);
/// How the vendor's evaluations call the field.
const STATUS_NAME: &str = "Supporting Bundle Status";

/// One row per requirement name; requirements that share a name are alternatives.
pub(super) fn rows(policy: &Policy, catalog: &Catalog, parts: &Parts) -> Vec<ResultRow> {
    let mut names: Vec<&str> = Vec::new();
    for wanted in policy.supports() {
        if !names.contains(&wanted.requirement.name.as_str()) {
            names.push(&wanted.requirement.name);
        }
    }
    let alternatives =
        |name: &str| policy.supports().filter(|wanted| wanted.requirement.name == name).collect::<Vec<_>>();
    names.into_iter().filter_map(|name| row(policy, catalog, parts, &alternatives(name))).collect()
}

/// The row of one requirement; `None` only for no alternatives, which cannot be.
fn row(
    policy: &Policy,
    catalog: &Catalog,
    parts: &Parts,
    alternatives: &[&SupportRequirement],
) -> Option<ResultRow> {
    let candidates = alternatives.iter().flat_map(|wanted| {
        parts.supporting.iter().filter_map(|bundle| {
            let own = catalog.policy(bundle.policy_sid)?;
            wanted.accepts(&own.object_type).then(|| judged(policy, wanted, own, bundle))
        })
    });
    let best = candidates.min_by_key(|row| row.invalid.len());
    best.or_else(|| alternatives.first().map(|first| absent(policy, first, alternatives)))
}

/// Where the vendor's examples put the outcome: profiles say `bundle_sid`, products `bundle_status`.
const fn status_field(policy: &Policy) -> &'static str {
    match policy.bundle_kind {
        BundleKind::CustomerProfile => "bundle_sid",
        BundleKind::TrustProduct => "bundle_status",
    }
}

fn blank(wanted: &SupportRequirement) -> ResultRow {
    ResultRow {
        friendly_name: wanted.friendly_name.clone(),
        object_type: wanted.object_type.clone(),
        passed: true,
        failure_reason: None,
        error_code: None,
        valid: Vec::new(),
        invalid: Vec::new(),
        requirement_friendly_name: wanted.requirement.friendly_name.clone(),
        requirement_name: wanted.requirement.name.clone(),
        object: None,
    }
}

fn absent(policy: &Policy, first: &SupportRequirement, alternatives: &[&SupportRequirement]) -> ResultRow {
    if alternatives.iter().any(|wanted| wanted.is_optional) {
        return blank(first);
    }
    let names: Vec<&str> = alternatives.iter().map(|wanted| wanted.friendly_name.as_str()).collect();
    let reason = messages::support_missing(&names);
    ResultRow {
        passed: false,
        failure_reason: Some(reason.clone()),
        error_code: Some(SUPPORT_MISSING),
        invalid: vec![InvalidField {
            friendly_name: STATUS_NAME.to_owned(),
            object_field: status_field(policy).to_owned(),
            failure_reason: reason,
            error_code: SUPPORT_FIELD_MISSING,
        }],
        ..blank(first)
    }
}

fn judged(
    policy: &Policy,
    wanted: &SupportRequirement,
    own: &Policy,
    bundle: &SupportingBundle,
) -> ResultRow {
    let mut row = blank(wanted);
    let name = &wanted.friendly_name;
    let status_fault = if bundle.relation == Relation::ParentAccount && !own.is_primary {
        Some((ReasonCode::SUPPORT_UNFIT, messages::support_not_shareable(name)))
    } else if has_come_far_enough(bundle, wanted.minimum) {
        None
    } else {
        Some((ReasonCode::SUPPORT_LOST, messages::support_not_ready(name, bundle.status, wanted.minimum)))
    };
    let object_field = status_field(policy).to_owned();
    match status_fault {
        None => row.valid.push(ValidField { friendly_name: STATUS_NAME.to_owned(), object_field }),
        Some((error_code, failure_reason)) => row.invalid.push(InvalidField {
            friendly_name: STATUS_NAME.to_owned(),
            object_field,
            failure_reason,
            error_code,
        }),
    }
    for condition in &wanted.conditions {
        let fact = bundle.facts.get(&condition.field).map(|fact| fact.trim());
        if !fact.is_some_and(|fact| condition.one_of.iter().any(|value| value == fact)) {
            row.invalid.push(InvalidField {
                friendly_name: STATUS_NAME.to_owned(),
                object_field: condition.field.field.clone(),
                failure_reason: messages::support_unfit(name, condition),
                error_code: ReasonCode::SUPPORT_UNFIT,
            });
        }
    }
    if let Some(first) = row.invalid.first() {
        row.passed = false;
        row.failure_reason = Some(first.failure_reason.clone());
    }
    row
}

fn has_come_far_enough(bundle: &SupportingBundle, minimum: MinimumStatus) -> bool {
    match minimum {
        MinimumStatus::InForce => bundle.is_in_force,
        MinimumStatus::InReview => {
            bundle.is_in_force || matches!(bundle.status, Status::PendingReview | Status::InReview)
        }
    }
}

//! The row for a supporting bundle: is there one, has it come far enough, does its own content qualify?

use super::messages;
use super::parts::{Parts, Relation, SupportingBundle};
use super::report::{InvalidField, ResultRow, ValidField};
use crate::bundle::{BundleKind, Reason, ReasonCode, Status};
use crate::policy::{Catalog, MinimumStatus, Policy, SupportRequirement};

/// A supporting bundle is missing: the vendor's code is unknown, this one fits by its definition.
const SUPPORT_MISSING: ReasonCode = ReasonCode(22216);
const SUPPORT_FIELD_MISSING: ReasonCode = ReasonCode(22217);
/// How the vendor's evaluations call the field.
const STATUS_NAME: &str = "Supporting Bundle Status";

/// One row per requirement name; requirements that share a name are alternatives.
pub(super) fn rows(policy: &Policy, catalog: &Catalog, parts: &Parts) -> Vec<ResultRow> {
    judgements(policy, catalog, parts).map(|judgement| judgement.row).collect()
}

/// Why an approved bundle cannot rest any longer on what it rests on, each reason naming the bundle that does not carry
/// it. Empty if and only if all its supporting requirements are met.
#[must_use]
pub fn support_losses(policy: &Policy, catalog: &Catalog, parts: &Parts) -> Vec<Reason> {
    let failed = judgements(policy, catalog, parts).filter(|judgement| !judgement.row.passed);
    failed.map(Judgement::loss).collect()
}

/// The row of one requirement, and the bundle that was judged.
struct Judgement<'a> {
    row: ResultRow,
    bundle: Option<&'a SupportingBundle>,
}

impl Judgement<'_> {
    fn loss(self) -> Reason {
        let name = &self.row.friendly_name;
        let first = self.row.invalid.first();
        let code = first.map_or(ReasonCode::SUPPORT_LOST, |invalid| invalid.error_code);
        let message = match self.bundle {
            Some(bundle) if code == ReasonCode::SUPPORT_LOST => messages::support_lost(name, bundle),
            Some(_) => first.map(|invalid| invalid.failure_reason.clone()).unwrap_or_default(),
            None => messages::support_gone(name),
        };
        let field = first.map(|invalid| format!("{}.{}", self.row.object_type, invalid.object_field));
        let code = if self.bundle.is_some() { code } else { ReasonCode::SUPPORT_LOST };
        Reason { code, field, object: None, message, note: None }
    }
}

fn judgements<'a>(
    policy: &'a Policy,
    catalog: &'a Catalog,
    parts: &'a Parts,
) -> impl Iterator<Item = Judgement<'a>> {
    let mut names: Vec<&str> = Vec::new();
    for wanted in policy.supports() {
        if !names.contains(&wanted.requirement.name.as_str()) {
            names.push(&wanted.requirement.name);
        }
    }
    names.into_iter().filter_map(move |name| {
        let same = |wanted: &&SupportRequirement| wanted.requirement.name == name;
        judgement(policy, catalog, parts, &policy.supports().filter(same).collect::<Vec<_>>())
    })
}

/// Of one requirement; `None` only for no alternatives, which cannot be.
fn judgement<'a>(
    policy: &Policy,
    catalog: &Catalog,
    parts: &'a Parts,
    alternatives: &[&SupportRequirement],
) -> Option<Judgement<'a>> {
    let candidates = alternatives.iter().flat_map(|wanted| {
        parts.supporting.iter().filter_map(|bundle| {
            let own = catalog.policy(bundle.policy_sid)?;
            let row = wanted.accepts(&own.object_type).then(|| judged(policy, wanted, own, bundle))?;
            Some(Judgement { row, bundle: Some(bundle) })
        })
    });
    let best = candidates.min_by_key(|judgement| judgement.row.invalid.len());
    let absent =
        || Some(Judgement { row: absent(policy, alternatives.first()?, alternatives), bundle: None });
    best.or_else(absent)
}

/// Where the vendor's examples put the outcome: profiles say `bundle_sid`, products `bundle_status`.
const fn status_field(policy: &Policy) -> &'static str {
    match policy.bundle_kind {
        BundleKind::CustomerProfile => "bundle_sid",
        BundleKind::TrustProduct => "bundle_status",
    }
}

fn blank(wanted: &SupportRequirement) -> ResultRow {
    ResultRow::blank(&wanted.friendly_name, &wanted.object_type, &wanted.requirement)
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

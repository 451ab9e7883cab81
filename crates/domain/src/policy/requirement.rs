//! What must be registered for what: read from policy files, and checked, so that every name in a rule resolves.

use serde::Deserialize;
use toml::Spanned;

use super::catalog::Catalog;
use super::error::{PolicyError, Problem};
use super::load::{Seen, Source};
use super::raw::RawFile;
use crate::bundle::BundleKind;
use crate::requirements::{
    Channel, Consequence, CustomerRole, Effect, Holder, Requirement, RequirementKind, Requirements,
    RuleSource, Threshold, Urgency, When,
};
use crate::sid::PolicySid;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequirement {
    name: Spanned<String>,
    title: Spanned<String>,
    kind: Spanned<RequirementKind>,
    #[serde(default)]
    policies: Vec<Spanned<String>>,
    how: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    after: Vec<Spanned<String>>,
    #[serde(default)]
    replaces: bool,
    when: Spanned<Vec<RawWhen>>,
    #[serde(default)]
    without: Vec<RawConsequence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWhen {
    #[serde(default)]
    roles: Vec<CustomerRole>,
    #[serde(default)]
    channels: Vec<Channel>,
    outbound_voice: Option<bool>,
    registered: Option<bool>,
    #[serde(default)]
    countries: Vec<String>,
    messages_above: Option<Spanned<String>>,
    messages_up_to: Option<Spanned<String>>,
    #[serde(default)]
    need: Urgency,
    #[serde(default)]
    holder: Holder,
    because: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConsequence {
    effect: Effect,
    text: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawThreshold {
    name: Spanned<String>,
    messages_per_day: u32,
    since: Spanned<String>,
    source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    name: Spanned<String>,
    title: Spanned<String>,
    url: Option<String>,
    date: Spanned<String>,
}

/// The sources of a file, which thresholds and rules of any file may name.
pub(super) fn place_sources(
    file: Source<'_>,
    raw: &RawFile,
    requirements: &mut Requirements,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    for one in &raw.source {
        let name = file.name(&one.name)?;
        seen.claim(file, one.name.span(), "source", name.clone())?;
        if !is_date(one.date.get_ref()) {
            let problem =
                Problem::Contradiction("a date is a year, a month or a day: 2022, 2022-09, 2022-09-28");
            return Err(file.error(one.date.span(), problem));
        }
        let (url, date) = (one.url.clone(), one.date.get_ref().clone());
        requirements.sources.push(RuleSource { name, title: file.text(&one.title, "title")?, url, date });
    }
    Ok(())
}

/// The thresholds of a file, which rules of any file may name.
pub(super) fn place_thresholds(
    file: Source<'_>,
    raw: &RawFile,
    requirements: &mut Requirements,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    for one in &raw.threshold {
        let (name, since) = (file.name(&one.name)?, one.since.get_ref().clone());
        if since.len() != 10 || !is_date(&since) {
            let problem = Problem::Contradiction("a threshold holds since a day: 2022-09-28");
            return Err(file.error(one.since.span(), problem));
        }
        seen.claim(file, one.since.span(), "threshold", format!("{name} since {since}"))?;
        let source = source(file, &one.source, requirements)?;
        requirements.thresholds.push(Threshold {
            name,
            messages_per_day: one.messages_per_day,
            since,
            source,
        });
    }
    Ok(())
}

/// A rule, whose every name must resolve. Rules of an operator's file come after ours; one of the same name takes the
/// place of ours only if it says so.
pub(super) fn place(
    file: Source<'_>,
    raw: &RawRequirement,
    catalog: &mut Catalog,
    seen: &mut Seen,
) -> Result<(), PolicyError> {
    let requirement = checked(file, raw, catalog)?;
    let (span, name) = (raw.name.span(), requirement.name.clone());
    let what = if raw.replaces { "replacement of requirement" } else { "requirement" };
    seen.claim(file, span.clone(), what, name.clone())?;
    let rules = &mut catalog.requirements.rules;
    match rules.iter_mut().find(|other| other.name == name) {
        Some(replaced) if raw.replaces => *replaced = requirement,
        None if !raw.replaces => rules.push(requirement),
        Some(_) | None => {
            let problem = Problem::Contradiction("it replaces a requirement, but there is none of this name");
            return Err(file.error(span, problem));
        }
    }
    Ok(())
}

fn checked(file: Source<'_>, raw: &RawRequirement, catalog: &Catalog) -> Result<Requirement, PolicyError> {
    let mut policies = Vec::new();
    for text in &raw.policies {
        policies.push(policy(file, text, *raw.kind.get_ref(), catalog)?);
    }
    if let (RequirementKind::CustomerProfile | RequirementKind::TrustProduct, true) =
        (raw.kind.get_ref(), policies.is_empty())
    {
        return Err(file.error(raw.kind.span(), Problem::Empty("policies")));
    }
    if raw.when.get_ref().is_empty() {
        return Err(file.error(raw.when.span(), Problem::Empty("when")));
    }
    let requirements = &catalog.requirements;
    for before in &raw.after {
        if !requirements.rules.iter().any(|other| other.name == *before.get_ref()) {
            return Err(unknown(file, before, "requirement before this one"));
        }
    }
    let when = raw.when.get_ref().iter().map(|when| condition(file, when, requirements));
    let without = raw.without.iter().map(|one| {
        Ok(Consequence {
            effect: one.effect,
            text: file.text(&one.text, "text")?,
            source: source(file, &one.source, requirements)?,
        })
    });
    Ok(Requirement {
        name: file.name(&raw.name)?,
        title: file.text(&raw.title, "title")?,
        kind: *raw.kind.get_ref(),
        policies,
        how: file.text(&raw.how, "how")?,
        source: source(file, &raw.source, requirements)?,
        after: raw.after.iter().map(|name| name.get_ref().clone()).collect(),
        when: when.collect::<Result<_, _>>()?,
        without: without.collect::<Result<_, PolicyError>>()?,
    })
}

fn policy(
    file: Source<'_>,
    text: &Spanned<String>,
    kind: RequirementKind,
    catalog: &Catalog,
) -> Result<PolicySid, PolicyError> {
    let sid: PolicySid = file.sid(text, "policy", "RN")?;
    let Some(policy) = catalog.policy(sid) else {
        return Err(unknown(file, text, "policy"));
    };
    let is_of_kind = match kind {
        RequirementKind::CustomerProfile => policy.bundle_kind == BundleKind::CustomerProfile,
        RequirementKind::TrustProduct => policy.bundle_kind == BundleKind::TrustProduct,
        RequirementKind::A2pBrand | RequirementKind::A2pCampaign | RequirementKind::NumberAssignment => false,
    };
    if is_of_kind {
        return Ok(sid);
    }
    let problem = Problem::Contradiction("the policy is not of the requirement's kind");
    Err(file.error(text.span(), problem))
}

fn condition(file: Source<'_>, raw: &RawWhen, requirements: &Requirements) -> Result<When, PolicyError> {
    let threshold = |name: &Option<Spanned<String>>| match name {
        Some(name) if requirements.thresholds.iter().any(|one| one.name == *name.get_ref()) => {
            Ok(Some(name.get_ref().clone()))
        }
        Some(name) => Err(unknown(file, name, "threshold")),
        None => Ok(None),
    };
    Ok(When {
        roles: raw.roles.clone(),
        channels: raw.channels.clone(),
        outbound_voice: raw.outbound_voice,
        is_registered: raw.registered,
        countries: raw.countries.clone(),
        messages_above: threshold(&raw.messages_above)?,
        messages_up_to: threshold(&raw.messages_up_to)?,
        need: raw.need,
        holder: raw.holder,
        because: file.text(&raw.because, "because")?,
    })
}

fn source(
    file: Source<'_>,
    name: &Spanned<String>,
    requirements: &Requirements,
) -> Result<String, PolicyError> {
    match requirements.source(name.get_ref()) {
        Some(source) => Ok(source.name.clone()),
        None => Err(unknown(file, name, "source")),
    }
}

fn unknown(file: Source<'_>, name: &Spanned<String>, what: &'static str) -> PolicyError {
    file.error(name.span(), Problem::UnknownType { what, name: name.get_ref().clone() })
}

/// A year, a month or a day.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|digit| digit.is_ascii_digit());
    parts.next().is_some_and(|year| digits(year, 4)) && parts.all(|part| digits(part, 2)) && text.len() <= 10
}

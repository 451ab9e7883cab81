//! The steps of a bundle: one for each requirement of its policy, in an order in which people think of them.

use trusthub_app::bundles::filling::Filled;
use trusthub_domain::evaluation::ResultRow;
use trusthub_domain::policy::{DocumentRequirement, EndUserRequirement, Policy, SupportRequirement};

use super::labels;

/// What a step asks for.
#[derive(Debug, Clone)]
pub(crate) enum Asks<'p> {
    EndUser(&'p EndUserRequirement),
    Document(&'p DocumentRequirement),
    /// Any one of these.
    Support(Vec<&'p SupportRequirement>),
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// All is there.
    Done,
    /// Something is there, and not right: how many things are wrong.
    Wrong(usize),
    /// Nothing is there.
    Todo,
    /// Nothing is there, and nothing need be.
    LeftOut,
}

/// One step.
#[derive(Debug, Clone)]
pub(crate) struct Step<'p> {
    /// The requirement's machine name, and the last part of the address.
    pub(crate) slug: &'p str,
    pub(crate) title: String,
    pub(crate) why: &'static str,
    pub(crate) is_optional: bool,
    pub(crate) asks: Asks<'p>,
    pub(crate) progress: Progress,
}

impl Step<'_> {
    /// The types of the items that it may hold.
    pub(super) fn types(&self) -> Vec<&str> {
        match &self.asks {
            Asks::EndUser(wanted) => vec![wanted.type_name.as_str()],
            Asks::Document(wanted) => wanted.accepted.iter().map(|one| one.type_name.as_str()).collect(),
            Asks::Support(_) => Vec::new(),
        }
    }
}

/// All steps of a bundle.
pub(super) fn of<'p>(policy: &'p Policy, filled: &Filled) -> Vec<Step<'p>> {
    let supports = supports(policy);
    let end_users = policy.end_users.iter().map(|wanted| (Asks::EndUser(wanted), wanted.is_optional));
    let extensions = offered(policy, filled).map(|wanted| (Asks::EndUser(wanted), true));
    let documents = policy.documents.iter().map(|wanted| (Asks::Document(wanted), wanted.is_optional));
    let needed = supports.into_iter().map(|of_one| {
        let is_optional = of_one.iter().all(|wanted| wanted.is_optional);
        (Asks::Support(of_one), is_optional)
    });
    needed
        .chain(end_users)
        .chain(documents)
        .chain(extensions)
        .map(|(asks, is_optional)| step(policy, filled, asks, is_optional))
        .collect()
}

/// Supporting bundles by requirement: those of one name are alternatives.
fn supports(policy: &Policy) -> Vec<Vec<&SupportRequirement>> {
    let mut grouped: Vec<Vec<&SupportRequirement>> = Vec::new();
    for wanted in policy.supports() {
        let known = grouped.iter_mut().find(|group| {
            group.first().is_some_and(|first| first.requirement.name == wanted.requirement.name)
        });
        match known {
            Some(group) => group.push(wanted),
            None => grouped.push(vec![wanted]),
        }
    }
    grouped
}

/// Of what may be added beyond the policy (owners): those that are there, and the next one.
fn offered<'p>(policy: &'p Policy, filled: &Filled) -> impl Iterator<Item = &'p EndUserRequirement> {
    let is_there: Vec<bool> =
        policy.extensions.iter().map(|wanted| filled.end_user(&wanted.type_name).is_some()).collect();
    let next = is_there.iter().position(|is_there| !is_there);
    let shown = policy.extensions.iter().enumerate().zip(is_there);
    shown
        .filter(move |((index, _), is_there)| *is_there || Some(*index) == next)
        .map(|((_, wanted), _)| wanted)
}

fn step<'p>(policy: &Policy, filled: &Filled, asks: Asks<'p>, is_optional: bool) -> Step<'p> {
    let (slug, name) = match &asks {
        Asks::EndUser(wanted) => (wanted.requirement.name.as_str(), wanted.friendly_name.as_str()),
        Asks::Document(wanted) => (wanted.requirement.name.as_str(), wanted.name.as_str()),
        Asks::Support(of_one) => match of_one.first() {
            Some(first) => (first.requirement.name.as_str(), first.friendly_name.as_str()),
            None => ("", ""),
        },
    };
    let (title, why) = labels::of_step(slug);
    let title = if title.is_empty() { name.to_owned() } else { title.to_owned() };
    let is_there = filled.item(policy, slug).is_some();
    let progress = match (is_there, wrong(filled, slug)) {
        (true, 0) => Progress::Done,
        (true, faults) => Progress::Wrong(faults),
        (false, _) if is_optional => Progress::LeftOut,
        // A supporting bundle may be named by an end user instead of being assigned.
        (false, 0) => Progress::Done,
        (false, _) => Progress::Todo,
    };
    Step { slug, title, why, is_optional, asks, progress }
}

/// The rows of the evaluation about a requirement.
pub(super) fn rows<'f>(filled: &'f Filled, slug: &'f str) -> impl Iterator<Item = &'f ResultRow> {
    filled.report.results.iter().filter(move |row| row.requirement_name == slug)
}

fn wrong(filled: &Filled, slug: &str) -> usize {
    if rows(filled, slug).any(|row| row.passed) && rows(filled, slug).count() > 1 {
        // Alternatives: one that holds is enough.
        return 0;
    }
    rows(filled, slug).filter(|row| !row.passed).map(|row| row.invalid.len().max(1)).sum()
}

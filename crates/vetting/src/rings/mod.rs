//! What a business has in common with others that are not its own: a phone, a person, an address, a file.
//!
//! Sharing proves nothing: offices are shared, and so are directors. It never rejects, it is for a reviewer to see. What
//! very many share (a registered agent's address, a reseller's support line) says nothing at all, and is told so. Texts
//! name no other tenant; who it is stands in the evidence, which customers never see.

mod values;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::{ReasonCode, ReasonObject};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::{AccountSid, BundleSid};

pub use self::values::{SharedValue, shared_values};
use crate::application::Application;
use crate::finding::{Check, Finding, Place};

/// The kinds that make a ring, in the order in which they are told. The same registration number is the same business,
/// which is another check's.
const KINDS: [SharedKind; 6] = [
    SharedKind::Phone,
    SharedKind::Email,
    SharedKind::Domain,
    SharedKind::Address,
    SharedKind::Document,
    SharedKind::Person,
];

/// From when on sharing says something, and until when. Data of the scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingBounds {
    /// What more families of accounts than this share is common.
    pub common_above: u32,
    /// How far back businesses are counted that have begun to use a value.
    pub velocity_within: Duration,
    /// How many different ones may, this one included.
    pub velocity_most: u32,
}

/// What was found out about everything that a business could have in common with others.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RingFacts {
    /// One for each value, in the order of the application.
    pub values: Vec<SharedFacts>,
}

/// Who else uses a value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedFacts {
    /// What it is.
    pub kind: SharedKind,
    /// The item that carries it.
    pub object: Option<ReasonObject>,
    /// The field, as in [`Evidence::field`](trusthub_domain::review::Evidence::field).
    pub field: String,
    /// As the customer wrote it.
    pub shown: String,
    /// How many families of accounts use it for other businesses, the applicant's own not among them; counted as far as the
    /// bound of common values.
    pub families: u32,
    /// Some of their bundles, the latest first.
    pub bundles: Vec<SharedBy>,
    /// How many different businesses have begun to use it of late, in any account, this one included.
    pub businesses_lately: u32,
}

/// A bundle of another family that uses a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedBy {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
}

/// Nothing for an application from before anybody looked: its assessment replays as it was.
pub(crate) fn check(application: &Application, bounds: RingBounds) -> Vec<Finding> {
    let Some(facts) = &application.rings else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> =
        KINDS.into_iter().flat_map(|kind| of_kind(facts, kind, bounds)).collect();
    findings.extend(velocity(facts, bounds));
    findings
}

/// One finding for each value that others use, or one for all of them.
fn of_kind(facts: &RingFacts, kind: SharedKind, bounds: RingBounds) -> Vec<Finding> {
    let values: Vec<&SharedFacts> = facts.values.iter().filter(|one| one.kind == kind).collect();
    let shared: Vec<Finding> = values.iter().filter_map(|one| one.shared(bounds)).collect();
    match values.first() {
        Some(first) if shared.is_empty() => {
            let all: Vec<&str> = values.iter().map(|one| one.shown.as_str()).collect();
            let check = check_of(kind, &first.place()).comparing(all.join(", "));
            vec![check.passes("No business of another account uses it.")]
        }
        Some(_) | None => shared,
    }
}

fn check_of(kind: SharedKind, place: &Place) -> Check {
    let begin = |name: &str| Check::soft(name, ReasonCode::DUPLICATE, place.clone());
    match kind {
        SharedKind::Phone => begin("ring.phone"),
        SharedKind::Email => begin("ring.email"),
        SharedKind::Domain => begin("ring.domain"),
        SharedKind::Address => begin("ring.address"),
        SharedKind::Document => begin("ring.document"),
        SharedKind::Person | SharedKind::BusinessIdentifier => begin("ring.person"),
    }
}

/// More businesses than come by one phone, one person or one address in an honest month. What is common is passed over.
fn velocity(facts: &RingFacts, bounds: RingBounds) -> Vec<Finding> {
    let begin = |one: &SharedFacts, compared: String| {
        Check::soft("ring.velocity", ReasonCode::DUPLICATE, one.place()).comparing(compared)
    };
    let counted: Vec<&SharedFacts> = facts
        .values
        .iter()
        .filter(|one| one.kind != SharedKind::Document && !one.is_common(bounds))
        .collect();
    let days = bounds.velocity_within.as_secs() / (24 * 60 * 60);
    let count = |one: &SharedFacts| {
        format!(
            "{}: {} businesses in {days} days, of {}",
            one.shown, one.businesses_lately, bounds.velocity_most
        )
    };
    let fast: Vec<Finding> = counted
        .iter()
        .filter(|one| one.businesses_lately > bounds.velocity_most)
        .map(|one| {
            begin(one, count(one)).fails(
                &format!(
                    "Many different businesses have come to use the same {} within days.",
                    one.kind.in_words()
                ),
                "Use the business's own, or explain to us how the businesses belong together.",
            )
        })
        .collect();
    match counted.iter().max_by_key(|one| one.businesses_lately) {
        Some(most) if fast.is_empty() => {
            vec![begin(most, count(most)).passes("No more businesses than usual use the same.")]
        }
        Some(_) | None => fast,
    }
}

impl SharedFacts {
    fn place(&self) -> Place {
        Place { field: self.field.clone(), object: self.object }
    }

    const fn is_common(&self, bounds: RingBounds) -> bool {
        self.families > bounds.common_above
    }

    /// `None` if nobody shares it.
    fn shared(&self, bounds: RingBounds) -> Option<Finding> {
        if self.families == 0 {
            return None;
        }
        let what = self.kind.in_words();
        let check = check_of(self.kind, &self.place());
        if self.is_common(bounds) {
            let compared = format!("{}: common, in more than {} accounts", self.shown, bounds.common_above);
            let why = format!("So many accounts use this {what} that it says nothing about any of them.");
            return Some(check.comparing(compared).cannot_tell(&why));
        }
        let seen: Vec<String> =
            self.bundles.iter().map(|one| format!("{} of {}", one.bundle_sid, one.account_sid)).collect();
        let compared = format!("{} with {}", self.shown, seen.join(", "));
        Some(check.comparing(compared).fails(
            &format!("Another business, under another account, uses the same {what}."),
            "Use the business's own, or explain to us how the businesses belong together.",
        ))
    }
}

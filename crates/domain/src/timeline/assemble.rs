//! Puts a timeline together. Pure: what is stored in, what the customer may know out.

use super::{Entry, Next, Sources, Step, Timeline};
use crate::bundle::{BundleEvent, Cause, EventKind};
use crate::confirmation::{Answer, Confirmation, Delivery, Standing};
use crate::review::{CLAIM_LENGTH, Case, CaseState, Evidence};
use crate::time::Timestamp;

impl Timeline {
    /// The timeline of a bundle as it is at `now`. `is_for_customers` tells of each kind of check whether the customer may
    /// know that it was made.
    #[must_use]
    pub fn of(sources: Sources<'_>, is_for_customers: impl Fn(&str) -> bool, now: Timestamp) -> Self {
        let bundle = sources.bundle;
        let cases: Vec<&Case> =
            sources.cases.iter().filter(|case| is_of_a_submission(case, sources.events)).collect();
        let mut entries = vec![Entry::plain(bundle.date_created, Step::Created)];
        entries.extend(sources.events.iter().filter_map(|event| told(event, &cases)));
        for case in &cases {
            entries.extend(of_case(case, &is_for_customers, now));
        }
        for confirmation in sources.confirmations {
            entries.extend(of_confirmation(confirmation, now));
        }
        // Of things of the same instant, the one that was put in first came first.
        entries.sort_by_key(|entry| entry.at);
        let open = cases.iter().copied().find(|case| case.is_open()).filter(|_| bundle.is_under_review());
        Self {
            status: bundle.shown_status(),
            due_at: open.filter(|_| !bundle.is_suspended()).map(|case| case.due_at),
            problems: bundle.shown_reasons(),
            next: Next::of(&sources, open, now),
            entries,
        }
    }
}

impl Entry {
    fn plain(at: Timestamp, step: Step) -> Self {
        Self { at, step, by: None, problems: Vec::new() }
    }
}

/// Whether the customer's own submission opened it. One that was opened about a bundle in force, by screening or a
/// schedule, would tell the customer of a suspicion.
fn is_of_a_submission(case: &Case, events: &[BundleEvent]) -> bool {
    let before = events.iter().rev().map(|event| &event.transition).find(|one| one.at <= case.opened_at);
    before.is_some_and(|last| matches!(last.kind, EventKind::Submitted | EventKind::ReviewStarted))
}

/// A transition; that a review begins is told by the submission before it.
fn told(event: &BundleEvent, cases: &[&Case]) -> Option<Entry> {
    let transition = &event.transition;
    let step = match transition.kind {
        EventKind::Submitted if is_appeal(event, cases) => Step::Appealed,
        EventKind::Submitted => Step::Submitted,
        EventKind::ReviewStarted => return None,
        EventKind::Approved => Step::Approved,
        EventKind::Rejected => Step::Rejected,
        EventKind::Suspended => Step::Suspended,
        EventKind::Reinstated => Step::Reinstated,
        EventKind::Expired => Step::Expired,
        EventKind::Expiring => Step::Expiring,
    };
    let by = match step {
        Step::Submitted | Step::Appealed => None,
        _ => Some(event.cause),
    };
    Some(Entry { at: transition.at, step, by, problems: transition.reasons.clone() })
}

/// Whether the first case after it is an appeal.
fn is_appeal(event: &BundleEvent, cases: &[&Case]) -> bool {
    let after = cases.iter().rev().find(|case| event.transition.at <= case.opened_at);
    after.is_some_and(|case| case.appeal.is_some())
}

fn of_case(case: &Case, is_for_customers: impl Fn(&str) -> bool, now: Timestamp) -> Vec<Entry> {
    let found = case.assessment.iter().flat_map(|assessment| &assessment.evidence);
    let told: Vec<&Evidence> = found.filter(|one| is_for_customers(&one.check)).collect();
    let mut entries = Vec::new();
    if !told.is_empty() {
        let failed = told.iter().filter(|one| one.is_failure()).count();
        let step = Step::ChecksRun { checks: told.len(), failed };
        entries.push(Entry { by: Some(Cause::Machine), ..Entry::plain(case.opened_at, step) });
    }
    if let CaseState::Claimed { until, .. } = case.state
        && case.is_claimed(now)
    {
        let since = until.minus(CLAIM_LENGTH);
        entries.push(Entry { by: Some(Cause::Reviewer), ..Entry::plain(since, Step::ReviewerAtIt) });
    }
    entries
}

fn of_confirmation(confirmation: &Confirmation, now: Timestamp) -> Vec<Entry> {
    let (seat, channel) = (confirmation.seat, confirmation.channel);
    let asked = match confirmation.delivery {
        Delivery::Sent { at } => Some((at, Step::RepresentativeAsked { seat, channel })),
        Delivery::Unreachable { at } => Some((at, Step::RepresentativeSilent { seat })),
        Delivery::Queued | Delivery::Held | Delivery::Begun => None,
    };
    let answered = match confirmation.standing(now) {
        Standing::Answered(answered) => Some(match answered.answer {
            Answer::Confirm => (answered.at, Step::RepresentativeConfirmed { seat }),
            Answer::Deny => (answered.at, Step::RepresentativeDenied { seat }),
        }),
        Standing::Expired if matches!(confirmation.delivery, Delivery::Sent { .. }) => {
            Some((confirmation.expires_at, Step::RepresentativeSilent { seat }))
        }
        Standing::Expired | Standing::Waiting => None,
    };
    asked.into_iter().chain(answered).map(|(at, step)| Entry::plain(at, step)).collect()
}

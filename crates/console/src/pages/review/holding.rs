//! Who is at something that waits for reviewers, and what they have decided: the same on every page and list that shows it.

use trusthub_app::review::queue::Holder;
use trusthub_domain::review::{Case, Claim, Handling, Pending};
use trusthub_domain::time::Timestamp;

use super::who::Who;

/// A decision that can be undone.
pub(super) struct Waiting {
    pub(super) what: &'static str,
    pub(super) by: String,
    pub(super) is_mine: bool,
    pub(super) due_at: Timestamp,
}

impl Waiting {
    fn of<R>(pending: &Pending<R>, is_approval: bool, who: &Who) -> Self {
        Self {
            what: if is_approval { "approved" } else { "rejected" },
            by: who.name(pending.by),
            is_mine: pending.by == who.own,
            due_at: pending.due_at,
        }
    }
}

/// Who is at it; nobody, of what is over.
#[derive(Default)]
pub(super) struct Holding {
    pub(super) waiting: Option<Waiting>,
    /// Who is at it, if somebody else is.
    pub(super) held_by: Option<String>,
    pub(super) mine_until: Option<Timestamp>,
    /// Why the last decision was not carried out.
    pub(super) returned: Option<String>,
}

impl Holding {
    /// Of an open case, which keeps in its notes what was not carried out.
    pub(super) fn of_case(case: &Case, who: &Who, now: Timestamp) -> Self {
        let pending = case.pending.as_ref();
        let waiting = pending.map(|pending| Waiting::of(pending, pending.ruling.is_approval(), who));
        Self { waiting, ..Self::of_claim(case.held(), who, now) }
    }

    pub(super) fn of_message(handling: &Handling, who: &Who, now: Timestamp) -> Self {
        let pending = handling.pending.as_ref();
        let waiting = pending.map(|pending| Waiting::of(pending, pending.ruling.ruling.is_approval(), who));
        let returned = handling.returned.clone();
        Self { waiting, returned, ..Self::of_claim(handling.claim, who, now) }
    }

    fn of_claim(claim: Option<Claim>, who: &Who, now: Timestamp) -> Self {
        let claim = claim.filter(|claim| claim.holds(now));
        let (mine, held) = (claim.filter(|claim| claim.by == who.own), claim);
        Self {
            held_by: held.filter(|claim| claim.by != who.own).map(|claim| who.name(claim.by)),
            mine_until: mine.map(|claim| claim.until),
            ..Self::default()
        }
    }

    /// Whether the one who looks may decide it.
    pub(super) fn is_free(&self) -> bool {
        self.waiting.is_none() && self.held_by.is_none()
    }

    /// Whether there is something to claim.
    pub(super) fn may_claim(&self) -> bool {
        self.is_free() && self.mine_until.is_none()
    }
}

/// Who is at it, in a list.
pub(super) fn in_list(holder: &Holder, who: &Who, now: Timestamp) -> String {
    match (holder.pending_by, holder.claimant(now)) {
        (Some(by), _) => format!("Decided by {}", who.name(by)),
        (None, Some(by)) => format!("Claimed by {}", who.name(by)),
        (None, None) => String::new(),
    }
}

/// What a form about it came to.
pub(super) fn done_in_words(word: &str) -> Option<&'static str> {
    match word {
        "claimed" => Some("It is yours for half an hour."),
        "released" => Some("The claim is given back."),
        "undone" => Some("The decision is undone. Nobody was told."),
        _ => None,
    }
}

//! What a line of a reviewers' queue shows of who is at it. No personal data.

use trusthub_domain::review::Handling;
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use super::cases::queue::CaseSummary;
use crate::db::seal::Place;
use crate::db::value::{Value, args};
use crate::error::Result;

/// Who is at something, or has decided it and may still take that back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holder {
    /// Who claimed it.
    pub claimed_by: Option<ReviewerSid>,
    /// Until when.
    pub claimed_until: Option<Timestamp>,
    /// Who has decided it.
    pub pending_by: Option<ReviewerSid>,
    /// When that takes effect.
    pub pending_until: Option<Timestamp>,
}

impl Holder {
    /// Whose claim holds: one that has lapsed is nobody's.
    #[must_use]
    pub fn claimant(&self, now: Timestamp) -> Option<ReviewerSid> {
        self.claimed_by.filter(|_| self.claimed_until.is_some_and(|until| now < until))
    }

    /// Whether this reviewer could claim it.
    #[must_use]
    pub fn leaves_free(&self, to: ReviewerSid, now: Timestamp) -> bool {
        self.pending_by.is_none() && self.claimant(now).is_none_or(|by| by == to)
    }

    pub(crate) fn of(handling: &Handling) -> Self {
        let pending = handling.pending.as_ref();
        Self {
            claimed_by: handling.claim.map(|claim| claim.by),
            claimed_until: handling.claim.map(|claim| claim.until),
            pending_by: pending.map(|pending| pending.by),
            pending_until: pending.map(|pending| pending.due_at),
        }
    }

    /// The columns, in the order of their names above.
    pub(crate) fn values(self) -> Vec<Value> {
        args![self.claimed_by, self.claimed_until, self.pending_by, self.pending_until]
    }
}

impl CaseSummary {
    /// Who is at it.
    #[must_use]
    pub const fn holder(&self) -> Holder {
        Holder {
            claimed_by: self.claimed_by,
            claimed_until: self.claimed_until,
            pending_by: self.pending_by,
            pending_until: self.pending_until,
        }
    }
}

/// The same as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct HolderColumns {
    claimed_by: Option<String>,
    claimed_until: Option<i64>,
    pending_by: Option<String>,
    pending_until: Option<i64>,
}

impl HolderColumns {
    pub(super) fn parse(&self, place: &Place<'_>) -> Result<Holder> {
        Ok(Holder {
            claimed_by: place.parse_option("claimed_by", self.claimed_by.as_deref())?,
            claimed_until: self.claimed_until.map(Timestamp::from_micros),
            pending_by: place.parse_option("pending_by", self.pending_by.as_deref())?,
            pending_until: self.pending_until.map(Timestamp::from_micros),
        })
    }
}

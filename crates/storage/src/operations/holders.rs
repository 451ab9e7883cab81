//! What a line of a reviewers' queue shows of who is at it: the same in every queue. No personal data.

use trusthub_domain::review::{Claim, MessageItem, Pending};
use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// In the queue `$queue`, the line of `$1`.
macro_rules! hold {
    ($queue:literal) => {
        concat!(
            "UPDATE ",
            $queue,
            " SET claimed_by = $2, claimed_until = $3, pending_by = $4, pending_until = $5 WHERE sid = $1"
        )
    };
}

statements! {
    HOLD_MESSAGING = hold!("messaging_queue");
    HOLD_TOLLFREE = hold!("tollfree_queue");
}

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

    pub(crate) fn of<R>(claim: Option<Claim>, pending: Option<&Pending<R>>) -> Self {
        Self {
            claimed_by: claim.map(|claim| claim.by),
            claimed_until: claim.map(|claim| claim.until),
            pending_by: pending.map(|pending| pending.by),
            pending_until: pending.map(|pending| pending.due_at),
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

impl Tx {
    /// What the line of something about messages shows of who is at it, in the queue it waits in.
    pub(crate) async fn queue_hold(&mut self, item: MessageItem, holder: Holder) -> Result<()> {
        let statement = match item {
            MessageItem::Campaign(_) | MessageItem::Token(_) => &HOLD_MESSAGING,
            MessageItem::TollFree(_) => &HOLD_TOLLFREE,
        };
        let Holder { claimed_by, claimed_until, pending_by, pending_until } = holder;
        let values = args![item.to_string(), claimed_by, claimed_until, pending_by, pending_until];
        self.execute(statement, values).await.map(drop)
    }
}

//! What of messages waits for reviewers, and who is at it or has decided it. A case knows that of itself; a campaign, a
//! token or a toll-free number is the customer's, and what reviewers are about to do with it stands beside it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::claim::{must_be_claimed, must_be_free, must_be_undoable};
use super::{CaseRefusal, Claim, GivenReason, Pending};
use crate::bundle::UnknownName;
use crate::sid::{AccountSid, BrandVettingSid, CampaignSid, ReviewerSid, TollfreeSid};
use crate::time::Timestamp;

/// Something about messages that reviewers decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MessageItem {
    /// A campaign.
    Campaign(CampaignSid),
    /// A token of Campaign Verify.
    Token(BrandVettingSid),
    /// A toll-free number.
    TollFree(TollfreeSid),
}

impl MessageItem {
    /// What begins the names of its entries in the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Campaign(_) => "campaign",
            Self::Token(_) => "token",
            Self::TollFree(_) => "tollfree",
        }
    }

    /// As reviewers call it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Campaign(_) => "campaign",
            Self::Token(_) => "token",
            Self::TollFree(_) => "number",
        }
    }
}

/// `QE…`, `VT…`, `HH…`
impl fmt::Display for MessageItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Campaign(sid) => sid.fmt(f),
            Self::Token(sid) => sid.fmt(f),
            Self::TollFree(sid) => sid.fmt(f),
        }
    }
}

impl FromStr for MessageItem {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let campaign = text.parse().map(Self::Campaign).ok();
        let token = || text.parse().map(Self::Token).ok();
        let number = || text.parse().map(Self::TollFree).ok();
        campaign.or_else(token).or_else(number).ok_or(UnknownName)
    }
}

/// What a reviewer decides about messages.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", content = "reasons", rename_all = "snake_case")]
pub enum MessageRuling {
    /// They may be sent; the token is genuine.
    Approve,
    /// They may not: each reason with a code against them, the field it is about, and what the customer is to mend. Without
    /// a field it is about those that the machine doubted for the code.
    Reject(Vec<GivenReason>),
}

impl MessageRuling {
    /// Whether it lets them be sent.
    #[must_use]
    pub const fn is_approval(&self) -> bool {
        match self {
            Self::Approve => true,
            Self::Reject(_) => false,
        }
    }
}

impl fmt::Debug for MessageRuling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_approval() { "Approve" } else { "Reject" })
    }
}

/// A decision, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDecision {
    /// The decision.
    pub ruling: MessageRuling,
    /// The version that was read: what was changed since is not decided by it.
    pub of_version: i64,
}

/// Who is at something that waits, and what they have decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// What.
    pub item: MessageItem,
    /// Who is at it, or was until the claim lapsed.
    pub claim: Option<Claim>,
    /// What was decided and may still be taken back. Personal data: its notes.
    pub pending: Option<Pending<MessageDecision>>,
    /// Why the last decision was not carried out; for reviewers.
    pub returned: Option<String>,
    /// Counts writes; 0 until somebody is at it.
    pub version: i64,
}

impl fmt::Debug for Handling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handling")
            .field("item", &self.item)
            .field("claim", &self.claim)
            .field("pending", &self.pending)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Handling {
    /// Of something that nobody is at.
    #[must_use]
    pub const fn none(account_sid: AccountSid, item: MessageItem) -> Self {
        Self { account_sid, item, claim: None, pending: None, returned: None, version: 0 }
    }

    /// Whether this reviewer may work on it now.
    ///
    /// # Errors
    /// Why not.
    pub fn may_act(&self, by: ReviewerSid, now: Timestamp) -> Result<(), CaseRefusal> {
        must_be_free(self.claim, self.pending.as_ref(), by, now)
    }

    /// Claims it; a lapsed claim is free, an own claim is renewed.
    ///
    /// # Errors
    /// Why not.
    pub fn claim(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        Ok(Self { claim: Some(Claim::begun(by, now)), ..self.clone() })
    }

    /// Gives the claim back.
    ///
    /// # Errors
    /// Why not.
    pub fn release(&self, by: ReviewerSid, now: Timestamp) -> Result<Self, CaseRefusal> {
        must_be_claimed(self.claim, self.pending.as_ref(), by, now)?;
        Ok(Self { claim: None, ..self.clone() })
    }

    /// With a decision that takes effect at `due_at`, unless it is undone before.
    ///
    /// # Errors
    /// Why not.
    pub fn decide_later(
        &self,
        by: ReviewerSid,
        ruling: MessageDecision,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<Self, CaseRefusal> {
        self.may_act(by, now)?;
        Ok(Self { pending: Some(Pending { by, made_at: now, due_at, ruling }), ..self.clone() })
    }

    /// Takes the decision back.
    ///
    /// # Errors
    /// Why not.
    pub fn undo(&self, by: ReviewerSid) -> Result<Self, CaseRefusal> {
        must_be_undoable(self.pending.as_ref(), by)?;
        Ok(self.without_pending())
    }

    /// As it was before the decision that waits.
    #[must_use]
    pub fn without_pending(&self) -> Self {
        Self { pending: None, ..self.clone() }
    }

    /// Given back to everybody, because the decision could not be carried out; `why` is for reviewers.
    #[must_use]
    pub fn given_back(&self, why: String) -> Self {
        Self { claim: None, pending: None, returned: Some(why), ..self.clone() }
    }
}

//! What the reviewers' queue is narrowed and sorted by, and where it is read on from.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::Risk;
use trusthub_domain::sid::{CaseSid, ReviewerSid};
use trusthub_domain::time::Timestamp;

use super::queue::{name_key, rank};
use crate::db::value::{Value, args};

/// Whether somebody is at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hold {
    /// Nobody, or the claim has lapsed.
    Free,
    /// Somebody is.
    Claimed,
}

/// What comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaseOrder {
    /// What is due first.
    #[default]
    Due,
    /// What is most at risk, and of that what is due first.
    Risk,
}

/// A place in the queue, to read on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CasePlace {
    /// Its band.
    pub risk: Option<Risk>,
    /// When it is due.
    pub due_at: Timestamp,
    /// The case there.
    pub sid: CaseSid,
}

/// Filters of `case_queue_list_any_account`; all that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Only those this reviewer holds.
    pub claimed_by: Option<ReviewerSid>,
    /// Only those that somebody, or nobody, is at.
    pub hold: Option<Hold>,
    /// Only this band.
    pub risk: Option<Risk>,
    /// Only this country.
    pub country: Option<String>,
    /// Only this kind.
    pub bundle_kind: Option<BundleKind>,
    /// Only names that begin so, in whatever letters.
    pub name: Option<String>,
    /// Only those referred to a lead.
    pub is_for_leads: bool,
    /// Also those still in automatic vetting.
    pub includes_vetting: bool,
    /// What comes first.
    pub order: CaseOrder,
    /// Only what comes after.
    pub after: Option<CasePlace>,
    /// Most rows; 0 means 100.
    pub limit: u32,
}

/// How many rows the queue has unless told.
const DEFAULT_LIMIT: u32 = 100;

/// Behind every name that begins as asked for.
const LAST: char = '\u{10ffff}';

/// `$1` claimed by, `$2` with those in vetting, `$3` only free ones, `$4` only claimed ones, `$5` now, `$6` rank, `$7`
/// country, `$8` kind, `$9` and `$10` the first and the last name, `$11` only for leads.
macro_rules! filters {
    () => {
        " FROM case_queue \
        WHERE (CAST($1 AS TEXT) IS NULL OR claimed_by = $1) AND ($2 OR state <> 'vetting') \
            AND (NOT $3 OR claimed_until IS NULL OR claimed_until <= $5) AND (NOT $4 OR claimed_until > $5) \
            AND (CAST($6 AS BIGINT) IS NULL OR risk_rank = $6) AND (CAST($7 AS TEXT) IS NULL OR country = $7) \
            AND (CAST($8 AS TEXT) IS NULL OR bundle_kind = $8) \
            AND (CAST($9 AS TEXT) IS NULL OR name_key BETWEEN $9 AND $10) AND (NOT $11 OR is_for_leads)"
    };
}
pub(super) use filters;

impl CaseFilter {
    /// The arguments of `filters`, in their order; claims are looked at as of `now`.
    pub(super) fn values(&self, now: Timestamp) -> Vec<Value> {
        let name = self.name.as_deref().map(name_key);
        let last = name.as_ref().map(|name| format!("{name}{LAST}"));
        args![
            self.claimed_by,
            self.includes_vetting,
            self.hold == Some(Hold::Free),
            self.hold == Some(Hold::Claimed),
            now,
            self.risk.map(|risk| rank(Some(risk))),
            self.country.as_deref(),
            self.bundle_kind.map(BundleKind::as_str),
            name,
            last,
            self.is_for_leads,
        ]
    }

    /// Most rows.
    pub(super) const fn most(&self) -> u32 {
        if self.limit == 0 { DEFAULT_LIMIT } else { self.limit }
    }
}

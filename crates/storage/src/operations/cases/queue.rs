//! The reviewers' queue: undecided cases of all accounts, with what they are sorted and narrowed by. No personal data.
//! Written together with the case, by the same methods.

use trusthub_domain::bundle::BundleKind;
use trusthub_domain::review::{Case, Risk};
use trusthub_domain::sid::{AccountSid, BundleSid, CaseSid, PolicySid};
use trusthub_domain::time::Timestamp;

use super::filter::{CaseFilter, CaseOrder, CasePlace, filters};
use super::row::StateColumns;
use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::operations::holders::{Holder, HolderColumns};
use crate::vault::Vault;

/// A line of the reviewers' queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSummary {
    /// The case.
    pub sid: CaseSid,
    /// Whose.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// Which API serves it; `None` in a line from before this was kept, until it is written again.
    pub bundle_kind: Option<BundleKind>,
    /// Its policy; `None` as above.
    pub policy_sid: Option<PolicySid>,
    /// The bundle's name.
    pub friendly_name: String,
    /// `vetting`, `open` or `claimed`.
    pub state: String,
    /// Who is at it.
    pub holder: Holder,
    /// When it was submitted.
    pub opened_at: Timestamp,
    /// When it should be decided.
    pub due_at: Timestamp,
    /// The customer appealed.
    pub is_appeal: bool,
    /// Where the business is, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// How much speaks against it; `None` until it is vetted.
    pub risk: Option<Risk>,
    /// The points of its score.
    pub points: Option<i64>,
    /// Somebody in it resembles an entry of a sanctions list.
    pub has_hit: bool,
    /// Two reviewers must approve it.
    pub needs_second: bool,
    /// Referred to a lead.
    pub is_for_leads: bool,
    /// The customer was asked something.
    pub waits_for_customer: bool,
}

/// The rank of a case that was not vetted under a band.
const UNKNOWN_RANK: i64 = 3;

macro_rules! columns {
    () => {
        "sid, account_sid, bundle_sid, bundle_kind, policy_sid, friendly_name, state, claimed_by, claimed_until, opened_at, \
         due_at, is_appeal, country, risk_rank, points, has_hit, needs_second, pending_by, pending_until, is_for_leads, \
         waits_for_customer"
    };
}

statements! {
    SET = concat!(
        "INSERT INTO case_queue (", columns!(), ", name_key) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) \
        ON CONFLICT (sid) DO UPDATE SET bundle_kind = excluded.bundle_kind, policy_sid = excluded.policy_sid, \
            name_key = excluded.name_key, state = excluded.state, claimed_by = excluded.claimed_by, \
            claimed_until = excluded.claimed_until, due_at = excluded.due_at, country = excluded.country, \
            risk_rank = excluded.risk_rank, points = excluded.points, has_hit = excluded.has_hit, \
            needs_second = excluded.needs_second, pending_by = excluded.pending_by, \
            pending_until = excluded.pending_until, is_for_leads = excluded.is_for_leads, \
            waits_for_customer = excluded.waits_for_customer"
    );
    DELETE = "DELETE FROM case_queue WHERE sid = $1";
    BY_DUE = concat!(
        "SELECT ", columns!(), filters!(), " AND (due_at, sid) > ($12, $13) ORDER BY due_at, sid LIMIT $14"
    );
    BY_RISK = concat!(
        "SELECT ", columns!(), filters!(), " AND (risk_rank, due_at, sid) > ($12, $13, $14) \
        ORDER BY risk_rank, due_at, sid LIMIT $15"
    );
    // Lines from before there was anything to narrow the queue by.
    UNINDEXED = "SELECT account_sid, sid FROM case_queue WHERE bundle_kind IS NULL AND sid > $1 ORDER BY sid LIMIT $2";
}

pub(super) const fn rank(risk: Option<Risk>) -> i64 {
    match risk {
        Some(Risk::High) => 0,
        Some(Risk::Medium) => 1,
        Some(Risk::Low) => 2,
        None => UNKNOWN_RANK,
    }
}

pub(super) fn risk_of(rank: i64) -> Option<Risk> {
    Risk::ALL.into_iter().find(|risk| self::rank(Some(*risk)) == rank)
}

/// A name as it is looked up: small letters, single spaces.
pub(super) fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl CaseSummary {
    /// Where it stands in the queue.
    #[must_use]
    pub fn place(&self) -> CasePlace {
        CasePlace { risk: self.risk, due_at: self.due_at, sid: self.sid }
    }
}

#[derive(sqlx::FromRow)]
struct QueueRow {
    sid: String,
    account_sid: String,
    bundle_sid: String,
    bundle_kind: Option<String>,
    policy_sid: Option<String>,
    friendly_name: String,
    state: String,
    #[sqlx(flatten)]
    holder: HolderColumns,
    opened_at: i64,
    due_at: i64,
    is_appeal: bool,
    country: Option<String>,
    risk_rank: i64,
    points: Option<i64>,
    has_hit: bool,
    needs_second: bool,
    is_for_leads: bool,
    waits_for_customer: bool,
}

impl Sealed for QueueRow {
    type Clear = CaseSummary;

    async fn open(self, _: &Vault) -> Result<CaseSummary> {
        let place = Place::of_row("case_queue", &self.account_sid, &self.sid)?;
        Ok(CaseSummary {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            bundle_kind: place.parse_option("bundle_kind", self.bundle_kind.as_deref())?,
            policy_sid: place.parse_option("policy_sid", self.policy_sid.as_deref())?,
            holder: self.holder.parse(&place)?,
            opened_at: Timestamp::from_micros(self.opened_at),
            due_at: Timestamp::from_micros(self.due_at),
            risk: risk_of(self.risk_rank),
            friendly_name: self.friendly_name,
            state: self.state,
            is_appeal: self.is_appeal,
            country: self.country,
            points: self.points,
            has_hit: self.has_hit,
            needs_second: self.needs_second,
            is_for_leads: self.is_for_leads,
            waits_for_customer: self.waits_for_customer,
        })
    }
}

impl Tx {
    /// Writes a case's line; one that is decided has none.
    pub(super) async fn case_queue_set(&mut self, case: &Case) -> Result<()> {
        if !case.is_open() {
            return self.execute(&DELETE, args![case.sid]).await.map(drop);
        }
        let state = StateColumns::from(&case.state);
        let found = case.assessment.as_ref();
        let scoring = found.and_then(|found| found.scoring.as_ref());
        let holder = Holder::of(case.held(), case.pending.as_ref());
        let values = args![
            case.sid,
            case.account_sid,
            case.bundle_sid,
            case.bundle_kind.as_str(),
            case.policy_sid,
            &case.friendly_name,
            state.state,
            holder.claimed_by,
            holder.claimed_until,
            case.opened_at,
            case.due_at,
            case.appeal.is_some(),
            case.country.as_deref(),
            rank(found.map(Risk::of)),
            scoring.map(|scoring| i64::from(scoring.points)),
            found.is_some_and(trusthub_domain::review::Assessment::has_screening_hit),
            case.needs_second(),
            holder.pending_by,
            holder.pending_until,
            case.referral.is_some(),
            case.waits_for_customer(),
            name_key(&case.friendly_name),
        ];
        self.execute(&SET, values).await.map(drop)
    }

    /// The queue in its order; claims are looked at as of `now`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn case_queue_list_any_account(
        &mut self,
        filter: &CaseFilter,
        now: Timestamp,
    ) -> Result<Vec<CaseSummary>> {
        let mut values = filter.values(now);
        let sid = filter.after.map(|place| place.sid.to_string()).unwrap_or_default();
        let due_at = filter.after.map_or(i64::MIN, |place| place.due_at.as_micros());
        match filter.order {
            CaseOrder::Due => {
                values.extend(args![due_at, sid, filter.most()]);
                self.all::<QueueRow>(&BY_DUE, values).await
            }
            CaseOrder::Risk => {
                let rank = filter.after.map_or(i64::MIN, |place| rank(place.risk));
                values.extend(args![rank, due_at, sid, filter.most()]);
                self.all::<QueueRow>(&BY_RISK, values).await
            }
        }
    }

    /// Lines from before there was anything to narrow the queue by, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn case_queue_unindexed_any_account(
        &mut self,
        after: Option<CaseSid>,
        limit: u32,
    ) -> Result<Vec<(AccountSid, CaseSid)>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        let rows = self.rows::<(String, String)>(&UNINDEXED, args![after, limit]).await?;
        rows.iter()
            .map(|(account, sid)| {
                let place = Place::of_row("case_queue", account, sid)?;
                Ok((place.account(), place.parse("sid", sid)?))
            })
            .collect()
    }
}

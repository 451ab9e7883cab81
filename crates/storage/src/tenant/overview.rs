//! The overview of bundles: what an account may list of its own and of its subaccounts', on one list, under its own key.
//!
//! Nothing here is sealed, and nothing is personal data: names of bundles, statuses, dates. Each row is written with its
//! bundle, by the methods of `bundles`.

use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::search::{self, Needle};
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid};
use trusthub_domain::time::Timestamp;

use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::{Value, args};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "bundle_overview";

/// A line of the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleOverview {
    /// The bundle.
    pub sid: BundleSid,
    /// Whose it is.
    pub owner_sid: AccountSid,
    /// What that account is called.
    pub owner_name: String,
    /// Which of the two.
    pub kind: BundleKind,
    /// What it must hold.
    pub policy_sid: PolicySid,
    /// Its name.
    pub friendly_name: String,
    /// The shown status.
    pub status: Status,
    /// Until when an approval holds.
    pub valid_until: Option<Timestamp>,
    /// When it was made.
    pub date_created: Timestamp,
}

/// Filters of `overview_list`; all given ones must hold.
#[derive(Debug, Clone, Default)]
pub struct OverviewFilter {
    /// What its name must hold.
    pub name: Needle,
    /// The shown status.
    pub status: Option<Status>,
    /// Policy.
    pub policy_sid: Option<PolicySid>,
    /// Only of this account.
    pub owner_sid: Option<AccountSid>,
    /// Approved, and the approval ends by then.
    pub ends_by: Option<Timestamp>,
}

impl OverviewFilter {
    fn values(&self, scope: &Scope, kind: BundleKind) -> Vec<Value> {
        let status = self.status.map(Status::as_str);
        let mut values =
            args![scope.account(), kind.as_str(), status, self.policy_sid, self.owner_sid, self.ends_by];
        let words = self.name.words().iter().map(|word| Some(word.clone()));
        let words = words.chain(std::iter::repeat(None)).take(Needle::MOST_WORDS);
        values.extend(words.flat_map(|word| args![word]));
        values
    }
}

/// The status that the wire shows: what an account on hold has is out of force. `$5` is who lists.
macro_rules! shown {
    () => {
        "CASE WHEN status = 'draft' OR (SELECT status FROM account_family WHERE account_sid = $5 AND sid = owner_sid) \
            = 'active' THEN status ELSE 'twilio-rejected' END"
    };
}

/// What must be so of a line for the wire to show `$7`, told without looking at each line's account: most lines that are not
/// asked for fall out here, in the index.
macro_rules! may_show {
    () => {
        "(CAST($7 AS TEXT) IS NULL OR status = $7 OR ($7 = 'twilio-rejected' AND owner_sid IN \
            (SELECT sid FROM account_family WHERE account_sid = $5 AND status <> 'active')))"
    };
}

/// Whether a word of the name begins so. Removing what is in a text changes it: the databases agree on no other way
/// to ask that minds neither case rules nor wildcards.
macro_rules! has_word {
    ($parameter:literal) => {
        concat!(
            " AND (CAST(",
            $parameter,
            " AS TEXT) IS NULL OR replace(name_words, CAST(",
            $parameter,
            " AS TEXT), '') <> \
            name_words)"
        )
    };
}

statements! {
    SET = "INSERT INTO bundle_overview (account_sid, sid, owner_sid, kind, policy_sid, friendly_name, name_words, status, \
            valid_until, date_created) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT (account_sid, sid) DO UPDATE SET friendly_name = excluded.friendly_name, \
            name_words = excluded.name_words, status = excluded.status, valid_until = excluded.valid_until";
    DELETE = "DELETE FROM bundle_overview WHERE account_sid = $1 AND sid = $2";
    DELETE_OF_OWNER = "DELETE FROM bundle_overview WHERE account_sid = $1 AND owner_sid = $2";
    ON_HOLD = "SELECT f.sid FROM account_family AS f WHERE f.account_sid = $1 AND f.status <> 'active' \
        AND EXISTS (SELECT 1 FROM bundle_overview AS o WHERE o.account_sid = $1 AND o.owner_sid = f.sid) LIMIT 1";
}

/// The lines of a kind, before they are narrowed.
macro_rules! lines {
    () => {
        concat!(
            "SELECT account_sid, sid, owner_sid, (SELECT friendly_name FROM account_family \
                WHERE account_sid = $5 AND sid = owner_sid) AS owner_name, kind, policy_sid, friendly_name, ",
            shown!(),
            " AS shown_status, valid_until, date_created FROM bundle_overview WHERE account_sid = $5 AND kind = $6"
        )
    };
}

/// What lines are narrowed by besides their status.
macro_rules! narrowed {
    () => {
        concat!(
            " AND (CAST($8 AS TEXT) IS NULL OR policy_sid = $8) AND (CAST($9 AS TEXT) IS NULL OR owner_sid = $9) \
            AND (CAST($10 AS BIGINT) IS NULL OR (valid_until <= CAST($10 AS BIGINT) AND ",
            shown!(),
            " = 'twilio-approved'))",
            has_word!("$11"),
            has_word!("$12"),
            has_word!("$13"),
            has_word!("$14")
        )
    };
}

listings! {
    LIST by "sid" = concat!(
        lines!(), " AND ", may_show!(), " AND (CAST($7 AS TEXT) IS NULL OR ", shown!(), " = $7)", narrowed!()
    );
    // The same where every line that is shown with the status has it: the index of statuses has them in order.
    LIST_OF_STATUS by "sid" = concat!(lines!(), " AND status = $7 AND ", shown!(), " = $7", narrowed!());
}

#[derive(sqlx::FromRow)]
struct OverviewRow {
    account_sid: String,
    sid: String,
    owner_sid: String,
    owner_name: Option<String>,
    kind: String,
    policy_sid: String,
    friendly_name: String,
    shown_status: String,
    valid_until: Option<i64>,
    date_created: i64,
}

impl Sealed for OverviewRow {
    type Clear = BundleOverview;

    async fn open(self, _: &Vault) -> Result<BundleOverview> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(BundleOverview {
            sid: place.parse("sid", &self.sid)?,
            owner_sid: place.parse("owner_sid", &self.owner_sid)?,
            owner_name: self.owner_name.unwrap_or_default(),
            kind: place.parse("kind", &self.kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            status: place.parse("shown_status", &self.shown_status)?,
            valid_until: self.valid_until.map(Timestamp::from_micros),
            date_created: Timestamp::from_micros(self.date_created),
            friendly_name: self.friendly_name,
        })
    }
}

impl Placed for OverviewRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Db {
    /// Bundles of a kind of the account and its subaccounts, copies left out.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn overview_list(
        &self,
        scope: &Scope,
        kind: BundleKind,
        filter: &OverviewFilter,
        page: &PageRequest,
    ) -> Result<Page<BundleOverview>> {
        let listing = if self.has_lines_of_status(scope, filter).await? { &LIST_OF_STATUS } else { &LIST };
        self.page::<OverviewRow>(listing, page, &filter.values(scope, kind)).await
    }

    /// Whether what is shown with the wanted status are the lines that have it. What an account on hold has is shown as
    /// rejected, whatever its lines have; a hold that comes or goes between the two reads is seen by the next page.
    async fn has_lines_of_status(&self, scope: &Scope, filter: &OverviewFilter) -> Result<bool> {
        match filter.status {
            None => Ok(false),
            Some(Status::Draft | Status::PendingReview | Status::InReview | Status::Approved) => Ok(true),
            Some(Status::Rejected) => {
                Ok(self.row::<(String,)>(&ON_HOLD, args![scope.account()]).await?.is_none())
            }
        }
    }
}

impl Tx {
    /// Writes the lines of a bundle: its account's, and the one of the account above that. A copy has none.
    pub(super) async fn overview_set(&mut self, bundle: &Bundle, parent: Option<AccountSid>) -> Result<()> {
        if bundle.copy_of.is_some() {
            return Ok(());
        }
        for head in heads(bundle.account_sid, parent) {
            let values = args![
                head,
                bundle.sid,
                bundle.account_sid,
                bundle.kind.as_str(),
                bundle.policy_sid,
                &bundle.friendly_name,
                search::haystack(&bundle.friendly_name),
                bundle.shown_status_account_aside().as_str(),
                bundle.valid_until,
                bundle.date_created,
            ];
            self.execute(&SET, values).await?;
        }
        Ok(())
    }

    /// Takes the lines of a bundle away.
    pub(super) async fn overview_delete(
        &mut self,
        bundle: &Bundle,
        parent: Option<AccountSid>,
    ) -> Result<()> {
        for head in heads(bundle.account_sid, parent) {
            self.execute(&DELETE, args![head, bundle.sid]).await?;
        }
        Ok(())
    }

    /// Takes away the lines of an account's bundles, its own and those of the account above it.
    pub(super) async fn overview_delete_owner(
        &mut self,
        owner: AccountSid,
        parent: Option<AccountSid>,
    ) -> Result<()> {
        for head in heads(owner, parent) {
            self.execute(&DELETE_OF_OWNER, args![head, owner]).await?;
        }
        Ok(())
    }
}

/// Who lists what this account has.
fn heads(owner: AccountSid, parent: Option<AccountSid>) -> impl Iterator<Item = AccountSid> {
    [Some(owner), parent].into_iter().flatten()
}

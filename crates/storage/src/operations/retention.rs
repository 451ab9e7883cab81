//! What may be past its period, over all accounts: identifiers only, for the use cases to look at closer.
//!
//! Each list is read in the order of its key, from a place on, so that what is looked at and kept is not met again.

use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::{Statement, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::scope::Scope;

statements! {
    // `$4` belongs to all: whose period cannot have passed is not read.
    ACCOUNTS = "SELECT account_sid, account_sid AS sid FROM accounts \
        WHERE status = 'closed' AND friendly_name <> '' AND date_updated < $4 AND (account_sid, account_sid) > ($1, $2) \
        ORDER BY account_sid LIMIT $3";
    DRAFTS = "SELECT account_sid, sid FROM bundles \
        WHERE status = 'draft' AND suspension IS NULL AND date_updated < $4 AND (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    REJECTED = "SELECT account_sid, sid FROM bundles \
        WHERE status = 'twilio-rejected' AND suspension IS NULL AND date_updated < $4 AND (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    END_USERS = "SELECT account_sid, sid FROM end_users AS o \
        WHERE date_updated < $4 AND (account_sid, sid) > ($1, $2) AND NOT EXISTS (SELECT 1 FROM entity_assignments AS a \
            WHERE a.account_sid = o.account_sid AND a.object_sid = o.sid) \
        ORDER BY account_sid, sid LIMIT $3";
    DOCUMENTS = "SELECT account_sid, sid FROM supporting_documents AS o \
        WHERE date_updated < $4 AND (account_sid, sid) > ($1, $2) AND NOT EXISTS (SELECT 1 FROM entity_assignments AS a \
            WHERE a.account_sid = o.account_sid AND a.object_sid = o.sid) \
        ORDER BY account_sid, sid LIMIT $3";
    ADDRESSES = "SELECT account_sid, sid FROM addresses AS o \
        WHERE date_updated < $4 AND (account_sid, sid) > ($1, $2) AND NOT EXISTS (SELECT 1 FROM document_addresses AS d \
            WHERE d.account_sid = o.account_sid AND d.address_sid = o.sid) \
            AND NOT EXISTS (SELECT 1 FROM phone_numbers AS p \
            WHERE p.account_sid = o.account_sid AND p.address_sid = o.sid) \
        ORDER BY account_sid, sid LIMIT $3";
    CASES = "SELECT account_sid, sid FROM cases AS o \
        WHERE state = 'decided' AND opened_at < $4 AND (account_sid, sid) > ($1, $2) \
            AND NOT EXISTS (SELECT 1 FROM bundles AS b WHERE b.account_sid = o.account_sid AND b.sid = o.bundle_sid) \
        ORDER BY account_sid, sid LIMIT $3";
    EVENTS = "SELECT account_sid, sid FROM bundle_events AS o \
        WHERE occurred_at < $4 AND (account_sid, sid) > ($1, $2) \
            AND NOT EXISTS (SELECT 1 FROM bundles AS b WHERE b.account_sid = o.account_sid AND b.sid = o.bundle_sid) \
        ORDER BY account_sid, sid LIMIT $3";
    CONFIRMATIONS = "SELECT account_sid, sid FROM confirmations AS o \
        WHERE asked_at < $4 AND (account_sid, sid) > ($1, $2) \
            AND NOT EXISTS (SELECT 1 FROM bundles AS b WHERE b.account_sid = o.account_sid AND b.sid = o.bundle_sid) \
        ORDER BY account_sid, sid LIMIT $3";
    CREDENTIALS = "SELECT account_sid, sid FROM credentials AS o \
        WHERE expires_at < $4 AND (account_sid, sid) > ($1, $2) \
            AND NOT EXISTS (SELECT 1 FROM bundles AS b WHERE b.account_sid = o.account_sid AND b.sid = o.bundle_sid) \
        ORDER BY account_sid, sid LIMIT $3";
    // Pending, in review and approved ones are needed.
    TOLLFREE = "SELECT account_sid, sid FROM tollfree_verifications \
        WHERE status = 'TWILIO_REJECTED' AND date_updated < $4 AND (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    TOLLFREE_DRAFTS = "SELECT account_sid, number_sid AS sid FROM tollfree_drafts \
        WHERE date_updated < $4 AND (account_sid, number_sid) > ($1, $2) \
        ORDER BY account_sid, number_sid LIMIT $3";
    CAMPAIGN_REGISTRATIONS = "SELECT account_sid, sid FROM campaign_registrations \
        WHERE campaign_sid IS NULL AND date_updated < $4 AND (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
    CASE_DELETE = "DELETE FROM cases WHERE account_sid = $1 AND sid = $2 AND state = 'decided'";
    // Who looked at a bundle that is gone goes with its cases.
    LOOKS_DELETE = "DELETE FROM case_looks WHERE account_sid = $1 \
        AND bundle_sid IN (SELECT bundle_sid FROM cases AS o WHERE o.account_sid = $1 AND o.sid = $2)";
    PICTURE_DELETE = "DELETE FROM site_pictures WHERE account_sid = $1 AND case_sid = $2";
    EVENT_DELETE = "DELETE FROM bundle_events WHERE account_sid = $1 AND sid = $2";
}

/// A list of what may be past its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stale {
    /// Closed accounts that were not erased.
    Accounts,
    /// Bundles that were never submitted.
    Drafts,
    /// Bundles that were turned down, or whose approval has ended.
    Rejected,
    /// Persons that no bundle uses.
    EndUsers,
    /// Documents that no bundle uses.
    Documents,
    /// Addresses that neither a document nor a number uses.
    Addresses,
    /// Decided cases of bundles that are gone.
    Cases,
    /// Questions to representatives about bundles that are gone.
    Confirmations,
    /// Expired credentials about bundles that are gone.
    Credentials,
    /// Toll-free numbers that were turned down.
    Tollfree,
    /// What was entered for toll-free numbers and never submitted.
    TollfreeDrafts,
    /// What was entered for campaigns and never submitted.
    CampaignRegistrations,
    /// Events of bundles that are gone.
    Events,
}

impl Stale {
    fn statement(self) -> &'static Statement {
        match self {
            Self::Accounts => &ACCOUNTS,
            Self::Drafts => &DRAFTS,
            Self::Rejected => &REJECTED,
            Self::EndUsers => &END_USERS,
            Self::Documents => &DOCUMENTS,
            Self::Addresses => &ADDRESSES,
            Self::Cases => &CASES,
            Self::Confirmations => &CONFIRMATIONS,
            Self::Credentials => &CREDENTIALS,
            Self::Tollfree => &TOLLFREE,
            Self::TollfreeDrafts => &TOLLFREE_DRAFTS,
            Self::CampaignRegistrations => &CAMPAIGN_REGISTRATIONS,
            Self::Events => &EVENTS,
        }
    }
}

/// Something that may be past its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleRow {
    /// Whose it is.
    pub account_sid: AccountSid,
    /// Its identifier.
    pub sid: String,
}

impl Tx {
    /// What did not change since `before`, at most `limit`, after `after`.
    ///
    /// # Errors
    /// `Unavailable`; `Corrupt`.
    pub async fn stale_list_any_account(
        &mut self,
        list: Stale,
        after: Option<&StaleRow>,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<StaleRow>> {
        let (account, sid) = match after {
            Some(row) => (row.account_sid.to_string(), row.sid.clone()),
            None => (String::new(), String::new()),
        };
        let rows =
            self.rows::<(String, String)>(list.statement(), args![account, sid, limit, before]).await?;
        let parse = |(account, sid): (String, String)| match account.parse() {
            Ok(account_sid) => Ok(StaleRow { account_sid, sid }),
            Err(_) => Err(Error::Corrupt { table: "accounts", column: "account_sid", key: sid }),
        };
        rows.into_iter().map(parse).collect()
    }

    /// Deletes a decided case, who looked at its bundle, and the picture of its website, whose file is the caller's to delete;
    /// `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn case_delete(&mut self, scope: &Scope, sid: &str) -> Result<bool> {
        self.execute(&LOOKS_DELETE, args![scope.account(), sid]).await?;
        let is_gone = self.execute(&CASE_DELETE, args![scope.account(), sid]).await? > 0;
        if is_gone {
            self.execute(&PICTURE_DELETE, args![scope.account(), sid]).await?;
        }
        Ok(is_gone)
    }

    /// Deletes an event; `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn event_delete(&mut self, scope: &Scope, sid: &str) -> Result<bool> {
        Ok(self.execute(&EVENT_DELETE, args![scope.account(), sid]).await? > 0)
    }
}

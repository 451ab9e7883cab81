//! Where partners have the feed sent, and how far each of them has it. One process delivers to a partner at a time: the one
//! whose lease it is.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use trusthub_domain::sid::PartnerSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

const TABLE: &str = "partner_webhooks";

statements! {
    SET = "INSERT INTO partner_webhooks \
            (partner_sid, content, position, failures, next_at, lease_until, date_created) \
        VALUES ($1, $2, $3, 0, $4, 0, $4) \
        ON CONFLICT (partner_sid) DO UPDATE SET content = excluded.content, position = excluded.position, failures = 0, \
            next_at = excluded.next_at, lease_until = 0, last_error = NULL, delivered_at = NULL, \
            date_created = excluded.date_created";
    FIND = "SELECT partner_sid, content, position, failures, next_at, last_error, delivered_at, date_created \
        FROM partner_webhooks WHERE partner_sid = $1";
    DELETE = "DELETE FROM partner_webhooks WHERE partner_sid = $1";
    DUE = "SELECT partner_sid FROM partner_webhooks WHERE position < $1 AND next_at <= $2 AND lease_until <= $2 \
        AND EXISTS (SELECT 1 FROM partners WHERE partners.sid = partner_webhooks.partner_sid \
            AND partners.revoked_at IS NULL) ORDER BY partner_sid";
    BEHIND = "SELECT coalesce(max(CAST($1 AS BIGINT) - position), 0) AS behind FROM partner_webhooks \
        WHERE EXISTS (SELECT 1 FROM partners WHERE partners.sid = partner_webhooks.partner_sid \
            AND partners.revoked_at IS NULL)";
    CLAIM = "UPDATE partner_webhooks SET lease_until = $3 WHERE partner_sid = $1 AND lease_until <= $2";
    ADVANCE = "UPDATE partner_webhooks SET position = $3, lease_until = $4, failures = 0, last_error = NULL, \
        delivered_at = $5 WHERE partner_sid = $1 AND lease_until = $2";
    FAIL = "UPDATE partner_webhooks SET failures = failures + 1, next_at = $3, last_error = $4, lease_until = 0 \
        WHERE partner_sid = $1 AND lease_until = $2";
    RELEASE = "UPDATE partner_webhooks SET lease_until = 0 WHERE partner_sid = $1 AND lease_until = $2";
}

/// Where a partner has the feed sent.
#[derive(Debug, Clone)]
pub struct PartnerWebhook {
    /// Whose.
    pub partner_sid: PartnerSid,
    /// The URL. May carry secrets.
    pub url: SecretString,
    /// What requests are signed with, as the partner has it.
    pub signing_secret: SecretString,
    /// The number of the last entry that the partner has.
    pub position: i64,
    /// Attempts that failed since one succeeded.
    pub failures: u32,
    /// When the next attempt is due.
    pub next_at: Timestamp,
    /// What went wrong last, since something succeeded.
    pub last_error: Option<String>,
    /// When the partner last took something.
    pub delivered_at: Option<Timestamp>,
    /// When it was set up.
    pub date_created: Timestamp,
}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Content {
    url: String,
    signing_secret: String,
}

#[derive(sqlx::FromRow)]
struct WebhookRow {
    partner_sid: String,
    content: Vec<u8>,
    position: i64,
    failures: i64,
    next_at: i64,
    last_error: Option<String>,
    delivered_at: Option<i64>,
    date_created: i64,
}

fn place(partner: PartnerSid) -> String {
    format!("{TABLE}/content/{partner}")
}

fn corrupt(column: &'static str, key: &impl ToString) -> Error {
    Error::Corrupt { table: TABLE, column, key: key.to_string() }
}

impl Tx {
    /// Sets where a partner has the feed sent, from behind `webhook.position` on; what was set before ends.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_set(&mut self, webhook: &PartnerWebhook) -> Result<()> {
        let sid = webhook.partner_sid;
        let content = Content {
            url: webhook.url.expose_secret().to_owned(),
            signing_secret: webhook.signing_secret.expose_secret().to_owned(),
        };
        let clear = serde_json::to_vec(&content).map_err(|_| corrupt("content", &sid))?;
        let sealed = self.vault().seal_hub(&place(sid), &clear)?;
        self.execute(&SET, args![sid, sealed, webhook.position, webhook.next_at]).await.map(drop)
    }

    /// Where a partner has the feed sent.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn partner_webhook_find(&mut self, sid: PartnerSid) -> Result<Option<PartnerWebhook>> {
        let Some(row) = self.row::<WebhookRow>(&FIND, args![sid]).await? else { return Ok(None) };
        let clear = self.vault().open_hub(&place(sid), &row.content)?;
        let content: Content = serde_json::from_slice(&clear).map_err(|_| corrupt("content", &sid))?;
        Ok(Some(PartnerWebhook {
            partner_sid: row.partner_sid.parse().map_err(|_| corrupt("partner_sid", &sid))?,
            url: content.url.into(),
            signing_secret: content.signing_secret.into(),
            position: row.position,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            next_at: Timestamp::from_micros(row.next_at),
            last_error: row.last_error,
            delivered_at: row.delivered_at.map(Timestamp::from_micros),
            date_created: Timestamp::from_micros(row.date_created),
        }))
    }

    /// Ends it; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_delete(&mut self, sid: PartnerSid) -> Result<bool> {
        Ok(self.execute(&DELETE, args![sid]).await? > 0)
    }

    /// Partners that are in use, have not everything up to `head`, are due, and that nobody delivers to.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn partner_webhooks_due(&mut self, head: i64, now: Timestamp) -> Result<Vec<PartnerSid>> {
        let rows = self.rows::<(String,)>(&DUE, args![head, now]).await?;
        rows.into_iter().map(|(sid,)| sid.parse().map_err(|_| corrupt("partner_sid", &sid))).collect()
    }

    /// How many entries the partner that is farthest behind has not got.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhooks_behind(&mut self, head: i64) -> Result<i64> {
        Ok(self.row::<(i64,)>(&BEHIND, args![head]).await?.map_or(0, |(behind,)| behind))
    }

    /// Takes the delivery to a partner until `until`; `false` if somebody else has it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_claim(
        &mut self,
        sid: PartnerSid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        Ok(self.execute(&CLAIM, args![sid, now, until]).await? > 0)
    }

    /// The partner has everything up to `position`; the lease goes on until `until`. `false` if it was lost meanwhile.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_advance(
        &mut self,
        sid: PartnerSid,
        lease: Timestamp,
        position: i64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool> {
        Ok(self.execute(&ADVANCE, args![sid, lease, position, until, now]).await? > 0)
    }

    /// An attempt failed: the lease ends, and the next is due at `next_at`.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_fail(
        &mut self,
        sid: PartnerSid,
        lease: Timestamp,
        next_at: Timestamp,
        why: &str,
    ) -> Result<()> {
        self.execute(&FAIL, args![sid, lease, next_at, why]).await.map(drop)
    }

    /// The lease ends.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_webhook_release(&mut self, sid: PartnerSid, lease: Timestamp) -> Result<()> {
        self.execute(&RELEASE, args![sid, lease]).await.map(drop)
    }
}

//! The log of changes: one row for each thing that changed, written by whatever changes it.
//!
//! A sequence of the database would not do: its numbers are given before the commit, so that a reader who has seen 6 may
//! have missed 5. Here a row has no number until [`Db::attestation_sequence`] gives it one, holding the one row of the
//! log's head until it has committed. What changes again while it has a number loses it and gets the next.

use std::str::FromStr;

use trusthub_domain::contact::Phone;
use trusthub_domain::sid::{AccountSid, BrandSid, BundleSid, MessagingServiceSid, PartnerSid, SwitchSid};

use crate::db::statement::statements;
use crate::db::value::args;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// Most changes that are numbered in one transaction: the writers of SQLite wait for it.
const BATCH: u32 = 2_000;

/// Numbered changes that are kept. A node that was away for more reads everything anew, which takes it about as long.
const KEPT: i64 = 100_000;

const TABLE: &str = "attestation_changes";

statements! {
    CHANGED = "INSERT INTO attestation_changes (kind, subject, sequence) VALUES ($1, $2, NULL) \
        ON CONFLICT (kind, subject) DO UPDATE SET sequence = NULL";
    HAS_PENDING = "SELECT kind FROM attestation_changes WHERE sequence IS NULL LIMIT 1";
    // One node at a time. SQLite has one writer anyway.
    HEAD = "SELECT sequence, pruned_to FROM attestation_head WHERE id = 1",
        postgres: "SELECT sequence, pruned_to FROM attestation_head WHERE id = 1 FOR UPDATE";
    HEAD_READ = "SELECT sequence, pruned_to FROM attestation_head WHERE id = 1";
    // Whoever changes a row once more holds it until it commits; waiting for that one could be waiting in a circle. It is
    // numbered the next time. Materialized: read once, or the numbers would begin anew with each row.
    NUMBER = "UPDATE attestation_changes SET sequence = CAST($1 AS BIGINT) + numbered.place FROM (\
            SELECT kind, subject, row_number() OVER (ORDER BY kind, subject) AS place FROM (\
                SELECT kind, subject FROM attestation_changes WHERE sequence IS NULL LIMIT $2) AS pending) AS numbered \
        WHERE attestation_changes.kind = numbered.kind AND attestation_changes.subject = numbered.subject",
        postgres: "WITH numbered AS MATERIALIZED (\
            SELECT kind, subject, row_number() OVER (ORDER BY kind, subject) AS place FROM (\
                SELECT kind, subject FROM attestation_changes WHERE sequence IS NULL LIMIT $2 \
                FOR UPDATE SKIP LOCKED) AS pending) \
        UPDATE attestation_changes SET sequence = CAST($1 AS BIGINT) + numbered.place FROM numbered \
        WHERE attestation_changes.kind = numbered.kind AND attestation_changes.subject = numbered.subject";
    HEAD_SET = "UPDATE attestation_head SET sequence = $1, pruned_to = $2 WHERE id = 1";
    // As above.
    PRUNE = "DELETE FROM attestation_changes WHERE sequence <= $1",
        postgres: "DELETE FROM attestation_changes WHERE (kind, subject) IN (\
            SELECT kind, subject FROM attestation_changes WHERE sequence <= $1 FOR UPDATE SKIP LOCKED)";
    SINCE = "SELECT sequence, kind, subject FROM attestation_changes WHERE sequence > $1 ORDER BY sequence LIMIT $2";
}

/// Something that may decide differently from now on. What it has become is to be read anew.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttestationChange {
    /// An account was made, put on hold, closed or let go on.
    Account(AccountSid),
    /// An account was erased: what it had is nobody's.
    Erasure(AccountSid),
    /// A bundle was approved, or an approved or suspended one changed.
    Bundle(AccountSid, BundleSid),
    /// A number came, went, or was assigned elsewhere.
    Number(Phone),
    /// A number was blocked or unblocked.
    Block(String),
    /// A switch was let in or shut out.
    Switch(SwitchSid),
    /// A partner was let in or shut out.
    Partner(PartnerSid),
    /// An account lets partners see something else of it.
    Consent(AccountSid),
    /// An account stands elsewhere in the eyes of partners.
    Standing(AccountSid),
    /// A messaging service came by another campaign, or its campaign stands elsewhere.
    Service(AccountSid, MessagingServiceSid),
    /// A brand was registered, or stands elsewhere.
    Brand(AccountSid, BrandSid),
}

impl AttestationChange {
    fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Erasure(_) => "erasure",
            Self::Bundle(..) => "bundle",
            Self::Number(_) => "number",
            Self::Block(_) => "block",
            Self::Switch(_) => "switch",
            Self::Partner(_) => "partner",
            Self::Consent(_) => "consent",
            Self::Standing(_) => "standing",
            Self::Service(..) => "service",
            Self::Brand(..) => "brand",
        }
    }

    fn subject(&self) -> String {
        match self {
            Self::Account(account)
            | Self::Erasure(account)
            | Self::Consent(account)
            | Self::Standing(account) => account.to_string(),
            Self::Bundle(account, bundle) => format!("{account}/{bundle}"),
            Self::Service(account, service) => format!("{account}/{service}"),
            Self::Brand(account, brand) => format!("{account}/{brand}"),
            Self::Number(phone) => phone.as_str().to_owned(),
            Self::Block(digits) => digits.clone(),
            Self::Switch(sid) => sid.to_string(),
            Self::Partner(sid) => sid.to_string(),
        }
    }

    fn parse(kind: &str, subject: &str) -> Option<Self> {
        match kind {
            "account" => subject.parse().ok().map(Self::Account),
            "erasure" => subject.parse().ok().map(Self::Erasure),
            "bundle" => pair(subject).map(|(account, bundle)| Self::Bundle(account, bundle)),
            "service" => pair(subject).map(|(account, service)| Self::Service(account, service)),
            "brand" => pair(subject).map(|(account, brand)| Self::Brand(account, brand)),
            "number" => subject.parse().ok().map(Self::Number),
            "block" => Some(Self::Block(subject.to_owned())),
            "switch" => subject.parse().ok().map(Self::Switch),
            "partner" => subject.parse().ok().map(Self::Partner),
            "consent" => subject.parse().ok().map(Self::Consent),
            "standing" => subject.parse().ok().map(Self::Standing),
            _ => None,
        }
    }
}

/// An account's and something of its.
fn pair<S: FromStr>(subject: &str) -> Option<(AccountSid, S)> {
    let (account, sid) = subject.split_once('/')?;
    Some((account.parse().ok()?, sid.parse().ok()?))
}

/// Where the log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct AttestationHead {
    /// The last number that was given.
    pub sequence: i64,
    /// Who has read less far than this begins anew.
    pub pruned_to: i64,
}

impl Db {
    /// Numbers what has changed since, and forgets what is old; returns how many were numbered. One node at a time, any
    /// node.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn attestation_sequence(&self) -> Result<u64> {
        let mut count = 0;
        // A look that takes no writer: most of the time there is nothing to do.
        while self.read().await?.row::<(String,)>(&HAS_PENDING, args![]).await?.is_some() {
            let mut tx = self.write().await?;
            let numbered = tx.attestation_number_pending().await?;
            tx.commit().await?;
            count += numbered;
            if numbered == 0 {
                // Another node was quicker, or their changes are still under way.
                break;
            }
        }
        Ok(count)
    }
}

impl Tx {
    /// Notes a change, to be kept or not with the change itself.
    pub(crate) async fn attestation_changed(&mut self, change: &AttestationChange) -> Result<()> {
        self.execute(&CHANGED, args![change.kind(), change.subject()]).await.map(drop)
    }

    async fn attestation_number_pending(&mut self) -> Result<u64> {
        let head = self.attestation_head_of(&HEAD).await?;
        let numbered = self.execute(&NUMBER, args![head.sequence, BATCH]).await?;
        let sequence = head.sequence + i64::try_from(numbered).unwrap_or(i64::MAX);
        let pruned_to = head.pruned_to.max(sequence - KEPT);
        if pruned_to > head.pruned_to {
            self.execute(&PRUNE, args![pruned_to]).await?;
        }
        self.execute(&HEAD_SET, args![sequence, pruned_to]).await?;
        Ok(numbered)
    }

    /// Where the log stands.
    ///
    /// # Errors
    /// `Corrupt` if it has no head.
    pub async fn attestation_head(&mut self) -> Result<AttestationHead> {
        self.attestation_head_of(&HEAD_READ).await
    }

    async fn attestation_head_of(&mut self, statement: &crate::db::Statement) -> Result<AttestationHead> {
        self.row::<AttestationHead>(statement, args![]).await?.ok_or_else(|| Error::Corrupt {
            table: "attestation_head",
            column: "sequence",
            key: "1".to_owned(),
        })
    }

    /// Changes after this number, in order, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn attestation_changes_since(
        &mut self,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<(i64, AttestationChange)>> {
        let rows = self.rows::<(i64, String, String)>(&SINCE, args![sequence, limit]).await?;
        let parse = |(sequence, kind, subject): (i64, String, String)| {
            let change = AttestationChange::parse(&kind, &subject);
            let corrupt = || Error::Corrupt { table: TABLE, column: "subject", key: subject.clone() };
            Ok((sequence, change.ok_or_else(corrupt)?))
        };
        rows.into_iter().map(parse).collect()
    }
}

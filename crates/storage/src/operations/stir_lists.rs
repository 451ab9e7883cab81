//! Lists that say whom verifiers of signed calls trust, as they were fetched. Global table: they belong to the hub. Nothing here
//! vouches for a list: whoever reads one verifies it.

use std::str::FromStr;

use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

/// What a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StirListKind {
    /// The policy administrator's list of trusted authorities.
    TrustList,
    /// A revocation list.
    Crl,
}

impl StirListKind {
    /// As stored, and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TrustList => "trust_list",
            Self::Crl => "crl",
        }
    }
}

impl FromStr for StirListKind {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        [Self::TrustList, Self::Crl].into_iter().find(|kind| kind.as_str() == text).ok_or(())
    }
}

/// How a list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StirList {
    /// Where it is fetched.
    pub url: String,
    /// What it is.
    pub kind: StirListKind,
    /// Grows with each one that differs from the one before; 0 until there is one.
    pub version: i64,
    /// When it was last seen to be the newest.
    pub fetched_at: Option<Timestamp>,
    /// After it, it tells nothing.
    pub ends_at: Option<Timestamp>,
    /// When it is asked for again.
    pub next_try_at: Timestamp,
    /// Fetches that failed since one did not.
    pub failures: i64,
    /// What went wrong the last time; empty if nothing.
    pub failure: String,
}

/// A list as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StirListContent {
    /// The list.
    pub content: Vec<u8>,
    /// The chain of whoever signed it, where it names one; else empty.
    pub signer: Vec<u8>,
    /// When it was last seen to be the newest: what it is verified at.
    pub fetched_at: Timestamp,
}

/// A list that was fetched, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedStirList {
    /// The list.
    pub list: StirListContent,
    /// One more than before, unless it is the same list again.
    pub version: i64,
    /// After it, it tells nothing.
    pub ends_at: Timestamp,
    /// When it is asked for again.
    pub next_try_at: Timestamp,
}

statements! {
    ADD = "INSERT INTO stir_lists (url, kind, version, next_try_at, failures, failure) \
        VALUES ($1, $2, 0, $3, 0, '') ON CONFLICT (url) DO NOTHING";
    LIST = "SELECT url, kind, version, fetched_at, ends_at, next_try_at, failures, failure FROM stir_lists ORDER BY url";
    CONTENT = "SELECT content, signer, fetched_at FROM stir_lists WHERE url = $1 AND content IS NOT NULL";
    CLAIM = "UPDATE stir_lists SET next_try_at = $3 WHERE url = $1 AND next_try_at <= $2";
    STORE = "UPDATE stir_lists SET content = $3, signer = $4, fetched_at = $5, ends_at = $6, next_try_at = $7, \
            version = $8, failures = 0, failure = '' \
        WHERE url = $1 AND version = $2";
    FAIL = "UPDATE stir_lists SET failures = failures + 1, failure = $2, next_try_at = $3 WHERE url = $1";
    DUE = "UPDATE stir_lists SET next_try_at = $2 WHERE url = $1 AND next_try_at > $2";
}

#[derive(sqlx::FromRow)]
struct ListRow {
    url: String,
    kind: String,
    version: i64,
    fetched_at: Option<i64>,
    ends_at: Option<i64>,
    next_try_at: i64,
    failures: i64,
    failure: String,
}

#[derive(sqlx::FromRow)]
struct ContentRow {
    content: Vec<u8>,
    signer: Vec<u8>,
    fetched_at: i64,
}

impl TryFrom<ListRow> for StirList {
    type Error = Error;

    fn try_from(row: ListRow) -> Result<Self> {
        let corrupt = |()| Error::Corrupt { table: "stir_lists", column: "kind", key: row.url.clone() };
        Ok(Self {
            kind: row.kind.parse().map_err(corrupt)?,
            version: row.version,
            fetched_at: row.fetched_at.map(Timestamp::from_micros),
            ends_at: row.ends_at.map(Timestamp::from_micros),
            next_try_at: Timestamp::from_micros(row.next_try_at),
            failures: row.failures,
            failure: row.failure,
            url: row.url,
        })
    }
}

impl Tx {
    /// A list is wanted from now on; without effect if it was.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_list_add_any_account(
        &mut self,
        url: &str,
        kind: StirListKind,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&ADD, args![url, kind.as_str(), now]).await.map(drop)
    }

    /// How all of them stand.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn stir_list_list_any_account(&mut self) -> Result<Vec<StirList>> {
        self.rows::<ListRow>(&LIST, args![]).await?.into_iter().map(TryInto::try_into).collect()
    }

    /// The last good one; `None` until there is one.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_list_content_any_account(&mut self, url: &str) -> Result<Option<StirListContent>> {
        let row = self.row::<ContentRow>(&CONTENT, args![url]).await?;
        Ok(row.map(|row| StirListContent {
            content: row.content,
            signer: row.signer,
            fetched_at: Timestamp::from_micros(row.fetched_at),
        }))
    }

    /// Whether it is due, and for the caller to fetch until `until`: then somebody else may.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_list_claim_any_account(
        &mut self,
        url: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool> {
        Ok(self.execute(&CLAIM, args![url, now, until]).await? > 0)
    }

    /// Keeps what was fetched in the place of version `seen`.
    ///
    /// # Errors
    /// `Conflict` if somebody has kept another one meanwhile.
    pub async fn stir_list_store_any_account(
        &mut self,
        url: &str,
        seen: i64,
        fetched: &FetchedStirList,
    ) -> Result<()> {
        let list = &fetched.list;
        let values = args![
            url,
            seen,
            list.content.clone(),
            list.signer.clone(),
            list.fetched_at,
            fetched.ends_at,
            fetched.next_try_at,
            fetched.version,
        ];
        self.execute_seen(&STORE, values).await
    }

    /// It could not be fetched, or is none to go by. `why` must hold no personal data.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_list_fail_any_account(
        &mut self,
        url: &str,
        why: &str,
        next_try_at: Timestamp,
    ) -> Result<()> {
        self.execute(&FAIL, args![url, why, next_try_at]).await.map(drop)
    }

    /// It is to be fetched now.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_list_due_any_account(&mut self, url: &str, now: Timestamp) -> Result<()> {
        self.execute(&DUE, args![url, now]).await.map(drop)
    }
}

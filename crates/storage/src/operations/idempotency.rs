//! Answers kept for a day under the client's `Idempotency-Key`. The stored answer is sealed. Of the key and of the
//! request's body only hashes under the account's key are kept: clients put order numbers and worse into the one, and
//! the other could be guessed from a plain hash.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Key, Result};
use crate::scope::Scope;
use crate::vault::Vault;

/// What a stored answer is found by (with the account).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The client's key.
    pub key: String,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
}

/// An answer as it went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAnswer {
    /// HTTP status.
    pub status: u16,
    /// Header lines worth keeping.
    pub headers: Vec<(String, String)>,
    /// Body.
    #[serde(with = "as_base64")]
    pub body: Vec<u8>,
}

/// Bytes in JSON: as an array of numbers they would take four times their size.
mod as_base64 {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(de::Error::custom)
    }
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyState {
    /// Whether the request that came first had the same body.
    pub is_same_body: bool,
    /// The answer; `None` while the first request still runs.
    pub answer: Option<StoredAnswer>,
    /// When the first request came.
    pub started_at: Timestamp,
}

const TABLE: &str = "idempotent_answers";

/// How long a key counts.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

statements! {
    BEGIN = "INSERT INTO idempotent_answers (account_sid, client_key, method, path, body_hash, started_at) \
        VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (account_sid, client_key, method, path) DO UPDATE \
        SET body_hash = excluded.body_hash, started_at = excluded.started_at, answer = NULL \
        WHERE idempotent_answers.started_at < $7";
    FIND = "SELECT account_sid, client_key, method, path, body_hash, answer, started_at FROM idempotent_answers \
        WHERE account_sid = $1 AND client_key = $2 AND method = $3 AND path = $4";
    FINISH = "UPDATE idempotent_answers SET answer = $5 \
        WHERE account_sid = $1 AND client_key = $2 AND method = $3 AND path = $4";
    TAKE_OVER = "UPDATE idempotent_answers SET started_at = $6 \
        WHERE account_sid = $1 AND client_key = $2 AND method = $3 AND path = $4 \
            AND answer IS NULL AND started_at = $5";
    FORGET = "DELETE FROM idempotent_answers \
        WHERE account_sid = $1 AND client_key = $2 AND method = $3 AND path = $4";
    PURGE = "DELETE FROM idempotent_answers WHERE started_at < $1";
}

/// A row, opened.
struct Kept {
    body_hash: String,
    answer: Option<StoredAnswer>,
    started_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    account_sid: String,
    client_key: String,
    method: String,
    path: String,
    body_hash: String,
    answer: Option<Vec<u8>>,
    started_at: i64,
}

impl Sealed for AnswerRow {
    type Clear = Kept;

    async fn open(self, vault: &Vault) -> Result<Kept> {
        let key = IdempotencyKey { key: self.client_key, method: self.method, path: self.path }.joined();
        let place = Place::of_row(TABLE, &self.account_sid, &key)?;
        Ok(Kept {
            answer: place.open_option(vault, "answer", self.answer.as_deref()).await?,
            body_hash: self.body_hash,
            started_at: Timestamp::from_micros(self.started_at),
        })
    }
}

impl IdempotencyKey {
    /// All three in one text; neither a method nor a path holds a space.
    fn joined(&self) -> String {
        format!("{} {} {}", self.method, self.path, self.key)
    }

    /// As it is kept.
    async fn hashed(&self, vault: &Vault, scope: &Scope) -> Result<Self> {
        let key = hash(vault, scope, &format!("idempotency key {}", self.key)).await?;
        Ok(Self { key, method: self.method.clone(), path: self.path.clone() })
    }
}

async fn hash(vault: &Vault, scope: &Scope, text: &str) -> Result<String> {
    Ok(hex::encode(vault.account_hmac(scope.account(), text.as_bytes()).await?))
}

async fn hashed_body(vault: &Vault, scope: &Scope, body_hash: &str) -> Result<String> {
    hash(vault, scope, &format!("request body {body_hash}")).await
}

impl Tx {
    /// Notes that a request with this key runs; `body_hash` is any hash of its body. A key older than a day is as good
    /// as new.
    ///
    /// # Errors
    /// `Duplicate(IdempotencyKey)` if the key is known; the transaction may go on. `Erased`.
    pub async fn idempotency_begin(
        &mut self,
        scope: &Scope,
        key: &IdempotencyKey,
        body_hash: &str,
        now: Timestamp,
    ) -> Result<()> {
        let key = key.hashed(self.vault(), scope).await?;
        let body_hash = hashed_body(self.vault(), scope, body_hash).await?;
        let values =
            args![scope.account(), &key.key, &key.method, &key.path, body_hash, now, now.minus(REMEMBERED)];
        match self.execute(&BEGIN, values).await? {
            0 => Err(Error::Duplicate(Key::IdempotencyKey)),
            _ => Ok(()),
        }
    }

    /// What is known of a key that came with a body of this hash.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn idempotency_find(
        &mut self,
        scope: &Scope,
        key: &IdempotencyKey,
        body_hash: &str,
    ) -> Result<Option<IdempotencyState>> {
        let key = key.hashed(self.vault(), scope).await?;
        let body_hash = hashed_body(self.vault(), scope, body_hash).await?;
        let found =
            self.find::<AnswerRow>(&FIND, args![scope.account(), &key.key, &key.method, &key.path]).await?;
        Ok(found.map(|kept| IdempotencyState {
            is_same_body: kept.body_hash == body_hash,
            answer: kept.answer,
            started_at: kept.started_at,
        }))
    }

    /// Takes the key over from a first request that was seen to have begun at `seen` and never ended.
    ///
    /// # Errors
    /// `Conflict` if it has ended, or somebody else took it over.
    pub async fn idempotency_take_over(
        &mut self,
        scope: &Scope,
        key: &IdempotencyKey,
        seen: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let key = key.hashed(self.vault(), scope).await?;
        let values = args![scope.account(), &key.key, &key.method, &key.path, seen, now];
        self.execute_seen(&TAKE_OVER, values).await
    }

    /// Keeps the answer; without effect if the key was forgotten meanwhile.
    ///
    /// # Errors
    /// `Erased`, `Unavailable`.
    pub async fn idempotency_finish(
        &mut self,
        scope: &Scope,
        key: &IdempotencyKey,
        answer: &StoredAnswer,
    ) -> Result<()> {
        let key = key.hashed(self.vault(), scope).await?;
        let joined = key.joined();
        let sealed = Place::new(TABLE, scope.account(), &joined).seal(self.vault(), "answer", answer).await?;
        let values = args![scope.account(), &key.key, &key.method, &key.path, sealed];
        self.execute(&FINISH, values).await.map(drop)
    }

    /// Forgets the key, so that the client may try again (the request failed on our side).
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn idempotency_forget(&mut self, scope: &Scope, key: &IdempotencyKey) -> Result<()> {
        let key = key.hashed(self.vault(), scope).await?;
        let values = args![scope.account(), &key.key, &key.method, &key.path];
        self.execute(&FORGET, values).await.map(drop)
    }

    /// Deletes what started before; over all accounts. Returns how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn idempotency_purge_any_account(&mut self, before: Timestamp) -> Result<u64> {
        self.execute(&PURGE, args![before]).await
    }
}

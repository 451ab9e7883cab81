//! Who is signed in to the console (global table `sessions`): found by a token of which only a hash is kept, before it is
//! known whose session it is.

use aws_lc_rs::digest;
use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::people::{Holder, Person, SignedIn};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

/// A session as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Who, since when, seen when.
    pub session: SignedIn,
    /// Keyed hash of the auth token that began it, of an account's session.
    pub credential: Option<Vec<u8>>,
}

statements! {
    INSERT = "INSERT INTO sessions \
            (token_hash, account_sid, holder_sid, credential, created_at, seen_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "SELECT account_sid, holder_sid, credential, created_at, seen_at FROM sessions WHERE token_hash = $1";
    OF_HOLDER = "SELECT account_sid, holder_sid, credential, created_at, seen_at FROM sessions WHERE holder_sid = $1 \
        AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC LIMIT $3";
    // Of two requests at once the later one counts, whichever comes last.
    SEEN = "UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1 AND seen_at < $2";
    DELETE = "DELETE FROM sessions WHERE token_hash = $1";
    DELETE_OF_HOLDER = "DELETE FROM sessions WHERE holder_sid = $1";
    DELETE_OTHERS = "DELETE FROM sessions WHERE holder_sid = $1 AND token_hash <> $2";
    PURGE = "DELETE FROM sessions WHERE expires_at <= $1";
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    account_sid: Option<String>,
    holder_sid: String,
    credential: Option<Vec<u8>>,
    created_at: i64,
    seen_at: i64,
}

impl TryFrom<SessionRow> for StoredSession {
    type Error = Error;

    fn try_from(row: SessionRow) -> Result<Self> {
        let session = SignedIn {
            holder: holder("sessions", row.account_sid.as_deref(), &row.holder_sid)?,
            created_at: Timestamp::from_micros(row.created_at),
            seen_at: Timestamp::from_micros(row.seen_at),
        };
        Ok(Self { session, credential: row.credential })
    }
}

/// Reads who it is from the two columns that say so.
pub(super) fn holder(table: &'static str, account: Option<&str>, sid: &str) -> Result<Holder> {
    let corrupt = |column| Error::Corrupt { table, column, key: sid.to_owned() };
    let Some(account) = account else {
        return sid
            .parse()
            .map(|sid| Holder::Person(Person::Reviewer(sid)))
            .map_err(|_| corrupt("holder_sid"));
    };
    let account_sid: AccountSid = account.parse().map_err(|_| corrupt("account_sid"))?;
    if sid == account {
        return Ok(Holder::Account(account_sid));
    }
    let sid = sid.parse().map_err(|_| corrupt("holder_sid"))?;
    Ok(Holder::Person(Person::User { account_sid, sid }))
}

/// The account's column and the holder's.
pub(super) fn columns(holder: &Holder) -> (Option<AccountSid>, String) {
    match holder {
        Holder::Person(person @ Person::Reviewer(_)) => (None, person.to_string()),
        Holder::Person(person @ Person::User { account_sid, .. }) => (Some(*account_sid), person.to_string()),
        Holder::Account(account_sid) => (Some(*account_sid), account_sid.to_string()),
    }
}

/// A token is 32 random bytes, so a fast hash is enough.
pub(super) fn token_hash(token: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.expose_secret().as_bytes()).as_ref().to_vec()
}

impl Tx {
    /// Stores a new session.
    ///
    /// # Errors
    /// `Duplicate(Other)` if the token is taken, which random ones are not.
    pub async fn session_insert_any_account(
        &mut self,
        token: &SecretString,
        stored: &StoredSession,
    ) -> Result<()> {
        let session = &stored.session;
        let (account, sid) = columns(&session.holder);
        let values = args![
            token_hash(token),
            account,
            sid,
            stored.credential.clone(),
            session.created_at,
            session.seen_at,
            session.expires_at(),
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// The session that a token opens, also when it is over.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn session_find_any_account(&mut self, token: &SecretString) -> Result<Option<StoredSession>> {
        self.row::<SessionRow>(&FIND, args![token_hash(token)]).await?.map(TryInto::try_into).transpose()
    }

    /// A holder's sessions that are not over at `now`, the one last seen first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn session_list_any_account(
        &mut self,
        holder: &Holder,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredSession>> {
        let (_, sid) = columns(holder);
        let rows = self.rows::<SessionRow>(&OF_HOLDER, args![sid, now, limit]).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Notes that it is in use. Without effect if it was noted later already, or the session is gone.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn session_seen_any_account(&mut self, token: &SecretString, session: &SignedIn) -> Result<()> {
        let values = args![token_hash(token), session.seen_at, session.expires_at()];
        self.execute(&SEEN, values).await.map(drop)
    }

    /// Ends a session; `false` if there was none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn session_delete_any_account(&mut self, token: &SecretString) -> Result<bool> {
        Ok(self.execute(&DELETE, args![token_hash(token)]).await? > 0)
    }

    /// Ends a holder's sessions, all or all but the one that `kept` opens; returns how many.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn session_delete_all_any_account(
        &mut self,
        holder: &Holder,
        kept: Option<&SecretString>,
    ) -> Result<u64> {
        let (_, sid) = columns(holder);
        match kept {
            Some(token) => self.execute(&DELETE_OTHERS, args![sid, token_hash(token)]).await,
            None => self.execute(&DELETE_OF_HOLDER, args![sid]).await,
        }
    }

    /// Forgets the sessions that are over.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn session_purge_any_account(&mut self, now: Timestamp) -> Result<()> {
        self.execute(&PURGE, args![now]).await.map(drop)
    }
}

//! Domains that accounts send mail from; and the global table that says whose a proven one is.

use trusthub_domain::sending::SendingDomain;
use trusthub_domain::sid::{AccountSid, DomainSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "domains";

macro_rules! columns {
    () => {
        "account_sid, sid, domain, challenge, state, selectors, records, proven_at, seen_at, missed_at, checked_at, version, \
         date_created"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO domains (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM domains WHERE account_sid = $1 AND sid = $2");
    BY_NAME = concat!("SELECT ", columns!(), " FROM domains WHERE account_sid = $1 AND domain = $2");
    // Whoever writes waits on PostgreSQL; on SQLite nobody else writes meanwhile.
    LOCK = "SELECT sid FROM domains WHERE account_sid = $1 AND domain = $2",
        postgres: "SELECT sid FROM domains WHERE account_sid = $1 AND domain = $2 FOR UPDATE";
    COUNT = "SELECT count(*) AS domains FROM domains WHERE account_sid = $1";
    SAVE = "UPDATE domains SET state = $4, selectors = $5, records = $6, proven_at = $7, seen_at = $8, missed_at = $9, \
            checked_at = $10, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    DELETE = "DELETE FROM domains WHERE account_sid = $1 AND sid = $2 AND version = $3";
    OWNER_FIND = "SELECT account_sid, domain_sid FROM domain_owner WHERE domain = $1";
    OWNER_SET = "INSERT INTO domain_owner (domain, account_sid, domain_sid) VALUES ($1, $2, $3)";
    OWNER_DELETE = "DELETE FROM domain_owner WHERE account_sid = $1 AND domain_sid = $2";
}

listings! {
    LIST by "sid" = concat!("SELECT ", columns!(), " FROM domains WHERE account_sid = $5");
}

#[derive(sqlx::FromRow)]
struct DomainRow {
    account_sid: String,
    sid: String,
    domain: String,
    challenge: String,
    state: String,
    selectors: String,
    records: Vec<u8>,
    proven_at: Option<i64>,
    seen_at: Option<i64>,
    missed_at: Option<i64>,
    checked_at: Option<i64>,
    version: i64,
    date_created: i64,
}

impl Sealed for DomainRow {
    type Clear = SendingDomain;

    async fn open(self, vault: &Vault) -> Result<SendingDomain> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(SendingDomain {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            state: place.parse("state", &self.state)?,
            records: place.open(vault, "records", &self.records).await?,
            domain: self.domain,
            challenge: self.challenge,
            selectors: self.selectors.split_whitespace().map(str::to_owned).collect(),
            proven_at: self.proven_at.map(Timestamp::from_micros),
            seen_at: self.seen_at.map(Timestamp::from_micros),
            missed_at: self.missed_at.map(Timestamp::from_micros),
            checked_at: self.checked_at.map(Timestamp::from_micros),
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
        })
    }
}

impl Placed for DomainRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

async fn seal_records(domain: &SendingDomain, vault: &Vault) -> Result<Vec<u8>> {
    let key = domain.sid.to_string();
    Place::new(TABLE, domain.account_sid, &key).seal(vault, "records", &domain.records).await
}

impl Tx {
    /// Stores a new one, which is nobody's yet.
    ///
    /// # Errors
    /// `Duplicate(SendingDomain)` if the account has it already; `Erased`.
    pub async fn domain_insert(&mut self, domain: &SendingDomain) -> Result<()> {
        let records = seal_records(domain, self.vault()).await?;
        let values = args![
            domain.account_sid,
            domain.sid,
            &domain.domain,
            &domain.challenge,
            domain.state.as_str(),
            domain.selectors.join(" "),
            records,
            domain.proven_at,
            domain.seen_at,
            domain.missed_at,
            domain.checked_at,
            domain.version,
            domain.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(domain.sid, domain.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn domain_find(&mut self, scope: &Scope, sid: DomainSid) -> Result<Option<SendingDomain>> {
        self.find::<DomainRow>(&FIND, args![scope.account(), sid]).await
    }

    /// One of them by its name; nobody else changes it until this transaction ends.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn domain_find_locked(&mut self, scope: &Scope, domain: &str) -> Result<Option<SendingDomain>> {
        self.row::<(String,)>(&LOCK, args![scope.account(), domain]).await?;
        self.find::<DomainRow>(&BY_NAME, args![scope.account(), domain]).await
    }

    /// How many the account has.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn domain_count(&mut self, scope: &Scope) -> Result<i64> {
        Ok(self.row::<(i64,)>(&COUNT, args![scope.account()]).await?.map_or(0, |(count,)| count))
    }

    /// A page of them, newest first.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn domain_list(&mut self, scope: &Scope, page: &PageRequest) -> Result<Page<SendingDomain>> {
        self.page::<DomainRow>(&LIST, page, &args![scope.account()]).await
    }

    /// Saves it if its version is current; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn domain_save(&mut self, domain: &SendingDomain) -> Result<SendingDomain> {
        let records = seal_records(domain, self.vault()).await?;
        let values = args![
            domain.account_sid,
            domain.sid,
            domain.version,
            domain.state.as_str(),
            domain.selectors.join(" "),
            records,
            domain.proven_at,
            domain.seen_at,
            domain.missed_at,
            domain.checked_at,
        ];
        self.execute_seen(&SAVE, values).await?;
        Ok(SendingDomain { version: domain.version + 1, ..domain.clone() })
    }

    /// Deletes it if its version is current.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn domain_delete(&mut self, domain: &SendingDomain) -> Result<()> {
        self.execute_seen(&DELETE, args![domain.account_sid, domain.sid, domain.version]).await?;
        self.owner_delete(domain.sid).await
    }

    /// Whose a proven domain is.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn domain_owner_any_account(
        &mut self,
        domain: &str,
    ) -> Result<Option<(AccountSid, DomainSid)>> {
        let Some((account, sid)) = self.row::<(String, String)>(&OWNER_FIND, args![domain]).await? else {
            return Ok(None);
        };
        let corrupt = |column| Error::Corrupt { table: "domain_owner", column, key: domain.to_owned() };
        let account = account.parse().map_err(|_| corrupt("account_sid"))?;
        Ok(Some((account, sid.parse().map_err(|_| corrupt("domain_sid"))?)))
    }

    /// From now on it is this account's.
    ///
    /// # Errors
    /// `Duplicate(SendingDomain)` if it is somebody's.
    pub async fn domain_owner_set_any_account(&mut self, domain: &SendingDomain) -> Result<()> {
        let values = args![&domain.domain, domain.account_sid, domain.sid];
        self.execute(&OWNER_SET, values).await.map(drop)
    }

    /// From now on it is nobody's, if it was this one's.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn domain_owner_clear_any_account(&mut self, domain: &SendingDomain) -> Result<()> {
        self.execute(&OWNER_DELETE, args![domain.account_sid, domain.sid]).await.map(drop)
    }
}

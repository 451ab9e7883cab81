//! Credentials that were issued. Saving one also says on its public list where it stands.

use trusthub_domain::credential::{Credential, CredentialClaim, CredentialState, Revocation, StatusPlace};
use trusthub_domain::sid::{BundleSid, CredentialSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::{Place, Sealed};
use crate::db::statement::{listings, statements};
use crate::db::value::args;
use crate::error::Result;
use crate::page::{Cursor, Page, PageRequest, Placed};
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "credentials";

macro_rules! columns {
    () => {
        "account_sid, sid, bundle_sid, format, claims, numbers, domain, key_id, status_list, status_index, suspended_at, \
         revoked_at, revoked_cause, expires_at, version, date_created"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO credentials (", columns!(), ") \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM credentials WHERE account_sid = $1 AND sid = $2");
    // What is expired or revoked has nothing left to lose.
    LIVE_OF_BUNDLE = concat!(
        "SELECT ", columns!(), " FROM credentials WHERE account_sid = $1 AND bundle_sid = $2 AND revoked_at IS NULL \
        AND expires_at > $3 ORDER BY sid"
    );
    LIVE_OF_DOMAIN = concat!(
        "SELECT ", columns!(), " FROM credentials WHERE account_sid = $1 AND domain = $2 AND revoked_at IS NULL \
        AND expires_at > $3 ORDER BY sid"
    );
    LIST_ALL = concat!(
        "SELECT ", columns!(), " FROM credentials WHERE account_sid = $1 AND sid > $2 ORDER BY sid LIMIT $3"
    );
    SAVE = "UPDATE credentials SET suspended_at = $4, revoked_at = $5, revoked_cause = $6, version = version + 1 \
        WHERE account_sid = $1 AND sid = $2 AND version = $3";
    DELETE = "DELETE FROM credentials WHERE account_sid = $1 AND sid = $2";
}

listings! {
    LIST by "sid" = concat!(
        "SELECT ", columns!(), " FROM credentials WHERE account_sid = $5 \
        AND (CAST($6 AS TEXT) IS NULL OR bundle_sid = $6)"
    );
}

#[derive(sqlx::FromRow)]
struct CredentialRow {
    account_sid: String,
    sid: String,
    bundle_sid: String,
    format: String,
    claims: String,
    numbers: Vec<u8>,
    domain: Option<String>,
    key_id: String,
    status_list: i64,
    status_index: i64,
    suspended_at: Option<i64>,
    revoked_at: Option<i64>,
    revoked_cause: Option<String>,
    expires_at: i64,
    version: i64,
    date_created: i64,
}

impl Sealed for CredentialRow {
    type Clear = Credential;

    async fn open(self, vault: &Vault) -> Result<Credential> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let claims = self.claims.split_whitespace().map(|name| place.parse("claims", name));
        Ok(Credential {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            bundle_sid: place.parse("bundle_sid", &self.bundle_sid)?,
            format: place.parse("format", &self.format)?,
            claims: claims.collect::<Result<Vec<CredentialClaim>>>()?,
            numbers: place.open(vault, "numbers", &self.numbers).await?,
            revocation: self.revocation(&place)?,
            domain: self.domain,
            key_id: self.key_id,
            place: StatusPlace { list: self.status_list, index: self.status_index },
            suspended_at: self.suspended_at.map(Timestamp::from_micros),
            expires_at: Timestamp::from_micros(self.expires_at),
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
        })
    }
}

impl CredentialRow {
    fn revocation(&self, place: &Place<'_>) -> Result<Option<Revocation>> {
        match (self.revoked_at, place.parse_option("revoked_cause", self.revoked_cause.as_deref())?) {
            (Some(at), Some(cause)) => Ok(Some(Revocation { at: Timestamp::from_micros(at), cause })),
            (None, None) => Ok(None),
            (Some(_), None) | (None, Some(_)) => Err(place.corrupt("revoked_cause")),
        }
    }
}

impl Placed for CredentialRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Tx {
    /// Stores a new one. Its place on a list was taken before, by [`Tx::credential_place_take_any_account`].
    ///
    /// # Errors
    /// `Erased` if the account is.
    pub async fn credential_insert(&mut self, credential: &Credential) -> Result<()> {
        let sid = credential.sid.to_string();
        let place = Place::new(TABLE, credential.account_sid, &sid);
        let numbers = place.seal(self.vault(), "numbers", &credential.numbers).await?;
        let claims: Vec<&str> = credential.claims.iter().map(|claim| claim.as_str()).collect();
        let values = args![
            credential.account_sid,
            credential.sid,
            credential.bundle_sid,
            credential.format.as_str(),
            claims.join(" "),
            numbers,
            credential.domain.as_deref(),
            &credential.key_id,
            credential.place.list,
            credential.place.index,
            credential.suspended_at,
            credential.revocation.map(|revocation| revocation.at),
            credential.revocation.map(|revocation| revocation.cause.as_str()),
            credential.expires_at,
            credential.version,
            credential.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.owner_set(credential.sid, credential.account_sid).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn credential_find(&mut self, scope: &Scope, sid: CredentialSid) -> Result<Option<Credential>> {
        self.find::<CredentialRow>(&FIND, args![scope.account(), sid]).await
    }

    /// A page of them, newest first, optionally only those about one profile.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn credential_list(
        &mut self,
        scope: &Scope,
        bundle: Option<BundleSid>,
        page: &PageRequest,
    ) -> Result<Page<Credential>> {
        self.page::<CredentialRow>(&LIST, page, &args![scope.account(), bundle]).await
    }

    /// Those about a profile that are neither revoked nor expired.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn credential_list_live(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        now: Timestamp,
    ) -> Result<Vec<Credential>> {
        self.all::<CredentialRow>(&LIVE_OF_BUNDLE, args![scope.account(), bundle, now]).await
    }

    /// Those that name a domain and are neither revoked nor expired.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn credential_list_live_naming(
        &mut self,
        scope: &Scope,
        domain: &str,
        now: Timestamp,
    ) -> Result<Vec<Credential>> {
        self.all::<CredentialRow>(&LIVE_OF_DOMAIN, args![scope.account(), domain, now]).await
    }

    /// All of the account in the order of their identifiers, from `after` on.
    ///
    /// # Errors
    /// `Corrupt`, `Erased`.
    pub async fn credential_list_all(
        &mut self,
        scope: &Scope,
        after: Option<CredentialSid>,
        limit: u32,
    ) -> Result<Vec<Credential>> {
        let after = after.map(|sid| sid.to_string()).unwrap_or_default();
        self.all::<CredentialRow>(&LIST_ALL, args![scope.account(), after, limit]).await
    }

    /// Saves where it stands if its version is current, here and on its public list; returns it with the next version.
    ///
    /// # Errors
    /// `Conflict` if somebody else saved it since it was read.
    pub async fn credential_save(&mut self, credential: &Credential) -> Result<Credential> {
        let values = args![
            credential.account_sid,
            credential.sid,
            credential.version,
            credential.suspended_at,
            credential.revocation.map(|revocation| revocation.at),
            credential.revocation.map(|revocation| revocation.cause.as_str()),
        ];
        self.execute_seen(&SAVE, values).await?;
        let status = if credential.revocation.is_some() {
            CredentialState::Revoked
        } else if credential.suspended_at.is_some() {
            CredentialState::Suspended
        } else {
            CredentialState::Valid
        };
        self.credential_status_set(credential.place, status).await?;
        Ok(Credential { version: credential.version + 1, ..credential.clone() })
    }

    /// Deletes what is kept of one; its place on the public list stays as it is. `false` if there is none.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn credential_delete(&mut self, scope: &Scope, sid: CredentialSid) -> Result<bool> {
        self.owner_delete(sid).await?;
        Ok(self.execute(&DELETE, args![scope.account(), sid]).await? > 0)
    }
}

//! Keyed hashes over all accounts (global table `lookup_hash`): who else uses this number, this phone, this address?
//!
//! Values are normalised by the caller and hashed here under the hub's look-up key; nothing can be read back. A row says of
//! which kind its value is, who uses it since when, and, by another hash, for which business.

use std::collections::BTreeMap;

use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

const TABLE: &str = "lookup_hash";

/// One value to remember, or to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// What kind.
    pub kind: SharedKind,
    /// The normalised value, in clear; never stored.
    pub value: String,
}

/// All that is remembered of a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Sharing<'a> {
    /// The main account of the bundle's, or the bundle's own.
    pub family_sid: AccountSid,
    /// What tells its business from others; hashed here, never stored.
    pub business: &'a str,
    /// The values.
    pub values: &'a [Lookup],
}

/// Where a value was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupHit {
    /// The account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
}

/// A value as it is remembered of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// What kind.
    pub kind: SharedKind,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Since when the bundle uses it; the epoch for what was kept before that was.
    pub since: Timestamp,
}

/// Somebody's use of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The account.
    pub account_sid: AccountSid,
    /// Its main account, or itself.
    pub family_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
    /// The hash of what tells its business from others.
    pub business: Vec<u8>,
}

impl Lookup {
    /// The kind is hashed with the value: a name that looks like a number is still a name. No kind holds a line break, so
    /// no two kinds ever meet.
    fn hash(&self, vault: &Vault) -> Vec<u8> {
        vault.lookup_hash(&format!("{}\n{}", self.kind, self.value))
    }
}

statements! {
    CLEAR = "DELETE FROM lookup_hash WHERE account_sid = $1 AND bundle_sid = $2";
    DELETE = "DELETE FROM lookup_hash WHERE hash = $1 AND account_sid = $2 AND bundle_sid = $3";
    INSERT = "INSERT INTO lookup_hash (hash, account_sid, bundle_sid, kind, family_sid, business, seen_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash, account_sid, bundle_sid) DO UPDATE SET \
            kind = excluded.kind, family_sid = excluded.family_sid, business = excluded.business";
    OF_BUNDLE = "SELECT hash, kind, family_sid, business, seen_at FROM lookup_hash \
        WHERE account_sid = $1 AND bundle_sid = $2 ORDER BY kind, hash";
    FIND = "SELECT account_sid, bundle_sid FROM lookup_hash WHERE hash = $1 \
        ORDER BY CASE WHEN family_sid = $2 THEN 1 ELSE 0 END, seen_at DESC, account_sid, bundle_sid LIMIT $3";
    OTHERS = "SELECT account_sid, family_sid, bundle_sid, business FROM lookup_hash \
        WHERE hash = $1 AND family_sid <> $2 ORDER BY seen_at DESC, account_sid, bundle_sid LIMIT $3";
    SINCE = "SELECT account_sid, family_sid, bundle_sid, business FROM lookup_hash \
        WHERE hash = $1 AND seen_at >= $2 ORDER BY seen_at DESC, account_sid, bundle_sid LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    hash: Vec<u8>,
    kind: String,
    family_sid: String,
    business: Vec<u8>,
    seen_at: i64,
}

#[derive(sqlx::FromRow)]
struct UseRow {
    account_sid: String,
    family_sid: String,
    bundle_sid: String,
    business: Vec<u8>,
}

impl Tx {
    /// Replaces what is remembered of a bundle. What it used before and still uses keeps its date; nothing is written where
    /// nothing changed.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn lookup_set(
        &mut self,
        scope: &Scope,
        bundle: BundleSid,
        sharing: Sharing<'_>,
        now: Timestamp,
    ) -> Result<()> {
        let business = self.lookup_business(sharing.business);
        let family = sharing.family_sid.to_string();
        // In one order everywhere: two writers of the same values wait for one another instead of locking each other.
        let wanted: BTreeMap<Vec<u8>, SharedKind> =
            sharing.values.iter().map(|lookup| (lookup.hash(self.vault()), lookup.kind)).collect();
        let known = self.rows::<OwnRow>(&OF_BUNDLE, args![scope.account(), bundle]).await?;
        for row in known.iter().filter(|row| !wanted.contains_key(&row.hash)) {
            self.execute(&DELETE, args![row.hash.clone(), scope.account(), bundle]).await?;
        }
        for (hash, kind) in wanted {
            let is_known = |row: &OwnRow| {
                row.hash == hash
                    && row.kind == kind.as_str()
                    && row.family_sid == family
                    && row.business == business
            };
            if !known.iter().any(is_known) {
                let values = args![
                    hash,
                    scope.account(),
                    bundle,
                    kind.as_str(),
                    sharing.family_sid,
                    business.clone(),
                    now
                ];
                self.execute(&INSERT, values).await?;
            }
        }
        Ok(())
    }

    /// Forgets a bundle.
    ///
    /// # Errors
    /// `Unavailable`.
    pub(crate) async fn lookup_clear(&mut self, scope: &Scope, bundle: BundleSid) -> Result<()> {
        self.execute(&CLEAR, args![scope.account(), bundle]).await.map(drop)
    }

    /// What is remembered of a bundle, by kind.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn lookup_list(&mut self, scope: &Scope, bundle: BundleSid) -> Result<Vec<Remembered>> {
        let rows = self.rows::<OwnRow>(&OF_BUNDLE, args![scope.account(), bundle]).await?;
        let key = bundle.to_string();
        let place = Place::new(TABLE, scope.account(), &key);
        rows.into_iter()
            .map(|row| {
                let kind = place.parse("kind", &row.kind)?;
                Ok(Remembered { kind, hash: row.hash, since: Timestamp::from_micros(row.seen_at) })
            })
            .collect()
    }

    /// The hash of a value, to be told from others that are remembered.
    #[must_use]
    pub fn lookup_hash(&self, lookup: &Lookup) -> Vec<u8> {
        lookup.hash(self.vault())
    }

    /// The hash of what tells a business from others.
    #[must_use]
    pub fn lookup_business(&self, business: &str) -> Vec<u8> {
        self.vault().lookup_hash(&format!("business\n{business}"))
    }

    /// Where this value was seen, over all accounts, at most `limit`: outside of a family of accounts first, there the
    /// latest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn lookup_find_any_account(
        &mut self,
        lookup: &Lookup,
        family: AccountSid,
        limit: u32,
    ) -> Result<Vec<LookupHit>> {
        let hash = lookup.hash(self.vault());
        let rows = self.rows::<(String, String)>(&FIND, args![hash, family, limit]).await?;
        rows.iter()
            .map(|(account, bundle)| {
                let place = Place::of_row(TABLE, account, bundle)?;
                Ok(LookupHit { account_sid: place.account(), bundle_sid: place.parse("bundle_sid", bundle)? })
            })
            .collect()
    }

    /// Who uses the value of this hash outside of a family of accounts, the latest first, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn lookup_others_any_account(
        &mut self,
        hash: &[u8],
        family: AccountSid,
        limit: u32,
    ) -> Result<Vec<Use>> {
        uses(&self.rows::<UseRow>(&OTHERS, args![hash.to_vec(), family, limit]).await?)
    }

    /// Who has begun to use the value of this hash since then, in any account, the latest first, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn lookup_since_any_account(
        &mut self,
        hash: &[u8],
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Use>> {
        uses(&self.rows::<UseRow>(&SINCE, args![hash.to_vec(), since, limit]).await?)
    }
}

fn uses(rows: &[UseRow]) -> Result<Vec<Use>> {
    rows.iter()
        .map(|row| {
            let place = Place::of_row(TABLE, &row.account_sid, &row.bundle_sid)?;
            Ok(Use {
                account_sid: place.account(),
                family_sid: place.parse("family_sid", &row.family_sid)?,
                bundle_sid: place.parse("bundle_sid", &row.bundle_sid)?,
                business: row.business.clone(),
            })
        })
        .collect()
}

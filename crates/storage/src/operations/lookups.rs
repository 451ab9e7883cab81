//! Keyed hashes over all accounts (global table `lookup_hash`): who else registered this business?
//!
//! Values are normalised by the caller and hashed here under the hub's look-up key; nothing can be read back.

use trusthub_domain::sid::{AccountSid, BundleSid};

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;
use crate::scope::Scope;
use crate::vault::Vault;

/// What kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LookupKind {
    /// Registration authority and number, `EIN:123456789`.
    BusinessIdentifier,
    /// Normalised legal name and country.
    BusinessName,
    /// A token of a person's name.
    PersonToken,
}

/// One value to remember.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// What kind.
    pub kind: LookupKind,
    /// The normalised value, in clear; never stored.
    pub value: String,
}

/// Where a value was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupHit {
    /// The account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
}

impl Lookup {
    /// The kind is hashed with the value: a name that looks like a number is still a name.
    fn hash(&self, vault: &Vault) -> Vec<u8> {
        let kind = match self.kind {
            LookupKind::BusinessIdentifier => "business_identifier",
            LookupKind::BusinessName => "business_name",
            LookupKind::PersonToken => "person_token",
        };
        vault.lookup_hash(&format!("{kind}\n{}", self.value))
    }
}

statements! {
    CLEAR = "DELETE FROM lookup_hash WHERE account_sid = $1 AND bundle_sid = $2";
    INSERT = "INSERT INTO lookup_hash (hash, account_sid, bundle_sid) VALUES ($1, $2, $3) \
        ON CONFLICT (hash, account_sid, bundle_sid) DO NOTHING";
    FIND = "SELECT account_sid, bundle_sid FROM lookup_hash WHERE hash = $1 ORDER BY account_sid, bundle_sid";
}

impl Tx {
    /// Replaces what is remembered of a bundle.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn lookup_set(&mut self, scope: &Scope, bundle: BundleSid, lookups: &[Lookup]) -> Result<()> {
        self.execute(&CLEAR, args![scope.account(), bundle]).await?;
        let mut hashes: Vec<_> = lookups.iter().map(|lookup| lookup.hash(self.vault())).collect();
        // In one order everywhere: two writers of the same values wait for one another instead of locking each other.
        hashes.sort_unstable();
        for hash in hashes {
            self.execute(&INSERT, args![hash, scope.account(), bundle]).await?;
        }
        Ok(())
    }

    /// Where this value was seen, over all accounts.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn lookup_find_any_account(&mut self, lookup: &Lookup) -> Result<Vec<LookupHit>> {
        let hash = lookup.hash(self.vault());
        let rows = self.rows::<(String, String)>(&FIND, args![hash]).await?;
        rows.iter()
            .map(|(account, bundle)| {
                let place = Place::of_row("lookup_hash", account, bundle)?;
                Ok(LookupHit { account_sid: place.account(), bundle_sid: place.parse("bundle_sid", bundle)? })
            })
            .collect()
    }
}

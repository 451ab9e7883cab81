//! Whom a new version of a list may concern: bundles under review or approved, of all accounts, by identifier only.
//!
//! Read in the order of their key, from a place on, so that a walk over them can be broken off and taken up anywhere.

use trusthub_domain::sid::{AccountSid, BundleSid};

use crate::db::Tx;
use crate::db::seal::Place;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    AT_STAKE = "SELECT account_sid, sid FROM bundles \
        WHERE status IN ('in-review', 'twilio-approved') AND (account_sid, sid) > ($1, $2) \
        ORDER BY account_sid, sid LIMIT $3";
}

/// A bundle and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BundlePlace {
    /// The account.
    pub account_sid: AccountSid,
    /// The bundle.
    pub bundle_sid: BundleSid,
}

impl Tx {
    /// Bundles under review or approved after `after`, at most `limit`.
    ///
    /// # Errors
    /// `Corrupt`, `Unavailable`.
    pub async fn bundles_at_stake_any_account(
        &mut self,
        after: Option<BundlePlace>,
        limit: u32,
    ) -> Result<Vec<BundlePlace>> {
        let (account, bundle) = match after {
            Some(place) => (place.account_sid.to_string(), place.bundle_sid.to_string()),
            None => (String::new(), String::new()),
        };
        let rows = self.rows::<(String, String)>(&AT_STAKE, args![account, bundle, limit]).await?;
        rows.iter()
            .map(|(account, bundle)| {
                let place = Place::of_row("bundles", account, bundle)?;
                Ok(BundlePlace { account_sid: place.account(), bundle_sid: place.parse("sid", bundle)? })
            })
            .collect()
    }
}

//! Stored bundles, and how they are sealed and opened.

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::{Bundle, Reason};
use trusthub_domain::contact::Email;
use trusthub_domain::time::Timestamp;

use super::BundleReference;
use crate::db::seal::{Place, Sealed};
use crate::error::Result;
use crate::page::{Cursor, Placed};
use crate::vault::Vault;

pub(super) const TABLE: &str = "bundles";

#[derive(sqlx::FromRow)]
pub(super) struct BundleRow {
    account_sid: String,
    sid: String,
    kind: String,
    policy_sid: String,
    friendly_name: String,
    contact: Vec<u8>,
    status: String,
    suspension: Option<Vec<u8>>,
    valid_until: Option<i64>,
    reasons: Option<Vec<u8>>,
    copy_of: Option<String>,
    event_sequence: i64,
    version: i64,
    date_created: i64,
    date_updated: i64,
    lost_support: Option<Vec<u8>>,
    is_told_of_account: bool,
    account_status: String,
}

#[derive(sqlx::FromRow)]
pub(super) struct ReferenceRow {
    account_sid: String,
    sid: String,
    kind: String,
    policy_sid: String,
    shown_status: String,
    valid_until: Option<i64>,
}

/// The sealed column `contact`.
#[derive(Serialize, Deserialize)]
struct Contact {
    email: Email,
    status_callback: Option<String>,
}

impl Sealed for BundleRow {
    type Clear = Bundle;

    async fn open(self, vault: &Vault) -> Result<Bundle> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        let contact: Contact = place.open(vault, "contact", &self.contact).await?;
        let reasons: Option<Vec<Reason>> =
            place.open_option(vault, "reasons", self.reasons.as_deref()).await?;
        let lost_support: Option<Vec<Reason>> =
            place.open_option(vault, "lost_support", self.lost_support.as_deref()).await?;
        Ok(Bundle {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            kind: place.parse("kind", &self.kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            email: contact.email,
            status_callback: contact.status_callback,
            status: place.parse("status", &self.status)?,
            suspension: place.open_option(vault, "suspension", self.suspension.as_deref()).await?,
            lost_support: lost_support.unwrap_or_default(),
            account_status: place.parse("account_status", &self.account_status)?,
            is_told_of_account: self.is_told_of_account,
            valid_until: self.valid_until.map(Timestamp::from_micros),
            reasons: reasons.unwrap_or_default(),
            copy_of: place.parse_option("copy_of", self.copy_of.as_deref())?,
            event_sequence: self.event_sequence,
            version: self.version,
            date_created: Timestamp::from_micros(self.date_created),
            date_updated: Timestamp::from_micros(self.date_updated),
            friendly_name: self.friendly_name,
        })
    }
}

impl Placed for BundleRow {
    fn cursor(&self) -> Cursor {
        Cursor::of(self.date_created, &self.sid)
    }
}

impl Sealed for ReferenceRow {
    type Clear = BundleReference;

    async fn open(self, _: &Vault) -> Result<BundleReference> {
        let place = Place::of_row(TABLE, &self.account_sid, &self.sid)?;
        Ok(BundleReference {
            sid: place.parse("sid", &self.sid)?,
            account_sid: place.account(),
            kind: place.parse("kind", &self.kind)?,
            policy_sid: place.parse("policy_sid", &self.policy_sid)?,
            shown_status: place.parse("shown_status", &self.shown_status)?,
            valid_until: self.valid_until.map(Timestamp::from_micros),
        })
    }
}

/// The sealed columns of a bundle.
pub(super) struct SealedColumns {
    pub(super) contact: Vec<u8>,
    pub(super) suspension: Option<Vec<u8>>,
    pub(super) reasons: Option<Vec<u8>>,
    pub(super) lost_support: Option<Vec<u8>>,
}

impl SealedColumns {
    pub(super) async fn of(bundle: &Bundle, vault: &Vault) -> Result<Self> {
        let key = bundle.sid.to_string();
        let place = Place::new(TABLE, bundle.account_sid, &key);
        let contact =
            Contact { email: bundle.email.clone(), status_callback: bundle.status_callback.clone() };
        let reasons = Some(&bundle.reasons).filter(|reasons| !reasons.is_empty());
        let lost_support = Some(&bundle.lost_support).filter(|reasons| !reasons.is_empty());
        Ok(Self {
            contact: place.seal(vault, "contact", &contact).await?,
            suspension: place.seal_option(vault, "suspension", bundle.suspension.as_ref()).await?,
            reasons: place.seal_option(vault, "reasons", reasons).await?,
            lost_support: place.seal_option(vault, "lost_support", lost_support).await?,
        })
    }
}

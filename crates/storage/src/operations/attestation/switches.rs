//! The provider's switches: who they are, and the hash of what they show.

use trusthub_domain::account::Switch;
use trusthub_domain::sid::SwitchSid;
use trusthub_domain::time::Timestamp;

use super::changes::AttestationChange;
use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO switches (sid, friendly_name, secret_hash, date_created, tls_name) \
        VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT sid, friendly_name, secret_hash, date_created, tls_name, revoked_at FROM switches WHERE sid = $1";
    LIST = "SELECT sid, friendly_name, secret_hash, date_created, tls_name, revoked_at FROM switches \
        ORDER BY date_created, sid";
    REVOKE = "UPDATE switches SET revoked_at = $2 WHERE sid = $1 AND revoked_at IS NULL";
}

/// What signing in as a switch needs.
#[derive(Debug, Clone)]
pub struct SwitchCredentials {
    /// The switch.
    pub switch: Switch,
    /// SHA-256 of its secret; empty, which no secret hashes to, for one that has none.
    pub secret_hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct SwitchRow {
    sid: String,
    friendly_name: String,
    secret_hash: Vec<u8>,
    date_created: i64,
    tls_name: Option<String>,
    revoked_at: Option<i64>,
}

impl SwitchRow {
    fn credentials(self) -> Result<SwitchCredentials> {
        let sid = self.sid.parse().map_err(|_| Error::Corrupt {
            table: "switches",
            column: "sid",
            key: self.sid.clone(),
        })?;
        let switch = Switch {
            sid,
            friendly_name: self.friendly_name,
            date_created: Timestamp::from_micros(self.date_created),
            tls_name: self.tls_name,
            revoked_at: self.revoked_at.map(Timestamp::from_micros),
        };
        Ok(SwitchCredentials { switch, secret_hash: self.secret_hash })
    }
}

impl Tx {
    /// Stores a new switch.
    ///
    /// # Errors
    /// `Duplicate(SwitchTlsName)` if another switch in use has its TLS name.
    pub async fn switch_insert(&mut self, switch: &Switch, secret_hash: &[u8]) -> Result<()> {
        let values = args![
            switch.sid,
            &switch.friendly_name,
            secret_hash,
            switch.date_created,
            switch.tls_name.clone()
        ];
        self.execute(&INSERT, values).await?;
        self.attestation_changed(&AttestationChange::Switch(switch.sid)).await
    }

    /// One switch, revoked or not.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn switch_credentials(&mut self, sid: SwitchSid) -> Result<Option<SwitchCredentials>> {
        self.row::<SwitchRow>(&FIND, args![sid]).await?.map(SwitchRow::credentials).transpose()
    }

    /// All of them, oldest first. A provider has few.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn switch_credentials_list(&mut self) -> Result<Vec<SwitchCredentials>> {
        let rows = self.rows::<SwitchRow>(&LIST, args![]).await?;
        rows.into_iter().map(SwitchRow::credentials).collect()
    }

    /// Shuts it out; `false` if there is none, or it is out already.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn switch_revoke(&mut self, sid: SwitchSid, now: Timestamp) -> Result<bool> {
        let was_in = self.execute(&REVOKE, args![sid, now]).await? > 0;
        if was_in {
            self.attestation_changed(&AttestationChange::Switch(sid)).await?;
        }
        Ok(was_in)
    }
}

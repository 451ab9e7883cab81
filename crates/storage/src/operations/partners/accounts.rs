//! The provider's partners: who they are, and the hash of what they show.

use trusthub_domain::partner::{Partner, PartnerQuota, PartnerScope};
use trusthub_domain::sid::PartnerSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::operations::attestation::changes::AttestationChange;

macro_rules! columns {
    () => {
        "sid, friendly_name, kind, scopes, requests_per_minute, lookups_per_day, secret_hash, tls_name, date_created, \
        revoked_at"
    };
}

statements! {
    INSERT = concat!(
        "INSERT INTO partners (", columns!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)"
    );
    FIND = concat!("SELECT ", columns!(), " FROM partners WHERE sid = $1");
    LIST = concat!("SELECT ", columns!(), " FROM partners ORDER BY date_created, sid");
    REVOKE = "UPDATE partners SET revoked_at = $2 WHERE sid = $1 AND revoked_at IS NULL";
}

/// What signing in as a partner needs.
#[derive(Debug, Clone)]
pub struct PartnerCredentials {
    /// The partner.
    pub partner: Partner,
    /// SHA-256 of its secret; empty, which no secret hashes to, for one that has none.
    pub secret_hash: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct PartnerRow {
    sid: String,
    friendly_name: String,
    kind: String,
    scopes: String,
    requests_per_minute: i64,
    lookups_per_day: i64,
    secret_hash: Vec<u8>,
    tls_name: Option<String>,
    date_created: i64,
    revoked_at: Option<i64>,
}

impl PartnerRow {
    fn credentials(self) -> Result<PartnerCredentials> {
        let corrupt = |column| Error::Corrupt { table: "partners", column, key: self.sid.clone() };
        let count = |column, value| u32::try_from(value).map_err(|_| corrupt(column));
        let partner = Partner {
            sid: self.sid.parse().map_err(|_| corrupt("sid"))?,
            friendly_name: self.friendly_name.clone(),
            kind: self.kind.parse().map_err(|_| corrupt("kind"))?,
            scopes: self
                .scopes
                .split_whitespace()
                .map(|name| name.parse().map_err(|_| corrupt("scopes")))
                .collect::<Result<_>>()?,
            quota: PartnerQuota {
                requests_per_minute: count("requests_per_minute", self.requests_per_minute)?,
                lookups_per_day: count("lookups_per_day", self.lookups_per_day)?,
            },
            date_created: Timestamp::from_micros(self.date_created),
            tls_name: self.tls_name.clone(),
            revoked_at: self.revoked_at.map(Timestamp::from_micros),
        };
        Ok(PartnerCredentials { partner, secret_hash: self.secret_hash })
    }
}

impl Tx {
    /// Stores a new partner.
    ///
    /// # Errors
    /// `Duplicate(PartnerTlsName)` if another partner in use has its TLS name.
    pub async fn partner_insert(&mut self, partner: &Partner, secret_hash: &[u8]) -> Result<()> {
        let scopes: Vec<&str> = partner.scopes.iter().map(|scope: &PartnerScope| scope.as_str()).collect();
        let values = args![
            partner.sid,
            &partner.friendly_name,
            partner.kind.as_str(),
            scopes.join(" "),
            partner.quota.requests_per_minute,
            partner.quota.lookups_per_day,
            secret_hash,
            partner.tls_name.clone(),
            partner.date_created,
        ];
        self.execute(&INSERT, values).await?;
        self.attestation_changed(&AttestationChange::Partner(partner.sid)).await
    }

    /// One partner, revoked or not.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn partner_credentials(&mut self, sid: PartnerSid) -> Result<Option<PartnerCredentials>> {
        self.row::<PartnerRow>(&FIND, args![sid]).await?.map(PartnerRow::credentials).transpose()
    }

    /// All of them, oldest first. A provider has few.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn partner_credentials_list(&mut self) -> Result<Vec<PartnerCredentials>> {
        let rows = self.rows::<PartnerRow>(&LIST, args![]).await?;
        rows.into_iter().map(PartnerRow::credentials).collect()
    }

    /// Shuts it out; `false` if there is none, or it is out already.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn partner_revoke(&mut self, sid: PartnerSid, now: Timestamp) -> Result<bool> {
        let was_in = self.execute(&REVOKE, args![sid, now]).await? > 0;
        if was_in {
            self.attestation_changed(&AttestationChange::Partner(sid)).await?;
        }
        Ok(was_in)
    }
}

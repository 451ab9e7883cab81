//! Certificates that calls are signed with, and their sealed keys. Global table: a switch asks for a signature in the name
//! of any account, and the certificate's address is asked for by strangers.

use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::{Error, Result};
use crate::vault::Vault;

/// A certificate; its chain and its key are asked for by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StirCertificate {
    /// SHA-256 of the signing certificate, hexadecimal.
    pub sha256: String,
    /// Whose it is; `None` for the hub's.
    pub account: Option<AccountSid>,
    /// Service provider code; empty for a delegate's.
    pub spc: String,
    /// First moment of its validity.
    pub not_before: Timestamp,
    /// Last moment of its validity.
    pub not_after: Timestamp,
    /// Who imported it, as the audit log names them.
    pub imported_by: String,
    /// When.
    pub imported_at: Timestamp,
}

statements! {
    LIST = "SELECT sha256, account_sid, spc, not_before, not_after, imported_by, imported_at \
        FROM stir_certificates ORDER BY not_after DESC, sha256";
    FIND = "SELECT sha256, account_sid, spc, not_before, not_after, imported_by, imported_at \
        FROM stir_certificates WHERE sha256 = $1";
    CHAIN = "SELECT chain FROM stir_certificates WHERE sha256 = $1";
    SIGNER = "SELECT account_sid, chain, private_key FROM stir_certificates WHERE sha256 = $1";
    INSERT = "INSERT INTO stir_certificates (sha256, account_sid, spc, chain, private_key, not_before, not_after, \
            imported_by, imported_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
}

#[derive(sqlx::FromRow)]
struct CertificateRow {
    sha256: String,
    account_sid: Option<String>,
    spc: String,
    not_before: i64,
    not_after: i64,
    imported_by: String,
    imported_at: i64,
}

#[derive(sqlx::FromRow)]
struct SignerRow {
    account_sid: Option<String>,
    chain: String,
    private_key: Vec<u8>,
}

impl TryFrom<CertificateRow> for StirCertificate {
    type Error = Error;

    fn try_from(row: CertificateRow) -> Result<Self> {
        Ok(Self {
            account: account(row.account_sid.as_deref(), &row.sha256)?,
            sha256: row.sha256,
            spc: row.spc,
            not_before: Timestamp::from_micros(row.not_before),
            not_after: Timestamp::from_micros(row.not_after),
            imported_by: row.imported_by,
            imported_at: Timestamp::from_micros(row.imported_at),
        })
    }
}

fn account(text: Option<&str>, sha256: &str) -> Result<Option<AccountSid>> {
    let corrupt = || corrupt("account_sid", sha256);
    text.map(|text| text.parse().map_err(|_| corrupt())).transpose()
}

fn corrupt(column: &'static str, sha256: &str) -> Error {
    Error::Corrupt { table: "stir_certificates", column, key: sha256.to_owned() }
}

fn place(sha256: &str) -> String {
    format!("stir_certificates/private_key/{sha256}")
}

async fn seal(vault: &Vault, certificate: &StirCertificate, key: &SecretString) -> Result<Vec<u8>> {
    let (place, clear) = (place(&certificate.sha256), key.expose_secret().as_bytes());
    match certificate.account {
        // Erasing the account makes it unreadable in backups, too.
        Some(account) => vault.seal_value(account, &place, clear).await,
        None => vault.seal_hub(&place, clear),
    }
}

impl Tx {
    /// Stores a certificate with its chain (PEM, the signing certificate first) and its private key, PEM.
    ///
    /// # Errors
    /// `Duplicate(Other)` if it is there already; `Erased` if its account is erased.
    pub async fn stir_certificate_insert_any_account(
        &mut self,
        certificate: &StirCertificate,
        chain: &str,
        key: &SecretString,
    ) -> Result<()> {
        let sealed = seal(self.vault(), certificate, key).await?;
        let values = args![
            &certificate.sha256,
            certificate.account,
            &certificate.spc,
            chain,
            sealed,
            certificate.not_before,
            certificate.not_after,
            &certificate.imported_by,
            certificate.imported_at,
        ];
        self.execute(&INSERT, values).await.map(drop)
    }

    /// All of them, the one that lasts longest first.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn stir_certificate_list_any_account(&mut self) -> Result<Vec<StirCertificate>> {
        let rows = self.rows::<CertificateRow>(&LIST, args![]).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// By the SHA-256 of the signing certificate.
    ///
    /// # Errors
    /// `Corrupt`.
    pub async fn stir_certificate_find_any_account(
        &mut self,
        sha256: &str,
    ) -> Result<Option<StirCertificate>> {
        self.row::<CertificateRow>(&FIND, args![sha256]).await?.map(TryInto::try_into).transpose()
    }

    /// Its chain, PEM, the signing certificate first.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn stir_certificate_chain_any_account(&mut self, sha256: &str) -> Result<Option<String>> {
        Ok(self.row::<(String,)>(&CHAIN, args![sha256]).await?.map(|(chain,)| chain))
    }

    /// What signs with it: its chain and its private key, both PEM.
    ///
    /// # Errors
    /// `Corrupt` if it is not the key that was sealed here; `Erased`.
    pub async fn stir_certificate_signer_any_account(
        &mut self,
        sha256: &str,
    ) -> Result<Option<(String, SecretString)>> {
        let Some(row) = self.row::<SignerRow>(&SIGNER, args![sha256]).await? else { return Ok(None) };
        let place = place(sha256);
        let clear = match account(row.account_sid.as_deref(), sha256)? {
            Some(account) => self.vault().open_value(account, &place, &row.private_key).await?,
            None => self.vault().open_hub(&place, &row.private_key)?,
        };
        let key = String::from_utf8(clear).map_err(|_| corrupt("private_key", sha256))?;
        Ok(Some((row.chain, key.into())))
    }
}

//! Taking in a certificate with its key.

use secrecy::SecretString;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_stir::certificate::{BundleError, Certificate, certificates};
use trusthub_stir::lint::{Finding, lint};
use trusthub_stir::path::{MOST_CERTIFICATES, PathError, Roots, end_entity, validate};
use trusthub_storage::{Error as StorageError, Scope, StirCertificate};

use super::{NoKey, PrivateKey};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Result};

/// What is to be taken in.
pub struct Import<'a> {
    /// The signing certificate and those above it, PEM or DER, in any order.
    pub chain: &'a [u8],
    /// The private key.
    pub key: PrivateKey,
    /// Whose it is; `None` for the hub's.
    pub account: Option<AccountSid>,
    /// Roots that the chain must lead to; without them that is not checked.
    pub roots: Option<&'a Roots>,
}

/// What was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The certificate as it is stored.
    pub certificate: StirCertificate,
    /// It was there already; nothing changed.
    pub is_unchanged: bool,
    /// What is not as the SHAKEN profile has it.
    pub findings: Vec<Finding>,
}

/// Why a certificate is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Not a chain of certificates.
    #[error("no chain of certificates")]
    Chain(#[from] BundleError),
    /// Not one that calls can be verified with.
    #[error("nobody could verify a call that is signed with it")]
    Path(#[from] PathError),
    /// It speaks for nobody.
    #[error("it has no TNAuthList that can be read, so it speaks for nobody")]
    NoAuthority,
    /// Its time is over.
    #[error("it ended at {0}")]
    Ended(String),
    /// Not a private key.
    #[error("the key cannot be used")]
    Key(#[from] NoKey),
    /// The key of another certificate.
    #[error("the key is not the certificate's")]
    OtherKey,
    /// As for any use case.
    #[error(transparent)]
    Hub(#[from] Error),
}

/// Takes in a certificate with its key, which is sealed at once. It signs from the next look on, if it lasts longest.
///
/// # Errors
/// What is wrong with it; `Hub` with `Forbidden` for anybody but the operator.
pub async fn import(
    hub: &Hub,
    actor: &Actor,
    import: Import<'_>,
) -> std::result::Result<Imported, ImportError> {
    actor.must_be_operator()?;
    let chain = certificates(import.chain, MOST_CERTIFICATES)?;
    let leaf = end_entity(&chain)?;
    let now = hub.now().as_seconds();
    if leaf.not_after < now {
        return Err(ImportError::Ended(Timestamp::from_seconds(leaf.not_after).to_rfc3339()));
    }
    let list = leaf.extensions.tn_auth_list.as_ref().and_then(|list| list.as_ref().ok());
    let list = list.ok_or(ImportError::NoAuthority)?;
    if let Some(roots) = import.roots {
        // One that is not valid yet is taken in ahead of its time.
        validate(&chain, roots, &[], now.max(leaf.not_before))?;
    }
    let stored = import.key.to_stored();
    let key = import.key.open(hub).await?;
    if key.public_point() != leaf.key.bits() {
        return Err(ImportError::OtherKey);
    }
    let certificate = StirCertificate {
        sha256: leaf.sha256().iter().map(|byte| format!("{byte:02x}")).collect(),
        account: import.account,
        spc: list.codes().next().map(ToString::to_string).unwrap_or_default(),
        not_before: Timestamp::from_seconds(leaf.not_before),
        not_after: Timestamp::from_seconds(leaf.not_after),
        imported_by: actor.label(),
        imported_at: hub.now(),
    };
    let findings = lint(leaf);
    let published: String = ordered(leaf, &chain).into_iter().map(Certificate::to_pem).collect();
    match store(hub, actor, &certificate, &published, &stored).await? {
        None => Ok(Imported { certificate, is_unchanged: false, findings }),
        Some(before) => Ok(Imported { certificate: before, is_unchanged: true, findings }),
    }
}

/// The certificate that was there before, if it was.
async fn store(
    hub: &Hub,
    actor: &Actor,
    certificate: &StirCertificate,
    chain: &str,
    key: &SecretString,
) -> Result<Option<StirCertificate>> {
    let mut tx = hub.db().write().await?;
    if let Some(account) = certificate.account {
        let found = tx.account_find(&Scope::own(account)).await?;
        found.ok_or(Error::NotFound(account.to_string()))?;
    }
    if let Some(before) = tx.stir_certificate_find_any_account(&certificate.sha256).await? {
        return if before.account == certificate.account {
            Ok(Some(before))
        } else {
            Err(Error::AlreadyExists("the certificate, as somebody else's".to_owned()))
        };
    }
    match tx.stir_certificate_insert_any_account(certificate, chain, key).await {
        Err(StorageError::Duplicate(_)) => return Err(Error::Conflict),
        other => other?,
    }
    let subject = format!("{} {}", certificate.sha256, certificate.spc);
    record_hub(&mut tx, hub, actor, "stir_certificate.import", subject).await?;
    tx.commit().await?;
    Ok(None)
}

/// The signing certificate, its issuer, and so on: as verifiers expect a chain. What is of no path goes last.
fn ordered<'a>(leaf: &'a Certificate, chain: &'a [Certificate]) -> Vec<&'a Certificate> {
    let mut ordered = vec![leaf];
    let is_new =
        |ordered: &[&Certificate], other: &Certificate| ordered.iter().all(|own| own.der() != other.der());
    while let Some(issuer) = ordered
        .last()
        .and_then(|last| chain.iter().find(|other| is_new(&ordered, other) && last.names_as_issuer(other)))
    {
        ordered.push(issuer);
    }
    for other in chain {
        if is_new(&ordered, other) {
            ordered.push(other);
        }
    }
    ordered
}

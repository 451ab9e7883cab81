//! Which certificates there are, which of them sign, and what strangers may fetch.

use secrecy::SecretString;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::StirCertificate;

use super::Remaining;
use crate::{Actor, Error, Hub, Result};

/// A certificate and what it is good for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The certificate.
    pub certificate: StirCertificate,
    /// Where verifiers fetch it: the `x5u` of what it signs.
    pub url: String,
    /// Whether it is the one that signs for its owner and code.
    pub signs: bool,
    /// How much of its time is left.
    pub remaining: Remaining,
}

/// All certificates, the one that lasts longest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Listed>> {
    actor.must_be_operator()?;
    let all = hub.db().read().await?.stir_certificate_list_any_account().await?;
    Ok(judged(hub, all))
}

/// What signs with a certificate: its chain and its private key, both PEM; `None` if it is no more.
///
/// # Errors
/// `Forbidden` for anybody but the operator and the hub itself.
pub(crate) async fn signer(hub: &Hub, actor: &Actor, sha256: &str) -> Result<Option<(String, SecretString)>> {
    actor.must_be_operator()?;
    Ok(hub.db().read().await?.stir_certificate_signer_any_account(sha256).await?)
}

/// The chain at a published name (`SHA-256.pem`), for whoever asks.
///
/// # Errors
/// `NotFound`.
pub async fn published(hub: &Hub, name: &str) -> Result<String> {
    let unknown = || Error::NotFound(name.to_owned());
    let sha256 = name.strip_suffix(".pem").ok_or_else(unknown)?;
    // Nothing else is in the table; strangers' texts are not looked up.
    if sha256.len() != 64
        || !sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    {
        return Err(unknown());
    }
    hub.db().read().await?.stir_certificate_chain_any_account(sha256).await?.ok_or_else(unknown)
}

/// `all` is in order: the one that lasts longest first.
fn judged(hub: &Hub, all: Vec<StirCertificate>) -> Vec<Listed> {
    let now = hub.now();
    let mut signers: Vec<(Option<AccountSid>, String)> = Vec::new();
    all.into_iter()
        .map(|certificate| {
            let remaining = Remaining::of(&certificate, now);
            let owner = (certificate.account, certificate.spc.clone());
            let signs = remaining.is_in_force() && !signers.contains(&owner);
            if signs {
                signers.push(owner);
            }
            let url = format!("{}/stir/certificates/{}.pem", hub.settings().public_url, certificate.sha256);
            Listed { certificate, url, signs, remaining }
        })
        .collect()
}

//! Which certificates there are, which of them sign, and what strangers may fetch.

use secrecy::SecretString;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::StirCertificate;

use crate::{Actor, Error, Hub, Result};

/// How much of a certificate's time is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remaining {
    /// Its time has not come.
    NotYet,
    /// Enough.
    Enough,
    /// Less than a fifth: a new one should be there by now.
    Little,
    /// None.
    Over,
}

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

impl Remaining {
    /// Of a certificate at a moment.
    #[must_use]
    pub fn of(certificate: &StirCertificate, now: Timestamp) -> Self {
        let (begin, end) = (certificate.not_before.as_micros(), certificate.not_after.as_micros());
        let now = now.as_micros();
        if now < begin {
            Self::NotYet
        } else if now > end {
            Self::Over
        } else if end.saturating_sub(now) < end.saturating_sub(begin).saturating_div(5) {
            Self::Little
        } else {
            Self::Enough
        }
    }

    /// Whether it is in force.
    const fn is_valid(self) -> bool {
        matches!(self, Self::Enough | Self::Little)
    }
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

/// The certificate that signs for an account, if one is valid, with its key: the account's own, or else the hub's.
///
/// # Errors
/// `Forbidden` for anybody but the operator, who asks when calls are to be signed.
pub async fn signing(
    hub: &Hub,
    actor: &Actor,
    account: Option<AccountSid>,
) -> Result<Option<(Listed, SecretString)>> {
    actor.must_be_operator()?;
    let mut tx = hub.db().read().await?;
    let all = judged(hub, tx.stir_certificate_list_any_account().await?);
    let of = |owner: Option<AccountSid>| {
        all.iter().find(|listed| listed.certificate.account == owner && listed.remaining.is_valid())
    };
    let own = account.and_then(|account| of(Some(account)));
    let Some(listed) = own.or_else(|| of(None)) else { return Ok(None) };
    let key = tx.stir_certificate_key_any_account(&listed.certificate.sha256).await?;
    Ok(key.map(|key| (listed.clone(), key)))
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
    let found = hub.db().read().await?.stir_certificate_find_any_account(sha256).await?;
    found.map(|certificate| certificate.chain).ok_or_else(unknown)
}

/// `all` is in order: the one that lasts longest first.
fn judged(hub: &Hub, all: Vec<StirCertificate>) -> Vec<Listed> {
    let now = hub.now();
    let mut signers: Vec<(Option<AccountSid>, String)> = Vec::new();
    all.into_iter()
        .map(|certificate| {
            let remaining = Remaining::of(&certificate, now);
            let owner = (certificate.account, certificate.spc.clone());
            let signs = remaining.is_valid() && !signers.contains(&owner);
            if signs {
                signers.push(owner);
            }
            let url = format!("{}/stir/certificates/{}.pem", hub.settings().public_url, certificate.sha256);
            Listed { certificate, url, signs, remaining }
        })
        .collect()
}

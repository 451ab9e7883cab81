//! Issuing a credential.

use std::time::Duration;

use trusthub_credentials::{Format, StatusReference};
use trusthub_domain::contact::Phone;
use trusthub_domain::credential::{Credential, CredentialClaim, CredentialFormat, StatusPlace};
use trusthub_domain::sid::{AccountSid, BundleSid, CredentialSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::Tx;

use super::status::{PLACES, status_list_url};
use super::{content, keys};
use crate::record::{Changed, internal, record};
use crate::{Actor, Hub, Invalid, Permit, Result};

/// How long a credential holds unless something else is asked for, in days. Ours: long enough to be handed on, short enough
/// that the key that signed it is not needed for years.
const USUAL_DAYS: u32 = 90;

/// The most that may be asked for, in days.
const MOST_DAYS: u32 = 366;

/// Places that are tried on a list before the next one is begun. With half of a list taken, one in 256 begins the next too
/// early, which costs nothing.
const TRIES: u32 = 8;

/// A credential to be issued.
#[derive(Debug, Clone)]
pub struct NewCredential {
    /// About which profile.
    pub profile: BundleSid,
    /// How it is written.
    pub format: CredentialFormat,
    /// What it says; nothing stands for everything.
    pub claims: Vec<CredentialClaim>,
    /// Numbers that it names.
    pub numbers: Vec<Phone>,
    /// A domain that it names.
    pub domain: Option<String>,
    /// For how many days it holds.
    pub days: Option<u32>,
}

/// A credential, this once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// What is kept of it.
    pub credential: Credential,
    /// The credential itself.
    pub text: String,
}

/// Issues a credential about a business in force. It holds no longer than the profile's approval.
///
/// # Errors
/// `NotFound`; `Invalid` if the profile is not in force or not a business's, if it does not say what is asked for, or if a
/// number or domain is not the business's.
pub async fn issue(hub: &Hub, actor: &Actor, mut new: NewCredential) -> Result<Issued> {
    let scope = actor.may(Permit::Own)?;
    let lasting = lasting(new.days)?;
    new.claims.sort_unstable();
    new.claims.dedup();
    if new.claims.is_empty() {
        new.claims = CredentialClaim::ALL.to_vec();
    }
    let mut tx = hub.db().write().await?;
    let profile = content::profile(&mut tx, hub, &scope, new.profile).await?;
    let business = content::business(&mut tx, hub, &scope, &profile, &new).await?;
    let domain = business.domain.clone();
    let now = hub.now();
    let asked = now.plus(lasting);
    let expires_at = profile.valid_until.map_or(asked, |until| asked.min(until));
    // As the credential itself tells it.
    let expires_at = Timestamp::from_seconds(expires_at.as_seconds());
    let key = keys::signer(&mut tx, hub, actor).await?;
    tx.credential_key_need_any_account(key.id(), expires_at).await?;
    let place = take_place(&mut tx, hub, scope.account(), expires_at).await?;
    let sid: CredentialSid = hub.sid();
    let written = trusthub_credentials::NewCredential {
        id: sid.to_string(),
        issuer: hub.settings().public_url.clone(),
        issued_at: now.as_seconds(),
        expires_at: expires_at.as_seconds(),
        status: StatusReference {
            uri: status_list_url(hub, place.list),
            index: u64::try_from(place.index).map_err(internal)?,
        },
        business,
    };
    let format = match new.format {
        CredentialFormat::SdJwt => Format::SdJwt,
        CredentialFormat::Jwt => Format::Jwt,
    };
    let text =
        trusthub_credentials::issue(&key, format, &written, || hub.random_bytes()).map_err(internal)?;
    let credential = Credential {
        sid,
        account_sid: scope.account(),
        bundle_sid: profile.sid,
        format: new.format,
        claims: new.claims,
        numbers: new.numbers,
        domain,
        key_id: key.id().to_owned(),
        place,
        suspended_at: None,
        revocation: None,
        expires_at,
        version: 1,
        date_created: now,
    };
    tx.credential_insert(&credential).await?;
    record(&mut tx, hub, actor, &scope, "credential.issue", sid, Changed::made(&credential)).await?;
    tx.commit().await?;
    Ok(Issued { credential, text })
}

/// How long it is to hold.
fn lasting(days: Option<u32>) -> Result<Duration> {
    let days = days.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        let why = format!("a credential holds for 1 to {MOST_DAYS} days");
        return Err(Invalid::Field { field: "ValidDays", why }.into());
    }
    Ok(Duration::from_secs(u64::from(days) * 24 * 60 * 60))
}

/// A place at random: two credentials next to one another must not tell that they were issued together.
async fn take_place(
    tx: &mut Tx,
    hub: &Hub,
    account: AccountSid,
    expires_at: Timestamp,
) -> Result<StatusPlace> {
    let mut list = tx.credential_list_newest_any_account().await?.unwrap_or(1);
    loop {
        for _ in 0..TRIES {
            let random = i64::from(u32::from_be_bytes(hub.random_bytes()));
            // A power of two divides evenly.
            let place = StatusPlace { list, index: random % PLACES };
            if tx.credential_place_take_any_account(place, account, expires_at).await? {
                return Ok(place);
            }
        }
        list += 1;
    }
}

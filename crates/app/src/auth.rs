//! HTTP Basic credentials to an actor.

use std::sync::Arc;

use aws_lc_rs::digest;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::sid::{AccountSid, KeySid, PartnerSid, SwitchSid};
use trusthub_storage::Scope;

use crate::attestation::NotLoaded;
use crate::{Actor, Error, Hub, Result};

/// Whose credentials these are: `AC…` with an auth token (primary or secondary), `SK…`, `SW…` or `PT…` with its secret.
///
/// Unknown accounts and wrong secrets look the same from outside and cost the same.
///
/// # Errors
/// `Unauthenticated`; `Forbidden` if the credentials are right but the account or its parent is suspended or closed; `Unavailable`.
pub async fn authenticate(hub: &Hub, username: &str, password: &SecretString) -> Result<Actor> {
    if let Ok(sid) = username.parse::<AccountSid>() {
        return by_token(hub, sid, password).await;
    }
    if let Ok(sid) = username.parse::<KeySid>() {
        return by_key(hub, sid, password).await;
    }
    if let Ok(sid) = username.parse::<PartnerSid>() {
        return by_partner(hub, sid, password).await;
    }
    match username.parse::<SwitchSid>() {
        Ok(sid) => by_switch(hub, sid, password).await,
        Err(_) => Err(Error::Unauthenticated),
    }
}

/// Whose client certificate names these hosts: a switch or a partner. The connection has verified the certificate.
///
/// # Errors
/// `Unauthenticated` if neither a switch nor a partner in use has one of the names; `Unavailable`.
pub async fn authenticate_by_certificate(hub: &Hub, names: &[String]) -> Result<Actor> {
    let known = match hub.attestations().switch_named(names) {
        Ok(known) => known,
        Err(NotLoaded) => {
            let stored = hub.db().read().await?.switch_credentials_list().await?;
            let in_use =
                stored.into_iter().map(|known| known.switch).filter(|switch| switch.revoked_at.is_none());
            in_use.into_iter().find(|switch| switch.is_one_of(names)).map(|switch| switch.sid)
        }
    };
    match known {
        Some(switch) => Ok(Actor::switch(switch)),
        None => partner_named(hub, names).await,
    }
}

async fn partner_named(hub: &Hub, names: &[String]) -> Result<Actor> {
    let known = match hub.attestations().partner_named(names) {
        Ok(known) => known,
        Err(NotLoaded) => {
            let stored = hub.db().read().await?.partner_credentials_list().await?.into_iter();
            let mut in_use = stored.map(|known| known.partner).filter(|partner| partner.revoked_at.is_none());
            in_use.find(|partner| partner.is_one_of(names))
        }
    };
    known.map(|partner| Actor::partner(Arc::new(partner))).ok_or(Error::Unauthenticated)
}

/// By what the index has in memory, as for switches.
async fn by_partner(hub: &Hub, sid: PartnerSid, secret: &SecretString) -> Result<Actor> {
    let known = match hub.attestations().partner(sid) {
        Ok(known) => known,
        Err(NotLoaded) => {
            let stored = hub.db().read().await?.partner_credentials(sid).await?;
            stored.filter(|known| known.partner.revoked_at.is_none())
        }
    };
    let hash = known.as_ref().map(|known| known.secret_hash.as_slice()).unwrap_or_default();
    let is_right = bool::from(secret_hash(secret).ct_eq(hash));
    known
        .filter(|_| is_right)
        .map(|known| Actor::partner(Arc::new(known.partner)))
        .ok_or(Error::Unauthenticated)
}

/// By what the index has in memory, so that switches are let in while the database is away: nothing is signed for them
/// once it has been away for too long.
async fn by_switch(hub: &Hub, sid: SwitchSid, secret: &SecretString) -> Result<Actor> {
    let known = match hub.attestations().switch(sid) {
        Ok(known) => known,
        Err(NotLoaded) => {
            let stored = hub.db().read().await?.switch_credentials(sid).await?;
            stored.filter(|known| known.switch.revoked_at.is_none()).map(|known| known.secret_hash)
        }
    };
    let is_right = secret_hash(secret).ct_eq(known.as_deref().unwrap_or_default());
    if bool::from(is_right) { Ok(Actor::switch(sid)) } else { Err(Error::Unauthenticated) }
}

async fn by_token(hub: &Hub, sid: AccountSid, token: &SecretString) -> Result<Actor> {
    let given = hub.db().vault().token_hash(token);
    let credentials = hub.db().account_credentials_any_account(sid).await?;
    // For a missing account nothing is compared: a few nanoseconds, after a read that takes a thousand times as long.
    let account = credentials.filter(|known| known.accept(&given)).map(|known| known.account);
    admit(hub, account, None).await
}

async fn by_key(hub: &Hub, sid: KeySid, secret: &SecretString) -> Result<Actor> {
    let given = secret_hash(secret);
    let credentials = hub.db().read().await?.key_credentials_any_account(sid).await?;
    let known = credentials.as_ref().map(|known| known.secret_hash.as_slice()).unwrap_or_default();
    let is_right = bool::from(given.ct_eq(known));
    admit(hub, credentials.map(|known| known.account).filter(|_| is_right), Some(sid)).await
}

async fn admit(hub: &Hub, account: Option<Account>, key: Option<KeySid>) -> Result<Actor> {
    let account = account.ok_or(Error::Unauthenticated)?;
    must_be_in_use(hub, &account).await?;
    Ok(Actor::account(account, key))
}

/// Whether an account and its parent are on hold by nobody.
///
/// # Errors
/// `Forbidden` if either is suspended or closed; `Unavailable`.
pub(crate) async fn must_be_in_use(hub: &Hub, account: &Account) -> Result<()> {
    must_be_active(account.status, "the account is suspended; contact support", "the account is closed")?;
    // A parent knows its subaccounts' tokens: on hold itself, it must not go on through them.
    if let Some(parent) = account.parent_sid
        && let Some(parent) = hub.db().account_find(&Scope::own(parent)).await?
    {
        must_be_active(
            parent.status,
            "the parent account is suspended; contact support",
            "the parent account is closed",
        )?;
    }
    Ok(())
}

fn must_be_active(status: AccountStatus, suspended: &'static str, closed: &'static str) -> Result<()> {
    match status {
        AccountStatus::Active => Ok(()),
        AccountStatus::Suspended => Err(Error::Forbidden(suspended)),
        AccountStatus::Closed => Err(Error::Forbidden(closed)),
    }
}

/// What is kept of an API key's secret. The secret is 128 random bits, so a fast hash is enough.
pub(crate) fn secret_hash(secret: &SecretString) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.expose_secret().as_bytes()).as_ref().to_vec()
}

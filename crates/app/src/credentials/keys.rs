//! Keys that credentials are signed with. The newest signs; an older one stays published until the last credential that it
//! signed has expired, so that a rotation invalidates nothing.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::Value;
use trusthub_credentials::{IssuerKey, KeySet, PublicKey};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{CredentialKey, Tx};

use crate::record::{internal, record_hub};
use crate::{Actor, Error, Hub, Result};

/// How clocks may differ: a key is needed a little longer than what it signed.
const GRACE: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// A key that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInUse {
    /// The key.
    pub key: CredentialKey,
    /// It signs what is issued now.
    pub signs: bool,
}

/// The key that signs now, made within the caller's transaction if there is none.
pub(super) async fn signer(tx: &mut Tx, hub: &Hub, actor: &Actor) -> Result<IssuerKey> {
    let newest = tx.credential_key_list_any_account().await?.into_iter().next();
    match newest {
        Some(key) => open(tx, &key.key_id).await,
        None => make(tx, hub, actor).await,
    }
}

/// The key that signs now, if there is one.
pub(super) async fn present_signer(tx: &mut Tx) -> Result<Option<IssuerKey>> {
    match tx.credential_key_list_any_account().await?.into_iter().next() {
        Some(key) => open(tx, &key.key_id).await.map(Some),
        None => Ok(None),
    }
}

async fn open(tx: &mut Tx, key_id: &str) -> Result<IssuerKey> {
    let private = tx.credential_key_private_any_account(key_id).await?.ok_or(Error::Conflict)?;
    IssuerKey::from_der(&private).map_err(internal)
}

async fn make(tx: &mut Tx, hub: &Hub, actor: &Actor) -> Result<IssuerKey> {
    let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let private = made.map_err(|_| Error::Unavailable("the source of random numbers"))?;
    let key = IssuerKey::from_der(private.as_ref()).map_err(internal)?;
    let stored = CredentialKey {
        key_id: key.id().to_owned(),
        public_point: key.public_point().to_vec(),
        needed_until: hub.now(),
        made_by: actor.label(),
        made_at: hub.now(),
    };
    tx.credential_key_insert_any_account(&stored, private.as_ref()).await?;
    record_hub(tx, hub, actor, "credential_key.make", key.id()).await?;
    Ok(key)
}

/// Those that are published: the one that signs, and those of which something may still be shown.
async fn in_use(tx: &mut Tx, now: Timestamp) -> Result<Vec<KeyInUse>> {
    let keys = tx.credential_key_list_any_account().await?.into_iter().enumerate();
    let keys = keys.map(|(place, key)| KeyInUse { key, signs: place == 0 });
    Ok(keys.filter(|one| one.signs || one.key.needed_until.plus(GRACE) > now).collect())
}

/// The set of keys as it is published (RFC 7517). Empty before the first credential.
///
/// # Errors
/// `Unavailable`.
pub async fn published_keys(hub: &Hub) -> Result<Value> {
    let mut tx = hub.db().read().await?;
    let keys = in_use(&mut tx, hub.now()).await?;
    let keys = keys.iter().map(|one| PublicKey::from_point(&one.key.public_point));
    Ok(KeySet::new(keys.collect::<std::result::Result<_, _>>().map_err(internal)?).to_json())
}

/// The keys that are published, the one that signs first.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn key_list(hub: &Hub, actor: &Actor) -> Result<Vec<KeyInUse>> {
    actor.must_be_operator()?;
    in_use(&mut hub.db().read().await?, hub.now()).await
}

/// From now on another key signs; returns its identifier. What was signed before holds as long as it did.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn key_rotate(hub: &Hub, actor: &Actor) -> Result<String> {
    actor.must_be_operator()?;
    let mut tx = hub.db().write().await?;
    let key = make(&mut tx, hub, actor).await?;
    tx.commit().await?;
    hub.status_lists().forget();
    Ok(key.id().to_owned())
}

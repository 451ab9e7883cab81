//! Signing in with a passkey alone: the device says whose it is, has looked who touches it, and signs.

use std::time::Duration;

use trusthub_domain::people::Passkey;
use trusthub_signin::passkey::{Known, Refusal, Signed, challenge_of};

use super::{party, user_handle};
use crate::people::challenge::{self, LIFE, Purpose};
use crate::people::identity::of_person;
use crate::people::session::{Opened, open};
use crate::{Error, Hub, Result};

/// What a device needs to sign somebody in.
#[derive(Debug, Clone)]
pub struct Asking {
    /// What it signs.
    pub challenge: Vec<u8>,
    /// What the key is for: the hub's host.
    pub party_id: String,
    /// How long the person may take.
    pub life: Duration,
}

/// What a device shows.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Which key it used.
    pub credential_id: Vec<u8>,
    /// Whose it is, as it was told when it made the key.
    pub user_handle: Vec<u8>,
    /// What the browser said.
    pub client_data: Vec<u8>,
    /// What the device said.
    pub authenticator_data: Vec<u8>,
    /// Over both.
    pub signature: Vec<u8>,
}

/// Asks whoever comes to sign in. Writes nothing.
///
/// # Errors
/// `Forbidden` if the hub's address does not allow for passkeys.
pub fn ask(hub: &Hub) -> Result<Asking> {
    let party = party(hub)?;
    Ok(Asking {
        challenge: challenge::make(hub, Purpose::SignIn),
        party_id: party.id().to_owned(),
        life: LIFE,
    })
}

/// Begins a session for whoever's passkey signed what we asked. It is like one that a password began.
///
/// # Errors
/// `Unauthenticated` for a passkey that nobody has, an answer that proves nothing, came too late, or came before; `Forbidden`
/// if it is right but the person is disabled, or the account or its parent is on hold.
pub async fn sign_in(hub: &Hub, shown: &Shown) -> Result<Opened> {
    let party = party(hub)?;
    let answered = challenge_of(&shown.client_data).map_err(|_| Error::Unauthenticated)?;
    let challenge = challenge::read(hub, Purpose::SignIn, answered).ok_or(Error::Unauthenticated)?;
    let found = hub.db().read().await?.passkey_find_any_account(&shown.credential_id).await?;
    let passkey = found.filter(|passkey| user_handle(passkey.person) == shown.user_handle);
    let passkey = passkey.ok_or(Error::Unauthenticated)?;
    let known =
        Known { public_key: &passkey.public_key, counter: passkey.counter, is_synced: passkey.is_synced };
    let signed = Signed {
        client_data: &shown.client_data,
        authenticator_data: &shown.authenticator_data,
        signature: &shown.signature,
    };
    let counter = party
        .authenticate(&challenge.bytes, &known, &signed)
        .map_err(|refusal| refused(&passkey, refusal))?;
    let identity = of_person(hub, passkey.person).await?;
    let mut tx = hub.db().write().await?;
    if !challenge.spend(&mut tx).await? {
        return Err(Error::Unauthenticated);
    }
    tx.passkey_used_any_account(&passkey, counter, hub.now()).await?;
    tx.commit().await?;
    open(hub, identity, None).await
}

/// That a key may have been copied is for the operator to know; the rest happens to everybody.
fn refused(passkey: &Passkey, refusal: Refusal) -> Error {
    if refusal == Refusal::Counter {
        tracing::warn!(
            passkey.sid = %passkey.sid,
            person.sid = %passkey.person,
            "a passkey's counter did not go on: its device may have been copied"
        );
    }
    Error::Unauthenticated
}

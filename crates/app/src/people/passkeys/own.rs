//! A person's own passkeys. Adding one takes the present password: a session that was left open, or stolen, must not leave a
//! key of somebody else's behind.

use std::time::Duration;

use secrecy::SecretString;
use trusthub_domain::contact::Email;
use trusthub_domain::people::{Holder, MOST_PASSKEYS, Passkey, Person, passkey_name};
use trusthub_domain::sid::PasskeySid;
use trusthub_signin::passkey::{ALGORITHMS, challenge_of};
use trusthub_storage::{Error as StorageError, Key};

use super::{PasskeyChange, PasskeyNews, party, user_handle};
use crate::people::challenge::{self, LIFE, Purpose};
use crate::people::choose::{must_be_present_password, stored};
use crate::people::identity::{holder, note_on};
use crate::{Actor, Error, Hub, Invalid, Result};

/// What a device needs to make a key.
#[derive(Debug, Clone)]
pub struct Registration {
    /// What it signs.
    pub challenge: Vec<u8>,
    /// What the key is for: the hub's host.
    pub party_id: String,
    /// How the device knows the person again.
    pub user_handle: Vec<u8>,
    /// How the device shows the person.
    pub email: Email,
    /// Credentials that the person has: no device makes a second.
    pub known: Vec<Vec<u8>>,
    /// Numbers of the COSE registry, the best first.
    pub algorithms: &'static [i64],
    /// How long the person may take.
    pub life: Duration,
}

/// A key that a device made.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    /// How its person calls it.
    pub name: String,
    /// What the browser said of it.
    pub client_data: Vec<u8>,
    /// What the device said of it.
    pub attestation: Vec<u8>,
}

fn person(actor: &Actor) -> Result<Person> {
    match holder(actor)? {
        Holder::Person(person) => Ok(person),
        Holder::Account(_) => {
            Err(Error::Forbidden("an account signs in with its auth token and has no passkeys"))
        }
    }
}

/// Begins to add a passkey to whoever this is. Writes nothing.
///
/// # Errors
/// `Invalid` for a name that is none, and if the present password is wrong; `Forbidden` for whoever is no person, who has as
/// many as anybody may, and if the hub's address does not allow for passkeys.
pub async fn begin(hub: &Hub, actor: &Actor, name: &str, present: &SecretString) -> Result<Registration> {
    let person = person(actor)?;
    let party = party(hub)?;
    chosen(name)?;
    let (email, hash) = stored(hub, person).await?;
    must_be_present_password(hub, present, hash.as_deref()).await?;
    let known = hub.db().read().await?.passkey_list_any_account(person).await?;
    must_have_room(known.len())?;
    Ok(Registration {
        challenge: challenge::make(hub, Purpose::Add(person)),
        party_id: party.id().to_owned(),
        user_handle: user_handle(person),
        email,
        known: known.into_iter().map(|passkey| passkey.credential_id).collect(),
        algorithms: &ALGORITHMS,
        life: LIFE,
    })
}

/// Adds the key that a device made for whoever this is, and tells them by mail.
///
/// # Errors
/// `Invalid` if the device's answer proves nothing, came too late, or came before; `AlreadyExists`; `Forbidden` as for [`begin`].
pub async fn add(hub: &Hub, actor: &Actor, new: NewPasskey) -> Result<Passkey> {
    let person = person(actor)?;
    let party = party(hub)?;
    let name = chosen(&new.name)?;
    let answered = challenge_of(&new.client_data).map_err(|refusal| not_taken(&refusal))?;
    let challenge = challenge::read(hub, Purpose::Add(person), answered).ok_or_else(too_late)?;
    let registered = party
        .register(&challenge.bytes, &new.client_data, &new.attestation)
        .map_err(|refusal| not_taken(&refusal))?;
    let passkey = Passkey {
        sid: hub.sid(),
        person,
        name,
        credential_id: registered.credential_id,
        public_key: registered.public_key,
        is_synced: registered.is_synced,
        counter: registered.counter,
        date_created: hub.now(),
        last_used_at: None,
    };
    let mut tx = hub.db().write().await?;
    if !challenge.spend(&mut tx).await? {
        return Err(too_late());
    }
    must_have_room(tx.passkey_list_any_account(person).await?.len())?;
    tx.passkey_insert_any_account(&passkey).await.map_err(|error| match error {
        StorageError::Duplicate(Key::Passkey) => {
            Error::AlreadyExists("somebody signs in with this passkey already".to_owned())
        }
        other => other.into(),
    })?;
    PasskeyNews { change: PasskeyChange::Added, person }.queue(&mut tx, hub).await?;
    note_on(&mut tx, hub, actor, &Holder::Person(person), "passkey.create", passkey.sid).await?;
    tx.commit().await?;
    Ok(passkey)
}

/// The passkeys of whoever this is, oldest first; none for an account.
///
/// # Errors
/// `Forbidden` for whoever does not sign in to the console.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Passkey>> {
    match holder(actor)? {
        Holder::Person(person) => Ok(hub.db().read().await?.passkey_list_any_account(person).await?),
        Holder::Account(_) => Ok(Vec::new()),
    }
}

/// Removes one of whoever this is, and tells them by mail. Sessions that it began stay: they are ended where they are listed.
///
/// # Errors
/// `NotFound`, also for somebody else's.
pub async fn remove(hub: &Hub, actor: &Actor, sid: PasskeySid) -> Result<()> {
    let person = person(actor)?;
    let mut tx = hub.db().write().await?;
    if !tx.passkey_delete_any_account(person, sid).await? {
        return Err(Error::NotFound("The passkey".to_owned()));
    }
    PasskeyNews { change: PasskeyChange::Removed, person }.queue(&mut tx, hub).await?;
    note_on(&mut tx, hub, actor, &Holder::Person(person), "passkey.delete", sid).await?;
    Ok(tx.commit().await?)
}

fn chosen(name: &str) -> Result<String> {
    passkey_name(name).map_err(|fault| Invalid::Field { field: "Name", why: fault.to_string() }.into())
}

fn must_have_room(present: usize) -> Result<()> {
    if present < MOST_PASSKEYS {
        return Ok(());
    }
    Err(Error::Forbidden("you have 20 passkeys, and nobody has more; remove one that you do not use"))
}

fn not_taken(refusal: &trusthub_signin::passkey::Refusal) -> Error {
    Invalid::Field { field: "Passkey", why: format!("your device's answer was not taken: {refusal}") }.into()
}

fn too_late() -> Error {
    let why = "your device's answer came too late or twice; begin again".to_owned();
    Invalid::Field { field: "Passkey", why }.into()
}

//! A passkey that somebody has lost: its person may have no other way in, and whoever finds the device does. The operator
//! removes it for them.

use trusthub_domain::contact::Email;
use trusthub_domain::people::{Holder, Passkey, Person};
use trusthub_domain::sid::PasskeySid;
use trusthub_storage::Tx;

use super::{PasskeyChange, PasskeyNews};
use crate::people::colleagues::sid_by_email;
use crate::people::identity::note_on;
use crate::{Actor, Error, Hub, Permit, Result};

/// Whose it is, by the e-mail that they sign in with.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'e> {
    /// A user of the account that the operator acts on.
    User(&'e Email),
    /// A reviewer.
    Reviewer(&'e Email),
}

/// Somebody's passkeys, oldest first.
///
/// # Errors
/// `NotFound` if nobody signs in with the e-mail there; `Forbidden` for anybody but the operator.
pub async fn list_of(hub: &Hub, actor: &Actor, whose: Whose<'_>) -> Result<Vec<Passkey>> {
    let mut tx = hub.db().read().await?;
    let person = person(&mut tx, actor, whose).await?;
    Ok(tx.passkey_list_any_account(person).await?)
}

/// Removes one of somebody's, ends their sessions, since the lost device may have one open, and tells them by mail.
///
/// # Errors
/// As [`list_of`]; `NotFound` also for a passkey that is not theirs.
pub async fn remove_lost(hub: &Hub, actor: &Actor, whose: Whose<'_>, sid: PasskeySid) -> Result<()> {
    let mut tx = hub.db().write().await?;
    let person = person(&mut tx, actor, whose).await?;
    if !tx.passkey_delete_any_account(person, sid).await? {
        return Err(Error::NotFound(format!("The passkey {sid} of this person")));
    }
    let holder = Holder::Person(person);
    tx.session_delete_all_any_account(&holder, None).await?;
    PasskeyNews { change: PasskeyChange::TakenAway, person }.queue(&mut tx, hub).await?;
    note_on(&mut tx, hub, actor, &holder, "passkey.delete", sid).await?;
    Ok(tx.commit().await?)
}

async fn person(tx: &mut Tx, actor: &Actor, whose: Whose<'_>) -> Result<Person> {
    actor.must_be_operator()?;
    match whose {
        Whose::User(email) => {
            let scope = actor.may(Permit::ManageCredentials)?;
            let sid = sid_by_email(tx, &scope, email).await?;
            let sid =
                sid.ok_or_else(|| Error::NotFound("A user of the account with this e-mail".to_owned()))?;
            Ok(Person::User { account_sid: scope.account(), sid })
        }
        Whose::Reviewer(email) => {
            let known = tx.reviewer_find_by_email(email).await?;
            let known = known.ok_or_else(|| Error::NotFound("A reviewer with this e-mail".to_owned()))?;
            Ok(Person::Reviewer(known.reviewer.sid))
        }
    }
}

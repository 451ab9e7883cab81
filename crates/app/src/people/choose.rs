//! Choosing a password: by a link, or with the present one.

use secrecy::SecretString;
use trusthub_domain::contact::Email;
use trusthub_domain::people::{Holder, Person};
use trusthub_storage::{Scope, Tx};

use super::identity::{holder, note};
use super::links::{LinkPurpose, LinkedPerson, gone, look};
use super::{password, shut_out};
use crate::{Actor, Error, Hub, Invalid, Result};

/// Accepts an invitation: from now on this password signs in, with the e-mail that is returned.
///
/// # Errors
/// `NotFound` for a link that is no longer good; `Invalid` for a password that is not good enough, and the link stays.
pub async fn accept(hub: &Hub, token: &SecretString, password: &SecretString) -> Result<Email> {
    by_link(hub, token, LinkPurpose::Invitation, password, "password.accept").await
}

/// Sets a forgotten password anew and ends all sessions of the person; returns the e-mail that signs in with it.
///
/// # Errors
/// As [`accept`].
pub async fn reset(hub: &Hub, token: &SecretString, password: &SecretString) -> Result<Email> {
    by_link(hub, token, LinkPurpose::PasswordReset, password, "password.reset").await
}

async fn by_link(
    hub: &Hub,
    token: &SecretString,
    purpose: LinkPurpose,
    password: &SecretString,
    action: &str,
) -> Result<Email> {
    let LinkedPerson { email, person, .. } = look(hub, token, purpose).await?;
    let hash = password::chosen(hub, password, &email).await?;
    let mut tx = hub.db().write().await?;
    // Of two who use a link at the same time, one takes it.
    if !tx.password_link_take_any_account(token).await? {
        return Err(gone());
    }
    let actor = set(&mut tx, hub, person, &hash).await?;
    shut_out(&mut tx, person).await?;
    note(&mut tx, hub, &actor, &Holder::Person(person), action).await?;
    tx.commit().await?;
    Ok(email)
}

/// Changes the password of whoever this is, and ends their sessions but the one of `token`.
///
/// # Errors
/// `Invalid` if the present password is wrong or the next one not good enough; `Forbidden` for whoever has none.
pub async fn change_password(
    hub: &Hub,
    actor: &Actor,
    token: &SecretString,
    present: &SecretString,
    next: &SecretString,
) -> Result<()> {
    let holder = holder(actor)?;
    let Holder::Person(person) = holder else {
        return Err(Error::Forbidden("an account signs in with its auth token and has no password"));
    };
    let (email, hash) = stored(hub, person).await?;
    must_be_present_password(hub, present, hash.as_deref()).await?;
    let hash = password::chosen(hub, next, &email).await?;
    let mut tx = hub.db().write().await?;
    set(&mut tx, hub, person, &hash).await?;
    tx.session_delete_all_any_account(&holder, Some(token)).await?;
    tx.password_link_delete_all_any_account(person).await?;
    note(&mut tx, hub, actor, &holder, "password.change").await?;
    Ok(tx.commit().await?)
}

/// Whether somebody who is signed in knows their password.
///
/// # Errors
/// `Invalid` if not.
pub(super) async fn must_be_present_password(
    hub: &Hub,
    present: &SecretString,
    hash: Option<&str>,
) -> Result<()> {
    if password::is_right(hub, present, hash).await? {
        return Ok(());
    }
    let why = "it is not the one that you sign in with now".to_owned();
    Err(Invalid::Field { field: "Present password", why }.into())
}

/// Somebody's e-mail, and their password's hash.
pub(super) async fn stored(hub: &Hub, person: Person) -> Result<(Email, Option<String>)> {
    let mut tx = hub.db().read().await?;
    match person {
        Person::Reviewer(sid) => {
            let reviewer = tx.reviewer_find(sid).await?.ok_or(Error::Unauthenticated)?;
            let known = tx.reviewer_find_by_email(&reviewer.email).await?.ok_or(Error::Unauthenticated)?;
            Ok((known.reviewer.email, Some(known.password_hash)))
        }
        Person::User { account_sid, sid } => {
            let known = tx.user_credentials(&Scope::own(account_sid), sid).await?;
            let known = known.ok_or(Error::Unauthenticated)?;
            Ok((known.user.email, known.password_hash))
        }
    }
}

/// Stores the password of somebody who may still act, who is returned.
async fn set(tx: &mut Tx, hub: &Hub, person: Person, hash: &str) -> Result<Actor> {
    match person {
        Person::Reviewer(sid) => {
            let reviewer = tx.reviewer_find(sid).await?.filter(|reviewer| !reviewer.is_disabled);
            let reviewer = reviewer.ok_or_else(gone)?;
            tx.reviewer_set_password(sid, hash).await?;
            Ok(Actor::reviewer(reviewer))
        }
        Person::User { account_sid, sid } => {
            let scope = Scope::own(account_sid);
            let user = tx.user_find(&scope, sid).await?.filter(|user| !user.is_disabled).ok_or_else(gone)?;
            let account = tx.account_find(&scope).await?.ok_or_else(gone)?;
            let user = tx.user_set_password(&user, hash, hub.now()).await?;
            Ok(Actor::user(account, user))
        }
    }
}

//! The provider's reviewers. They belong to no account; their changes stand in the hub's own audit chain.

use std::collections::BTreeMap;

use secrecy::SecretString;
use trusthub_domain::contact::Email;
use trusthub_domain::people::Person;
use trusthub_domain::review::{Reviewer, Role};
use trusthub_domain::sid::ReviewerSid;
use trusthub_storage::{Error as StorageError, Key, Tx};

use super::present_reviewer;
use crate::people::{self, password};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Result};

/// Makes a reviewer with a random password, shown this once.
///
/// # Errors
/// `Forbidden` for anybody but the operator and admins; `AlreadyExists` for a known e-mail.
pub async fn create(hub: &Hub, actor: &Actor, email: Email, role: Role) -> Result<(Reviewer, SecretString)> {
    let (password, hash) = new_password(hub).await?;
    let mut tx = hub.db().write().await?;
    must_manage(&mut tx, actor).await?;
    let reviewer = insert(&mut tx, hub, actor, email, role, &hash).await?;
    tx.commit().await?;
    Ok((reviewer, password))
}

/// Stores a reviewer within a larger change.
pub(crate) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    email: Email,
    role: Role,
    password_hash: &str,
) -> Result<Reviewer> {
    // Signing in with an e-mail must say who somebody is.
    if tx.user_owner_any_account(&email).await?.is_some() {
        return Err(Error::AlreadyExists("a user of an account signs in with this e-mail".to_owned()));
    }
    let now = hub.now();
    let reviewer = Reviewer {
        sid: hub.sid(),
        email,
        role,
        is_disabled: false,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.reviewer_insert(&reviewer, password_hash).await.map_err(|error| match error {
        StorageError::Duplicate(Key::ReviewerEmail) => {
            Error::AlreadyExists("a reviewer with this e-mail exists".to_owned())
        }
        other => other.into(),
    })?;
    record_hub(tx, hub, actor, "reviewer.create", reviewer.sid).await?;
    Ok(reviewer)
}

/// All reviewers, oldest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator and admins.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Reviewer>> {
    let mut tx = hub.db().read().await?;
    must_manage(&mut tx, actor).await?;
    Ok(tx.reviewer_list().await?)
}

/// Who is behind the identifiers in cases, for colleagues.
///
/// # Errors
/// `Forbidden` for anybody but reviewers.
pub async fn names(hub: &Hub, actor: &Actor) -> Result<BTreeMap<ReviewerSid, String>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let all = tx.reviewer_list().await?.into_iter();
    Ok(all.map(|one| (one.sid, one.email.as_str().to_owned())).collect())
}

/// The reviewer of that e-mail as an actor; `None` takes the oldest enabled admin (the first-start reviewer).
///
/// # Errors
/// `Forbidden` for anybody but the operator, and for a disabled reviewer; `NotFound`.
pub async fn act_as(hub: &Hub, actor: &Actor, email: Option<&Email>) -> Result<Actor> {
    actor.must_be_operator()?;
    let mut tx = hub.db().read().await?;
    let reviewer = match email {
        Some(email) => tx.reviewer_find_by_email(email).await?.map(|known| known.reviewer),
        None => tx.reviewer_list().await?.into_iter().find(|one| one.role == Role::Admin && !one.is_disabled),
    };
    let reviewer = reviewer.ok_or_else(not_found)?;
    if reviewer.is_disabled {
        return Err(Error::Forbidden("this reviewer is disabled"));
    }
    Ok(Actor::reviewer(reviewer))
}

/// Disables a reviewer, ends their sessions and removes their passkeys; claims lapse by themselves.
///
/// # Errors
/// `NotFound`; `Forbidden` for the last enabled admin, and for anybody but the operator and admins; `Conflict`.
pub async fn disable(hub: &Hub, actor: &Actor, email: &Email) -> Result<Reviewer> {
    let mut tx = hub.db().write().await?;
    must_manage(&mut tx, actor).await?;
    let reviewer = tx.reviewer_find_by_email(email).await?.ok_or_else(not_found)?.reviewer;
    if reviewer.role == Role::Admin {
        keep_another_admin(&mut tx, &reviewer).await?;
    }
    let disabled = Reviewer { is_disabled: true, date_updated: hub.now(), ..reviewer };
    let disabled = tx.reviewer_save(&disabled).await?;
    people::expel(&mut tx, Person::Reviewer(disabled.sid)).await?;
    record_hub(&mut tx, hub, actor, "reviewer.disable", disabled.sid).await?;
    tx.commit().await?;
    Ok(disabled)
}

/// Gives a new random password, shown this once, ends the reviewer's sessions, removes their passkeys, and enables them again.
///
/// # Errors
/// `NotFound`; `Forbidden` for anybody but the operator and admins; `Conflict`.
pub async fn reset_password(hub: &Hub, actor: &Actor, email: &Email) -> Result<SecretString> {
    let (password, hash) = new_password(hub).await?;
    let mut tx = hub.db().write().await?;
    must_manage(&mut tx, actor).await?;
    let reviewer = tx.reviewer_find_by_email(email).await?.ok_or_else(not_found)?.reviewer;
    tx.reviewer_set_password(reviewer.sid, &hash).await?;
    people::expel(&mut tx, Person::Reviewer(reviewer.sid)).await?;
    if reviewer.is_disabled {
        let enabled = Reviewer { is_disabled: false, date_updated: hub.now(), ..reviewer.clone() };
        tx.reviewer_save(&enabled).await?;
    }
    record_hub(&mut tx, hub, actor, "reviewer.reset_password", reviewer.sid).await?;
    tx.commit().await?;
    Ok(password)
}

/// A password of 96 random bits and its hash.
pub(crate) async fn new_password(hub: &Hub) -> Result<(SecretString, String)> {
    let password = SecretString::from(hub.random_hex::<12>());
    let hash = password::hash(hub, &password).await?;
    Ok((password, hash))
}

async fn must_manage(tx: &mut Tx, actor: &Actor) -> Result<()> {
    if actor.is_operator() {
        return Ok(());
    }
    present_reviewer(tx, actor, Role::Admin).await.map(drop)
}

/// Somebody must be able to manage reviewers. The other admin is saved as they are, so that of two admins who disable
/// each other at the same time, one conflicts.
async fn keep_another_admin(tx: &mut Tx, reviewer: &Reviewer) -> Result<()> {
    let is_other_admin =
        |one: &Reviewer| one.sid != reviewer.sid && one.role == Role::Admin && !one.is_disabled;
    match tx.reviewer_list().await?.into_iter().find(is_other_admin) {
        Some(other) => Ok(tx.reviewer_save(&other).await.map(drop)?),
        None => Err(Error::Forbidden("this is the last admin; make another one first")),
    }
}

fn not_found() -> Error {
    Error::NotFound("The reviewer".to_owned())
}

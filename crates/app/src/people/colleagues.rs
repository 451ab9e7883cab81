//! The users of an account, for its owners: who is there, who comes, who may what, who goes.

use trusthub_domain::contact::Email;
use trusthub_domain::people::{Notifications, User, UserRole};
use trusthub_domain::sid::UserSid;
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

use super::expel;
use super::links::{self, LinkPurpose, PasswordLink};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result, Who};

/// Invited people who have not chosen a password, of one account. Ours: an account must not be a means to write to
/// strangers without end.
const MOST_INVITED: i64 = 50;

/// Makes a user and the link with which they choose a password, for handing it over by other means than mail.
///
/// # Errors
/// `Forbidden` for whoever is neither an owner of the account nor the operator, and for too many who were invited and did
/// not come; `AlreadyExists` if somebody signs in with the e-mail.
pub async fn create(hub: &Hub, actor: &Actor, email: Email, role: UserRole) -> Result<(User, PasswordLink)> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let user = insert(&mut tx, hub, actor, &scope, email, role).await?;
    let link = links::make(&mut tx, hub, LinkPurpose::Invitation, user.person()).await?;
    tx.commit().await?;
    Ok((user, link))
}

/// Stores a user within a larger change.
pub(super) async fn insert(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    email: Email,
    role: UserRole,
) -> Result<User> {
    // Signing in with an e-mail must say who somebody is.
    if tx.reviewer_find_by_email(&email).await?.is_some() {
        return Err(is_taken());
    }
    if tx.user_count_invited(scope).await? >= MOST_INVITED {
        return Err(Error::Forbidden(
            "too many people were invited and have not come; remove some of them first",
        ));
    }
    let now = hub.now();
    let user = User {
        sid: hub.sid(),
        account_sid: scope.account(),
        email,
        role,
        is_invited: true,
        is_disabled: false,
        notifications: Notifications::default(),
        version: 1,
        date_created: now,
        date_updated: now,
    };
    tx.user_insert(&user).await.map_err(|error| match error {
        StorageError::Duplicate(Key::UserEmail) => is_taken(),
        other => other.into(),
    })?;
    record(tx, hub, actor, scope, "user.create", user.sid, Changed::made(&user)).await?;
    Ok(user)
}

/// The users of the account, newest first.
///
/// # Errors
/// `Forbidden` for whoever acts on no account.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<User>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.user_list(&scope, &page).await?)
}

/// One user of the account.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: UserSid) -> Result<User> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.user_find(&scope, sid).await?.ok_or_else(not_found)
}

/// The user of the account who signs in with this e-mail.
///
/// # Errors
/// `NotFound`, also if they are another account's.
pub async fn find_by_email(hub: &Hub, actor: &Actor, email: &Email) -> Result<User> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let sid = sid_by_email(&mut tx, &scope, email).await?.ok_or_else(not_found)?;
    tx.user_find(&scope, sid).await?.ok_or_else(not_found)
}

/// Who of the account signs in with this e-mail; `None` also if they are another account's.
pub(super) async fn sid_by_email(tx: &mut Tx, scope: &Scope, email: &Email) -> Result<Option<UserSid>> {
    let owner = tx.user_owner_any_account(email).await?;
    Ok(owner.filter(|(account, _)| *account == scope.account()).map(|(_, sid)| sid))
}

/// What becomes of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserChange {
    /// Another role.
    Role(UserRole),
    /// May no longer sign in; their sessions end, and their passkeys go.
    Disable,
    /// May sign in again.
    Enable,
}

/// Changes what a user may do.
///
/// # Errors
/// `NotFound`; `Forbidden` for whoever is no owner of the account, and if it would be left without an owner; `Conflict`.
pub async fn update(hub: &Hub, actor: &Actor, sid: UserSid, change: UserChange) -> Result<User> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let before = tx.user_find(&scope, sid).await?.ok_or_else(not_found)?;
    let (after, action) = match change {
        UserChange::Role(role) => (User { role, ..before.clone() }, "user.set_role"),
        UserChange::Disable => (User { is_disabled: true, ..before.clone() }, "user.disable"),
        UserChange::Enable => (User { is_disabled: false, ..before.clone() }, "user.enable"),
    };
    if after == before {
        return Ok(before);
    }
    if is_owner(&before) && !is_owner(&after) {
        keep_another_owner(&mut tx, actor, &scope, &before).await?;
    }
    let after = tx.user_save(&User { date_updated: hub.now(), ..after }).await?;
    if after.is_disabled {
        expel(&mut tx, after.person()).await?;
    }
    record(&mut tx, hub, actor, &scope, action, sid, Changed::from_to(&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes a user; their sessions, links and passkeys end, and the e-mail is free again.
///
/// # Errors
/// As [`update`].
pub async fn remove(hub: &Hub, actor: &Actor, sid: UserSid) -> Result<()> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let user = tx.user_find(&scope, sid).await?.ok_or_else(not_found)?;
    if is_owner(&user) {
        keep_another_owner(&mut tx, actor, &scope, &user).await?;
    }
    tx.user_delete(&user).await?;
    expel(&mut tx, user.person()).await?;
    record(&mut tx, hub, actor, &scope, "user.delete", sid, Changed::gone(&user)).await?;
    Ok(tx.commit().await?)
}

/// A link with which a user sets a password anew, for handing it over by other means than mail. Of somebody who was
/// invited and has none yet, it is the invitation once more.
///
/// # Errors
/// `NotFound`; `Forbidden` for whoever is no owner of the account, and for a user who is disabled.
pub async fn reset_password(hub: &Hub, actor: &Actor, sid: UserSid) -> Result<PasswordLink> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let user = tx.user_find(&scope, sid).await?.ok_or_else(not_found)?;
    if user.is_disabled {
        return Err(Error::Forbidden("this user is disabled"));
    }
    let purpose = if user.is_invited { LinkPurpose::Invitation } else { LinkPurpose::PasswordReset };
    let link = links::make(&mut tx, hub, purpose, user.person()).await?;
    let nothing = Changed::<User> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "user.reset_password", sid, nothing).await?;
    tx.commit().await?;
    Ok(link)
}

/// Chooses which mails a user gets: their own choice.
///
/// # Errors
/// `Forbidden` for whoever is no user; `Conflict`.
pub async fn set_notifications(hub: &Hub, actor: &Actor, notifications: Notifications) -> Result<User> {
    let Who::User { user, .. } = actor.who() else {
        return Err(Error::Forbidden("mails are chosen by the people of an account"));
    };
    let scope = Scope::own(user.account_sid);
    let mut tx = hub.db().write().await?;
    let before = tx.user_find(&scope, user.sid).await?.ok_or_else(not_found)?;
    if before.notifications == notifications {
        return Ok(before);
    }
    let after = User { notifications, date_updated: hub.now(), ..before.clone() };
    let after = tx.user_save(&after).await?;
    let changed = Changed::from_to(&before, &after);
    record(&mut tx, hub, actor, &scope, "user.set_notifications", user.sid, changed).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whether they can do what only owners can.
fn is_owner(user: &User) -> bool {
    user.role == UserRole::Owner && !user.is_disabled && !user.is_invited
}

/// Somebody must be able to manage colleagues. The other owner is saved as they are, so that of two owners who remove each
/// other at the same time, one conflicts. Whoever holds the auth token, is of the parent
/// account, or runs the hub, needs nobody else.
async fn keep_another_owner(tx: &mut Tx, actor: &Actor, scope: &Scope, user: &User) -> Result<()> {
    let is_colleague = matches!(actor.who(), Who::User { account, .. } if account.sid == scope.account());
    if !is_colleague {
        return Ok(());
    }
    match tx.user_find_other_owner(scope, user.sid).await? {
        Some(other) => Ok(tx.user_save(&other).await.map(drop)?),
        None => Err(Error::Forbidden("this is the last owner; make somebody else an owner first")),
    }
}

fn is_taken() -> Error {
    Error::AlreadyExists("somebody signs in with this e-mail already".to_owned())
}

pub(super) fn not_found() -> Error {
    Error::NotFound("The user".to_owned())
}

//! The first start: an account and a reviewer on an empty database.

use secrecy::SecretString;
use trusthub_domain::contact::Email;
use trusthub_domain::review::{Reviewer, Role};
use trusthub_storage::{PageRequest, Position};

use crate::accounts::{self, Created, NewAccount};
use crate::record::internal;
use crate::review::reviewers;
use crate::{Actor, Error, Hub, Result};

/// What the first start made; its secrets go into `credentials.env` and nowhere else.
#[derive(Debug)]
pub struct FirstStart {
    /// The account.
    pub account: Created,
    /// The reviewer, role admin.
    pub reviewer: Reviewer,
    /// The reviewer's password.
    pub password: SecretString,
}

/// Whether the database has no account yet.
///
/// # Errors
/// `Unavailable`.
pub async fn is_first_start(hub: &Hub) -> Result<bool> {
    let first = PageRequest { size: 1, position: Position::Start };
    Ok(hub.db().read().await?.account_list_any_account(&first).await?.items.is_empty())
}

/// Makes an account and a reviewer, both or neither, if the database has no account; `None` if it has.
///
/// Two nodes that start at once: the reviewer's unique e-mail lets one of them through.
///
/// `keep` puts the secrets where they are looked for. It runs before the commit, the one local write that may: killed
/// in between, the next first start replaces what was kept; the other way round, an account would exist whose token
/// nobody has ever seen.
///
/// # Errors
/// `Unavailable`; `Internal` if `keep` fails, and then nothing was made.
pub async fn first_start(
    hub: &Hub,
    reviewer_email: Email,
    keep: impl FnOnce(&FirstStart) -> std::io::Result<()>,
) -> Result<Option<FirstStart>> {
    if !is_first_start(hub).await? {
        return Ok(None);
    }
    let actor = Actor::operator();
    let (password, password_hash) = reviewers::new_password(hub).await?;
    let new = NewAccount { friendly_name: Some("First account".to_owned()), ..NewAccount::default() };
    let account = accounts::prepare(hub, None, new).await?;
    let mut tx = hub.db().write().await?;
    let reviewer =
        match reviewers::insert(&mut tx, hub, &actor, reviewer_email, Role::Admin, &password_hash).await {
            Ok(reviewer) => reviewer,
            Err(Error::AlreadyExists(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
    accounts::insert(&mut tx, hub, &actor, &account).await?;
    let made = FirstStart { account, reviewer, password };
    keep(&made).map_err(internal)?;
    tx.commit().await?;
    Ok(Some(made))
}

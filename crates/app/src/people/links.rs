//! Links that set a password. A link is a random token; only its hash is kept, so whoever reads the database has none.

use secrecy::{ExposeSecret, SecretString};
use trusthub_domain::contact::Email;
pub use trusthub_domain::people::LinkPurpose;
use trusthub_domain::people::{Link, Person};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::session::new_token;
use crate::{Error, Hub, Result};

/// A link that was made, for handing it over this once.
#[derive(Debug, Clone)]
pub struct PasswordLink {
    /// The whole address. Whoever has it sets the password.
    pub url: SecretString,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// Whom a link is for.
#[derive(Debug, Clone)]
pub struct LinkedPerson {
    /// Signs in with it.
    pub email: Email,
    /// The account's name; `None` for a reviewer.
    pub account_name: Option<String>,
    /// Until when the link is good.
    pub expires_at: Timestamp,
    pub(super) person: Person,
}

/// Makes a link within a larger change.
pub(crate) async fn make(
    tx: &mut Tx,
    hub: &Hub,
    purpose: LinkPurpose,
    person: Person,
) -> Result<PasswordLink> {
    let token = new_token(hub);
    let link = Link::begin(purpose, person, hub.now());
    tx.password_link_insert_any_account(&token, &link).await?;
    let page = match purpose {
        LinkPurpose::Invitation => "welcome",
        LinkPurpose::PasswordReset => "reset",
    };
    let url = format!("{}/console/{page}/{}", hub.settings().public_url, token.expose_secret());
    Ok(PasswordLink { url: url.into(), expires_at: link.expires_at })
}

/// Whom a link is for, without using it.
///
/// # Errors
/// `NotFound` for a link that never was, was used, is past its time, or is of somebody who may no longer sign in.
pub async fn look(hub: &Hub, token: &SecretString, purpose: LinkPurpose) -> Result<LinkedPerson> {
    let mut tx = hub.db().read().await?;
    let link = tx.password_link_find_any_account(token).await?;
    let link = link.filter(|link| link.purpose == purpose && link.is_live(hub.now())).ok_or_else(gone)?;
    let (email, account_name) = match link.person {
        Person::Reviewer(sid) => {
            let reviewer = tx.reviewer_find(sid).await?.filter(|reviewer| !reviewer.is_disabled);
            (reviewer.ok_or_else(gone)?.email, None)
        }
        Person::User { account_sid, sid } => {
            let scope = Scope::own(account_sid);
            let user = tx.user_find(&scope, sid).await?.filter(|user| !user.is_disabled).ok_or_else(gone)?;
            let account = tx.account_find(&scope).await?.ok_or_else(gone)?;
            (user.email, Some(account.friendly_name))
        }
    };
    Ok(LinkedPerson { email, account_name, expires_at: link.expires_at, person: link.person })
}

pub(super) fn gone() -> Error {
    Error::NotFound("The link".to_owned())
}

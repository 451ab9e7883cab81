//! Signing in: a name and a secret to a session.

use secrecy::SecretString;
use trusthub_domain::contact::Email;
use trusthub_domain::people::Person;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::Scope;

use super::identity::{by_token, of_person};
use super::password;
use super::session::{Opened, open};
use crate::auth::authenticate;
use crate::{Error, Hub, Result, Who};

/// Begins a session for whoever has this name and secret: the e-mail of a reviewer or a user with their password, or `AC…`
/// with an auth token of the account, which has an owner's rights.
///
/// Unknown names and wrong secrets look the same from outside and cost the same.
///
/// # Errors
/// `Unauthenticated`; `Forbidden` if the secret is right but the person is disabled, or the account or its parent is
/// suspended or closed; `Unavailable`.
pub async fn sign_in(hub: &Hub, name: &str, secret: &SecretString) -> Result<Opened> {
    let name = name.trim();
    if name.parse::<AccountSid>().is_ok() {
        return by_auth_token(hub, name, secret).await;
    }
    let known = match name.parse::<Email>() {
        Ok(email) => find(hub, &email).await?,
        Err(_) => None,
    };
    let hash = known.as_ref().and_then(|(_, hash)| hash.as_deref());
    let is_right = password::is_right(hub, secret, hash).await?;
    let (person, _) = known.filter(|_| is_right).ok_or(Error::Unauthenticated)?;
    open(hub, of_person(hub, person).await?, None).await
}

async fn by_auth_token(hub: &Hub, name: &str, token: &SecretString) -> Result<Opened> {
    let actor = authenticate(hub, name, token).await?;
    let Who::Account { account, key: None } = actor.who() else {
        return Err(Error::Unauthenticated);
    };
    let credential = hub.db().vault().token_hash(token);
    open(hub, by_token(account.clone()), Some(credential)).await
}

/// Who signs in with this e-mail, and their password's hash; none for a user who has not accepted the invitation yet.
pub(super) async fn find(hub: &Hub, email: &Email) -> Result<Option<(Person, Option<String>)>> {
    let mut tx = hub.db().read().await?;
    if let Some(known) = tx.reviewer_find_by_email(email).await? {
        return Ok(Some((Person::Reviewer(known.reviewer.sid), Some(known.password_hash))));
    }
    let Some((account_sid, sid)) = tx.user_owner_any_account(email).await? else { return Ok(None) };
    let known = tx.user_credentials(&Scope::own(account_sid), sid).await?;
    Ok(known.map(|known| (known.user.person(), known.password_hash)))
}

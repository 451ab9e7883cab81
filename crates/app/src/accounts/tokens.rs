//! Rotation without downtime: make a secondary token, move clients to it, promote it.

use secrecy::SecretString;
use trusthub_domain::account::Account;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{AuthTokens, Scope, Tx};

use super::not_found;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Permit, Result};

/// A token with its dates, for the answers of the accounts product.
#[derive(Debug, Clone)]
pub struct Token {
    /// Whose.
    pub account_sid: AccountSid,
    /// In clear, this once.
    pub token: SecretString,
    /// When the token was made.
    pub date_created: Timestamp,
    /// When it was promoted or made.
    pub date_updated: Timestamp,
}

/// When the secondary token was made; `None` if there is none.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn secondary_since(hub: &Hub, actor: &Actor) -> Result<Option<Timestamp>> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let tokens = current(&mut hub.db().read().await?, &scope).await?;
    Ok(tokens.secondary.and(tokens.secondary_created))
}

/// Makes a secondary token; both work from now on. A second call replaces it.
///
/// # Errors
/// `Forbidden` for API keys.
pub async fn create_secondary(hub: &Hub, actor: &Actor) -> Result<Token> {
    let now = hub.now();
    let token = new_token(hub);
    change(hub, actor, "account.create_secondary_token", |tokens| {
        Ok(AuthTokens { secondary: Some(token.clone()), secondary_created: Some(now), ..tokens })
    })
    .await
    .map(|account_sid| Token { account_sid, token, date_created: now, date_updated: now })
}

/// Deletes the secondary token.
///
/// # Errors
/// `NotFound` if there is none; `Forbidden` for API keys.
pub async fn delete_secondary(hub: &Hub, actor: &Actor) -> Result<()> {
    change(hub, actor, "account.delete_secondary_token", |tokens| {
        tokens.secondary.as_ref().ok_or_else(no_secondary)?;
        Ok(AuthTokens { secondary: None, secondary_created: None, ..tokens })
    })
    .await
    .map(|_| ())
}

/// Makes the secondary token the primary one; the old primary stops working.
///
/// # Errors
/// `NotFound` if there is none; `Forbidden` for API keys.
pub async fn promote_secondary(hub: &Hub, actor: &Actor) -> Result<Token> {
    let now = hub.now();
    let mut promoted = None;
    let account_sid = change(hub, actor, "account.promote_secondary_token", |tokens| {
        let token = tokens.secondary.ok_or_else(no_secondary)?;
        promoted = Some((token.clone(), tokens.secondary_created.unwrap_or(now)));
        Ok(AuthTokens { primary: token, secondary: None, secondary_created: None })
    })
    .await?;
    let (token, date_created) = promoted.ok_or_else(no_secondary)?;
    Ok(Token { account_sid, token, date_created, date_updated: now })
}

fn no_secondary() -> Error {
    Error::NotFound("The secondary auth token".to_owned())
}

/// 128 random bits as 32 hex digits, the form of the vendor's tokens.
pub(super) fn new_token(hub: &Hub) -> SecretString {
    hub.random_hex::<16>().into()
}

async fn change(
    hub: &Hub,
    actor: &Actor,
    action: &str,
    turn: impl FnOnce(AuthTokens) -> Result<AuthTokens>,
) -> Result<AccountSid> {
    let scope = actor.may(Permit::ManageCredentials)?;
    let mut tx = hub.db().write().await?;
    let account = tx.account_find(&scope).await?.ok_or_else(|| not_found(scope.account()))?;
    // Of two rotations at the same time one conflicts, instead of bringing back a token that the other did away with.
    tx.account_save(&Account { date_updated: hub.now(), ..account }).await?;
    let tokens = current(&mut tx, &scope).await?;
    let next = turn(tokens)?;
    tx.account_set_tokens(&scope, &next).await?;
    // Tokens are no part of the entry, not even as a keyed hash.
    record::<()>(&mut tx, hub, actor, &scope, action, scope.account(), Changed { before: None, after: None })
        .await?;
    tx.commit().await?;
    Ok(scope.account())
}

async fn current(tx: &mut Tx, scope: &Scope) -> Result<AuthTokens> {
    let tokens = tx.account_tokens(scope).await?;
    tokens.ok_or_else(|| not_found(scope.account()))
}

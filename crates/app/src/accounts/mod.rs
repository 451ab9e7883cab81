//! Accounts, subaccounts, auth tokens and API keys.

pub mod keys;
pub mod tokens;

pub(crate) mod erasure;
mod export;

pub use erasure::erase;
pub use export::{Exported, export};

use secrecy::SecretString;
use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::partner::StandingCause;
use trusthub_domain::sid::AccountSid;
pub use trusthub_storage::AccountFilter;
use trusthub_storage::{AuthTokens, Scope, Tx};

use crate::bundles::consequences;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::partners::feed;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, Who};

/// A new account with its auth token, shown this once.
#[derive(Debug, Clone)]
pub struct Created {
    /// The account.
    pub account: Account,
    /// Its primary auth token: 32 hex digits.
    pub auth_token: SecretString,
}

/// What is given to make an account.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// A name for people; without one it is named after the date, as the vendor does.
    pub friendly_name: Option<String>,
    /// The parent, for a subaccount made by the operator; an account's own subaccounts need not name it.
    pub parent_sid: Option<AccountSid>,
    /// A sandbox; a subaccount of one is one anyway.
    pub is_test: bool,
}

/// Changes of an account.
#[derive(Debug, Clone, Default)]
pub struct AccountEdit {
    /// A new name.
    pub friendly_name: Option<String>,
    /// A new status.
    pub status: Option<AccountStatus>,
}

/// Makes an account: the operator any, an account its own subaccount (one level deep).
///
/// # Errors
/// `Forbidden` for subaccounts and API keys, and for a test account below a live one; `Invalid` for a parent that is itself a subaccount.
pub async fn create(hub: &Hub, actor: &Actor, new: NewAccount) -> Result<Created> {
    let parent_sid = if actor.is_operator() {
        new.parent_sid
    } else {
        Some(actor.may(Permit::ManageCredentials)?.account())
    };
    let created = prepare(hub, parent_sid, new).await?;
    let mut tx = hub.db().write().await?;
    insert(&mut tx, hub, actor, &created).await?;
    tx.commit().await?;
    Ok(created)
}

/// A new account with its key, not stored yet. The key is made before the first row: rows without a key could never be
/// read, a key without rows harms nobody.
pub(crate) async fn prepare(hub: &Hub, parent_sid: Option<AccountSid>, new: NewAccount) -> Result<Created> {
    let now = hub.now();
    let friendly_name =
        new.friendly_name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("Account made {now}"));
    input::limit("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let is_test = match parent_sid {
        Some(parent) => is_test_under(&main_account(hub, parent).await?, new.is_test)?,
        None => new.is_test,
    };
    let account = Account {
        sid: hub.sid(),
        parent_sid,
        friendly_name,
        status: AccountStatus::Active,
        is_test,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    hub.db().vault().account_key_create(account.sid).await?;
    Ok(Created { account, auth_token: tokens::new_token(hub) })
}

/// Stores a prepared account within a larger change.
pub(crate) async fn insert(tx: &mut Tx, hub: &Hub, actor: &Actor, created: &Created) -> Result<()> {
    let account = &created.account;
    let tokens = AuthTokens { primary: created.auth_token.clone(), secondary: None, secondary_created: None };
    tx.account_insert(account, &tokens).await?;
    let scope = Scope::own(account.sid);
    record(tx, hub, actor, &scope, "account.create", account.sid, Changed::made(account)).await
}

/// A family is all test accounts or none, so that nothing of a test ever stands behind something real.
fn is_test_under(parent: &Account, asked_for: bool) -> Result<bool> {
    if asked_for && !parent.is_test {
        return Err(Error::Forbidden(
            "a live account has no test accounts below it; make the test account without a parent",
        ));
    }
    Ok(parent.is_test)
}

async fn main_account(hub: &Hub, sid: AccountSid) -> Result<Account> {
    let parent =
        hub.db().read().await?.account_find(&Scope::own(sid)).await?.ok_or_else(|| not_found(sid))?;
    if parent.parent_sid.is_some() {
        return Err(Error::Forbidden("a subaccount cannot have subaccounts of its own"));
    }
    if parent.status != AccountStatus::Active {
        return Err(Invalid::Field { field: "Parent", why: "the account is not active".to_owned() }.into());
    }
    Ok(parent)
}

/// The same actor acting on its own account or one of its subaccounts; the operator may act on any.
///
/// # Errors
/// `NotFound` for anybody else's account.
pub async fn act_on(hub: &Hub, actor: &Actor, sid: AccountSid) -> Result<Actor> {
    if actor.account_sid() == Some(sid) {
        return Ok(actor.clone());
    }
    find(hub, actor, sid).await.map(|account| actor.on(account.sid))
}

/// The account acted on, or a subaccount of it; for the operator any.
///
/// # Errors
/// `NotFound` for anybody else's account.
pub async fn find(hub: &Hub, actor: &Actor, sid: AccountSid) -> Result<Account> {
    let mut tx = hub.db().read().await?;
    let found = if actor.is_operator() {
        tx.account_find(&Scope::own(sid)).await?
    } else {
        tx.account_find_in_family(&actor.may(Permit::Read)?, sid).await?
    };
    found.ok_or_else(|| not_found(sid))
}

/// The account acted on and its subaccounts; for the operator every account.
///
/// # Errors
/// `Unavailable`.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    filter: AccountFilter,
    page: PageRequest,
) -> Result<Page<Account>> {
    let mut tx = hub.db().read().await?;
    Ok(if actor.is_operator() {
        tx.account_list_any_account(&page).await?
    } else {
        tx.account_list_family(&actor.may(Permit::Read)?, &filter, &page).await?
    })
}

/// Renames, suspends, reactivates or closes an account. All its bundles leave force, or return, with this; telling their
/// customers takes the worker a moment.
///
/// # Errors
/// `NotFound`; `Forbidden` for an account that would change its own status, and for API keys; `Invalid` for a closed
/// account, which stays closed.
pub async fn update(hub: &Hub, actor: &Actor, sid: AccountSid, edit: AccountEdit) -> Result<Account> {
    if let Who::Account { account, .. } | Who::User { account, .. } = actor.who() {
        actor.may(Permit::ManageCredentials)?;
        if edit.status.is_some() && account.sid == sid {
            return Err(Error::Forbidden(
                "an account cannot change its own status; its parent or the provider can",
            ));
        }
    }
    let before = find(hub, actor, sid).await?;
    if before.status == AccountStatus::Closed
        && edit.status.is_some_and(|status| status != AccountStatus::Closed)
    {
        return Err(
            Invalid::Field { field: "Status", why: "a closed account stays closed".to_owned() }.into()
        );
    }
    let friendly_name = edit.friendly_name.unwrap_or_else(|| before.friendly_name.clone());
    input::required("FriendlyName", &friendly_name, FRIENDLY_NAME_LIMIT)?;
    let status = edit.status.unwrap_or(before.status);
    let account = Account { friendly_name, status, date_updated: hub.now(), ..before.clone() };
    let scope = Scope::own(sid);
    let mut tx = hub.db().write().await?;
    let account = tx.account_save(&account).await?;
    if account.status != before.status {
        consequences::queue_walk(&mut tx, hub, &scope).await?;
        feed::note_account(&mut tx, hub, &scope, StandingCause::Account).await?;
    }
    record(&mut tx, hub, actor, &scope, "account.update", sid, Changed::from_to(&before, &account)).await?;
    tx.commit().await?;
    Ok(account)
}

/// The primary auth token in clear, for showing it to the account itself or its parent (the 2010-04-01 Account
/// resource). `None` unless the actor used an auth token.
///
/// # Errors
/// `NotFound` for anybody else's account.
pub async fn auth_token(hub: &Hub, actor: &Actor, sid: AccountSid) -> Result<Option<SecretString>> {
    if actor.may(Permit::ManageCredentials).is_err() {
        return Ok(None);
    }
    let account = find(hub, actor, sid).await?;
    let tokens = hub.db().read().await?.account_tokens(&Scope::own(account.sid)).await?;
    Ok(tokens.map(|tokens| tokens.primary))
}

fn not_found(sid: AccountSid) -> Error {
    Error::NotFound(format!("/Accounts/{sid}"))
}

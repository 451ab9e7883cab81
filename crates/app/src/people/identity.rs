//! From who signed in to who they are now: a session names somebody, the database says what became of them.

use std::fmt::Display;

use trusthub_domain::account::Account;
use trusthub_domain::bundle::UnknownName;
use trusthub_domain::people::{Holder, Person};
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{Scope, StoredSession, Tx};

use crate::auth::must_be_in_use;
use crate::record::{Changed, hub_chain, record};
use crate::{Actor, Error, Hub, Result, Who};

/// Somebody as the database knows them now.
pub(super) struct Identity {
    pub(super) actor: Actor,
    /// How a page calls them.
    pub(super) shown_name: String,
}

/// Who a session is of.
///
/// # Errors
/// `Unauthenticated` if they are gone or the auth token is no longer one; `Forbidden` if they are disabled or their account
/// is on hold.
pub(super) async fn of_session(hub: &Hub, stored: &StoredSession) -> Result<Identity> {
    match stored.session.holder {
        Holder::Person(person) => of_person(hub, person).await,
        Holder::Account(sid) => of_account(hub, sid, stored.credential.as_deref()).await,
    }
}

/// Who that person is.
///
/// # Errors
/// As [`of_session`].
pub(super) async fn of_person(hub: &Hub, person: Person) -> Result<Identity> {
    let mut tx = hub.db().read().await?;
    match person {
        Person::Reviewer(sid) => {
            let reviewer = tx.reviewer_find(sid).await?.ok_or(Error::Unauthenticated)?;
            if reviewer.is_disabled {
                return Err(Error::Forbidden("this reviewer is disabled"));
            }
            let shown_name = reviewer.email.as_str().to_owned();
            Ok(Identity { actor: Actor::reviewer(reviewer), shown_name })
        }
        Person::User { account_sid, sid } => {
            let scope = Scope::own(account_sid);
            let user = tx.user_find(&scope, sid).await?.ok_or(Error::Unauthenticated)?;
            if user.is_disabled {
                return Err(Error::Forbidden("this user is disabled"));
            }
            let account = tx.account_find(&scope).await?.ok_or(Error::Unauthenticated)?;
            drop(tx);
            must_be_in_use(hub, &account).await?;
            let shown_name = user.email.as_str().to_owned();
            Ok(Identity { actor: Actor::user(account, user), shown_name })
        }
    }
}

async fn of_account(hub: &Hub, sid: AccountSid, credential: Option<&[u8]>) -> Result<Identity> {
    let known = hub.db().account_credentials_any_account(sid).await?.ok_or(Error::Unauthenticated)?;
    // The session ends with the token that began it: a rotation after a leak shuts out whoever found it.
    if !credential.is_some_and(|hash| known.accept(hash)) {
        return Err(Error::Unauthenticated);
    }
    must_be_in_use(hub, &known.account).await?;
    Ok(by_token(known.account))
}

/// An account that showed its auth token.
pub(super) fn by_token(account: Account) -> Identity {
    let shown_name = account.friendly_name.clone();
    Identity { actor: Actor::account(account, None), shown_name }
}

/// As whom this actor signed in.
///
/// # Errors
/// `Forbidden` for whoever does not sign in to the console.
pub(super) fn holder(actor: &Actor) -> Result<Holder> {
    match actor.who() {
        Who::Account { account, key: None } => Ok(Holder::Account(account.sid)),
        Who::User { user, .. } => Ok(Holder::Person(user.person())),
        Who::Reviewer(reviewer) => Ok(Holder::Person(Person::Reviewer(reviewer.sid))),
        Who::Account { key: Some(_), .. }
        | Who::Inquiry { .. }
        | Who::Operator
        | Who::System
        | Who::Retention
        | Who::TestMode
        | Who::Representative
        | Who::Switch(_)
        | Who::Partner(_)
        | Who::Trunk(_) => Err(Error::Forbidden("this is for those who sign in to the console")),
    }
}

/// Writes down what somebody did with their own ways of signing in: in their account's chain, or the hub's.
pub(super) async fn note(tx: &mut Tx, hub: &Hub, actor: &Actor, holder: &Holder, action: &str) -> Result<()> {
    match holder {
        Holder::Account(sid) => note_on(tx, hub, actor, holder, action, sid).await,
        Holder::Person(person) => note_on(tx, hub, actor, holder, action, person).await,
    }
}

/// Writes down what somebody did with one of them.
pub(super) async fn note_on(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    holder: &Holder,
    action: &str,
    subject: impl Display,
) -> Result<()> {
    let scope = match holder {
        Holder::Account(sid) => Scope::own(*sid),
        Holder::Person(person) => chain_of(*person),
    };
    record::<()>(tx, hub, actor, &scope, action, subject, Changed { before: None, after: None }).await
}

/// Whose chain, and whose jobs, are about somebody: their account's, or the hub's.
pub(super) fn chain_of(person: Person) -> Scope {
    match person {
        Person::User { account_sid, .. } => Scope::own(account_sid),
        Person::Reviewer(_) => hub_chain(),
    }
}

/// Whom a job's subject names by `US…` or `RV…`; the account stands in the job itself.
pub(super) fn named_in_job(sid: &str, account_sid: AccountSid) -> std::result::Result<Person, UnknownName> {
    match sid.parse() {
        Ok(sid) => Ok(Person::User { account_sid, sid }),
        Err(_) => sid.parse().map(Person::Reviewer).map_err(|_| UnknownName),
    }
}

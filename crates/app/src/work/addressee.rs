//! To whom a letter about signing in goes: the person themselves, as long as they may sign in.

use trusthub_domain::contact::Email;
use trusthub_domain::people::Person;
use trusthub_storage::Scope;

use crate::erased::unless_erased;
use crate::{Hub, Result};

/// Somebody who may sign in.
pub(super) struct Addressee {
    pub(super) email: Email,
    /// `None` for a reviewer.
    pub(super) account_name: Option<String>,
    pub(super) is_test: bool,
    /// Has not chosen a password yet, or is a reviewer, who is given one.
    pub(super) is_invited: bool,
}

impl Addressee {
    /// Nobody, if they may no longer sign in.
    pub(super) async fn find(hub: &Hub, person: Person) -> Result<Option<Self>> {
        let mut tx = hub.db().read().await?;
        match person {
            Person::Reviewer(sid) => {
                let reviewer = tx.reviewer_find(sid).await?.filter(|reviewer| !reviewer.is_disabled);
                Ok(reviewer.map(|reviewer| Self {
                    email: reviewer.email,
                    account_name: None,
                    is_test: false,
                    is_invited: true,
                }))
            }
            Person::User { account_sid, sid } => {
                let scope = Scope::own(account_sid);
                let user = unless_erased(tx.user_find(&scope, sid).await)?;
                let user = user.filter(|user| !user.is_disabled);
                let (Some(user), Some(account)) = (user, tx.account_find(&scope).await?) else {
                    return Ok(None);
                };
                Ok(Some(Self {
                    email: user.email,
                    account_name: Some(account.friendly_name),
                    is_test: account.is_test,
                    is_invited: user.is_invited,
                }))
            }
        }
    }
}

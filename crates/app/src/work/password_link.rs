//! Sends a link that sets a password. The link is made here, just before it leaves, and its hash is stored first; a try
//! that fails leaves one behind that nobody ever got.

use secrecy::ExposeSecret;
use trusthub_domain::contact::Email;
use trusthub_domain::people::{LinkPurpose, Person};
use trusthub_gateways::mail::{Envelope, Mail, PasswordLetter, password_letter};
use trusthub_storage::{Error as StorageError, Job, Scope};

use super::{Outcome, causes, letters};
use crate::people::links;
use crate::people::mailing::Mailing;
use crate::record::internal;
use crate::{Hub, Result};

/// To whom a letter goes.
struct Addressee {
    email: Email,
    account_name: Option<String>,
    is_test: bool,
}

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let mailing = Mailing::parse(&job.subject, job.account_sid).map_err(internal)?;
    let Some(addressee) = addressee(hub, mailing).await? else { return Ok(Outcome::Done) };
    let mut tx = hub.db().write().await?;
    let link = links::make(&mut tx, hub, mailing.purpose, mailing.person).await?;
    tx.commit().await?;
    let settings = hub.settings();
    let letter = PasswordLetter {
        purpose: mailing.purpose,
        account_name: addressee.account_name,
        identifier: mailing.person.to_string(),
        url: link.url.expose_secret().to_owned(),
        until: link.expires_at,
        support_email: settings.support_email.clone(),
    };
    let mut letter = password_letter(&letter).map_err(internal)?;
    // A colleague is real, whatever the account is.
    if addressee.is_test {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    let (from, reply_to) = (settings.mail_from.clone(), settings.support_email.clone());
    let envelope = Envelope { from, to: addressee.email, reply_to };
    let mail = Mail::named(&job.id.simple().to_string(), hub.now(), envelope, letter);
    Ok(match letters::hand_over(hub, &mail).await {
        Ok(()) => Outcome::Done,
        Err(error) if error.is_permanent() => Outcome::Dead(causes(&error)),
        Err(error) => Outcome::Retry(causes(&error)),
    })
}

/// Nobody, if they may no longer sign in, or were invited and came meanwhile.
async fn addressee(hub: &Hub, mailing: Mailing) -> Result<Option<Addressee>> {
    let mut tx = hub.db().read().await?;
    match mailing.person {
        Person::Reviewer(sid) => {
            let reviewer = tx.reviewer_find(sid).await?.filter(|reviewer| !reviewer.is_disabled);
            Ok(reviewer.map(|reviewer| Addressee {
                email: reviewer.email,
                account_name: None,
                is_test: false,
            }))
        }
        Person::User { account_sid, sid } => {
            let scope = Scope::own(account_sid);
            let user = match tx.user_find(&scope, sid).await {
                Err(StorageError::Erased) => None,
                found => found?,
            };
            let is_wanted = mailing.purpose == LinkPurpose::PasswordReset;
            let user = user.filter(|user| !user.is_disabled && (is_wanted || user.is_invited));
            let (Some(user), Some(account)) = (user, tx.account_find(&scope).await?) else { return Ok(None) };
            Ok(Some(Addressee {
                email: user.email,
                account_name: Some(account.friendly_name),
                is_test: account.is_test,
            }))
        }
    }
}

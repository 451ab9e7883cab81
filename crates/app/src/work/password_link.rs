//! Sends a link that sets a password. The link is made here, just before it leaves, and its hash is stored first; a try
//! that fails leaves one behind that nobody ever got.

use secrecy::ExposeSecret;
use trusthub_domain::people::LinkPurpose;
use trusthub_gateways::mail::{Envelope, Mail, PasswordLetter, password_letter};
use trusthub_storage::Job;

use super::addressee::Addressee;
use super::{Outcome, letters};
use crate::people::links;
use crate::people::mailing::Mailing;
use crate::record::internal;
use crate::{Hub, Result};

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let mailing = Mailing::parse(&job.subject, job.account_sid).map_err(internal)?;
    let Some(addressee) = Addressee::find(hub, mailing.person).await? else { return Ok(Outcome::Done) };
    // Whoever was invited and came meanwhile needs no invitation.
    if mailing.purpose == LinkPurpose::Invitation && !addressee.is_invited {
        return Ok(Outcome::Done);
    }
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
    Ok(letters::sent(hub, &mail).await)
}

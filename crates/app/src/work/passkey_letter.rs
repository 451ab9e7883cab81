//! Tells a person that a passkey of theirs came or went.

use trusthub_domain::people::Person;
use trusthub_gateways::mail::{Envelope, Mail, PasskeyLetter, passkey_letter};
use trusthub_storage::Job;

use super::addressee::Addressee;
use super::{Outcome, letters};
use crate::people::passkeys::PasskeyNews;
use crate::record::internal;
use crate::{Hub, Result};

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let news = PasskeyNews::parse(&job.subject, job.account_sid).map_err(internal)?;
    let Some(addressee) = Addressee::find(hub, news.person).await? else { return Ok(Outcome::Done) };
    let settings = hub.settings();
    let letter = PasskeyLetter {
        change: news.change,
        at: job.date_created,
        account_name: addressee.account_name,
        identifier: news.person.to_string(),
        url: settings_of(&settings.public_url, news.person),
        support_email: settings.support_email.clone(),
    };
    let mut letter = passkey_letter(&letter).map_err(internal)?;
    if addressee.is_test {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    let (from, reply_to) = (settings.mail_from.clone(), settings.support_email.clone());
    let envelope = Envelope { from, to: addressee.email, reply_to };
    let mail = Mail::named(&job.id.simple().to_string(), job.date_created, envelope, letter);
    Ok(letters::sent(hub, &mail).await)
}

fn settings_of(public_url: &str, person: Person) -> String {
    match person {
        Person::User { account_sid, .. } => format!("{public_url}/console/{account_sid}/settings"),
        Person::Reviewer(_) => format!("{public_url}/console/review/settings"),
    }
}

//! Which handler carries out a job of which kind.

use trusthub_domain::sid::{EventSid, Sid};
use trusthub_gateways::documents::{DocumentKey, ReferenceKey};
use trusthub_storage::{Job, JobKind, Scope, StoredEvent};

use super::{
    Outcome, asking, callback, certificates, confirmation, consequences, copies, expiry, letters,
    passkey_letter, password_link, relay, rescreening, reverification, sent,
};
use crate::erased::unless_erased;
use crate::partners::tickets;
use crate::record::internal;
use crate::review::{deferred, queue, rings, site_pictures, vetting};
use crate::{Error, Hub, Result, domains, messaging, tollfree};

/// Each on the heap: unoptimised, the futures of all kinds together are more than the stack of a thread holds.
pub(super) async fn handle(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    match job.kind {
        JobKind::Relay => Box::pin(relay::run(hub, job)).await,
        JobKind::Mail => Box::pin(with_event(hub, job, letters::decided)).await,
        JobKind::MailReceived => Box::pin(with_event(hub, job, letters::received)).await,
        JobKind::Callback => Box::pin(callback::run(hub, job)).await,
        JobKind::Vet => Box::pin(vetting::run(hub, &scope, subject(job)?)).await.map(|()| Outcome::Done),
        JobKind::DrawWebsite => Box::pin(site_pictures::run(hub, job, subject(job)?)).await,
        JobKind::VetTollfree => Box::pin(tollfree::checking::run(hub, job)).await.map(|()| Outcome::Done),
        JobKind::MailTollfree => match Box::pin(tollfree::letters::letter(hub, job)).await? {
            Some(mail) => Ok(sent(hub, &mail).await),
            None => Ok(Outcome::Done),
        },
        JobKind::Expiry => Box::pin(expiry::run(hub, job)).await,
        JobKind::Account => Box::pin(consequences::account(hub, job)).await,
        JobKind::Support => Box::pin(consequences::support(hub, job)).await,
        JobKind::Rescreen => Box::pin(rescreening::run(hub, job)).await,
        JobKind::Reverify => Box::pin(reverification::run(hub, job)).await,
        JobKind::Remember => Box::pin(rings::walk(hub, job)).await,
        JobKind::Confirm => Box::pin(confirmation::run(hub, job)).await,
        JobKind::MailCopy => Box::pin(copies::run(hub, job)).await,
        JobKind::PasswordLink => Box::pin(password_link::run(hub, job)).await,
        JobKind::PasskeyLetter => Box::pin(passkey_letter::run(hub, job)).await,
        JobKind::Decide => Box::pin(deferred::run(hub, job)).await,
        JobKind::Ask => Box::pin(asking::run(hub, job)).await,
        JobKind::IndexQueue => Box::pin(queue::walk(hub, job)).await,
        JobKind::CheckDomain => match Box::pin(domains::look(hub, &scope, subject(job)?, job)).await {
            Ok(()) => Ok(Outcome::Settled),
            // It was deleted, or its account erased.
            Err(Error::NotFound(_)) => Ok(Outcome::Done),
            Err(error) => Err(error),
        },
        JobKind::OrderCertificate => Box::pin(certificates::order(hub)).await,
        JobKind::Brand => {
            Box::pin(messaging::deciding::run(hub, &scope, subject(job)?)).await.map(|()| Outcome::Done)
        }
        JobKind::BrandRegistration => {
            Box::pin(messaging::registrations::run(hub, job)).await.map(|()| Outcome::Done)
        }
        JobKind::Campaign => {
            Box::pin(messaging::reading::run(hub, &scope, subject(job)?)).await.map(|()| Outcome::Done)
        }
        JobKind::BrandCode => Box::pin(messaging::codes::run(hub, job)).await,
        JobKind::MessagingMail => Box::pin(messaging::write(hub, job)).await,
        JobKind::MessagingCallback => Box::pin(messaging::call(hub, job)).await,
        JobKind::RemediationMail => Box::pin(tickets::notices::write(hub, job)).await,
        JobKind::RemediationCallback => Box::pin(tickets::notices::call(hub, job)).await,
        JobKind::Registry => Box::pin(messaging::downstream::run(hub, job)).await,
        JobKind::RegistryReconcile => Box::pin(messaging::downstream::reconcile(hub)).await,
        JobKind::DeleteFile => Box::pin(delete_file(hub, job)).await,
    }
}

pub(super) fn subject<S: Sid>(job: &Job) -> Result<S> {
    job.subject.parse().map_err(internal)
}

/// Loads the job's event; an event that is gone (its account was erased) needs nothing more.
async fn with_event<F, R>(hub: &Hub, job: &Job, handler: F) -> Result<Outcome>
where
    F: FnOnce(Hub, StoredEvent) -> R,
    R: Future<Output = Result<Outcome>>,
{
    match event_of(hub, job).await? {
        Some(event) => handler(hub.clone(), event).await,
        None => Ok(Outcome::Done),
    }
}

pub(super) async fn event_of(hub: &Hub, job: &Job) -> Result<Option<StoredEvent>> {
    let sid: EventSid = subject(job)?;
    unless_erased(hub.db().read().await?.event_find(&Scope::own(job.account_sid), sid).await)
}

async fn delete_file(hub: &Hub, job: &Job) -> Result<Outcome> {
    // A backup that runs may be about to copy it.
    if let Some(until) = hub.db().read().await?.file_hold_until_any_account(hub.now()).await? {
        return Ok(Outcome::Wait(until));
    }
    match job.subject.parse::<ReferenceKey>() {
        Ok(key) => hub.documents().reference_delete(&key).await.map_err(internal)?,
        Err(_) => {
            let key: DocumentKey = job.subject.parse().map_err(internal)?;
            hub.documents().delete(&key).await.map_err(internal)?;
        }
    }
    Ok(Outcome::Done)
}

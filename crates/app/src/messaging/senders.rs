//! The numbers of a messaging service.

use trusthub_domain::item::PhoneNumber;
use trusthub_domain::messaging::{MessagingRefusal, MessagingService, ServiceSender};
use trusthub_domain::sid::{MessagingServiceSid, PhoneNumberSid};
use trusthub_storage::{Scope, Tx};

use super::services::load;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Page, PageRequest, Permit, Result};

/// A sender with its number.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Its place in the pool.
    pub sender: ServiceSender,
    /// The number.
    pub number: PhoneNumber,
}

/// Puts a number of the account into the pool.
///
/// # Errors
/// `NotFound` for service or number; `Messaging` if it is in a pool already, or the pool is full.
pub async fn add(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    number: PhoneNumberSid,
) -> Result<Sender> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    load(&mut tx, &scope, service).await?;
    let number = tx.number_find(&scope, number).await?;
    let number = number.ok_or_else(|| Error::NotFound("PhoneNumberSid".to_owned()))?;
    MessagingService::must_have_room(tx.sender_count(&scope, service).await?)?;
    let sender = ServiceSender {
        account_sid: scope.account(),
        service_sid: service,
        number_sid: number.sid,
        date_created: hub.now(),
    };
    if !tx.sender_insert(&sender).await? {
        let there = tx.sender_find(&scope, number.sid).await?;
        let is_here = there.is_some_and(|there| there.service_sid == service);
        return Err(
            if is_here { MessagingRefusal::SenderPresent } else { MessagingRefusal::SenderTaken }.into()
        );
    }
    record(&mut tx, hub, actor, &scope, "messaging_service.add_sender", service, Changed::made(&sender))
        .await?;
    tx.commit().await?;
    Ok(Sender { sender, number })
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    number: PhoneNumberSid,
) -> Result<Sender> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let sender = in_service(&mut tx, &scope, service, number).await?;
    with_number(&mut tx, &scope, sender).await?.ok_or_else(|| not_found(service, number))
}

/// All of them.
///
/// # Errors
/// `NotFound` for the service.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    page: PageRequest,
) -> Result<Page<Sender>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    load(&mut tx, &scope, service).await?;
    let Page { items, next, previous } = tx.sender_list(&scope, service, &page).await?;
    let mut senders = Vec::with_capacity(items.len());
    for sender in items {
        senders.extend(with_number(&mut tx, &scope, sender).await?);
    }
    Ok(Page { items: senders, next, previous })
}

/// Takes it out of the pool; it stays in the inventory.
///
/// # Errors
/// `NotFound`.
pub async fn remove(
    hub: &Hub,
    actor: &Actor,
    service: MessagingServiceSid,
    number: PhoneNumberSid,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = in_service(&mut tx, &scope, service, number).await?;
    tx.sender_delete(&scope, service, number).await?;
    record(&mut tx, hub, actor, &scope, "messaging_service.remove_sender", service, Changed::gone(&before))
        .await?;
    Ok(tx.commit().await?)
}

async fn in_service(
    tx: &mut Tx,
    scope: &Scope,
    service: MessagingServiceSid,
    number: PhoneNumberSid,
) -> Result<ServiceSender> {
    let found = tx.sender_find(scope, number).await?;
    found.filter(|sender| sender.service_sid == service).ok_or_else(|| not_found(service, number))
}

/// Its number went meanwhile: then so did it.
async fn with_number(tx: &mut Tx, scope: &Scope, sender: ServiceSender) -> Result<Option<Sender>> {
    let number = tx.number_find(scope, sender.number_sid).await?;
    Ok(number.map(|number| Sender { sender, number }))
}

fn not_found(service: MessagingServiceSid, number: PhoneNumberSid) -> Error {
    Error::NotFound(format!("/Services/{service}/PhoneNumbers/{number}"))
}

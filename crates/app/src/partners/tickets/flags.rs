//! What partners do: flag a number, look at what became of it, and say that it is clean.

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{FlagReason, Ticket, TicketAuthor, TicketStatus, TicketStep};
use trusthub_domain::sid::{PartnerSid, TicketSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::{Saying, Told, closed, not_found, notices, say, told};
use crate::attestation::{CallingNumber, look_at_number};
use crate::partners::lookup::is_told_of;
use crate::partners::registrations::registrar;
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Result, input, retry};

/// What a partner complains of.
#[derive(Debug, Clone)]
pub struct NewFlag {
    /// The number.
    pub number: Phone,
    /// Why.
    pub reason: FlagReason,
    /// When that was last seen; now, unless it says.
    pub seen_at: Option<Timestamp>,
    /// What was seen, in the partner's words. The owner of the number reads it.
    pub evidence: String,
}

/// Flags a number. What is flagged while a ticket of the partner is open for it joins that ticket.
///
/// # Errors
/// `Forbidden` for anybody but a carrier or an analytics engine with the scope; `Invalid` for evidence that says nothing, and
/// for what will be seen; `NotFound` for a number that a look-up would tell nothing of, whether anybody has it or not;
/// `Unavailable`.
pub async fn flag(hub: &Hub, actor: &Actor, new: NewFlag) -> Result<Told> {
    let partner = registrar(actor)?.sid;
    input::note_in("Evidence", &new.evidence)?;
    let seen_at = new.seen_at.unwrap_or_else(|| hub.now());
    if seen_at > hub.now() {
        let why = "it is a moment that has not come yet".to_owned();
        return Err(Invalid::Field { field: "SeenAt", why }.into());
    }
    // From memory, by the same steps for every number; the database is asked only about what may be flagged.
    let calling = CallingNumber::parse("Number", new.number.as_str())?;
    if look_at_number(hub, &calling)?.is_none_or(|looked| !is_told_of(&looked)) {
        return Err(unknown());
    }
    retry::on_conflict(|| flag_once(hub, actor, partner, &new, seen_at)).await
}

fn unknown() -> Error {
    Error::NotFound("A number that you may flag".to_owned())
}

async fn flag_once(
    hub: &Hub,
    actor: &Actor,
    partner: PartnerSid,
    new: &NewFlag,
    seen_at: Timestamp,
) -> Result<Told> {
    let now = hub.now();
    let mut tx = hub.db().write().await?;
    let (account_sid, _) = tx.number_owner_any_account(&new.number).await?.ok_or_else(unknown)?;
    let scope = Scope::own(account_sid);
    // Of two who flag at once, the second joins what the first opened.
    tx.audit_hold(&scope).await?;
    let before = tx.ticket_find_open(&scope, partner, &new.number).await?;
    let after = match &before {
        Some(open) => open.flagged(new.reason, seen_at, now).map_err(closed)?,
        None => Ticket {
            sid: hub.sid(),
            account_sid,
            partner_sid: partner,
            phone_number: new.number.clone(),
            reason: new.reason,
            status: TicketStatus::Open,
            flags: 1,
            seen_at,
            version: 1,
            date_created: now,
            date_updated: now,
        },
    };
    let saying = Saying {
        author: TicketAuthor::Partner,
        step: TicketStep::Flagged,
        reason: Some(new.reason),
        text: new.evidence.clone(),
        action: "remediation.flag",
    };
    let told = say(&mut tx, hub, actor, before.as_ref(), after, saying).await?;
    if before.is_none() {
        notices::tell(&mut tx, hub, &told.ticket).await?;
    }
    tx.commit().await?;
    Ok(told)
}

/// The partner's tickets, newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<Told>> {
    let partner = registrar(actor)?.sid;
    let mut tx = hub.db().read().await?;
    let found = tx.ticket_places_of_partner_any_account(partner, &page).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for place in &found.items {
        let ticket = tx.ticket_at(place).await?;
        items.push(told(&mut tx, ticket).await?);
    }
    Ok(Page { items, previous: found.previous, next: found.next })
}

/// One of the partner's tickets.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: TicketSid) -> Result<Told> {
    let partner = registrar(actor)?.sid;
    let mut tx = hub.db().read().await?;
    let ticket = own(&mut tx, partner, sid).await?;
    told(&mut tx, ticket).await
}

/// The partner finds the number clean: its ticket is closed.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Invalid` if it is closed; `Conflict`.
pub async fn clear(hub: &Hub, actor: &Actor, sid: TicketSid, note: String) -> Result<Told> {
    let partner = registrar(actor)?.sid;
    if !note.is_empty() {
        input::note_in("Note", &note)?;
    }
    let mut tx = hub.db().write().await?;
    let before = own(&mut tx, partner, sid).await?;
    let after = before.closed(hub.now()).map_err(closed)?;
    let saying = Saying {
        author: TicketAuthor::Partner,
        step: TicketStep::Cleared,
        reason: None,
        text: note,
        action: "remediation.clear",
    };
    let told = say(&mut tx, hub, actor, Some(&before), after, saying).await?;
    notices::tell(&mut tx, hub, &told.ticket).await?;
    tx.commit().await?;
    Ok(told)
}

async fn own(tx: &mut Tx, partner: PartnerSid, sid: TicketSid) -> Result<Ticket> {
    match tx.ticket_place_of_partner_any_account(partner, sid).await? {
        Some(place) => Ok(tx.ticket_at(&place).await?),
        None => Err(not_found(sid)),
    }
}

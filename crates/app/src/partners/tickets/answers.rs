//! What the owner of a flagged number does: read the ticket, and answer.

use std::collections::BTreeMap;

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{Ticket, TicketAuthor, TicketStep};
use trusthub_domain::sid::TicketSid;

use super::{Saying, Told, closed, load, say, told};
use crate::{Actor, Hub, Page, PageRequest, Permit, Result, input};

/// The account's tickets, newest first.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<Ticket>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.ticket_list(&scope, &page).await?)
}

/// The open tickets about each of these numbers of the account, newest first; a number without any is left out.
///
/// # Errors
/// `Unavailable`.
pub async fn open_of_numbers(
    hub: &Hub,
    actor: &Actor,
    numbers: &[Phone],
) -> Result<BTreeMap<Phone, Vec<Ticket>>> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let mut open = BTreeMap::new();
    for number in numbers {
        let mut tickets = tx.tickets_open_of_number(&scope, number).await?;
        tickets.sort_by_key(|ticket| std::cmp::Reverse((ticket.date_created, ticket.sid)));
        if !tickets.is_empty() {
            open.insert(number.clone(), tickets);
        }
    }
    Ok(open)
}

/// One of them, with what was said on it.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: TicketSid) -> Result<Told> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let ticket = load(&mut tx, &scope, sid).await?;
    told(&mut tx, ticket).await
}

/// Answers: what the number is used for, what was mended. A reviewer reads it next.
///
/// # Errors
/// `NotFound`; `Invalid` for an answer that says nothing, and for a ticket that is closed; `Conflict`.
pub async fn answer(hub: &Hub, actor: &Actor, sid: TicketSid, text: String) -> Result<Told> {
    let scope = actor.may(Permit::Own)?;
    input::note_in("Text", &text)?;
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    let after = before.answered(hub.now()).map_err(closed)?;
    let saying = Saying {
        author: TicketAuthor::Customer,
        step: TicketStep::Answered,
        reason: None,
        text,
        action: "remediation.answer",
    };
    let told = say(&mut tx, hub, actor, Some(&before), after, saying).await?;
    tx.commit().await?;
    Ok(told)
}

//! Numbers that a partner found fault with: flagged by the partner ([`flags`]), explained by their owner ([`answers`]),
//! settled by a reviewer ([`desk`]) or by the partner itself.
//!
//! Nothing here changes how far anybody is trusted, or how calls are attested.

pub mod answers;
pub mod desk;
pub mod flags;
pub(crate) mod notices;

use trusthub_domain::partner::{FlagReason, Ticket, TicketAuthor, TicketClosed, TicketNote, TicketStep};
use trusthub_domain::sid::TicketSid;
use trusthub_storage::{Scope, Tx};

use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Result};

/// A ticket, and all that was said on it, from the beginning.
#[derive(Debug, Clone)]
pub struct Told {
    /// The ticket.
    pub ticket: Ticket,
    /// What was said.
    pub notes: Vec<TicketNote>,
}

/// Something that is said.
struct Saying {
    author: TicketAuthor,
    step: TicketStep,
    reason: Option<FlagReason>,
    text: String,
    /// For the audit log.
    action: &'static str,
}

fn not_found(sid: TicketSid) -> Error {
    Error::NotFound(format!("/RemediationTickets/{sid}"))
}

async fn load(tx: &mut Tx, scope: &Scope, sid: TicketSid) -> Result<Ticket> {
    tx.ticket_find(scope, sid).await?.ok_or_else(|| not_found(sid))
}

async fn told(tx: &mut Tx, ticket: Ticket) -> Result<Told> {
    let notes = tx.ticket_notes(&Scope::own(ticket.account_sid), ticket.sid).await?;
    Ok(Told { ticket, notes })
}

/// Saves where the ticket stands after something was said, and that it was.
async fn say(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    before: Option<&Ticket>,
    after: Ticket,
    saying: Saying,
) -> Result<Told> {
    let scope = Scope::own(after.account_sid);
    let ticket = match before {
        Some(_) => tx.ticket_save(&after).await?,
        None => {
            tx.ticket_insert(&after).await?;
            after
        }
    };
    let Saying { author, step, reason, text, action } = saying;
    let note = TicketNote { author, step, reason, text, at: hub.now() };
    tx.ticket_note_push(&ticket, &note).await?;
    let changed = Changed { before, after: Some(&ticket) };
    record(tx, hub, actor, &scope, action, ticket.sid, changed).await?;
    metrics::counter!(
        "trusthub_partner_tickets_total", "step" => step.as_str(), "reason" => ticket.reason.as_str()
    )
    .increment(1);
    told(tx, ticket).await
}

fn closed(refused: TicketClosed) -> Error {
    Invalid::Field { field: "Status", why: refused.to_string() }.into()
}

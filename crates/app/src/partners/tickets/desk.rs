//! What reviewers do with tickets: read what a partner saw and what the owner says, and close the ticket or have the partner
//! look again.

use trusthub_domain::account::Account;
use trusthub_domain::partner::{Partner, Ticket, TicketAuthor, TicketClosed, TicketStep};
use trusthub_domain::review::Role;
use trusthub_domain::sid::{BundleSid, TicketSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{Scope, Tx};

use super::{Saying, Told, closed, load, not_found, notices, say, told};
use crate::record::{Changed, record};
use crate::review::present_reviewer;
use crate::{Actor, Hub, Page, PageRequest, Result, input};

/// A ticket as reviewers see it.
#[derive(Debug, Clone)]
pub struct DeskTicket {
    /// The ticket, and what was said.
    pub told: Told,
    /// Whose number it is.
    pub account: Account,
    /// Who flagged it.
    pub partner: Partner,
    /// How many tickets are open for this number, this one included, whoever flagged it.
    pub open_for_number: usize,
}

/// An open ticket as the reviewer of a case sees it.
#[derive(Debug, Clone)]
pub struct CaseTicket {
    /// The ticket: about a number of the account that the case is of.
    pub ticket: Ticket,
    /// Whether the number is on the bundle that the case is about.
    pub is_on_bundle: bool,
}

/// Tickets that are told of beside a case. Ours: whoever has more of them is looked at by the first few.
const MOST_BESIDE_CASE: u32 = 20;

/// The newest open tickets of the account that has this bundle.
pub(crate) async fn beside_case(tx: &mut Tx, scope: &Scope, bundle: BundleSid) -> Result<Vec<CaseTicket>> {
    let mut beside = Vec::new();
    for ticket in tx.tickets_open(scope, MOST_BESIDE_CASE).await? {
        let assigned = match tx.number_owner_any_account(&ticket.phone_number).await? {
            Some((_, number)) => tx.channel_assignment_of_number(scope, number).await?,
            None => Vec::new(),
        };
        let is_on_bundle = assigned.iter().any(|one| one.bundle_sid == bundle);
        beside.push(CaseTicket { ticket, is_on_bundle });
    }
    Ok(beside)
}

/// Open tickets of all accounts, newest first.
///
/// # Errors
/// `Forbidden` for anybody but a reviewer.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<Ticket>> {
    let mut tx = hub.db().read().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let found = tx.ticket_places_open_any_account(&page).await?;
    let mut items = Vec::with_capacity(found.items.len());
    for place in &found.items {
        items.push(tx.ticket_at(place).await?);
    }
    Ok(Page { items, previous: found.previous, next: found.next })
}

/// One of them. That somebody looked stands in the account's audit log: people's words are in it.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn show(hub: &Hub, actor: &Actor, sid: TicketSid) -> Result<DeskTicket> {
    let mut tx = hub.db().write().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (scope, ticket) = locate(&mut tx, sid).await?;
    let account = tx.account_find(&scope).await?.ok_or_else(|| not_found(sid))?;
    let partner = tx.partner_credentials(ticket.partner_sid).await?.ok_or_else(|| not_found(sid))?.partner;
    let open_for_number = tx.tickets_open_of_number(&scope, &ticket.phone_number).await?.len();
    let told = told(&mut tx, ticket).await?;
    let nothing = Changed::<()> { before: None, after: None };
    record(&mut tx, hub, actor, &scope, "remediation.show", sid, nothing).await?;
    tx.commit().await?;
    Ok(DeskTicket { told, account, partner, open_for_number })
}

/// Closes a ticket. Its owner and the partner read why.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Invalid` for a note that says nothing, and for a ticket that is closed; `Conflict`.
pub async fn resolve(hub: &Hub, actor: &Actor, sid: TicketSid, note: String) -> Result<Ticket> {
    decide(hub, actor, sid, note, TicketStep::Resolved, Ticket::closed).await
}

/// Has the partner look again.
///
/// # Errors
/// As [`resolve`].
pub async fn ask_partner(hub: &Hub, actor: &Actor, sid: TicketSid, note: String) -> Result<Ticket> {
    decide(hub, actor, sid, note, TicketStep::PartnerAsked, Ticket::asked_of_partner).await
}

async fn decide(
    hub: &Hub,
    actor: &Actor,
    sid: TicketSid,
    note: String,
    step: TicketStep,
    decision: fn(&Ticket, Timestamp) -> std::result::Result<Ticket, TicketClosed>,
) -> Result<Ticket> {
    input::note_in("Note", &note)?;
    let mut tx = hub.db().write().await?;
    present_reviewer(&mut tx, actor, Role::Reviewer).await?;
    let (_, before) = locate(&mut tx, sid).await?;
    let after = decision(&before, hub.now()).map_err(closed)?;
    let action = if after.is_open() { "remediation.ask_partner" } else { "remediation.resolve" };
    let saying = Saying { author: TicketAuthor::Reviewer, step, reason: None, text: note, action };
    let told = say(&mut tx, hub, actor, Some(&before), after, saying).await?;
    if !told.ticket.is_open() {
        notices::tell(&mut tx, hub, &told.ticket).await?;
    }
    tx.commit().await?;
    Ok(told.ticket)
}

async fn locate(tx: &mut Tx, sid: TicketSid) -> Result<(Scope, Ticket)> {
    let owner = tx.sid_owner_any_account(&sid.to_string()).await?.ok_or_else(|| not_found(sid))?;
    let scope = Scope::own(owner);
    let ticket = load(tx, &scope, sid).await?;
    Ok((scope, ticket))
}

//! One ticket: what was said, and closing it or asking the partner again.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::partners::tickets::Told;
use trusthub_app::partners::tickets::desk::{self, DeskTicket};
use trusthub_domain::account::Account;
use trusthub_domain::partner::{Partner, Ticket};
use trusthub_domain::sid::TicketSid;

use super::BASE;
use super::list::badge;
use crate::fault::{Fault, Result};
use crate::form::{Control, Field, beside, status_of};
use crate::frame::{DeskPlace, Frame, render};
use crate::pages::calls::words::{self, Said};
use crate::session::{Desk, Posted};
use crate::words::Badge;

const NOTE: &str = "Note";

#[derive(Template)]
#[template(path = "review/ticket.html")]
struct TicketPage {
    frame: Frame,
    list: &'static str,
    here: String,
    badge: Badge,
    reason: &'static str,
    ticket: Ticket,
    account: Account,
    partner: Partner,
    open_for_number: usize,
    said: Vec<Said>,
    /// `None` once it is closed.
    note: Option<Field>,
    whole: Option<String>,
}

fn parsed(sid: &str) -> Result<TicketSid> {
    sid.parse().map_err(|_| Fault::NoSuchPage)
}

fn field(value: &str) -> Field {
    Field::new(Control::Area, NOTE, "What you say")
        .hint("The owner of the number reads it, and so does the partner.")
        .max_length(2000)
        .value(value)
}

pub(super) async fn show(desk: Desk, Path(sid): Path<String>) -> Result<Response> {
    page(&desk, parsed(&sid)?, field(""), None).await
}

async fn page(desk: &Desk, sid: TicketSid, note: Field, whole: Option<String>) -> Result<Response> {
    let found = desk::show(desk.hub(), &desk.actor, sid).await?;
    let DeskTicket { told: Told { ticket, notes }, account, partner, open_for_number } = found;
    let status = status_of(std::slice::from_ref(&note), whole.as_deref());
    let title = format!("{} was flagged", ticket.phone_number.as_str());
    let page = TicketPage {
        frame: Frame::desk(desk, DeskPlace::Tickets, title),
        list: BASE,
        here: format!("{BASE}/{sid}"),
        badge: badge(ticket.status),
        reason: words::reason(ticket.reason),
        said: words::said(notes, "The owner"),
        note: Some(note).filter(|_| ticket.is_open()),
        ticket,
        account,
        partner,
        open_for_number,
        whole,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn decide(desk: Desk, Path(sid): Path<String>, posted: Posted) -> Result<Response> {
    let sid = parsed(&sid)?;
    let (text, what) = (posted.text(NOTE), posted.text("decision"));
    let done = match what {
        "resolve" => desk::resolve(desk.hub(), &desk.actor, sid, text.to_owned()).await,
        "ask" => desk::ask_partner(desk.hub(), &desk.actor, sid, text.to_owned()).await,
        _ => return Err(Fault::Form("it says neither resolve nor ask".to_owned())),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}?done={what}")).into_response()),
        Err(error) => {
            let mut fields = vec![field(text)];
            let whole = beside(&mut fields, error)?;
            let note = fields.into_iter().next().unwrap_or_else(|| field(text));
            page(&desk, sid, note, whole).await
        }
    }
}

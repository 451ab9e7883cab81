//! One flagged number: what was said, and the owner's answer.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use trusthub_app::partners::tickets::{Told, answers};
use trusthub_domain::partner::Ticket;
use trusthub_domain::sid::TicketSid;

use super::words::{self, Said};
use super::{base, frame};
use crate::fault::{Fault, Result};
use crate::form::{Control, Field, beside, status_of};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};
use crate::words::Badge;

const TEXT: &str = "Text";

/// The ticket that a path names.
pub(super) type At = Path<(String, String)>;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "calls/ticket.html")]
struct TicketPage {
    frame: Frame,
    list: String,
    here: String,
    badge: Badge,
    reason: &'static str,
    ticket: Ticket,
    said: Vec<Said>,
    /// `None` for who may not answer, and once it is closed.
    answer: Option<Field>,
    whole: Option<String>,
}

fn parsed(path: &At) -> Result<TicketSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

fn field(value: &str) -> Field {
    Field::new(Control::Area, TEXT, "Your answer")
        .hint("What the number is used for, whom it calls and why, and what you changed. A reviewer reads it, and takes it up with the partner.")
        .max_length(2000)
        .value(value)
}

pub(super) async fn show(customer: Customer, path: At, Query(asked): Query<Asked>) -> Result<Response> {
    let told = answers::find(customer.hub(), &customer.actor, parsed(&path)?).await?;
    let done = (asked.done == "answered").then_some("Your answer is with a reviewer.");
    page(&customer, told, field(""), None, done)
}

fn page(
    customer: &Customer,
    told: Told,
    answer: Field,
    whole: Option<String>,
    done: Option<&'static str>,
) -> Result<Response> {
    let Told { ticket, notes } = told;
    let status = status_of(std::slice::from_ref(&answer), whole.as_deref());
    let list = base(customer);
    let page = TicketPage {
        frame: frame(customer, format!("{} was flagged", ticket.phone_number.as_str())).after(done),
        here: format!("{list}/tickets/{}", ticket.sid),
        badge: words::ticket(ticket.status),
        reason: words::reason(ticket.reason),
        said: words::said(notes, "You"),
        answer: Some(answer).filter(|_| ticket.is_open() && customer.may_change()),
        whole,
        ticket,
        list,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn answer(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let sid = parsed(&path)?;
    let text = posted.text(TEXT);
    match answers::answer(customer.hub(), &customer.actor, sid, text.to_owned()).await {
        Ok(_) => {
            let place = format!("{}/tickets/{sid}?done=answered", base(&customer));
            Ok(Redirect::to(&place).into_response())
        }
        Err(error) => {
            let mut fields = vec![field(text)];
            let whole = beside(&mut fields, error)?;
            let told = answers::find(customer.hub(), &customer.actor, sid).await?;
            let answer = fields.into_iter().next().unwrap_or_else(|| field(text));
            page(&customer, told, answer, whole, None)
        }
    }
}

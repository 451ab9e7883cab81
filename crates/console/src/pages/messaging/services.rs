//! The account's messaging services, and another one.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::messaging::services::{self, Standing};
use trusthub_domain::messaging::ServiceSettings;
use trusthub_domain::time::Timestamp;

use super::{Tab, base, frame, tabs};
use crate::asked::Asked;
use crate::fault::Result;
use crate::form::{Choice, Control, Field, beside, status_of};
use crate::frame::{Frame, Way, render};
use crate::paging::{Pager, page_after};
use crate::session::{Customer, Posted};

struct Row {
    name: String,
    href: String,
    purpose: &'static str,
    is_registered: bool,
    changed: Timestamp,
}

#[derive(Template)]
#[template(path = "messaging/services.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Way>,
    list: String,
    may_change: bool,
    rows: Vec<Row>,
    pager: Pager,
}

/// What a service may be for, as the wire and as people call it. Source: the vendor's OpenAPI document.
const PURPOSES: [(&str, &str); 6] = [
    ("undeclared", "Not said"),
    ("notifications", "Notifications"),
    ("marketing", "Marketing"),
    ("verification", "One-time codes"),
    ("discussion", "Conversations"),
    ("poll", "Polls"),
];

/// What people call the purpose of a service.
pub(super) fn purpose(code: &str) -> &'static str {
    PURPOSES.iter().find(|(known, _)| *known == code).map_or("Not said", |(_, words)| words)
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let list = format!("{}/services", base(&customer));
    let page = services::list(customer.hub(), &customer.actor, page_after(&asked.after)).await?;
    let row = |one: Standing| Row {
        href: format!("{list}/{}", one.service.sid),
        purpose: purpose(&one.service.settings.usecase),
        name: one.service.settings.friendly_name,
        is_registered: one.is_registered,
        changed: one.service.date_updated,
    };
    let done =
        (asked.done == "deleted").then_some("The messaging service is deleted. Its numbers stay yours.");
    let page = ListPage {
        frame: frame(&customer, "Messaging services").after(done),
        tabs: tabs(&customer, Tab::Services),
        may_change: customer.may_change(),
        pager: Pager::new(&list, &asked.after, page.next.as_ref()),
        rows: page.items.into_iter().map(row).collect(),
        list,
    };
    Ok(render(&page)?.into_response())
}

#[derive(Template)]
#[template(path = "messaging/new_service.html")]
struct NewPage {
    frame: Frame,
    list: String,
    whole: Option<String>,
    fields: Vec<Field>,
}

fn fields(posted: &Posted) -> Vec<Field> {
    let choices = PURPOSES.iter().map(|(code, words)| Choice::new(*code, *words)).collect();
    vec![
        Field::line("text", "FriendlyName", "Name")
            .hint("For yourself, to find it again.")
            .example("Bakery news")
            .max_length(64)
            .value(posted.text("FriendlyName")),
        Field::new(Control::Select(choices), "Usecase", "What is it for?").value(posted.text("Usecase")),
    ]
}

pub(super) async fn ask(customer: Customer) -> Result<Response> {
    page(&customer, fields(&Posted::default()), None)
}

fn page(customer: &Customer, fields: Vec<Field>, whole: Option<String>) -> Result<Response> {
    let status = status_of(&fields, whole.as_deref());
    let list = format!("{}/services", base(customer));
    let page = NewPage { frame: frame(customer, "New messaging service"), list, whole, fields };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn create(customer: Customer, posted: Posted) -> Result<Response> {
    let settings = ServiceSettings {
        friendly_name: posted.text("FriendlyName").to_owned(),
        usecase: posted.text("Usecase").to_owned(),
        ..ServiceSettings::default()
    };
    let mut fields = fields(&posted);
    match services::create(customer.hub(), &customer.actor, settings).await {
        Ok(made) => {
            let place = format!("{}/services/{}", base(&customer), made.service.sid);
            Ok(Redirect::to(&place).into_response())
        }
        Err(error) => {
            let whole = beside(&mut fields, error)?;
            page(&customer, fields, whole)
        }
    }
}

//! One step in the console: its page, saving it, checking it while somebody types, taking it out.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use trusthub_app::bundles::filling;

use super::sheet::{Pen, Sent, Sheet};
use super::{Named, Section, StepName};
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

#[derive(Template)]
#[template(path = "bundles/step.html")]
struct StepPage {
    frame: Frame,
    base: String,
    sheet: Sheet,
}

/// What a customer fills in here.
pub(super) fn pen(customer: &Customer, section: Section, Named(sid): Named) -> Pen<'_> {
    Pen {
        hub: customer.hub(),
        actor: &customer.actor,
        parent: customer.account.parent_sid,
        kind: section.0,
        sid,
        base: section.url_of(customer, sid),
        csrf: customer.visit.session.csrf.clone(),
        hides_supports: false,
    }
}

fn page(
    customer: &Customer,
    section: Section,
    named: Named,
    status: StatusCode,
    sheet: Sheet,
) -> Result<Response> {
    let frame = Frame::customer(customer, section.place(), sheet.title.clone());
    let page = StepPage { frame, base: section.url_of(customer, named.0), sheet };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn ask(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
) -> Result<Response> {
    let sheet = pen(&customer, section, named).sheet(&slug).await?;
    page(&customer, section, named, StatusCode::OK, sheet)
}

pub(super) async fn save(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Response> {
    let base = section.url_of(&customer, named.0);
    match pen(&customer, section, named).send(&slug, &posted).await? {
        Sent::Next(next) => Ok(Redirect::to(&format!("{base}/steps/{next}")).into_response()),
        Sent::Saved => Ok(Redirect::to(&format!("{base}?done=saved")).into_response()),
        Sent::Wrong(status, sheet) => page(&customer, section, named, status, *sheet),
    }
}

pub(super) async fn check(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
    posted: Posted,
) -> Result<Html<String>> {
    pen(&customer, section, named).check(&slug, &posted).await.map(Html)
}

pub(super) async fn leave_out(
    customer: Customer,
    section: Section,
    named: Named,
    StepName(slug): StepName,
) -> Result<Redirect> {
    filling::leave_out(customer.hub(), &customer.actor, section.0, named.0, &slug).await?;
    Ok(Redirect::to(&format!("{}?done=removed", section.url_of(&customer, named.0))))
}

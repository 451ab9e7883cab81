//! The account's toll-free numbers that were submitted, and one of them: its form, or where it stands.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::inquiries::toll_free::{self, Form};
use trusthub_app::tollfree::{self, TollfreeFilter, Whose};
use trusthub_app::{Error, Invalid};
use trusthub_domain::sid::PhoneNumberSid;
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{Entered, FieldProblem, RejectionReason, Status, Verification};

use super::{Tab, base, frame, tabs};
use crate::asked::Asked;
use crate::fault::{Fault, Result};
use crate::frame::{Frame, Way, render};
use crate::paging::{Pager, page_after};
use crate::session::{Customer, Posted};
use crate::toll_free::{Sheet, fields};
use crate::words::Badge;

struct Row {
    number: String,
    href: String,
    badge: Badge,
    next: &'static str,
    changed: Timestamp,
}

#[derive(Template)]
#[template(path = "messaging/toll_free_list.html")]
struct ListPage {
    frame: Frame,
    tabs: Vec<Way>,
    list: String,
    may_change: bool,
    rows: Vec<Row>,
    pager: Pager,
}

/// Where a verification stands.
pub(crate) const fn badge(status: Status) -> Badge {
    match status {
        Status::PendingReview => Badge { text: "Being checked", class: "badge-busy", sign: "◔" },
        Status::InReview => Badge { text: "In review", class: "badge-busy", sign: "◔" },
        Status::Approved => Badge { text: "Approved", class: "badge-good", sign: "✓" },
        Status::Rejected => Badge { text: "Rejected", class: "badge-bad", sign: "✕" },
    }
}

fn next(one: &Verification) -> &'static str {
    match (one.status(), one.may_edit().is_ok()) {
        (Status::PendingReview | Status::InReview, _) => "We are at it",
        (Status::Approved, _) => "Nothing to do",
        (Status::Rejected, true) => "Mend it and submit it again",
        (Status::Rejected, false) => "No change of the form settles it",
    }
}

pub(super) fn url(customer: &Customer) -> String {
    format!("{}/toll-free", base(customer))
}

pub(super) async fn list(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let list = url(&customer);
    let request = page_after(&asked.after);
    let filter = TollfreeFilter::default();
    let page = tollfree::list(customer.hub(), &customer.actor, Whose::Own, filter, request).await?;
    let row = |one: Verification| Row {
        number: one.phone_number.as_str().to_owned(),
        href: format!("{list}/{}", one.number_sid),
        badge: badge(one.status()),
        next: next(&one),
        changed: one.date_updated,
    };
    let done = (asked.done == "deleted")
        .then_some("It is taken back. The number is no longer verified, and can be submitted anew.");
    let page = ListPage {
        frame: frame(&customer, "Toll-free numbers").after(done),
        tabs: tabs(&customer, Tab::TollFree),
        may_change: customer.may_change(),
        pager: Pager::new(&list, &asked.after, page.next.as_ref()),
        rows: page.items.into_iter().map(row).collect(),
        list,
    };
    Ok(render(&page)?.into_response())
}

#[derive(Template)]
#[template(path = "messaging/toll_free.html")]
struct OnePage {
    frame: Frame,
    list: String,
    here: String,
    number: String,
    badge: Option<Badge>,
    status: Option<Status>,
    /// The form, where something can be entered.
    sheet: Option<Sheet>,
    reasons: Vec<RejectionReason>,
    facts: Vec<(&'static str, String)>,
    may_change: bool,
    can_delete: bool,
}

fn parsed(path: &Path<(String, String)>) -> Result<PhoneNumberSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

pub(super) async fn show(
    customer: Customer,
    path: Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let sid = parsed(&path)?;
    let form = toll_free::form(customer.hub(), &customer.actor, sid).await?;
    let done = (asked.done == "submitted").then_some("We have it, and are checking it.");
    page(&customer, sid, &form, &form.entered, &[], done)
}

fn page(
    customer: &Customer,
    sid: PhoneNumberSid,
    form: &Form,
    entered: &Entered,
    problems: &[FieldProblem],
    done: Option<&'static str>,
) -> Result<Response> {
    let hub = customer.hub();
    let here = format!("{}/{sid}", url(customer));
    let number = form.phone_number.as_str().to_owned();
    let frame = frame(customer, format!("Toll-free number {number}")).after(done);
    let may_change = customer.may_change();
    let asks = match &form.submitted {
        None => true,
        Some(one) => one.status() == Status::Rejected && one.may_edit().is_ok(),
    };
    let csrf = Some(frame.csrf.clone());
    let sheet = (asks && may_change).then(|| Sheet::new(hub, form, entered, problems, here.clone(), csrf));
    let submitted = form.submitted.as_ref();
    let page = OnePage {
        frame,
        list: url(customer),
        number,
        badge: submitted.map(|one| badge(one.status())),
        status: submitted.map(Verification::status),
        reasons: match (&sheet, submitted) {
            (None, Some(one)) => one.reasons(hub.now()),
            (Some(_), _) | (None, None) => Vec::new(),
        },
        facts: if sheet.is_none() { fields::facts(entered) } else { Vec::new() },
        sheet,
        may_change,
        can_delete: may_change && submitted.is_some(),
        here,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn submit(
    customer: Customer,
    path: Path<(String, String)>,
    posted: Posted,
) -> Result<Response> {
    let sid = parsed(&path)?;
    let form = toll_free::form(customer.hub(), &customer.actor, sid).await?;
    let entered = fields::read(&form.entered, form.skips_use_case, &posted);
    match toll_free::submit(customer.hub(), &customer.actor, sid, entered.clone()).await {
        Ok(_) => Ok(Redirect::to(&format!("{}/{sid}?done=submitted", url(&customer))).into_response()),
        Err(Error::Invalid(Invalid::Fields(problems))) => {
            page(&customer, sid, &form, &entered, &problems, None)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete(customer: Customer, path: Path<(String, String)>) -> Result<Redirect> {
    let form = toll_free::form(customer.hub(), &customer.actor, parsed(&path)?).await?;
    let submitted = form.submitted.ok_or(Fault::NoSuchPage)?;
    tollfree::delete(customer.hub(), &customer.actor, submitted.sid).await?;
    Ok(Redirect::to(&format!("{}?done=deleted", url(&customer))))
}

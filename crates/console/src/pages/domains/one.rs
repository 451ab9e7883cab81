//! One domain: the record that proves it, how far it is proven, and what its mail records say, each with what to mend.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::{Error, domains};
use trusthub_domain::sending::{DomainState, SendingDomain};
use trusthub_domain::sid::DomainSid;

use super::words::{self, Record};
use super::{base, frame};
use crate::asked::Asked;
use crate::fault::{Fault, Result, sentence};
use crate::frame::{Frame, render};
use crate::session::Customer;
use crate::words::Badge;

/// The domain that a path names.
pub(super) type At = Path<(String, String)>;

#[derive(Template)]
#[template(path = "domains/domain.html")]
struct DomainPage {
    frame: Frame,
    list: String,
    here: String,
    badge: Badge,
    may_change: bool,
    refused: Option<String>,
    /// We look at it again without being asked.
    is_watched: bool,
    /// Empty before the first look.
    records: Vec<Record>,
    domain: SendingDomain,
}

/// What is told above the page.
#[derive(Default)]
struct Told {
    done: Option<&'static str>,
    refused: Option<String>,
}

fn parsed(path: &At) -> Result<DomainSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

fn url(customer: &Customer, sid: DomainSid) -> String {
    format!("{}/{sid}", base(customer))
}

pub(super) async fn show(customer: Customer, path: At, Query(asked): Query<Asked>) -> Result<Response> {
    let domain = domains::find(customer.hub(), &customer.actor, parsed(&path)?).await?;
    let done = match asked.done.as_str() {
        "added" => Some("The domain is added. Publish the record below to prove that it is yours."),
        "checked" => Some("We looked at it a moment ago. This is what we found."),
        _ => None,
    };
    page(&customer, domain, Told { done, ..Told::default() })
}

fn page(customer: &Customer, domain: SendingDomain, told: Told) -> Result<Response> {
    let status = if told.refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = DomainPage {
        frame: frame(customer, domain.domain.clone()).after(told.done),
        list: base(customer),
        here: url(customer, domain.sid),
        badge: words::badge(&domain),
        may_change: customer.may_change(),
        refused: told.refused,
        is_watched: domain.next_check(customer.hub().now()).is_some(),
        records: domain.records.as_ref().map(words::records).unwrap_or_default(),
        domain,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn check(customer: Customer, path: At) -> Result<Response> {
    let sid = parsed(&path)?;
    match domains::check(customer.hub(), &customer.actor, sid).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=checked", url(&customer, sid))).into_response()),
        // Another account proves it, too.
        Err(Error::AlreadyExists(why)) => {
            let domain = domains::find(customer.hub(), &customer.actor, sid).await?;
            page(&customer, domain, Told { refused: Some(sentence(&why)), ..Told::default() })
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove(customer: Customer, path: At) -> Result<Redirect> {
    domains::delete(customer.hub(), &customer.actor, parsed(&path)?).await?;
    Ok(Redirect::to(&format!("{}?done=removed", base(&customer))))
}

//! A messaging service: its campaign, how much that may send, and its numbers.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::items::numbers::{self, NumberFilter};
use trusthub_app::messaging::campaigns::{self, Shown};
use trusthub_app::messaging::throughput::{self, Asked as About, Explained};
use trusthub_app::messaging::{senders, services};
use trusthub_app::{Error, PageRequest, Position};
use trusthub_domain::messaging::{CampaignStatus, MessagingService};
use trusthub_domain::number_list;
use trusthub_domain::sid::{MessagingServiceSid, PhoneNumberSid};

use super::services::purpose;
use super::words::carrier;
use super::{base, frame};
use crate::asked::Asked;
use crate::campaign::words::{self, campaign_badge};
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::frame::{Frame, render};
use crate::pages::bundles::reasons::Shown as Reason;
use crate::paging::{Pager, page_after};
use crate::session::{Customer, Posted};
use crate::words::{Badge, thousands};

/// The service that a path names.
pub(super) type At = Path<(String, String)>;

struct Sender {
    number: String,
    sid: String,
}

/// What a carrier takes; the last line is for all of them.
struct Rate {
    carrier: &'static str,
    second: f64,
    day: Option<String>,
}

struct CampaignPart {
    shown: Shown,
    badge: Badge,
    brand: String,
    facts: Vec<(&'static str, Vec<String>)>,
    rates: Vec<Rate>,
    explained: Explained,
}

#[derive(Template)]
#[template(path = "messaging/service.html")]
struct ServicePage {
    frame: Frame,
    list: String,
    here: String,
    purpose: &'static str,
    may_change: bool,
    refused: Option<String>,
    campaign: Option<CampaignPart>,
    reasons: Vec<Reason>,
    senders: Vec<Sender>,
    number: Field,
    pager: Pager,
    service: MessagingService,
}

/// What is told above the page, or beside the number.
#[derive(Default)]
struct Told {
    after: String,
    done: Option<&'static str>,
    refused: Option<String>,
    number: String,
    wrong_number: Option<String>,
}

pub(super) fn parsed(path: &At) -> Result<MessagingServiceSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

/// Where a service is.
pub(super) fn url(customer: &Customer, sid: MessagingServiceSid) -> String {
    format!("{}/services/{sid}", base(customer))
}

/// The campaign of a service: one at most.
pub(super) async fn campaign_of(customer: &Customer, sid: MessagingServiceSid) -> Result<Option<Shown>> {
    let first = PageRequest { size: 1, position: Position::Start };
    let found = campaigns::list(customer.hub(), &customer.actor, sid, first).await?;
    Ok(found.items.into_iter().next())
}

pub(super) async fn show(customer: Customer, path: At, Query(asked): Query<Asked>) -> Result<Response> {
    let done = match asked.done.as_str() {
        "registered" => Some("We have the campaign, and are reading it."),
        "corrected" => Some("We have the campaign again, and are reading it."),
        "campaign-deleted" => {
            Some("The campaign is deleted. Nothing may be sent until another one is approved.")
        }
        "added" => Some("The number is added."),
        "removed" => Some("The number is taken out. It stays yours."),
        _ => None,
    };
    page(&customer, parsed(&path)?, Told { after: asked.after, done, ..Told::default() }).await
}

async fn page(customer: &Customer, sid: MessagingServiceSid, told: Told) -> Result<Response> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let service = services::find(hub, actor, sid).await?.service;
    let campaign = match campaign_of(customer, sid).await? {
        Some(shown) => Some(part(customer, shown).await?),
        None => None,
    };
    let here = url(customer, sid);
    let numbers = senders::list(hub, actor, sid, page_after(&told.after)).await?;
    let is_refused = told.refused.is_some() || told.wrong_number.is_some();
    let reasons = campaign.as_ref().map(|part| words::reasons(hub, &part.shown.campaign, &here));
    let sender = |one: senders::Sender| Sender {
        number: one.number.phone_number.as_str().to_owned(),
        sid: one.number.sid.to_string(),
    };
    let page = ServicePage {
        frame: frame(customer, service.settings.friendly_name.clone()).after(told.done),
        list: format!("{}/services", base(customer)),
        purpose: purpose(&service.settings.usecase),
        may_change: customer.may_change(),
        refused: told.refused,
        reasons: reasons.unwrap_or_default(),
        campaign,
        number: Field::line("tel", "number", "Add a number")
            .hint("One of this account, with plus sign and country code.")
            .example("+12155550100")
            .max_length(20)
            .value(told.number)
            .wrong(told.wrong_number),
        pager: Pager::new(&here, &told.after, numbers.next.as_ref()),
        senders: numbers.items.into_iter().map(sender).collect(),
        service,
        here,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

async fn part(customer: &Customer, shown: Shown) -> Result<CampaignPart> {
    let campaign = &shown.campaign;
    let about = About::Brand(campaign.brand_sid);
    let use_case = Some(campaign.content.use_case.as_str());
    let explained = throughput::explain(customer.hub(), &customer.actor, about, use_case).await?;
    let use_case = campaigns::use_cases(customer.hub(), &customer.actor, campaign.service_sid, None).await?;
    let use_case = use_case.into_iter().find(|one| one.code == campaign.content.use_case);
    let use_case = use_case.map_or_else(|| campaign.content.use_case.clone(), |one| one.name);
    Ok(CampaignPart {
        badge: campaign_badge(shown.status),
        brand: format!("{}/brands/{}", base(customer), campaign.brand_sid),
        facts: words::facts(&campaign.content, use_case),
        rates: rates(&explained),
        explained,
        shown,
    })
}

fn rates(explained: &Explained) -> Vec<Rate> {
    let limits = &explained.throughput;
    let of_carriers = limits.carriers.iter().map(|one| Rate {
        carrier: carrier(one.carrier),
        second: one.messages_per_second,
        day: one.daily_cap.map(thousands),
    });
    let all = Rate {
        carrier: "All of them",
        second: limits.messages_per_second(),
        day: limits.daily_cap.map(thousands),
    };
    of_carriers.chain([all]).collect()
}

pub(super) async fn add_number(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let sid = parsed(&path)?;
    let number = posted.text("number").to_owned();
    let wrong =
        |why: &str| Told { number: number.clone(), wrong_number: Some(why.to_owned()), ..Told::default() };
    let Ok(phone) = number_list::one(&number) else {
        return page(&customer, sid, wrong("Enter the whole number, with plus sign and country code.")).await;
    };
    let filter = NumberFilter { phone_number: Some(phone), friendly_name: None };
    let first = PageRequest { size: 1, position: Position::Start };
    let found = numbers::list(customer.hub(), &customer.actor, filter, first).await?;
    let Some(known) = found.items.first() else {
        return page(&customer, sid, wrong("This account has no such number.")).await;
    };
    match senders::add(customer.hub(), &customer.actor, sid, known.sid).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=added", url(&customer, sid))).into_response()),
        Err(Error::Messaging(refusal)) => page(&customer, sid, wrong(&sentence(&refusal.to_string()))).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn remove_number(customer: Customer, path: At, posted: Posted) -> Result<Redirect> {
    let sid = parsed(&path)?;
    let number: PhoneNumberSid = posted.text("sid").parse().map_err(|_| Fault::NoSuchPage)?;
    senders::remove(customer.hub(), &customer.actor, sid, number).await?;
    Ok(Redirect::to(&format!("{}?done=removed", url(&customer, sid))))
}

pub(super) async fn delete(customer: Customer, path: At) -> Result<Response> {
    let sid = parsed(&path)?;
    match services::delete(customer.hub(), &customer.actor, sid).await {
        Ok(()) => Ok(Redirect::to(&format!("{}/services?done=deleted", base(&customer))).into_response()),
        Err(Error::Messaging(refusal)) => {
            let refused = Some(sentence(&refusal.to_string()));
            page(&customer, sid, Told { refused, ..Told::default() }).await
        }
        Err(error) => Err(error.into()),
    }
}

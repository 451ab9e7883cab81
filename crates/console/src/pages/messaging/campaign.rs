//! Registering what a messaging service sends, and correcting what was turned down.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::messaging::campaigns::{self, Shown};
use trusthub_app::messaging::{brands, services};
use trusthub_domain::messaging::{BrandStatus, CampaignContent, CampaignStatus, MessagingRefusal, UseCase};
use trusthub_domain::sid::{BrandSid, MessagingServiceSid};

use super::service::{At, campaign_of, parsed, url};
use super::{base, frame};
use crate::campaign::fields::{self, BRAND, USE_CASE};
use crate::campaign::words::label;
use crate::campaign::{Problem, Sheet, problems};
use crate::fault::Result;
use crate::form::{Choice, Control, Field, Group, Open};
use crate::frame::{Frame, render};
use crate::pages::bundles::names;
use crate::paging::page_after;
use crate::session::{Customer, Posted};

#[derive(Template)]
#[template(path = "messaging/campaign.html")]
struct FormPage {
    frame: Frame,
    base: String,
    service: String,
    service_name: String,
    is_new: bool,
    has_brands: bool,
    groups: Vec<Group>,
    open: Vec<Open>,
    /// What is wrong, and with no input of the form.
    whole: Option<String>,
    use_cases: Vec<UseCase>,
}

/// What is entered for a service.
struct Entry {
    sid: MessagingServiceSid,
    /// What was turned down, if it is to be corrected.
    before: Option<Shown>,
    content: CampaignContent,
    brand: String,
}

/// What a service can have a form for: another campaign, or the correction of one that was turned down.
async fn open(customer: &Customer, sid: MessagingServiceSid) -> Result<std::result::Result<Entry, Response>> {
    let before = campaign_of(customer, sid).await?;
    let content = match &before {
        None => fields::empty(),
        Some(shown) if shown.status == CampaignStatus::Failed => shown.campaign.content.clone(),
        // It was decided meanwhile: its page says how it stands.
        Some(_) => return Ok(Err(Redirect::to(&url(customer, sid)).into_response())),
    };
    Ok(Ok(Entry { sid, before, content, brand: String::new() }))
}

pub(super) async fn ask(customer: Customer, path: At) -> Result<Response> {
    match open(&customer, parsed(&path)?).await? {
        Ok(entry) => page(&customer, &entry, Vec::new()).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn page(customer: &Customer, entry: &Entry, problems: Vec<Problem>) -> Result<Response> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let service = services::find(hub, actor, entry.sid).await?.service;
    let use_cases = campaigns::use_cases(hub, actor, entry.sid, None).await?;
    let is_new = entry.before.is_none();
    let brands = if is_new { offered(customer).await? } else { Vec::new() };
    let has_brands = !is_new || !brands.is_empty();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let about = is_new.then(|| about(entry, brands, &use_cases));
    let Sheet { groups, open, whole } = Sheet::new(about, &entry.content, problems);
    let page = FormPage {
        frame: frame(customer, if is_new { "Register a campaign" } else { "Correct the campaign" }),
        base: base(customer),
        service: url(customer, entry.sid),
        service_name: service.settings.friendly_name,
        is_new,
        has_brands,
        groups,
        open,
        whole,
        use_cases,
    };
    Ok((status, render(&page)?).into_response())
}

/// Brands that can carry a campaign, among the newest.
async fn offered(customer: &Customer) -> Result<Vec<Choice>> {
    let all = brands::list(customer.hub(), &customer.actor, page_after("")).await?.items;
    let carries =
        |shown: &brands::Shown| shown.brand.must_carry_campaigns(shown.status != BrandStatus::Suspended);
    let all: Vec<_> =
        all.into_iter().filter(|shown| carries(shown).is_ok()).map(|shown| shown.brand).collect();
    let profiles: Vec<_> = all.iter().map(|brand| brand.customer_profile_sid).collect();
    let names = names(customer, &profiles).await?;
    let choice = |brand: &trusthub_domain::messaging::Brand| {
        let name = names.get(&brand.customer_profile_sid).map(String::as_str).unwrap_or_default();
        let trial = if brand.is_mock { " (trial)" } else { "" };
        let score =
            brand.score.as_ref().map(|score| format!(" · score {}", score.points)).unwrap_or_default();
        Choice::new(brand.sid.to_string(), format!("{name}{score}{trial}"))
    };
    Ok(all.iter().map(choice).collect())
}

fn about(entry: &Entry, brands: Vec<Choice>, use_cases: &[UseCase]) -> Group {
    let hint = "What each of them means stands below the form.";
    Group {
        title: "Who sends, and what for",
        why: "Neither can be changed later.",
        fields: vec![
            Field::new(Control::Select(brands), BRAND, label(BRAND)).value(&entry.brand),
            fields::use_case(use_cases, &entry.content.use_case).hint(hint),
        ],
    }
}

pub(super) async fn save(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let entry = match open(&customer, parsed(&path)?).await? {
        Ok(entry) => entry,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let brand = posted.text(BRAND).to_owned();
    let (hub, actor) = (customer.hub(), &customer.actor);
    let (content, done, word) = match &entry.before {
        Some(shown) => {
            let (service, sid) = (entry.sid, shown.campaign.sid);
            let content = fields::read(&posted, &entry.content.use_case);
            let done = campaigns::update(hub, actor, service, sid, |_| content.clone()).await;
            (content, done, "corrected")
        }
        None => {
            let content = fields::read(&posted, posted.text(USE_CASE));
            let done = match brand.parse::<BrandSid>() {
                Ok(brand) => campaigns::create(hub, actor, entry.sid, brand, content.clone()).await,
                Err(_) => Err(MessagingRefusal::CampaignMissing(BRAND).into()),
            };
            (content, done, "registered")
        }
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={word}", url(&customer, entry.sid))).into_response()),
        Err(error) => {
            let problems = problems(&content, error)?;
            page(&customer, &Entry { content, brand, ..entry }, problems).await
        }
    }
}

pub(super) async fn delete(customer: Customer, path: At) -> Result<Redirect> {
    let sid = parsed(&path)?;
    if let Some(shown) = campaign_of(&customer, sid).await? {
        campaigns::delete(customer.hub(), &customer.actor, sid, shown.campaign.sid).await?;
    }
    Ok(Redirect::to(&format!("{}?done=campaign-deleted", url(&customer, sid))))
}

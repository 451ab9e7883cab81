//! Registering what a messaging service sends, and correcting what was turned down.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::Error;
use trusthub_app::messaging::campaigns::{self, Shown};
use trusthub_app::messaging::{brands, services};
use trusthub_domain::messaging::{BrandStatus, CampaignContent, CampaignStatus, MessagingRefusal, UseCase};
use trusthub_domain::sid::{BrandSid, MessagingServiceSid};

use super::campaign_fields;
use super::service::{At, campaign_of, parsed, url};
use super::{base, frame};
use crate::fault::Result;
use crate::form::{Choice, Control, Field, Group, beside};
use crate::frame::{Frame, render};
use crate::pages::bundles::names;
use crate::paging::page_after;
use crate::session::{Customer, Posted};

const BRAND: &str = "BrandRegistrationSid";
const USE_CASE: &str = "UsAppToPersonUsecase";

#[derive(Template)]
#[template(path = "messaging/campaign.html")]
struct FormPage {
    frame: Frame,
    base: String,
    service: String,
    service_name: String,
    is_new: bool,
    has_brands: bool,
    whole: Option<String>,
    groups: Vec<Group>,
    use_cases: Vec<UseCase>,
}

/// The form of a service, with what stands in it.
struct Sheet {
    sid: MessagingServiceSid,
    /// What was turned down, if it is to be corrected.
    before: Option<Shown>,
    content: CampaignContent,
    brand: String,
}

/// What a service can have a form for: another campaign, or the correction of one that was turned down.
async fn open(customer: &Customer, sid: MessagingServiceSid) -> Result<std::result::Result<Sheet, Response>> {
    let before = campaign_of(customer, sid).await?;
    let content = match &before {
        None => campaign_fields::empty(),
        Some(shown) if shown.status == CampaignStatus::Failed => shown.campaign.content.clone(),
        // It was decided meanwhile: its page says how it stands.
        Some(_) => return Ok(Err(Redirect::to(&url(customer, sid)).into_response())),
    };
    Ok(Ok(Sheet { sid, before, content, brand: String::new() }))
}

pub(super) async fn ask(customer: Customer, path: At) -> Result<Response> {
    match open(&customer, parsed(&path)?).await? {
        Ok(sheet) => page(&customer, &sheet, None).await,
        Err(elsewhere) => Ok(elsewhere),
    }
}

async fn page(customer: &Customer, sheet: &Sheet, refused: Option<Error>) -> Result<Response> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let service = services::find(hub, actor, sheet.sid).await?.service;
    let use_cases = campaigns::use_cases(hub, actor, sheet.sid, None).await?;
    let brands = if sheet.before.is_none() { offered(customer).await? } else { Vec::new() };
    let has_brands = sheet.before.is_some() || !brands.is_empty();
    let mut groups = campaign_fields::groups(&sheet.content);
    if sheet.before.is_none() {
        groups.insert(0, about(sheet, brands, &use_cases));
    }
    let is_refused = refused.is_some();
    let whole = match refused {
        Some(error) => tell(&mut groups, &sheet.content, error)?,
        None => None,
    };
    let title = if sheet.before.is_none() { "Register a campaign" } else { "Correct the campaign" };
    let page = FormPage {
        frame: frame(customer, title),
        base: base(customer),
        service: url(customer, sheet.sid),
        service_name: service.settings.friendly_name,
        is_new: sheet.before.is_none(),
        has_brands,
        whole,
        groups,
        use_cases,
    };
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, render(&page)?).into_response())
}

/// Beside the input it is about, or for above the form.
fn tell(groups: &mut [Group], content: &CampaignContent, error: Error) -> Result<Option<String>> {
    let length = match &error {
        Error::Messaging(MessagingRefusal::CampaignLength { length, .. }) => Some(*length),
        _ => None,
    };
    let at_fault = campaign_fields::sample_at_fault(content, length);
    let mut fields: Vec<Field> = groups.iter().flat_map(|group| group.fields.iter().cloned()).collect();
    // The wire has one name for all samples.
    if let Some(field) = fields.iter_mut().find(|field| field.name == at_fault) {
        "MessageSamples".clone_into(&mut field.name);
    }
    let whole = beside(&mut fields, error)?;
    let wrong = fields.into_iter().find(|field| field.error.is_some());
    if let Some(wrong) = wrong {
        let name = if wrong.name == "MessageSamples" { at_fault } else { wrong.name };
        let all = groups.iter_mut().flat_map(|group| group.fields.iter_mut());
        for field in all.filter(|field| field.name == name) {
            field.error.clone_from(&wrong.error);
        }
    }
    Ok(whole)
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

fn about(sheet: &Sheet, brands: Vec<Choice>, use_cases: &[UseCase]) -> Group {
    let cases = use_cases.iter().map(|one| Choice::new(&one.code, &one.name));
    let cases = std::iter::once(Choice::new("", "Choose one")).chain(cases).collect();
    Group {
        title: "Who sends, and what for",
        why: "Neither can be changed later.",
        fields: vec![
            Field::new(Control::Select(brands), BRAND, "Brand").value(&sheet.brand),
            Field::new(Control::Select(cases), USE_CASE, super::campaign_words::label(USE_CASE))
                .hint("What each of them means stands below the form.")
                .value(&sheet.content.use_case),
        ],
    }
}

pub(super) async fn save(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let sheet = match open(&customer, parsed(&path)?).await? {
        Ok(sheet) => sheet,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let brand = posted.text(BRAND).to_owned();
    let (hub, actor) = (customer.hub(), &customer.actor);
    let (content, done, word) = match &sheet.before {
        Some(shown) => {
            let (service, sid) = (sheet.sid, shown.campaign.sid);
            let content = campaign_fields::read(&posted, &sheet.content.use_case);
            let done = campaigns::update(hub, actor, service, sid, |_| content.clone()).await;
            (content, done, "corrected")
        }
        None => {
            let content = campaign_fields::read(&posted, posted.text(USE_CASE));
            let done = match brand.parse::<BrandSid>() {
                Ok(brand) => campaigns::create(hub, actor, sheet.sid, brand, content.clone()).await,
                Err(_) => Err(MessagingRefusal::CampaignMissing(BRAND).into()),
            };
            (content, done, "registered")
        }
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{}?done={word}", url(&customer, sheet.sid))).into_response()),
        Err(error) => page(&customer, &Sheet { content, brand, ..sheet }, Some(error)).await,
    }
}

pub(super) async fn delete(customer: Customer, path: At) -> Result<Redirect> {
    let sid = parsed(&path)?;
    if let Some(shown) = campaign_of(&customer, sid).await? {
        campaigns::delete(customer.hub(), &customer.actor, sid, shown.campaign.sid).await?;
    }
    Ok(Redirect::to(&format!("{}?done=campaign-deleted", url(&customer, sid))))
}

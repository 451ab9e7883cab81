//! `/v1/Services/{MessagingServiceSid}/Compliance/Usa2p`

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use trusthub_app::messaging::campaigns;
use trusthub_domain::messaging::{CampaignContent, MessagingRefusal, UseCase};
use trusthub_domain::sid::{BrandSid, CampaignSid, MessagingServiceSid};
use utoipa::{IntoParams, ToSchema};

use super::campaign_view::{CampaignView, Extent};
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, parsed};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

const TAG: &str = "UsAppToPerson";
const LIST: &str = "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p";
const ONE: &str = "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}";
const USE_CASES: &str = "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p/Usecases";

/// With it the SDKs ask for the later version of a campaign, which has the addresses of its papers.
const VERSION_HEADER: &str = "x-twilio-api-version";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateUsAppToPerson", TAG, "Register what a messaging service sends.")
                .explained("The hub reads it at once: clean ones are verified, violations fail with errors, the rest is for a reviewer.")
                .form::<CampaignParameters>()
                .answers::<CampaignView>(201, "The campaign, pending.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            LIST,
            list,
            describe("ListUsAppToPerson", TAG, "List the campaign of a messaging service.")
                .lists::<CampaignView>("compliance")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            USE_CASES,
            use_cases,
            describe("FetchUsAppToPersonUsecase", TAG, "List what a campaign may be for.")
                .query::<BrandParameters>()
                .answers::<UseCasesView>(200, "The use cases.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            ONE,
            find,
            describe("FetchUsAppToPerson", TAG, "Look at a campaign.")
                .answers::<CampaignView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            ONE,
            update,
            describe("UpdateUsAppToPerson", TAG, "Correct a campaign that failed, and submit it again.")
                .form::<CampaignParameters>()
                .answers::<CampaignView>(200, "The campaign, pending again.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteUsAppToPerson", TAG, "Delete a campaign.")
                .answers_nothing()
                .refuses_unknown(),
        )
}

/// What a campaign sends. A new one needs all up to HasEmbeddedPhone; a correction all of these but brand and use case, and
/// AgeGated and DirectLending.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = CampaignParameters)]
struct CampaignParameters {
    /// The brand, `BN…`.
    brand_registration_sid: Option<String>,
    /// Who sends what to whom; 40 to 4096 characters.
    description: Option<String>,
    /// How recipients agree; 40 to 2048 characters.
    message_flow: Option<String>,
    /// Messages as they will be sent: 2 to 5, each of 20 to 1024 characters.
    #[serde(default)]
    message_samples: Vec<String>,
    /// What for; see Usecases.
    us_app_to_person_usecase: Option<String>,
    /// Messages hold links.
    has_embedded_links: Option<bool>,
    /// Messages hold telephone numbers.
    has_embedded_phone: Option<bool>,
    /// Recipients agree before anything is sent.
    subscriber_opt_in: Option<bool>,
    /// Recipients' age is asked for.
    age_gated: Option<bool>,
    /// The sender lends money itself.
    direct_lending: Option<bool>,
    /// Read by who has agreed; 20 to 320 characters.
    opt_in_message: Option<String>,
    /// Read by who has stopped; 20 to 320 characters.
    opt_out_message: Option<String>,
    /// Read by who asks for help; 20 to 320 characters.
    help_message: Option<String>,
    /// Words that start messages.
    #[serde(default)]
    opt_in_keywords: Vec<String>,
    /// Words that stop them.
    #[serde(default)]
    opt_out_keywords: Vec<String>,
    /// Words that ask for help.
    #[serde(default)]
    help_keywords: Vec<String>,
    /// The privacy policy.
    privacy_policy_url: Option<String>,
    /// The terms.
    terms_and_conditions_url: Option<String>,
}

fn needed<T>(field: &'static str, given: Option<T>) -> Result<T> {
    given.ok_or_else(|| trusthub_app::Error::from(MessagingRefusal::CampaignMissing(field)).into())
}

impl CampaignParameters {
    fn into_new(self) -> Result<(BrandSid, CampaignContent)> {
        let brand = needed("BrandRegistrationSid", filter(self.brand_registration_sid))?;
        let brand = brand.trim().parse().map_err(|_| ApiError::object_sid("BrandRegistrationSid"))?;
        if self.message_samples.is_empty() {
            needed::<()>("MessageSamples", None)?;
        }
        let opt_in_message = filter(self.opt_in_message);
        let content = CampaignContent {
            description: needed("Description", self.description)?,
            message_flow: needed("MessageFlow", self.message_flow)?,
            message_samples: self.message_samples,
            use_case: needed("UsAppToPersonUsecase", self.us_app_to_person_usecase)?,
            has_embedded_links: needed("HasEmbeddedLinks", self.has_embedded_links)?,
            has_embedded_phone: needed("HasEmbeddedPhone", self.has_embedded_phone)?,
            subscriber_opt_in: self.subscriber_opt_in.unwrap_or(opt_in_message.is_some()),
            age_gated: self.age_gated.unwrap_or(false),
            direct_lending: self.direct_lending.unwrap_or(false),
            opt_in_message,
            opt_out_message: filter(self.opt_out_message),
            help_message: filter(self.help_message),
            opt_in_keywords: self.opt_in_keywords,
            opt_out_keywords: self.opt_out_keywords,
            help_keywords: self.help_keywords,
            privacy_policy_url: filter(self.privacy_policy_url),
            terms_and_conditions_url: filter(self.terms_and_conditions_url),
        };
        Ok((brand, content))
    }

    /// The seven that the vendor requires of a correction are there.
    fn must_correct(&self) -> Result<()> {
        needed("HasEmbeddedLinks", self.has_embedded_links)?;
        needed("HasEmbeddedPhone", self.has_embedded_phone)?;
        needed("MessageSamples", self.message_samples.first())?;
        needed("MessageFlow", self.message_flow.as_ref())?;
        needed("Description", self.description.as_ref())?;
        needed("AgeGated", self.age_gated)?;
        needed("DirectLending", self.direct_lending)?;
        Ok(())
    }

    fn onto(self, before: CampaignContent) -> CampaignContent {
        let list = |given: Vec<String>, before| if given.is_empty() { before } else { given };
        CampaignContent {
            description: self.description.unwrap_or(before.description),
            message_flow: self.message_flow.unwrap_or(before.message_flow),
            message_samples: list(self.message_samples, before.message_samples),
            use_case: before.use_case,
            has_embedded_links: self.has_embedded_links.unwrap_or(before.has_embedded_links),
            has_embedded_phone: self.has_embedded_phone.unwrap_or(before.has_embedded_phone),
            subscriber_opt_in: self.subscriber_opt_in.unwrap_or(before.subscriber_opt_in),
            age_gated: self.age_gated.unwrap_or(before.age_gated),
            direct_lending: self.direct_lending.unwrap_or(before.direct_lending),
            opt_in_message: filter(self.opt_in_message).or(before.opt_in_message),
            opt_out_message: filter(self.opt_out_message).or(before.opt_out_message),
            help_message: filter(self.help_message).or(before.help_message),
            opt_in_keywords: list(self.opt_in_keywords, before.opt_in_keywords),
            opt_out_keywords: list(self.opt_out_keywords, before.opt_out_keywords),
            help_keywords: list(self.help_keywords, before.help_keywords),
            privacy_policy_url: filter(self.privacy_policy_url).or(before.privacy_policy_url),
            terms_and_conditions_url: filter(self.terms_and_conditions_url)
                .or(before.terms_and_conditions_url),
        }
    }
}

fn extent(headers: &HeaderMap) -> Extent {
    if headers.contains_key(VERSION_HEADER) { Extent::Extended } else { Extent::Plain }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(service): SidPath<MessagingServiceSid>,
    headers: HeaderMap,
    TwilioForm(given): TwilioForm<CampaignParameters>,
) -> Result<(StatusCode, Json<CampaignView>)> {
    let (brand, content) = given.into_new()?;
    let shown = campaigns::create(state.hub(), &actor, service, brand, content).await?;
    Ok((StatusCode::CREATED, Json(CampaignView::of(shown, extent(&headers), state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(service): SidPath<MessagingServiceSid>,
    headers: HeaderMap,
    query: PageQuery,
) -> Result<Json<V1Page<CampaignView>>> {
    let path = format!("/v1/Services/{service}/Compliance/Usa2p");
    let listing = Listing::new(state.hub(), &actor, path, Vec::new(), query);
    let page = campaigns::list(state.hub(), &actor, service, listing.request()?).await?;
    let extent = extent(&headers);
    Ok(Json(listing.v1("compliance", page, |shown| CampaignView::of(shown, extent, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((service, sid)): SidPath<(MessagingServiceSid, CampaignSid)>,
    headers: HeaderMap,
) -> Result<Json<CampaignView>> {
    let shown = campaigns::find(state.hub(), &actor, service, sid).await?;
    Ok(Json(CampaignView::of(shown, extent(&headers), state.urls())))
}

async fn update(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((service, sid)): SidPath<(MessagingServiceSid, CampaignSid)>,
    headers: HeaderMap,
    TwilioForm(given): TwilioForm<CampaignParameters>,
) -> Result<Json<CampaignView>> {
    given.must_correct()?;
    let shown = campaigns::update(state.hub(), &actor, service, sid, |content| given.onto(content)).await?;
    Ok(Json(CampaignView::of(shown, extent(&headers), state.urls())))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath((service, sid)): SidPath<(MessagingServiceSid, CampaignSid)>,
) -> Result<StatusCode> {
    campaigns::delete(state.hub(), &actor, service, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose use cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct BrandParameters {
    /// Only those that this brand may choose, `BN…`.
    brand_registration_sid: Option<String>,
}

/// What a campaign may be for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPersonUsecases)]
struct UseCasesView {
    /// Each of them.
    us_app_to_person_usecases: Vec<UseCaseView>,
}

/// One use case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UsAppToPersonUsecase)]
struct UseCaseView {
    /// As parameters name it.
    code: String,
    /// As people read it.
    name: String,
    /// In a sentence.
    description: String,
    /// A reviewer looks at it.
    post_approval_required: bool,
}

async fn use_cases(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(service): SidPath<MessagingServiceSid>,
    TwilioQuery(given): TwilioQuery<BrandParameters>,
) -> Result<Json<UseCasesView>> {
    let brand = filter(given.brand_registration_sid);
    let brand: Option<BrandSid> = parsed("BrandRegistrationSid", brand.as_deref())?;
    let found = campaigns::use_cases(state.hub(), &actor, service, brand).await?;
    let view = |one: UseCase| UseCaseView {
        code: one.code,
        name: one.name,
        description: one.description,
        post_approval_required: one.post_approval_required,
    };
    Ok(Json(UseCasesView { us_app_to_person_usecases: found.into_iter().map(view).collect() }))
}

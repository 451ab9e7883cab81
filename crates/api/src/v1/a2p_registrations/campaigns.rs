//! `/v1/A2PCampaignRegistrations`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::inquiries::campaigns::{self, NewCampaignRegistration, Standing};
use trusthub_domain::messaging::CampaignContent;
use trusthub_domain::sid::MessagingServiceSid;
use utoipa::ToSchema;

use super::{ErrorView, SessionView};
use crate::error::{ApiError, Result};
use crate::input::{Caller, RegistrationId, SidPath, TwilioForm, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;
use crate::urls::Urls;

const TAG: &str = "A2PCampaignRegistrations";
const LIST: &str = "/v1/A2PCampaignRegistrations";
const ONE: &str = "/v1/A2PCampaignRegistrations/{Id}";
const ONE_UNENCODED: &str = "/v1/A2PCampaignRegistrations/{Id}/{Registration}";
const SESSIONS: &str = "/v1/A2PCampaignRegistrations/{Id}/EmbeddedSessions";
const SESSIONS_UNENCODED: &str = "/v1/A2PCampaignRegistrations/{Id}/{Registration}/EmbeddedSessions";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateA2PCampaignRegistration", TAG, "Begin a campaign that is registered on a page of your own.")
                .explained(
                    "Hand sessionId and sessionToken to the browser, where /embed.js shows the form with what you give here \
                     filled in. What it submits is a campaign. A messaging service has one at a time: begun again, it has \
                     the same id and what is given now. A session lasts 24 hours.",
                )
                .form::<NewParameters>()
                .answers::<SessionView>(201, "The session.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            ONE,
            find,
            describe("FetchA2PCampaignRegistration", TAG, "See what became of a campaign that is registered on a page.")
                .answers::<CampaignRegistrationView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .get_unencoded(ONE_UNENCODED, find)
        .post(
            SESSIONS,
            open_again,
            describe("CreateA2PCampaignRegistrationEmbeddedSession", TAG, "Open the form again.")
                .explained(
                    "By its id; or, of a campaign that failed, by its messaging service, MG…, also if the campaign was not \
                     registered on a page.",
                )
                .answers::<SessionView>(201, "A new session.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .post_unencoded(SESSIONS_UNENCODED, open_again)
}

/// What begins one. Everything but brand and service is filled in or changed in the form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewA2PCampaignRegistrationParameters)]
struct NewParameters {
    /// The brand, `BN…`.
    #[schema(required, nullable = false)]
    a2p_brand_registration_sid: Option<String>,
    /// The messaging service, `MG…`; without it a new one is made.
    messaging_service_sid: Option<String>,
    /// How the form looks: a name from the operator's themes.
    theme_set_id: Option<String>,
    /// What messages are for: a code of …/Compliance/Usa2p/Usecases; several are `MIXED`.
    use_case_categories: Option<Vec<String>>,
    /// Who sends what to whom.
    use_case_description: Option<String>,
    /// A message as it will be sent.
    use_case_sample_message1: Option<String>,
    /// Another.
    use_case_sample_message2: Option<String>,
    /// Another.
    use_case_sample_message3: Option<String>,
    /// Another.
    use_case_sample_message4: Option<String>,
    /// Another.
    use_case_sample_message5: Option<String>,
    /// How people agree: an `OptInType` of a toll-free verification. Stands in the text of the form.
    use_case_opt_in_types: Option<Vec<String>>,
    /// How people agree, in words.
    use_case_opt_in_description: Option<String>,
    /// Messages hold links.
    has_embedded_links: Option<bool>,
    /// Messages hold telephone numbers.
    has_embedded_phone: Option<bool>,
    /// A link as messages hold it; begins with https://. Stands in the text of the form.
    embedded_url_sample: Option<String>,
    /// The sender lends money itself.
    direct_lending: Option<bool>,
    /// Recipients' age is asked for.
    age_gated: Option<bool>,
    /// The privacy policy.
    privacy_policy_url: Option<String>,
    /// The terms.
    terms_and_conditions_url: Option<String>,
    /// Words that start messages.
    opt_in_keywords: Option<Vec<String>>,
    /// Read by who has agreed.
    opt_in_message_sample: Option<String>,
    /// Words that stop messages.
    opt_out_keywords: Option<Vec<String>>,
    /// Read by who has stopped.
    opt_out_message_sample: Option<String>,
    /// Words that ask for help.
    help_keywords: Option<Vec<String>>,
    /// Read by who asks for help.
    help_message_sample: Option<String>,
}

impl NewParameters {
    fn entered(self) -> CampaignContent {
        let samples = [
            self.use_case_sample_message1,
            self.use_case_sample_message2,
            self.use_case_sample_message3,
            self.use_case_sample_message4,
            self.use_case_sample_message5,
        ];
        let opt_in_message = filter(self.opt_in_message_sample);
        CampaignContent {
            description: self.use_case_description.unwrap_or_default(),
            message_flow: self.use_case_opt_in_description.unwrap_or_default(),
            message_samples: samples.into_iter().filter_map(filter).collect(),
            use_case: String::new(),
            has_embedded_links: self.has_embedded_links.unwrap_or(false),
            has_embedded_phone: self.has_embedded_phone.unwrap_or(false),
            subscriber_opt_in: opt_in_message.is_some(),
            age_gated: self.age_gated.unwrap_or(false),
            direct_lending: self.direct_lending.unwrap_or(false),
            opt_in_message,
            opt_out_message: filter(self.opt_out_message_sample),
            help_message: filter(self.help_message_sample),
            opt_in_keywords: self.opt_in_keywords.unwrap_or_default(),
            opt_out_keywords: self.opt_out_keywords.unwrap_or_default(),
            help_keywords: self.help_keywords.unwrap_or_default(),
            privacy_policy_url: filter(self.privacy_policy_url),
            terms_and_conditions_url: filter(self.terms_and_conditions_url),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(mut given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<SessionView>)> {
    let brand = required("a2pBrandRegistrationSid", given.a2p_brand_registration_sid.take())?;
    let service = filter(given.messaging_service_sid.take());
    let new = NewCampaignRegistration {
        brand_sid: brand
            .trim()
            .parse()
            .map_err(|_| ApiError::parameter("a2pBrandRegistrationSid", "it is BN and 32 hex digits"))?,
        service_sid: parsed::<MessagingServiceSid>("messagingServiceSid", service.as_deref())?,
        use_cases: given.use_case_categories.take().unwrap_or_default(),
        opt_in_types: given.use_case_opt_in_types.take().unwrap_or_default(),
        url_sample: filter(given.embedded_url_sample.take()),
        theme: filter(given.theme_set_id.take()),
        entered: given.entered(),
    };
    let begun = campaigns::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(SessionView::of(&begun))))
}

async fn open_again(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(RegistrationId(id)): SidPath<RegistrationId>,
) -> Result<(StatusCode, Json<SessionView>)> {
    let begun = campaigns::open_again(state.hub(), &actor, &id).await?;
    Ok((StatusCode::CREATED, Json(SessionView::of(&begun))))
}

/// A campaign that is registered on a page, and what it became.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = A2PCampaignRegistration)]
struct CampaignRegistrationView {
    /// `tri1.us1.account.AC…/registration.BU…`
    id: String,
    /// `DRAFT` until it is submitted; then the campaign's.
    status: &'static str,
    /// The brand, `BN…`.
    a2p_brand_registration_sid: String,
    /// The messaging service, `MG…`.
    messaging_service_sid: String,
    /// The campaign, `QE…`; null until it is submitted.
    campaign_sid: Option<String>,
    /// Under which it is registered; null before.
    campaign_id: Option<String>,
    /// What is to be mended.
    errors: Vec<ErrorView>,
    /// When it was begun.
    date_created: String,
    /// When it last changed.
    date_updated: String,
}

impl CampaignRegistrationView {
    fn of(standing: &Standing, urls: Urls<'_>) -> Self {
        let registration = &standing.registration;
        let campaign = standing.campaign.as_ref().map(|shown| &shown.campaign);
        let issues = campaign.map(|campaign| campaign.issues.as_slice()).unwrap_or_default();
        Self {
            id: standing.id.clone(),
            status: standing.status(),
            a2p_brand_registration_sid: registration.brand_sid.to_string(),
            messaging_service_sid: registration.service_sid.to_string(),
            campaign_sid: registration.campaign_sid.map(|sid| sid.to_string()),
            campaign_id: campaign.and_then(|campaign| campaign.registered_as.clone()),
            errors: ErrorView::of_issues(issues, urls).collect(),
            date_created: registration.date_created.to_rfc3339(),
            date_updated: registration.date_updated.to_rfc3339(),
        }
    }
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(RegistrationId(id)): SidPath<RegistrationId>,
) -> Result<Json<CampaignRegistrationView>> {
    let standing = campaigns::find(state.hub(), &actor, &id).await?;
    Ok(Json(CampaignRegistrationView::of(&standing, state.urls())))
}

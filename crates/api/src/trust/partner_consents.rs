//! `/trust/v1/PartnerConsents`: what an account lets partners see of who it is; and who the partners are.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::partners::{accounts, consents};
use trusthub_domain::partner::{Consent, ConsentField, ConsentFields, Partner, PartnerKind, Recipient};
use trusthub_domain::sid::ConsentSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{PageQuery, V1Page, constant_page};
use crate::state::ApiState;
use crate::urls::Urls;

const PATH: &str = "/trust/v1/PartnerConsents";
const PARTNERS: &str = "/trust/v1/Partners";

pub(super) fn mount(routes: Routes) -> Routes {
    let one = format!("{PATH}/{{Sid}}");
    routes
        .get(
            PARTNERS,
            partners,
            describe("ListPartner", "Trust", "List the provider's partners, to whom you may show who you are.")
                .lists::<PartnerView>("partners")
                .refuses_bad_input(),
        )
        .post(
            PATH,
            create,
            describe("CreatePartnerConsent", "Trust", "Let a partner, or all of a kind, see who you are.")
                .explained(
                    "Without consent partners see your trust level, its status and how calls are attested, and no name. Given \
                     again to the same recipient, it takes the place of what was given before.",
                )
                .form::<NewParameters>()
                .answers::<ConsentView>(201, "It counts within a second.")
                .refuses_bad_input(),
        )
        .get(
            PATH,
            list,
            describe("ListPartnerConsent", "Trust", "List what you let partners see.")
                .lists::<ConsentView>("partner_consents")
                .refuses_bad_input(),
        )
        .get(
            &one,
            find,
            describe("FetchPartnerConsent", "Trust", "See what you let a partner see.")
                .answers::<ConsentView>(200, "The consent.")
                .refuses_unknown(),
        )
        .delete(
            &one,
            withdraw,
            describe("DeletePartnerConsent", "Trust", "Take consent back.")
                .explained("Nothing more is shown within a second. What a partner has seen it may have kept.")
                .answers_nothing()
                .refuses_unknown(),
        )
}

/// A partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Partner)]
struct PartnerView {
    /// `PT…`
    sid: String,
    /// What it is called.
    friendly_name: String,
    /// `carrier`, `email-provider` or `analytics`.
    kind: &'static str,
    /// When this held.
    as_of: String,
}

/// What a partner may see.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerConsent)]
struct ConsentView {
    /// `CN…`
    sid: String,
    /// Whose consent it is.
    account_sid: String,
    /// `PT…`, or a kind of partners.
    recipient: String,
    /// What it may see: `legal_name`, `website`, `country`, `registration_number`, `numbers`, `registrations`.
    fields: Vec<&'static str>,
    /// When it was first given.
    date_created: String,
    /// When it was last given.
    date_updated: String,
    /// When this held.
    as_of: String,
    /// Where it is.
    url: String,
}

impl ConsentView {
    fn of(consent: &Consent, now: Timestamp, urls: Urls<'_>) -> Self {
        Self {
            sid: consent.sid.to_string(),
            account_sid: consent.account_sid.to_string(),
            recipient: consent.recipient.to_string(),
            fields: consent.fields.iter().map(ConsentField::as_str).collect(),
            date_created: consent.date_created.to_rfc3339(),
            date_updated: consent.date_updated.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: urls.path(format!("{PATH}/{}", consent.sid)),
        }
    }
}

/// Who may see what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewPartnerConsentParameters)]
struct NewParameters {
    /// A partner, `PT…`, or a kind of partners: `carrier`, `email-provider`, `analytics`.
    #[schema(required, nullable = false)]
    recipient: Option<String>,
    /// `legal_name`, `website`, `country`, `registration_number`, `numbers`, `registrations`: one or more.
    #[serde(default)]
    fields: Vec<String>,
}

impl NewParameters {
    fn consent(self) -> Result<(Recipient, ConsentFields)> {
        let kinds = PartnerKind::ALL.map(PartnerKind::as_str).join(", ");
        let recipient = required("Recipient", self.recipient)?;
        let recipient: Recipient = recipient.trim().parse().map_err(|_| {
            ApiError::parameter("Recipient", &format!("it is a partner, PT…, or one of {kinds}"))
        })?;
        let names = ConsentField::ALL.map(ConsentField::as_str).join(", ");
        let field = |name: &String| {
            let why = |_| ApiError::parameter("Fields", &format!("each is one of {names}"));
            name.trim().parse::<ConsentField>().map_err(why)
        };
        Ok((recipient, self.fields.iter().map(field).collect::<Result<_>>()?))
    }
}

async fn partners(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<PartnerView>>> {
    let found = accounts::list_in_use(state.hub(), &actor).await?;
    let as_of = state.hub().now().to_rfc3339();
    let view = |partner: &Partner| PartnerView {
        sid: partner.sid.to_string(),
        friendly_name: partner.friendly_name.clone(),
        kind: partner.kind.as_str(),
        as_of: as_of.clone(),
    };
    Ok(Json(constant_page(state.urls(), PARTNERS, "partners", &found, &query, view)?))
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<ConsentView>)> {
    let (recipient, fields) = given.consent()?;
    let consent = consents::give(state.hub(), &actor, recipient, fields).await?;
    Ok((StatusCode::CREATED, Json(ConsentView::of(&consent, state.hub().now(), state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<ConsentView>>> {
    let found = consents::list(state.hub(), &actor).await?;
    let now = state.hub().now();
    let view = |consent: &Consent| ConsentView::of(consent, now, state.urls());
    Ok(Json(constant_page(state.urls(), PATH, "partner_consents", &found, &query, view)?))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<ConsentSid>,
) -> Result<Json<ConsentView>> {
    let consent = consents::find(state.hub(), &actor, sid).await?;
    Ok(Json(ConsentView::of(&consent, state.hub().now(), state.urls())))
}

async fn withdraw(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<ConsentSid>,
) -> Result<StatusCode> {
    consents::withdraw(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}

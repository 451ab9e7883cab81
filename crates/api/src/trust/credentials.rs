//! `/trust/v1/Credentials`: what a business shows a partner, who checks it offline.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::credentials::{self, Issued, NewCredential, status_list_url};
use trusthub_domain::contact::Phone;
use trusthub_domain::credential::{Credential, CredentialClaim, CredentialFormat};
use trusthub_domain::sid::{BundleSid, CredentialSid};
use trusthub_domain::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, parsed, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

const TAG: &str = "Credentials";
const LIST: &str = "/trust/v1/Credentials";
const ONE: &str = "/trust/v1/Credentials/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateCredential", TAG, "Issue a credential about an approved business.")
                .explained(
                    "The answer has the credential itself in `credential`, this once: the hub does not keep it. It is for whoever \
                     it is shown to; they check it with the keys under `/.well-known/jwks.json` and the list under `status_list_url`. \
                     It is revoked when the profile's approval ends, suspended while the profile is, and ends with the approval \
                     at the latest.",
                )
                .form::<NewParameters>()
                .answers::<IssuedView>(201, "The credential.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            LIST,
            list,
            describe("ListCredential", TAG, "List the credentials that were issued, newest first.")
                .query::<FilterParameters>()
                .lists::<CredentialView>("credentials")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchCredential", TAG, "Look at how a credential stands.")
                .answers::<CredentialView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .post(
            &format!("{ONE}/Revoke"),
            revoke,
            describe("RevokeCredential", TAG, "Revoke a credential for good.")
                .explained("Partners see it as soon as they fetch the list. Repeating it is harmless.")
                .answers::<CredentialView>(200, "As it stands now.")
                .refuses_unknown(),
        )
}

/// What is kept of a credential.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Credential)]
struct CredentialView {
    /// Its identifier, `CD…`; `jti` in the credential.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The profile that it is about.
    customer_profile_sid: String,
    /// `sd-jwt` or `jwt`.
    format: &'static str,
    /// `valid`, `suspended`, `revoked` or `expired`.
    status: &'static str,
    /// Why it was revoked: `requested`, `profile_ended`, `profile_replaced`, `profile_deleted`, `number_removed` or
    /// `domain_lost`; null unless it was.
    revocation_reason: Option<&'static str>,
    /// What it says.
    disclose: Vec<&'static str>,
    /// The numbers that it names.
    numbers: Vec<String>,
    /// The domain that it names.
    domain: Option<String>,
    /// The key that signed it; `kid` in the credential.
    key_id: String,
    /// The list that its status is on.
    status_list_url: String,
    /// Its place on the list, from 0.
    status_list_index: i64,
    /// Until when it holds.
    valid_until: String,
    /// When it was revoked; null unless it was.
    date_revoked: Option<String>,
    /// When it was issued.
    date_created: String,
    /// When this answer was true.
    as_of: String,
    /// Where it is.
    url: String,
}

/// A credential, this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IssuedCredential)]
struct IssuedView {
    /// The credential itself.
    credential: String,
    /// What is kept of it.
    issued: CredentialView,
}

impl CredentialView {
    fn of(credential: &Credential, now: Timestamp, state: &ApiState) -> Self {
        Self {
            sid: credential.sid.to_string(),
            account_sid: credential.account_sid.to_string(),
            customer_profile_sid: credential.bundle_sid.to_string(),
            format: credential.format.as_str(),
            status: credential.state(now).as_str(),
            revocation_reason: credential.revocation.map(|revocation| revocation.cause.as_str()),
            disclose: credential.claims.iter().map(|claim| claim.as_str()).collect(),
            numbers: credential.numbers.iter().map(|phone| phone.as_str().to_owned()).collect(),
            domain: credential.domain.clone(),
            key_id: credential.key_id.clone(),
            status_list_url: status_list_url(state.hub(), credential.place.list),
            status_list_index: credential.place.index,
            valid_until: credential.expires_at.to_rfc3339(),
            date_revoked: credential.revocation.map(|revocation| revocation.at.to_rfc3339()),
            date_created: credential.date_created.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: state.urls().path(format!("{LIST}/{}", credential.sid)),
        }
    }
}

/// What a credential is to say.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewCredentialParameters)]
struct NewParameters {
    /// The profile of the business, `BU…`: approved and in force.
    #[schema(required, nullable = false)]
    customer_profile_sid: Option<String>,
    /// `sd-jwt`, unless given: whoever holds it chooses what to show. `jwt`: everything is shown.
    format: Option<String>,
    /// What it says: `legal_name`, `registration`, `country`, `trust_level`, `ruleset`; may be given several times. All of
    /// them unless given.
    #[serde(default)]
    disclose: Vec<String>,
    /// Phone numbers of the profile that it names, as `+12155550100`; may be given several times, at most 100.
    #[serde(default)]
    numbers: Vec<String>,
    /// A domain that it names: one that the account has proven.
    domain: Option<String>,
    /// For how many days it holds, 1 to 366; 90 unless given. It ends with the profile's approval in any case.
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 366)]
    valid_days: Option<String>,
}

impl NewParameters {
    fn wanted(self) -> Result<NewCredential> {
        let profile: BundleSid = required("CustomerProfileSid", self.customer_profile_sid)?
            .parse()
            .map_err(|_| ApiError::parameter("CustomerProfileSid", "it is BU and 32 hex digits"))?;
        let format = filter(self.format).map(|text| {
            text.parse::<CredentialFormat>().map_err(|_| ApiError::parameter("Format", "it is sd-jwt or jwt"))
        });
        let claims =
            self.disclose.iter().map(|text| text.parse::<CredentialClaim>().map_err(|_| any_claim()));
        let numbers = self.numbers.iter().enumerate().map(|(place, text)| {
            let why = || format!("in place {}: write it as +12155550100", place + 1);
            text.parse::<Phone>().map_err(|_| ApiError::parameter("Numbers", &why()))
        });
        Ok(NewCredential {
            profile,
            format: format.transpose()?.unwrap_or(CredentialFormat::SdJwt),
            claims: claims.collect::<Result<_>>()?,
            numbers: numbers.collect::<Result<_>>()?,
            domain: filter(self.domain),
            days: parsed("ValidDays", filter(self.valid_days).as_deref())?,
        })
    }
}

fn any_claim() -> ApiError {
    let names: Vec<&str> = CredentialClaim::ALL.iter().map(|claim| claim.as_str()).collect();
    ApiError::parameter("Disclose", &format!("each is one of {}", names.join(", ")))
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct FilterParameters {
    /// Only those about this profile.
    customer_profile_sid: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<IssuedView>)> {
    let Issued { credential, text } = credentials::issue(state.hub(), &actor, given.wanted()?).await?;
    let issued = CredentialView::of(&credential, state.hub().now(), &state);
    Ok((StatusCode::CREATED, Json(IssuedView { credential: text, issued })))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<CredentialView>>> {
    let profile = filter(given.customer_profile_sid);
    let filters = vec![("CustomerProfileSid", profile.clone())];
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), filters, query);
    let profile: Option<BundleSid> = parsed("CustomerProfileSid", profile.as_deref())?;
    let page = credentials::list(state.hub(), &actor, profile, listing.request()?).await?;
    let now = state.hub().now();
    Ok(Json(listing.v1("credentials", page, |credential| CredentialView::of(&credential, now, &state))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<CredentialSid>,
) -> Result<Json<CredentialView>> {
    let credential = credentials::find(state.hub(), &actor, sid).await?;
    Ok(Json(CredentialView::of(&credential, state.hub().now(), &state)))
}

async fn revoke(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<CredentialSid>,
) -> Result<Json<CredentialView>> {
    let credential = credentials::revoke(state.hub(), &actor, sid).await?;
    Ok(Json(CredentialView::of(&credential, state.hub().now(), &state)))
}

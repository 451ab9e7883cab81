//! `/trust/v1/Attestations`: how a call would be attested now, and why one was attested as it was.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::Hub;
use trusthub_app::attestation::evidence::{self, Kept};
use trusthub_app::attestation::{Call, CallingNumber, brand_of, preview};
use trusthub_app::calls::logo_url;
use trusthub_domain::attestation::{Attest, AttestReason, Traffic};
use trusthub_domain::sid::{AccountSid, AttestationSid};
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;
use crate::urls::Urls;

const PATH: &str = "/trust/v1/Attestations";

/// Most numbers that one call can be to. Ours: forked calls name a few.
const MOST_CALLED: usize = 20;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            PATH,
            create,
            describe("CreateAttestation", "Trust", "Ask how a call would be attested now.")
                .explained(
                    "Nothing is signed. The caller is the account that you name, never the one that the number belongs to: your own, \
                     one below it, or, with the credentials of a switch, any. Without `AccountSid` the answer is C at most.",
                )
                .form::<NewParameters>()
                .answers::<AttestationView>(201, "The answer, with all of its reasons. It can be looked up again.")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            &format!("{PATH}/{{Sid}}"),
            find,
            describe("FetchAttestation", "Trust", "Look at a decision about a call.")
                .explained("What was decided about a call, signed or asked about, and why.")
                .answers::<AttestationView>(200, "The decision.")
                .refuses_unknown(),
        )
}

/// How a call is attested.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Attestation)]
struct AttestationView {
    /// Names the decision, `AT…`.
    decision_id: String,
    /// `A`, `B` or `C`; null if nothing may be signed.
    attest: Option<&'static str>,
    /// Whether the call is refused a signature.
    refused: bool,
    /// Everything that was found: what refuses first, then what keeps the attestation down, then what carries it.
    reasons: Vec<ReasonView>,
    /// What is shown beside the number; null if nothing is.
    brand: Option<BrandView>,
    /// The account that was named as the caller.
    account_sid: Option<String>,
    /// The calling number, digits only.
    from: String,
    /// The numbers called.
    to: Vec<String>,
    /// `preview` if somebody asked, `signing` if a call was to be signed, `diversion` if it was to be sent on.
    purpose: &'static str,
    /// The identifier in the signature; null if nothing was signed.
    origid: Option<String>,
    /// The rules that decided.
    rules: String,
    /// When it was decided.
    decided_at: String,
    /// When what it was decided on held.
    as_of: String,
    /// Where the decision is.
    url: String,
}

/// One reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttestationReason)]
struct ReasonView {
    /// For programs: `number_on_profile`, `account_suspended` …
    code: &'static str,
    /// For people.
    text: &'static str,
    /// The account it is about, if it is about one that you may know of.
    account_sid: Option<String>,
    /// The profile or product it is about, likewise.
    bundle_sid: Option<String>,
}

/// What the called are shown.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AttestationBrand)]
struct BrandView {
    /// The product that it was vetted with.
    bundle_sid: String,
    /// The name.
    name: String,
    /// Why the business calls.
    call_reason: Option<String>,
    /// Where the picture is.
    logo_url: Option<String>,
}

impl BrandView {
    fn of(kept: &Kept, hub: &Hub) -> Option<Self> {
        let (decision, facts) = (&kept.evidence.decision, &kept.evidence.facts);
        let brand = brand_of(decision, facts)?;
        Some(Self {
            bundle_sid: decision.brand?.to_string(),
            name: brand.name.clone(),
            call_reason: brand.reason.clone(),
            logo_url: brand.logo.as_ref().map(|logo| logo_url(hub, logo)),
        })
    }
}

impl ReasonView {
    fn of(reason: &AttestReason) -> Self {
        Self {
            code: reason.ground.as_str(),
            text: reason.ground.in_words(),
            account_sid: reason.account_sid.map(|sid| sid.to_string()),
            bundle_sid: reason.bundle_sid.map(|sid| sid.to_string()),
        }
    }
}

impl AttestationView {
    fn of(kept: &Kept, as_of: Timestamp, state: &ApiState) -> Self {
        let urls: Urls<'_> = state.urls();
        let evidence = &kept.evidence;
        Self {
            decision_id: kept.sid.to_string(),
            attest: evidence.decision.attest.map(Attest::as_str),
            refused: evidence.decision.is_refused(),
            reasons: evidence.decision.reasons.iter().map(ReasonView::of).collect(),
            brand: BrandView::of(kept, state.hub()),
            account_sid: evidence.named.map(|sid| sid.to_string()),
            from: evidence.from.clone(),
            to: evidence.to.clone(),
            purpose: evidence.purpose.as_str(),
            origid: kept.origid.clone(),
            rules: evidence.rules.clone().into_owned(),
            decided_at: kept.decided_at.to_rfc3339(),
            as_of: as_of.to_rfc3339(),
            url: urls.path(format!("{PATH}/{}", kept.sid)),
        }
    }
}

/// What is asked about a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewAttestationParameters)]
struct NewParameters {
    /// The calling number, as it is written: `+12155550100`.
    #[schema(required, nullable = false)]
    from: Option<String>,
    /// The account that calls.
    account_sid: Option<String>,
    /// The numbers called, kept with the decision.
    #[serde(default)]
    to: Vec<String>,
    /// The most that is asked for: `A`, `B` or `C`. It can only lower the answer.
    attest: Option<String>,
    /// `own`, unless given, or `gateway` for a call that comes in from another network.
    traffic: Option<String>,
}

impl NewParameters {
    fn call(self) -> Result<(Call, Vec<CallingNumber>)> {
        let from = CallingNumber::parse("From", &required("From", self.from)?)?;
        let account: Option<AccountSid> = match self.account_sid.as_deref() {
            None | Some("") => None,
            Some(text) => {
                Some(text.parse().map_err(|error| ApiError::parameter("AccountSid", &format!("{error}")))?)
            }
        };
        let at_most = match self.attest.as_deref() {
            None | Some("") => None,
            Some(text) => Some(text.parse().map_err(|_| ApiError::parameter("Attest", "it is A, B or C"))?),
        };
        let traffic = match self.traffic.as_deref() {
            None | Some("" | "own") => Traffic::Own,
            Some("gateway") => Traffic::Gateway,
            Some(_) => return Err(ApiError::parameter("Traffic", "it is own or gateway")),
        };
        if self.to.len() > MOST_CALLED {
            return Err(ApiError::parameter("To", &format!("at most {MOST_CALLED} numbers")));
        }
        let to = self.to.iter().map(|number| CallingNumber::parse("To", number));
        let to = to.collect::<std::result::Result<_, _>>()?;
        Ok((Call { account, from, traffic, at_most, asked_brand: None }, to))
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<AttestationView>)> {
    let (call, to) = given.call()?;
    let (kept, as_of) = preview(state.hub(), &actor, &call, &to).await?;
    let as_of = as_of.unwrap_or(kept.decided_at);
    Ok((StatusCode::CREATED, Json(AttestationView::of(&kept, as_of, &state))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<AttestationSid>,
) -> Result<Json<AttestationView>> {
    let kept = evidence::find(state.hub(), &actor, sid).await?;
    Ok(Json(AttestationView::of(&kept, kept.decided_at, &state)))
}

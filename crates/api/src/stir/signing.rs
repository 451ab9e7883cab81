//! `POST /stir/v1/signing`: a call's Identity header.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use trusthub_app::attestation::Call;
use trusthub_app::calls::{Signing, ToDivert, ToSign, divert, sign};
use trusthub_domain::attestation::{AskedBrand, Attest, Ceiling, Decision, Traffic};
use trusthub_domain::sid::AccountSid;
use utoipa::ToSchema;

use super::body::{Parameters, invalid};
use super::{ACCOUNT, TRAFFIC, decided, echoed};
use crate::error::{ApiError, Atis, Result};
use crate::input::Caller;
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.post_keyless(
        "/stir/v1/signing",
        create,
        describe("SignCall", "Calls", "Sign a call.")
            .explained(
                "ATIS-1000082. The header `X-TrustHub-Account-Sid` names the account that calls: with an account's credentials its own or \\
                 one below it, with a switch's any; without it C is the most. `attest` is the most that you ask for: the hub decides, \\
                 and signs that or less, or refuses with 403 and the reasons. `X-TrustHub-Traffic: gateway` marks a call from another network. \\
                 An approved branded calling or CNAM product of the number puts its name, picture and reason into a call with A; `rcd` \
                 and `crn` can only repeat what was vetted: anything else is refused. \
                 `X-TrustHub-Decision-Id` of the answer names the decision.",
            )
            .json::<SigningRequestBody>()
            .answers::<SigningResponseBody>(200, "The value of the Identity header.")
            .refuses_atis(),
    )
}

/// A call to be signed.
#[derive(ToSchema)]
#[schema(as = SigningRequest)]
#[expect(dead_code, reason = "describes a body that is read by hand, for the numbers of its errors")]
struct SigningRequestBody {
    #[schema(rename = "signingRequest")]
    signing_request: SigningRequest,
}

#[derive(ToSchema)]
#[schema(as = SigningRequestParameters)]
#[expect(dead_code, reason = "as above")]
struct SigningRequest {
    /// `A`, `B` or `C`.
    attest: String,
    orig: super::verification::Number,
    dest: super::verification::Numbers,
    /// Seconds since the epoch, at most a minute from now.
    iat: i64,
    /// A UUID; a new one if there is none.
    origid: Option<String>,
    /// What is to be shown of the caller: what was vetted, or the call is refused.
    rcd: Option<AskedName>,
    /// Why the caller calls, likewise.
    crn: Option<String>,
    /// The number that the call was for, if it is sent on: a `div` PASSporT (RFC 8946) is signed, and `attest` is not read.
    div: Option<super::verification::Number>,
    /// With `div`: the value of the Identity header that the call came with.
    identity: Option<String>,
}

#[derive(ToSchema)]
#[schema(as = SigningRequestRichCallData)]
#[expect(dead_code, reason = "as above")]
struct AskedName {
    /// The name.
    nam: String,
}

/// A signed call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SigningResponse)]
struct SigningResponseBody {
    #[serde(rename = "signingResponse")]
    signing_response: SigningResponse,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SigningResponseParameters)]
struct SigningResponse {
    /// The value of the Identity header.
    identity: String,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    request_headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let parameters = Parameters::of(&request_headers, &body, "signingRequest")?;
    let mut headers = echoed(&request_headers);
    let signing = if parameters.has("div") {
        divert(state.hub(), &actor, &diversion(&request_headers, &parameters)?).await?
    } else {
        sign(state.hub(), &actor, &request(&request_headers, &parameters)?).await?
    };
    match signing {
        Signing::Signed(identity, kept) => {
            decided(&mut headers, &kept.sid.to_string());
            let body = SigningResponseBody { signing_response: SigningResponse { identity } };
            Ok((headers, Json(body)).into_response())
        }
        Signing::Refused(kept) => {
            decided(&mut headers, &kept.sid.to_string());
            let refusal = ApiError::from(Atis::NotSigned(why(&kept.evidence.decision)));
            Ok((headers, refusal).into_response())
        }
    }
}

fn diversion(headers: &HeaderMap, parameters: &Parameters) -> Result<ToDivert> {
    let call = Call {
        account: account(headers)?,
        from: parameters.number("div")?,
        traffic: traffic(headers)?,
        at_most: None,
        asked_brand: None,
    };
    Ok(ToDivert {
        call,
        orig: parameters.number("orig")?,
        to: parameters.numbers("dest")?,
        iat: parameters.time("iat")?,
        identity: parameters.text("identity")?.to_owned(),
    })
}

fn request(headers: &HeaderMap, parameters: &Parameters) -> Result<ToSign> {
    let attest: Attest =
        parameters.text("attest")?.parse().map_err(|_| invalid("attest", "it is A, B or C"))?;
    let from = parameters.number("orig")?;
    let to = parameters.numbers("dest")?;
    let iat = parameters.time("iat")?;
    let origid = parameters.optional_text("origid")?.map(ToOwned::to_owned);
    let call = Call {
        account: account(headers)?,
        from,
        traffic: traffic(headers)?,
        at_most: Some(attest),
        asked_brand: asked_brand(parameters)?,
    };
    Ok(ToSign { call, to, iat, origid })
}

/// The picture is not asked for: there is one that was vetted, or none.
fn asked_brand(parameters: &Parameters) -> Result<Option<AskedBrand>> {
    let name = match parameters.object("rcd")? {
        None => None,
        Some(rcd) => match (rcd.get("nam"), rcd.len()) {
            (Some(Value::String(name)), 1) => Some(name.clone()),
            _ => return Err(invalid("rcd", "it has 'nam' and nothing else")),
        },
    };
    let reason = parameters.optional_text("crn")?.map(ToOwned::to_owned);
    Ok((name.is_some() || reason.is_some()).then_some(AskedBrand { name, reason }))
}

fn account(headers: &HeaderMap) -> Result<Option<AccountSid>> {
    let mut given = headers.get_all(ACCOUNT).iter();
    match (given.next(), given.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => match only.to_str() {
            Ok("") => Ok(None),
            Ok(text) => text
                .parse()
                .map(Some)
                .map_err(|_| invalid(ACCOUNT.as_str(), "it is no identifier of an account")),
            Err(_) => Err(invalid(ACCOUNT.as_str(), "it is no text")),
        },
        (Some(_), Some(_)) => Err(invalid(ACCOUNT.as_str(), "it may be given only once")),
    }
}

fn traffic(headers: &HeaderMap) -> Result<Traffic> {
    match headers.get(TRAFFIC).map(|value| value.to_str()) {
        None | Some(Ok("" | "own")) => Ok(Traffic::Own),
        Some(Ok("gateway")) => Ok(Traffic::Gateway),
        Some(Ok(_) | Err(_)) => Err(invalid(TRAFFIC.as_str(), "it is own or gateway")),
    }
}

/// The names of what refuses, for the switch's log.
fn why(decision: &Decision) -> String {
    let refusing = decision.reasons.iter().filter(|reason| reason.ground.ceiling() == Ceiling::Nothing);
    refusing.map(|reason| reason.ground.as_str()).collect::<Vec<_>>().join(", ")
}

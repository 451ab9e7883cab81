//! `POST /stir/v1/verification`: whether a call is from whom it says.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use trusthub_app::calls::{ToVerify, verify};
use utoipa::ToSchema;

use super::body::Parameters;
use super::echoed;
use crate::error::Result;
use crate::input::Caller;
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

pub(super) fn mount(routes: Routes) -> Routes {
    routes.post_keyless(
        "/stir/v1/verification",
        create,
        describe("VerifyCall", "Calls", "Verify a call.")
            .explained(
                "ATIS-1000082. A call that is not valid is an answer too: 200 with the SIP code (`reasoncode`) and what to tell the called \\
                 (`verstat`).",
            )
            .json::<VerificationRequestBody>()
            .answers::<VerificationResponseBody>(200, "The verdict.")
            .refuses_atis(),
    )
}

/// A call to be verified.
#[derive(ToSchema)]
#[schema(as = VerificationRequest)]
#[expect(dead_code, reason = "describes a body that is read by hand, for the numbers of its errors")]
struct VerificationRequestBody {
    #[schema(rename = "verificationRequest")]
    verification_request: VerificationRequest,
}

#[derive(ToSchema)]
#[schema(as = VerificationRequestParameters)]
#[expect(dead_code, reason = "as above")]
struct VerificationRequest {
    from: Number,
    to: Numbers,
    /// Seconds since the epoch.
    time: i64,
    /// The value of the Identity header.
    identity: String,
}

/// A telephone number.
#[derive(ToSchema)]
#[schema(as = TelephoneNumber)]
#[expect(dead_code, reason = "as above")]
pub(super) struct Number {
    /// Digits; visual separators are dropped.
    tn: String,
}

/// Telephone numbers.
#[derive(ToSchema)]
#[schema(as = TelephoneNumbers)]
#[expect(dead_code, reason = "as above")]
pub(super) struct Numbers {
    /// At least one.
    tn: Vec<String>,
}

/// A verdict.
#[derive(ToSchema)]
#[schema(as = VerificationResponse)]
#[expect(dead_code, reason = "describes what another crate writes")]
struct VerificationResponseBody {
    #[schema(rename = "verificationResponse")]
    verification_response: VerificationResponse,
}

#[derive(ToSchema)]
#[schema(as = VerificationResponseParameters)]
#[expect(dead_code, reason = "as above")]
struct VerificationResponse {
    /// The SIP code of what is wrong; absent if nothing is.
    reasoncode: Option<u16>,
    /// Its phrase.
    reasontext: Option<String>,
    /// What exactly.
    reasondesc: Option<String>,
    /// `TN-Validation-Passed`, `TN-Validation-Failed` or `No-TN-Validation`.
    verstat: String,
}

async fn create(
    State(state): State<ApiState>,
    Caller(_): Caller,
    request_headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    let request = request(&request_headers, &body)?;
    let verified = verify(state.hub(), &request).await;
    Ok((echoed(&request_headers), Json(verified.response.body())).into_response())
}

fn request(headers: &HeaderMap, body: &Bytes) -> Result<ToVerify> {
    let parameters = Parameters::of(headers, body, "verificationRequest")?;
    Ok(ToVerify {
        from: parameters.number("from")?,
        to: parameters.numbers("to")?,
        time: parameters.time("time")?,
        identity: parameters.text("identity")?.to_owned(),
        call_id: None,
    })
}

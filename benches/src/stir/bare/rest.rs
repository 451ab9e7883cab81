//! Signing and verification over REST.

use std::future::{Ready, ready};
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use trusthub_stir::passport::{Attest, Party};
use trusthub_stir::verification::VerificationBody;

use super::{Calls, party};

/// Whatever went wrong: it is a bug of the baseline.
type Failure = (StatusCode, String);

#[derive(Deserialize)]
struct ToSign {
    #[serde(rename = "signingRequest")]
    request: SigningRequest,
}

#[derive(Deserialize)]
struct SigningRequest {
    attest: String,
    orig: Number,
    dest: Numbers,
    iat: i64,
}

#[derive(Deserialize)]
struct ToVerify {
    #[serde(rename = "verificationRequest")]
    request: VerificationRequest,
}

#[derive(Deserialize)]
struct VerificationRequest {
    from: Number,
    to: Numbers,
    time: i64,
    identity: String,
}

#[derive(Deserialize)]
struct Number {
    tn: String,
}

#[derive(Deserialize)]
struct Numbers {
    tn: Vec<String>,
}

#[derive(Serialize)]
struct Signed {
    #[serde(rename = "signingResponse")]
    response: SigningResponse,
}

#[derive(Serialize)]
struct SigningResponse {
    identity: String,
}

pub(super) async fn serve(listener: TcpListener, calls: Arc<Calls>) -> Result<()> {
    let routes = Router::new()
        .route("/ready", get(|| ready("ready")))
        .route("/stir/v1/signing", post(sign))
        .route("/stir/v1/verification", post(verify))
        .with_state(calls);
    Ok(axum::serve(listener, routes).await?)
}

fn sign(
    State(calls): State<Arc<Calls>>,
    Json(ToSign { request }): Json<ToSign>,
) -> Ready<Result<Json<Signed>, Failure>> {
    let identity = || {
        let attest = Attest::named(&request.attest).context("no attestation")?;
        calls.sign(attest, &request.orig.tn, parties(&request.dest)?, request.iat)
    };
    let signed = |identity| Json(Signed { response: SigningResponse { identity } });
    ready(identity().map(signed).map_err(|error| failure(&error)))
}

fn verify(
    State(calls): State<Arc<Calls>>,
    Json(ToVerify { request }): Json<ToVerify>,
) -> Ready<Result<Json<VerificationBody>, Failure>> {
    let verdict = || calls.verify(&request.identity, &request.from.tn, parties(&request.to)?, request.time);
    ready(verdict().map(|response| Json(response.body())).map_err(|error| failure(&error)))
}

fn parties(numbers: &Numbers) -> Result<Vec<Party>> {
    numbers.tn.iter().map(|number| party(number)).collect()
}

fn failure(error: &anyhow::Error) -> Failure {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}"))
}

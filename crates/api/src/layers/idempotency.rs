//! `Idempotency-Key`: the same POST twice is carried out once and answered alike.
//!
//! It is carried out to its end even if the client hangs up, so that the repetition finds an answer. What we failed at
//! (5xx) and what may well succeed later (409, 429) is not remembered.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use trusthub_app::Actor;
use trusthub_app::idempotency::{self as keys, Begun, IdempotencyKey, StoredAnswer};

use super::use_case;
use crate::error::{ApiError, Result};
use crate::input::{Caller, received};
use crate::layers::spans::RequestSpans;
use crate::state::ApiState;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Longest key. Ours: room for a few UUIDs.
const KEY_MAX_LENGTH: usize = 255;

/// Headers of an answer that belong to it and not to the moment. The largest stored answer is one resource.
const KEPT_HEADERS: [&str; 2] = ["content-type", crate::v1::DUPLICATE_OF];

/// The most that an answer to a POST can have.
const ANSWER_MAX_BYTES: usize = 4 * 1024 * 1024;

/// Carries a keyed POST out once.
pub(super) async fn once_per_key(state: ApiState, request: Request, next: Next) -> Result<Response> {
    if request.method() != Method::POST || !request.headers().contains_key(KEY) {
        return Ok(use_case(&state, request, next).await);
    }
    let (mut parts, body) = request.into_parts();
    let Caller(actor) = Caller::from_request_parts(&mut parts, &state).await?;
    if actor.account_sid().is_none() {
        // Answers are kept with an account; a switch that asks again about a call asks about another one.
        return Ok(use_case(&state, Request::from_parts(parts, body), next).await);
    }
    let key = IdempotencyKey {
        key: key(&parts.headers)?,
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
    };
    let body = received(body).await?;
    // A task of its own: a client that hangs up must not take the request with it half-way, or its key would be held by
    // a request that nobody carries out.
    let spans = RequestSpans::found_in(&parts.extensions);
    let request = Keyed { actor, key, parts, body };
    let task = state.config().tasks.spawn(spans.around(once(state.clone(), request, next)));
    task.await.map_err(ApiError::internal)?
}

/// A POST with a key, as far as it was read.
struct Keyed {
    actor: Actor,
    key: IdempotencyKey,
    parts: Parts,
    body: Bytes,
}

async fn once(state: ApiState, request: Keyed, next: Next) -> Result<Response> {
    let Keyed { actor, key, parts, body } = request;
    let hub = state.hub();
    match keys::begin(hub, &actor, &key, &body).await? {
        Begun::Answered(answer) => return replay(answer),
        Begun::Go => {}
    }
    let response = use_case(&state, Request::from_parts(parts, Body::from(body)), next).await;
    let status = response.status();
    if status.is_server_error() || matches!(status, StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS) {
        keys::forget(hub, &actor, &key).await?;
        return Ok(response);
    }
    let (head, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_MAX_BYTES).await.map_err(ApiError::internal)?;
    let kept = KEPT_HEADERS.iter().filter_map(|name| {
        let value = head.headers.get(*name)?.to_str().ok()?;
        Some(((*name).to_owned(), value.to_owned()))
    });
    let answer = StoredAnswer { status: status.as_u16(), headers: kept.collect(), body: body.to_vec() };
    keys::finish(hub, &actor, &key, &answer).await?;
    Ok(Response::from_parts(head, Body::from(body)))
}

fn key(headers: &HeaderMap) -> Result<String> {
    let mut values = headers.get_all(KEY).into_iter();
    let only = values.next().filter(|_| values.next().is_none());
    only.and_then(|value| value.to_str().ok())
        .filter(|key| {
            (1..=KEY_MAX_LENGTH).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        })
        .map(ToOwned::to_owned)
        .ok_or_else(|| {
            ApiError::parameter("Idempotency-Key", "it is 1 to 255 visible ASCII characters, given once")
        })
}

fn replay(answer: StoredAnswer) -> Result<Response> {
    let status = StatusCode::from_u16(answer.status).map_err(ApiError::internal)?;
    let mut response = (status, answer.body).into_response();
    for (name, value) in &answer.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(ApiError::internal)?;
        response.headers_mut().insert(name, HeaderValue::from_str(value).map_err(ApiError::internal)?);
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

//! What happens around every handler: identification, limits on head, body and time, idempotency, headers, measurement.
//!
//! Two layers in all, each a plain sequence of steps: the router clones every layer inside a layer for each request, so
//! that a dozen small ones cost several times what a handler does.

mod authentication;
mod body;
mod head;
mod headers;
mod idempotency;
mod limits;
mod spans;
mod telemetry;
mod time_limit;
mod trace_parent;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::{Page, caught};
use crate::state::ApiState;

pub use authentication::ClientNames;
pub(crate) use limits::AccountLimits;
pub(crate) use telemetry::RequestIds;
pub use trace_parent::{TraceParent, trace_parent};

/// Around everything, what needs no credentials included.
pub(crate) async fn around_everything(
    State(state): State<ApiState>,
    mut request: Request,
    next: Next,
) -> Response {
    let measured = telemetry::Measured::begin(&state, &mut request);
    let page = Page::about(&request);
    let answer = async {
        head::within_limits(&request)?;
        time_limit::within(state.outer_timeout(), next.run(request)).await
    };
    let answer = caught(measured.spans().clone().around(answer)).await.into_response();
    let mut response = measured.spans().in_scope(|| page.write(&state, answer));
    headers::secure(response.headers_mut());
    measured.end(response)
}

/// Around what needs credentials.
pub(crate) async fn around_accounts(
    State(state): State<ApiState>,
    mut request: Request,
    next: Next,
) -> Response {
    let shown = authentication::shown(&state, &request);
    let (caller, marks) = match authentication::authenticate(&state, shown).await {
        Ok(known) => known,
        Err(error) => return error.into_response(),
    };
    let answer = async {
        // A switch asks for all calls of a provider.
        if let Some(account) = marks.account {
            limits::admit(&state, account)?;
        }
        request.extensions_mut().insert(caller);
        let request = body::whole(&state, request).await?;
        idempotency::once_per_key(state.clone(), request, next).await
    };
    marks.put_on(answer.await.into_response())
}

/// The handler itself, whose failure is an answer like any other by the time that [`idempotency`] looks at it.
async fn use_case(state: &ApiState, request: Request, next: Next) -> Response {
    let page = Page::about(&request);
    let answer = caught(time_limit::within(state.config().request_timeout, next.run(request))).await;
    page.write(state, answer.into_response())
}

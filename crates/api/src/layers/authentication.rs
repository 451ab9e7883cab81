//! Lets in who shows valid credentials, as often as the limits allow.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use trusthub_app::{Error, auth};

use super::peer::peer_of;
use super::telemetry::ActingAccount;
use crate::error::{ApiError, Result};
use crate::input::{Caller, basic_credentials};
use crate::state::ApiState;

/// Marks every answer to a test account.
const TEST: HeaderName = HeaderName::from_static("x-trusthub-test");

/// Puts the [`Caller`] into the request.
pub(crate) async fn authenticate(
    State(state): State<ApiState>,
    mut request: Request,
    next: Next,
) -> Result<Response> {
    let (username, password) = basic_credentials(request.headers()).ok_or(Error::Unauthenticated)?;
    let peer = peer_of(&request, &state.config().trusted_proxies);
    let failures = state.login_failures();
    if let Some(seconds) = failures.must_wait(peer, &username) {
        return Err(ApiError::too_many_requests(seconds));
    }
    let actor = match auth::authenticate(state.hub(), &username, &password).await {
        Ok(actor) => actor,
        Err(error) => {
            if matches!(error, Error::Unauthenticated) {
                failures.count(peer, &username);
            }
            return Err(error.into());
        }
    };
    let is_test = actor.is_test();
    let caller = Caller(actor);
    let account = caller.account_sid()?;
    let mut response = match state.account_limits().admit(account) {
        Ok(()) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(seconds) => ApiError::too_many_requests(seconds).into_response(),
    };
    response.extensions_mut().insert(ActingAccount(account));
    if is_test {
        response.headers_mut().insert(TEST, HeaderValue::from_static("true"));
    }
    Ok(response)
}

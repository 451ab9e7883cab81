//! Lets in who shows valid credentials, as often as the limits allow.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use trusthub_app::{Error, auth};

use super::peer::peer_of;
use super::telemetry::ActingAccount;
use crate::error::{ApiError, Result};
use crate::input::{Caller, basic_credentials};
use crate::state::ApiState;

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
    let caller = Caller(actor);
    let account = caller.account_sid()?;
    state.account_limits().admit(account).map_err(ApiError::too_many_requests)?;
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    response.extensions_mut().insert(ActingAccount(account));
    Ok(response)
}

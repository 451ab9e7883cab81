//! Who calls: HTTP Basic credentials, and the actor that they prove.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use trusthub_app::{Actor, Error, Hub, accounts};
use trusthub_domain::sid::AccountSid;

use crate::error::{ApiError, Result};
use crate::state::ApiState;

/// The authenticated actor. The authentication layer puts it into the request.
#[derive(Clone)]
pub(crate) struct Caller(pub(crate) Actor);

impl Caller {
    /// The caller acting on `sid`: its own account or a subaccount.
    ///
    /// # Errors
    /// 404 for anybody else's account.
    pub(crate) async fn on(&self, hub: &Hub, sid: AccountSid) -> Result<Actor> {
        Ok(accounts::act_on(hub, &self.0, sid).await?)
    }
}

impl FromRequestParts<ApiState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self> {
        // Fails closed: a route mounted outside the authentication layer refuses everybody.
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::Unauthenticated.into())
    }
}

/// User name and password, if the header holds any.
pub(crate) fn basic_credentials(headers: &HeaderMap) -> Option<(String, SecretString)> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (username, password) = decoded.split_once(':')?;
    Some((username.to_owned(), SecretString::from(password.to_owned())))
}

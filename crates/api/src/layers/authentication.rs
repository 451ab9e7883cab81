//! Lets in who shows valid credentials.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use secrecy::SecretString;
use trusthub_app::{Actor, Error, Who, auth};
use trusthub_domain::sid::AccountSid;
use trusthub_web::peer_of;

use super::telemetry::ActingAccount;
use crate::error::{ApiError, Result};
use crate::input::{Caller, basic_credentials};
use crate::state::ApiState;

/// Marks every answer to a test account.
const TEST: HeaderName = HeaderName::from_static("x-trusthub-test");

/// All that switches may ask for.
const FOR_SWITCHES: [&str; 3] = ["/stir/v1", "/trust/v1/Attestations", "/trust/v1/MessageDecisions"];

/// All that partners may ask for.
const FOR_PARTNERS: [&str; 1] = ["/partner/v1"];

/// What the answer tells about who asked.
pub(super) struct Marks {
    /// `None` for a switch or a partner, which are nobody's.
    pub(super) account: Option<AccountSid>,
    is_test: bool,
}

impl Marks {
    pub(super) fn put_on(&self, mut response: Response) -> Response {
        if let Some(account) = self.account {
            response.extensions_mut().insert(ActingAccount(account));
        }
        if self.is_test {
            response.headers_mut().insert(TEST, HeaderValue::from_static("true"));
        }
        response
    }
}

/// The hosts that the client certificate of a connection names, once the connection has verified it: an extension of its
/// requests.
#[derive(Debug, Clone)]
pub struct ClientNames(pub Arc<[String]>);

/// What a request shows of who sent it.
pub(super) struct Shown {
    /// By its client certificate.
    names: Option<ClientNames>,
    credentials: Option<(String, SecretString)>,
    peer: Option<IpAddr>,
    /// Whether it asks for something that switches may ask for.
    is_for_switches: bool,
    /// The same of partners.
    is_for_partners: bool,
}

/// Reads it off the request.
pub(super) fn shown(state: &ApiState, request: &Request) -> Shown {
    let peer = peer_of(request.headers(), request.extensions(), &state.config().trusted_proxies);
    let is_below = |paths: &[&str]| {
        paths.iter().any(|path| {
            let rest = request.uri().path().strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let (is_for_switches, is_for_partners) = (is_below(&FOR_SWITCHES), is_below(&FOR_PARTNERS));
    let names = request.extensions().get::<ClientNames>().cloned();
    Shown { names, credentials: basic_credentials(request.headers()), peer, is_for_switches, is_for_partners }
}

/// Who calls.
pub(super) async fn authenticate(
    state: &ApiState,
    Shown { names, credentials, peer, is_for_switches, is_for_partners }: Shown,
) -> Result<(Caller, Marks)> {
    let actor = match (credentials, names) {
        (Some((username, password)), _) => by_password(state, peer, &username, &password).await?,
        (None, Some(ClientNames(names))) => auth::authenticate_by_certificate(state.hub(), &names).await?,
        (None, None) => return Err(Error::Unauthenticated.into()),
    };
    let is_test = actor.is_test();
    if matches!(actor.who(), Who::Switch(_)) && !is_for_switches {
        return Err(Error::Forbidden(
            "the credentials of a switch are for attestation, signing and decisions about messages only",
        )
        .into());
    }
    if let Who::Partner(partner) = actor.who() {
        if !is_for_partners {
            let why = "the credentials of a partner are for /partner/v1 only";
            return Err(Error::Forbidden(why).into());
        }
        state.partner_limits().admit(partner)?;
    }
    let caller = Caller(actor);
    let account = caller.0.account_sid();
    Ok((caller, Marks { account, is_test }))
}

/// A password can be guessed: who fails too often has to wait.
async fn by_password(
    state: &ApiState,
    peer: Option<IpAddr>,
    username: &str,
    password: &SecretString,
) -> Result<Actor> {
    let failures = state.login_failures();
    if let Some(seconds) = failures.must_wait(peer, username) {
        return Err(ApiError::too_many_requests(seconds));
    }
    match auth::authenticate(state.hub(), username, password).await {
        Ok(actor) => Ok(actor),
        Err(error) => {
            if matches!(error, Error::Unauthenticated) {
                failures.count(peer, username);
            }
            Err(error.into())
        }
    }
}

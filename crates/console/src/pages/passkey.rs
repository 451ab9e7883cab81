//! Signing in with a passkey: what the browser asks its devices, and what they answer. Only scripts come here; a form without
//! them is the password's.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use trusthub_app::Error;
use trusthub_app::people::passkeys::{self, Shown};

use super::sign_in::{Peer, entered, refused};
use crate::fault::{Fault, Result, sentence};
use crate::session::{Posted, Visitor};
use crate::state::ConsoleState;

pub(super) const PATH: &str = "/console/sign-in/passkey";

/// What wrong passkeys count under; no name that signs in has a blank in it.
const COUNTED: &str = "a passkey";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route(PATH, get(ask).post(sign_in))
}

/// Bytes as the browser's JSON has them.
pub(super) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of a form's field.
pub(super) fn decoded(posted: &Posted, name: &str) -> Result<Vec<u8>> {
    let broken = |_| Fault::Form(format!("its field {name} is not base64url"));
    URL_SAFE_NO_PAD.decode(posted.text(name)).map_err(broken)
}

/// `PublicKeyCredentialRequestOptionsJSON` (Web Authentication §5.5): any key for this host that its device keeps, and the
/// device looks who touches it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    challenge: String,
    rp_id: String,
    timeout: u128,
    user_verification: &'static str,
}

async fn ask(State(state): State<ConsoleState>) -> Result<Json<impl Serialize>> {
    let asking = passkeys::ask(state.hub())?;
    Ok(Json(Options {
        challenge: encoded(&asking.challenge),
        rp_id: asking.party_id,
        timeout: asking.life.as_millis(),
        user_verification: "required",
    }))
}

async fn sign_in(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Peer(peer): Peer,
    posted: Posted,
) -> Result<Response> {
    let failures = state.login_failures();
    if let Some(seconds) = failures.must_wait(peer, COUNTED) {
        return Err(Fault::Wait { seconds });
    }
    let shown = Shown {
        credential_id: decoded(&posted, "credential")?,
        user_handle: decoded(&posted, "user")?,
        client_data: decoded(&posted, "client_data")?,
        authenticator_data: decoded(&posted, "authenticator_data")?,
        signature: decoded(&posted, "signature")?,
    };
    let next = posted.text("next");
    match passkeys::sign_in(state.hub(), &shown).await {
        Ok(session) => entered(&state, &visitor, &session, next).await,
        Err(Error::Forbidden(why)) => refused(&state, &visitor, next, "", sentence(why)),
        Err(Error::Unauthenticated | Error::Conflict) => {
            failures.count(peer, COUNTED);
            let words = "This passkey does not sign in here. Try again, or sign in with your password.";
            refused(&state, &visitor, next, "", words.to_owned())
        }
        Err(other) => Err(other.into()),
    }
}

//! Signing in at the operator's provider: there with a question, back with an answer. Links and redirects only, so that it works
//! without scripts.

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use trusthub_app::Error;
use trusthub_app::people::single_sign_on::{self, Answer, BACK};

use super::sign_in::{Peer, entered, refused};
use crate::fault::{Fault, Result, sentence};
use crate::session::{Ticket, Visitor};
use crate::state::ConsoleState;

/// What answers that prove nothing count under; no name that signs in has a blank in it.
const COUNTED: &str = "a provider";

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/sign-in/provider", get(begin)).route(BACK, get(finish))
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
}

async fn begin(State(state): State<ConsoleState>, Query(asked): Query<Asked>) -> Result<Response> {
    let begun = single_sign_on::begin(state.hub()).await?;
    let cookie = Ticket { ticket: begun.ticket, next: asked.next }.cookie(state.is_secure());
    Ok((AppendHeaders(cookie.map(|cookie| (SET_COOKIE, cookie))), Redirect::to(&begun.address))
        .into_response())
}

/// A successful answer (RFC 6749 §4.1.2, RFC 9207 §2), or another.
#[derive(Deserialize)]
struct Brought {
    code: Option<String>,
    #[serde(default)]
    state: String,
    iss: Option<String>,
}

async fn finish(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Peer(peer): Peer,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Result<Response> {
    let failures = state.login_failures();
    if let Some(seconds) = failures.must_wait(peer, COUNTED) {
        return Err(Fault::Wait { seconds });
    }
    let Ticket { ticket, next } = Ticket::of(&headers, state.is_secure()).unwrap_or_default();
    let mut answer = match brought.code {
        Some(code) => {
            let answer = Answer { code, state: brought.state, issuer: brought.iss };
            match single_sign_on::finish(state.hub(), &ticket, &answer).await {
                Ok(session) => entered(&state, &visitor, &session, &next).await?,
                Err(Error::Forbidden(why)) => refused(&state, &visitor, &next, "", sentence(why))?,
                Err(Error::Unauthenticated | Error::Conflict) => {
                    failures.count(peer, COUNTED);
                    let words = "That took too long, or was begun in another window. Begin again.";
                    refused(&state, &visitor, &next, "", words.to_owned())?
                }
                Err(other) => return Err(other.into()),
            }
        }
        // Why, stands in the address for machines, and anybody can write it there.
        None => refused(&state, &visitor, &next, "", "You were not signed in there.".to_owned())?,
    };
    if let Some(cookie) = Ticket::spent(state.is_secure()) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(answer)
}

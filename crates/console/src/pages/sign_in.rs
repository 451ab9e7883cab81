//! Signing in and out.

use std::net::IpAddr;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use secrecy::SecretString;
use serde::Deserialize;
use trusthub_app::Error;
use trusthub_app::people::{self, Opened, passkeys, single_sign_on};
use trusthub_web::peer_of;
use url::form_urlencoded;

use super::start::within_console;
use crate::fault::{Fault, Result};
use crate::form::Field;
use crate::frame::{Bare, render};
use crate::session::{Posted, Visitor, ended, opened};
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/sign-in", get(ask).post(sign_in)).route("/console/sign-out", post(sign_out))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    bare: Bare,
    next: String,
    notice: Option<&'static str>,
    refused: Option<String>,
    name: Field,
    password: Field,
    has_passkeys: bool,
    /// The operator's own sign-in: how it is called, and where it begins.
    provider: Option<(String, String)>,
}

impl SignInPage {
    fn new(state: &ConsoleState, visitor: &Visitor, next: &str) -> Self {
        let next = within_console(next);
        let begin = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        let begin = format!("/console/sign-in/provider?{begin}");
        Self {
            bare: Bare::of(state, visitor, "Sign in"),
            next: next.to_owned(),
            notice: None,
            refused: None,
            name: Field::line("text", "name", "E-mail")
                .hint("Or an Account SID.")
                .autocomplete("username webauthn"),
            password: Field::line("password", "password", "Password").autocomplete("current-password"),
            has_passkeys: passkeys::unfit(state.hub()).is_none(),
            provider: single_sign_on::provider_name(state.hub()).map(|name| (name.to_owned(), begin)),
        }
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    done: String,
}

async fn ask(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    if visitor.session.is_some() {
        return Ok(Redirect::to(within_console(&asked.next)).into_response());
    }
    let notice = match asked.done.as_str() {
        "out" => Some("You are signed out."),
        "password" => Some("Your new password is set. Sign in with it."),
        _ if !asked.next.is_empty() => Some("Sign in to go on to the page you asked for."),
        _ => None,
    };
    Ok(render(&SignInPage { notice, ..SignInPage::new(&state, &visitor, &asked.next) })?.into_response())
}

/// Where a request comes from.
pub(super) struct Peer(pub(super) Option<IpAddr>);

impl FromRequestParts<ConsoleState> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ConsoleState,
    ) -> std::result::Result<Self, Self::Rejection> {
        Ok(Self(peer_of(&parts.headers, &parts.extensions, &state.config().trusted_proxies)))
    }
}

async fn sign_in(
    State(state): State<ConsoleState>,
    visitor: Visitor,
    Peer(peer): Peer,
    posted: Posted,
) -> Result<Response> {
    let name = posted.text("name").to_owned();
    let counted = name.to_lowercase();
    let failures = state.login_failures();
    if let Some(seconds) = failures.must_wait(peer, &counted) {
        return Err(Fault::Wait { seconds });
    }
    let password = SecretString::from(posted.get("password").unwrap_or_default());
    match people::sign_in(state.hub(), &name, &password).await {
        Ok(session) => entered(&state, &visitor, &session, posted.text("next")).await,
        Err(error @ (Error::Unauthenticated | Error::Forbidden(_))) => {
            let refused = match error {
                Error::Forbidden(why) => crate::fault::sentence(why),
                _ => {
                    failures.count(peer, &counted);
                    "The name and the password do not belong together. Check both, and try again.".to_owned()
                }
            };
            self::refused(&state, &visitor, posted.text("next"), &name, refused)
        }
        Err(other) => Err(other.into()),
    }
}

/// Goes on with a session that has just begun. One that the browser brought along ends: nobody goes on in it, whoever put it
/// there.
pub(super) async fn entered(
    state: &ConsoleState,
    visitor: &Visitor,
    session: &Opened,
    next: &str,
) -> Result<Response> {
    if let Some(token) = &visitor.token {
        people::sign_out(state.hub(), token).await?;
    }
    let cookie = opened(&session.token, state.is_secure()).map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cookie), Redirect::to(within_console(next))).into_response())
}

/// The page once more, with why it was to no avail.
pub(super) fn refused(
    state: &ConsoleState,
    visitor: &Visitor,
    next: &str,
    name: &str,
    why: String,
) -> Result<Response> {
    let mut page = SignInPage::new(state, visitor, next);
    page.refused = Some(why);
    page.name = page.name.value(name);
    Ok((StatusCode::UNAUTHORIZED, render(&page)?).into_response())
}

async fn sign_out(State(state): State<ConsoleState>, visitor: Visitor) -> Result<Response> {
    if let Some(token) = &visitor.token {
        people::sign_out(state.hub(), token).await?;
    }
    let cookie = ended(state.is_secure()).map(|cookie| (SET_COOKIE, cookie));
    Ok((AppendHeaders(cookie), Redirect::to("/console/sign-in?done=out")).into_response())
}

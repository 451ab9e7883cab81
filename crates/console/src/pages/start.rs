//! `/console`: sends everybody to where they begin. And the choice of colours.

use axum::Router;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use crate::session::{Posted, Scheme, Visit, scheme_chosen};
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console", get(start)).route("/console/scheme", post(choose_scheme))
}

async fn start(visit: Visit) -> Redirect {
    match visit.session.actor.account_sid() {
        Some(account) => Redirect::to(&format!("/console/{account}")),
        None => Redirect::to("/console/review"),
    }
}

async fn choose_scheme(State(state): State<ConsoleState>, posted: Posted) -> Response {
    let scheme = Scheme::parse(posted.text("scheme"));
    let cookie = scheme_chosen(scheme, state.is_secure()).map(|cookie| (SET_COOKIE, cookie));
    let back = Redirect::to(within_console(posted.text("next")));
    (AppendHeaders(cookie), back).into_response()
}

/// Where to go on, if it is a page of the console; a link from elsewhere must not lead out of it.
pub(super) fn within_console(next: &str) -> &str {
    let is_ours = (next == "/console" || next.starts_with("/console/") || next.starts_with("/console?"))
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { next } else { "/console" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_out_of_the_console() {
        assert_eq!(within_console("/console/AC1/profiles?page=2"), "/console/AC1/profiles?page=2");
        for next in [
            "",
            "//evil.example",
            "https://evil.example/console/",
            "/consoles",
            "/console/\\evil",
            "/console/a b",
        ] {
            assert_eq!(within_console(next), "/console", "{next}");
        }
    }
}

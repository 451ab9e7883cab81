//! Settings: a person's own (password, passkeys, mails, sessions), and an account's (colleagues, API keys, auth tokens). What is a
//! person's own has the same pages for customers and for reviewers, each within their own way around.

mod colleague;
mod colleagues;
mod keys;
mod own;
mod passkeys;

use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::routing::{get, post};
use trusthub_app::{Permit, Who};

use crate::fault::{Fault, Result};
use crate::frame::{DeskPlace, Frame, Place};
use crate::session::{Customer, Desk, Visit};
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    let own = ["/console/{account}/settings", "/console/review/settings"];
    let own = own.into_iter().fold(Router::new(), |routes, base| {
        routes
            .route(base, get(own::show))
            .route(&format!("{base}/password"), post(own::change_password))
            .route(&format!("{base}/passkeys"), post(passkeys::add))
            .route(&format!("{base}/passkeys/begin"), post(passkeys::begin))
            .route(&format!("{base}/passkeys/{{passkey}}/remove"), post(passkeys::remove))
            .route(&format!("{base}/mails"), post(own::choose_mails))
            .route(&format!("{base}/sign-out-everywhere"), post(own::sign_out_everywhere))
    });
    let account = Router::new()
        .route("/colleagues", get(colleagues::list).post(colleagues::invite))
        .route("/colleagues/{user}", get(colleague::show))
        .route("/colleagues/{user}/role", post(colleague::set_role))
        .route("/colleagues/{user}/disable", post(colleague::disable))
        .route("/colleagues/{user}/enable", post(colleague::enable))
        .route("/colleagues/{user}/remove", post(colleague::remove))
        .route("/colleagues/{user}/invite", post(colleague::invite_again))
        .route("/keys", get(keys::list).post(keys::create))
        .route("/keys/{key}", post(keys::rename))
        .route("/keys/{key}/delete", post(keys::delete))
        .route("/token", post(keys::make_token))
        .route("/token/promote", post(keys::promote_token))
        .route("/token/delete", post(keys::delete_token));
    own.nest("/console/{account}/settings", account)
}

/// A page among the account's settings.
#[derive(Debug, Clone)]
pub(super) struct Tab {
    pub(super) label: &'static str,
    pub(super) href: String,
    pub(super) is_here: bool,
}

/// The account's pages of settings that this visitor may see.
fn tabs(customer: &Customer, here: &str) -> Vec<Tab> {
    let base = base(customer);
    let all = [("You", ""), ("Colleagues", "/colleagues"), ("API keys and tokens", "/keys")];
    let may_manage = customer.actor.may(Permit::ManageCredentials).is_ok();
    all.into_iter()
        .filter(|(_, path)| *path != "/keys" || may_manage)
        .map(|(label, path)| Tab { label, href: format!("{base}{path}"), is_here: path == here })
        .collect()
}

/// `/console/AC…/settings`
fn base(customer: &Customer) -> String {
    format!("{}/settings", customer.home())
}

/// Whose own settings these are: the address says on which side.
pub(super) enum Own {
    Customer(Box<Customer>),
    Desk(Box<Desk>),
}

impl FromRequestParts<ConsoleState> for Own {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        let named = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Fault::NoSuchPage)?;
        if named.iter().any(|(name, _)| name == "account") {
            Customer::from_request_parts(parts, state)
                .await
                .map(|customer| Self::Customer(Box::new(customer)))
        } else {
            Desk::from_request_parts(parts, state).await.map(|desk| Self::Desk(Box::new(desk)))
        }
    }
}

impl Own {
    fn visit(&self) -> &Visit {
        match self {
            Self::Customer(customer) => &customer.visit,
            Self::Desk(desk) => &desk.visit,
        }
    }

    fn base(&self) -> String {
        match self {
            Self::Customer(customer) => base(customer),
            Self::Desk(_) => "/console/review/settings".to_owned(),
        }
    }

    fn frame(&self, title: &str) -> Frame {
        match self {
            Self::Customer(customer) => Frame::customer(customer, Place::Settings, title),
            Self::Desk(desk) => Frame::desk(desk, DeskPlace::Settings, title),
        }
    }

    fn tabs(&self) -> Vec<Tab> {
        match self {
            Self::Customer(customer) => tabs(customer, ""),
            Self::Desk(_) => Vec::new(),
        }
    }

    /// Whether they signed in with a password; an account's auth token is none.
    fn has_password(&self) -> bool {
        matches!(self.visit().session.actor.who(), Who::User { .. } | Who::Reviewer(_))
    }
}

//! What handlers take: anybody, who is signed in, a customer on an account, a reviewer.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use secrecy::SecretString;
use trusthub_app::people::Session;
use trusthub_app::{Actor, Hub, Permit, Who, accounts};
use trusthub_domain::account::Account;
use trusthub_domain::review::Reviewer;
use trusthub_domain::sid::AccountSid;

use super::cookie::Scheme;
use crate::fault::{Fault, Result};
use crate::state::ConsoleState;

/// Whoever asks.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) session: Option<Arc<Session>>,
    /// What the browser showed, whether or not it is good for anything.
    pub(crate) token: Option<SecretString>,
    pub(crate) scheme: Scheme,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or(Fault::SignIn)
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) state: ConsoleState,
    pub(crate) session: Arc<Session>,
    pub(crate) scheme: Scheme,
    /// The address of the page, for coming back to it.
    pub(crate) here: String,
}

impl Visit {
    pub(crate) fn hub(&self) -> &Hub {
        self.state.hub()
    }
}

impl FromRequestParts<ConsoleState> for Visit {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        let Visitor { session, scheme, .. } = Visitor::from_request_parts(parts, state).await?;
        let here = parts.uri.path_and_query().map_or_else(String::new, |uri| uri.as_str().to_owned());
        Ok(Self { state: state.clone(), session: session.ok_or(Fault::SignIn)?, scheme, here })
    }
}

/// A customer on one of their accounts: their own, or a subaccount of it. Its routes name it: `/console/{account}/…`.
#[derive(Clone)]
pub(crate) struct Customer {
    pub(crate) visit: Visit,
    /// Acts on the account.
    pub(crate) actor: Actor,
    pub(crate) account: Account,
    /// It is not the account that they signed in to.
    pub(crate) is_elsewhere: bool,
}

impl Customer {
    pub(crate) fn hub(&self) -> &Hub {
        self.visit.hub()
    }

    /// Whether they may change what is the account's, besides reading it.
    pub(crate) fn may_change(&self) -> bool {
        self.actor.may(Permit::Own).is_ok()
    }

    /// Where the account's pages begin: `/console/AC…`.
    pub(crate) fn home(&self) -> String {
        format!("/console/{}", self.account.sid)
    }
}

/// What the address says in the place of `wanted`. An address that lacks it is no page.
pub(crate) async fn address_part(parts: &mut Parts, state: &ConsoleState, wanted: &str) -> Result<String> {
    let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Fault::NoSuchPage)?;
    let found = params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
    found.ok_or(Fault::NoSuchPage)
}

impl FromRequestParts<ConsoleState> for Customer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        let visit = Visit::from_request_parts(parts, state).await?;
        if visit.session.actor.account_sid().is_none() {
            return Err(Fault::NoSuchPage);
        }
        let named = address_part(parts, state, "account").await?;
        let sid: AccountSid = named.parse().map_err(|_| Fault::NoSuchPage)?;
        let actor = accounts::act_on(state.hub(), &visit.session.actor, sid).await?;
        let account = accounts::find(state.hub(), &visit.session.actor, sid).await?;
        let is_elsewhere = visit.session.actor.account_sid() != Some(sid);
        Ok(Self { visit, actor, account, is_elsewhere })
    }
}

/// A reviewer. Whoever is none is told that there is no such page.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) visit: Visit,
    pub(crate) actor: Actor,
    pub(crate) reviewer: Reviewer,
}

impl Desk {
    pub(crate) fn hub(&self) -> &Hub {
        self.visit.hub()
    }
}

impl FromRequestParts<ConsoleState> for Desk {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        let visit = Visit::from_request_parts(parts, state).await?;
        let actor = visit.session.actor.clone();
        let Who::Reviewer(reviewer) = actor.who() else { return Err(Fault::NoSuchPage) };
        let reviewer = reviewer.clone();
        Ok(Self { visit, actor, reviewer })
    }
}

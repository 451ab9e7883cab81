//! Profiles and trust products: the list, a new one, its steps, where it stands. One set of pages for both kinds, as there
//! is one set of use cases.

mod actions;
mod address;
mod documents;
mod errors;
pub(crate) mod file;
mod labels;
mod list;
mod names;
mod new;
mod reading;
pub(crate) mod reasons;
pub(crate) mod sheet;
mod status;
mod step;
mod steps;
mod supports;

pub(crate) use names::names;
pub(crate) use steps::Progress;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::routing::{get, post};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BundleSid;

use crate::fault::{Fault, Result};
use crate::frame::Place;
use crate::session::{Customer, address_part};
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new()
        .route("/console/{account}", get(list::home))
        .route("/console/{account}/{section}", get(list::list))
        .route("/console/{account}/{section}/new", get(new::ask).post(new::create))
        .route("/console/{account}/{section}/{bundle}", get(status::show))
        .route("/console/{account}/{section}/{bundle}/details", get(actions::details).post(actions::edit))
        .route("/console/{account}/{section}/{bundle}/steps/{step}", get(step::ask).post(step::save))
        .route("/console/{account}/{section}/{bundle}/steps/{step}/check", post(step::check))
        .route("/console/{account}/{section}/{bundle}/steps/{step}/remove", post(step::leave_out))
        .route("/console/{account}/{section}/{bundle}/steps/{step}/file", get(file::of_step))
        .route("/console/{account}/{section}/{bundle}/submit", post(actions::submit))
        .route("/console/{account}/{section}/{bundle}/copy", post(actions::copy))
        .route("/console/{account}/{section}/{bundle}/delete", post(actions::delete))
        .route("/console/{account}/{section}/{bundle}/appeal", post(actions::appeal))
        .route("/console/{account}/{section}/{bundle}/answer", post(actions::answer))
}

/// Profiles or products: the third part of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Section(pub(crate) BundleKind);

impl Section {
    pub(crate) fn path(self) -> &'static str {
        match self.0 {
            BundleKind::CustomerProfile => "profiles",
            BundleKind::TrustProduct => "products",
        }
    }

    /// What one of them is called.
    pub(crate) fn one(self) -> &'static str {
        match self.0 {
            BundleKind::CustomerProfile => "profile",
            BundleKind::TrustProduct => "trust product",
        }
    }

    fn place(self) -> Place {
        match self.0 {
            BundleKind::CustomerProfile => Place::Profiles,
            BundleKind::TrustProduct => Place::Products,
        }
    }

    /// Where the list is.
    pub(crate) fn url(self, customer: &Customer) -> String {
        format!("{}/{}", customer.home(), self.path())
    }

    /// Where one of them is.
    pub(crate) fn url_of(self, customer: &Customer, sid: BundleSid) -> String {
        format!("{}/{sid}", self.url(customer))
    }

    /// The one that [`Section::path`] names.
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path {
            "profiles" => Some(Self(BundleKind::CustomerProfile)),
            "products" => Some(Self(BundleKind::TrustProduct)),
            _ => None,
        }
    }
}

impl FromRequestParts<ConsoleState> for Section {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        Self::at(&address_part(parts, state, "section").await?).ok_or(Fault::NoSuchPage)
    }
}

/// Which of them: the fourth part of the address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named(pub(crate) BundleSid);

impl FromRequestParts<ConsoleState> for Named {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "bundle").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

/// Which step of it: the sixth part of the address.
#[derive(Debug, Clone)]
pub(crate) struct StepName(pub(crate) String);

impl FromRequestParts<ConsoleState> for StepName {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "step").await.map(Self)
    }
}

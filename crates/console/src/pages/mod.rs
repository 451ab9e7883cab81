//! The pages. Each module holds its routes, its handlers and its templates' types.

mod advisor;
pub(crate) mod bundles;
pub(crate) mod calls;
mod credentials;
mod customers;
mod domains;
#[cfg(debug_assertions)]
mod kit;
mod messaging;
mod numbers;
mod partners;
mod passkey;
mod provider;
mod recovery;
mod review;
mod reviewers;
mod settings;
mod sign_in;
mod start;
mod trust;

use axum::Router;

use crate::state::ConsoleState;

/// All pages.
pub(crate) fn routes() -> Router<ConsoleState> {
    let routes = Router::new()
        .merge(start::routes())
        .merge(sign_in::routes())
        .merge(passkey::routes())
        .merge(provider::routes())
        .merge(recovery::routes())
        .merge(settings::routes())
        .merge(reviewers::routes())
        .merge(bundles::routes())
        .merge(numbers::routes())
        .merge(domains::routes())
        .merge(messaging::routes())
        .merge(calls::routes())
        .merge(trust::routes())
        .merge(credentials::routes())
        .merge(partners::routes())
        .merge(advisor::routes())
        .merge(customers::routes())
        .merge(review::routes());
    #[cfg(debug_assertions)]
    let routes = routes.merge(kit::routes());
    routes
}

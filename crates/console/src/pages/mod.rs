//! The pages. Each module holds its routes, its handlers and its templates' types.

pub(crate) mod bundles;
#[cfg(debug_assertions)]
mod kit;
mod recovery;
mod review;
mod reviewers;
mod settings;
mod sign_in;
mod start;

use axum::Router;

use crate::state::ConsoleState;

/// All pages.
pub(crate) fn routes() -> Router<ConsoleState> {
    let routes = Router::new()
        .merge(start::routes())
        .merge(sign_in::routes())
        .merge(recovery::routes())
        .merge(settings::routes())
        .merge(reviewers::routes())
        .merge(bundles::routes())
        .merge(review::routes());
    #[cfg(debug_assertions)]
    let routes = routes.merge(kit::routes());
    routes
}

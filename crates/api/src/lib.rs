//! The REST faces of the hub: the Twilio-compatible API, its OpenAPI document and the readable documentation.
//!
//! A handler parses, calls one use case and presents; nothing else happens here. Every route is mounted together with
//! its description ([`openapi`] module), so that none can be forgotten in the document. Statuses and numbered codes
//! are known to `error` alone. Start at [`router`].

mod config;

mod error;
mod input;
mod layers;
mod messaging;
mod openapi;
mod pages;
mod paging;
mod partner;
mod state;
mod stir;
mod trust;
mod urls;
mod v1;
mod v2;
mod v2010;

#[cfg(test)]
mod tests;

pub use config::ApiConfig;
pub use layers::{ClientNames, TraceParent, trace_parent};
pub use pages::health_routes;

use axum::Router;
use axum::middleware::from_fn_with_state;
use trusthub_app::Hub;

use crate::error::ApiError;
use crate::openapi::Routes;
use crate::state::ApiState;

/// The whole HTTP face of `hub`: mount it at the root of the listener. What is `beside` it on the same listener (the
/// console) is measured, limited and guarded like it.
///
/// Serve it with `into_make_service_with_connect_info::<std::net::SocketAddr>()`, so that failed logins can be
/// counted by peer.
pub fn router(hub: Hub, config: ApiConfig, beside: Router) -> Router {
    let (for_everybody, about_them) = pages::routes().into_parts();
    let (for_accounts, about_these) = account_routes().into_parts();
    let document = about_these.document(about_them, &hub.settings().public_url);
    assemble(for_everybody, for_accounts, beside, ApiState::new(hub, config, &document))
}

/// Puts the layers around the routes that need credentials, and those that do not beside them.
fn assemble(
    for_everybody: Router<ApiState>,
    for_accounts: Router<ApiState>,
    beside: Router,
    state: ApiState,
) -> Router {
    let for_accounts = for_accounts
        .method_not_allowed_fallback(ApiError::method_not_allowed)
        .layer(from_fn_with_state(state.clone(), layers::around_accounts));
    for_everybody
        .method_not_allowed_fallback(ApiError::method_not_allowed)
        .merge(for_accounts)
        .merge(beside.with_state(()))
        .fallback(ApiError::no_such_path)
        .layer(from_fn_with_state(state.clone(), layers::around_everything))
        .with_state(state)
}

/// The OpenAPI 3.1 document as JSON, for a hub that customers reach at `public_url`.
///
/// # Errors
/// If the document cannot be written as JSON, which is a bug.
pub fn openapi_json(public_url: &str) -> Result<String, serde_json::Error> {
    let (_, about_them) = pages::routes().into_parts();
    let (_, about_these) = account_routes().into_parts();
    about_these.document(about_them, public_url).to_pretty_json()
}

/// The routes that need credentials: of an account, a switch or a partner.
fn account_routes() -> Routes {
    let routes = v2010::mount(stir::mount(trust::mount(v1::mount(Routes::new()))));
    v2::mount(partner::mount(messaging::mount(routes)))
}

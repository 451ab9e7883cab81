//! The web console: pages for customers and reviewers on the same use cases as the API.
//!
//! A handler reads a form, calls one use case and fills a template; it knows no rule. Every page works without scripts;
//! what a script does (checking while typing, counts that move, keys) is what a reload would do. Start at [`router`], then
//! [`session`] (who asks, and whether the form is ours), [`frame`] (what is around every page) and [`form`] (every input).
//!
//! Customers' pages lie under `/console/{AccountSid}/`, so that an ISV's colleague works on a subaccount by its address;
//! reviewers' pages under `/console/review`. What ISVs show on pages of their own is in [`embed`].

mod asked;
mod assets;
mod campaign;
mod config;
mod embed;
mod fault;
mod form;
mod frame;
mod pages;
mod paging;
mod session;
mod state;
mod toll_free;
mod words;

pub use config::ConsoleConfig;
pub use embed::{EmbedConfig, Theme, ThemeError, Themes};

use axum::Router;
use axum::middleware::from_fn_with_state;
use trusthub_app::Hub;

use crate::state::ConsoleState;

/// Everything under `/console` and `/embed`: mount it beside the API.
///
/// # Errors
/// If an asset cannot be packed, which is a bug.
pub fn router(hub: Hub, config: ConsoleConfig) -> std::io::Result<Router> {
    let state = ConsoleState::new(hub, config)?;
    let pages = pages::routes()
        .fallback(fault::no_such_page)
        .method_not_allowed_fallback(fault::no_such_page)
        .layer(from_fn_with_state(state.clone(), session::guard));
    Ok(Router::new().merge(pages).merge(assets::routes()).merge(embed::routes(&state)).with_state(state))
}

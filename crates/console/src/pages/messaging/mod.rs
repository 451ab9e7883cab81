//! Text messaging: brands, messaging services with their campaigns, and toll-free numbers.

mod brand;
mod brands;
mod campaign;
mod new_brand;
mod new_toll_free;
mod service;
mod services;
mod token;
pub(super) mod toll_free;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::frame::{Frame, Place, Way};
use crate::session::Customer;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    let brands = Router::new()
        .route("/brands/new", get(new_brand::ask).post(new_brand::create))
        .route("/brands/{brand}", get(brand::show))
        .route("/brands/{brand}/resubmit", post(brand::resubmit))
        .route("/brands/{brand}/code", post(brand::answer))
        .route("/brands/{brand}/another-code", post(brand::send_again))
        .route("/brands/{brand}/token", post(token::give));
    let services = Router::new()
        .route("/services", get(services::show))
        .route("/services/new", get(services::ask).post(services::create))
        .route("/services/{service}", get(service::show))
        .route("/services/{service}/delete", post(service::delete))
        .route("/services/{service}/numbers", post(service::add_number))
        .route("/services/{service}/numbers/remove", post(service::remove_number))
        .route("/services/{service}/campaign", get(campaign::ask).post(campaign::save))
        .route("/services/{service}/campaign/delete", post(campaign::delete));
    let toll_free = Router::new()
        .route("/toll-free", get(toll_free::list))
        .route("/toll-free/new", get(new_toll_free::ask).post(new_toll_free::begin))
        .route("/toll-free/{number}", get(toll_free::show).post(toll_free::submit))
        .route("/toll-free/{number}/delete", post(toll_free::delete));
    Router::new()
        .route("/console/{account}/messaging", get(brands::show))
        .nest("/console/{account}/messaging", brands.merge(services).merge(toll_free))
}

/// A part of the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Brands,
    Services,
    TollFree,
}

/// Where the section begins.
fn base(customer: &Customer) -> String {
    format!("{}/messaging", customer.home())
}

fn frame(customer: &Customer, title: impl Into<String>) -> Frame {
    Frame::customer(customer, Place::Messaging, title)
}

fn tabs(customer: &Customer, here: Tab) -> Vec<Way> {
    let base = base(customer);
    let all = [
        ("Brands", "", Tab::Brands),
        ("Services and campaigns", "/services", Tab::Services),
        ("Toll-free numbers", "/toll-free", Tab::TollFree),
    ];
    all.into_iter()
        .map(|(label, path, its)| Way { label, href: format!("{base}{path}"), is_here: its == here })
        .collect()
}

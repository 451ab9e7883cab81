//! What needs no credentials: health, the OpenAPI document, the readable pages made from it, the page on which
//! representatives answer, the certificates and pictures of signed calls, and the keys and lists of credentials.
//!
//! The pages but that of representatives are made once at start, hold no script, load nothing, and read well without styles.

mod certificates;
mod confirm;
mod credentials;
mod health;
mod logos;
mod reference;
mod words;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use trusthub_app::Settings;
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::error_code::ErrorCode;
use trusthub_domain::policy::Catalog;
use utoipa::openapi::OpenApi;

use crate::error::{ApiError, Result};
use crate::openapi::{Routes, describe_public};
use crate::state::ApiState;
pub use health::health_routes;
use reference::Reference;

/// The routes that everybody may use.
pub(crate) fn routes() -> Routes {
    health::described()
        .merge(confirm::described())
        .merge(certificates::described())
        .merge(logos::described())
        .merge(credentials::described())
        .get(
            "/openapi.json",
            openapi,
            describe_public("OpenApi", "This document.").answers_object("OpenAPI 3.1."),
        )
        .get("/docs", docs, describe_public("Reference", "This document, for people.").answers_page())
        .get(
            "/docs/callbacks",
            callbacks,
            describe_public("Callbacks", "The contract of the status callbacks.").answers_page(),
        )
        .get(
            "/docs/test-mode",
            test_mode,
            describe_public("TestMode", "Test accounts, and how to ask them for a decision.").answers_page(),
        )
        .get("/docs/errors", errors, describe_public("ErrorCodes", "Every numbered code.").answers_page())
        .get(
            "/docs/errors/{Code}",
            error,
            describe_public("ErrorCode", "What a code means and how to mend it.")
                .answers_page()
                .refuses_unknown(),
        )
}

/// Pages that are the same for everybody, as text.
pub(crate) struct Pages {
    openapi: String,
    reference: String,
    callbacks: String,
    test_mode: String,
    errors: String,
    support: Option<String>,
}

#[derive(Template)]
#[template(path = "written.html")]
struct WrittenPage {
    title: &'static str,
    content: String,
}

#[derive(Template)]
#[template(path = "errors.html")]
struct ErrorsPage<'a> {
    codes: Vec<&'a ErrorCode>,
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    code: &'a ErrorCode,
    support: Option<&'a str>,
}

impl Pages {
    /// Makes the pages. One that cannot be made is empty, which its test would notice.
    pub(crate) fn of(document: &OpenApi, catalog: &Catalog, settings: &Settings) -> Self {
        let rendered = |page: askama::Result<String>| page.unwrap_or_default();
        let written = |title, text| rendered(WrittenPage { title, content: words::page(text) }.render());
        Self {
            openapi: document.to_json().unwrap_or_default(),
            reference: rendered(Reference::of(document).render()),
            callbacks: written("Status callbacks", words::CALLBACKS),
            test_mode: written("Test mode", words::TEST_MODE),
            errors: rendered(ErrorsPage { codes: catalog.error_codes().collect() }.render()),
            support: settings.support_email.as_ref().map(|email| email.as_str().to_owned()),
        }
    }
}

/// Pages may carry their own styles, and nothing else.
const PAGE_HEADERS: [(HeaderName, &str); 3] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CACHE_CONTROL, "public, max-age=300"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

fn page(html: String) -> Response {
    (PAGE_HEADERS, html).into_response()
}

async fn openapi(State(state): State<ApiState>) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    std::future::ready((headers, state.pages().openapi.clone()).into_response()).await
}

async fn docs(State(state): State<ApiState>) -> Response {
    std::future::ready(page(state.pages().reference.clone())).await
}

async fn callbacks(State(state): State<ApiState>) -> Response {
    std::future::ready(page(state.pages().callbacks.clone())).await
}

async fn test_mode(State(state): State<ApiState>) -> Response {
    std::future::ready(page(state.pages().test_mode.clone())).await
}

async fn errors(State(state): State<ApiState>) -> Response {
    std::future::ready(page(state.pages().errors.clone())).await
}

async fn error(State(state): State<ApiState>, Path(code): Path<String>) -> Result<Response> {
    let code = code.parse().ok().and_then(|code| state.hub().catalog().error_code(ReasonCode(code)));
    let found =
        ErrorPage { code: code.ok_or_else(ApiError::not_found)?, support: state.pages().support.as_deref() };
    std::future::ready(found.render().map(page).map_err(ApiError::internal)).await
}

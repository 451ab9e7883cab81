//! A guided profile, or the form for a toll-free number, a brand, a campaign or who uses numbers, on somebody else's page: `/embed.js` there shows `/embed/inquiries/{token}` here, in a frame.
//!
//! There is no cookie and no sign-in: browsers keep cookies from frames on foreign pages. The address holds the secret, for a
//! day, and opens that one alone. Only origins that the operator names may frame it.

mod brand;
mod campaign;
mod desk;
mod inquiry;
mod theme;
mod toll_free;

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use secrecy::SecretString;
use trusthub_app::Error;
use trusthub_app::inquiries::{self, Opened};

pub use theme::{Theme, ThemeError, Themes};

use crate::assets::Urls;
use crate::fault::{self, Fault, Result};
use crate::session;
use crate::session::address_part;
use crate::state::ConsoleState;

/// What the operator allows.
#[derive(Debug, Clone, Default)]
pub struct EmbedConfig {
    /// Origins (`https://isv.example`) whose pages may show the form. None: no page may.
    pub origins: Vec<String>,
    /// How it may look.
    pub themes: Themes,
}

const COMPONENT: &str = include_str!("../../assets/embed.js");
const REACT: &str = include_str!("../../assets/embed-react.js");

pub(crate) fn routes(state: &ConsoleState) -> Router<ConsoleState> {
    let pages = inquiry::routes().merge(brand::routes()).merge(campaign::routes()).merge(toll_free::routes());
    let pages = pages.layer(from_fn_with_state(state.clone(), guard));
    Router::new()
        .route("/embed.js", get(|| async { script(COMPONENT) }))
        .route("/embed-react.js", get(|| async { script(REACT) }))
        .route("/embed/themes/{theme}", get(theme))
        .merge(pages)
}

/// For pages of other origins, which ask for it by its plain name: so it is asked for again each hour.
fn script(text: &'static str) -> Response {
    let headers = [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=3600"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
    ];
    (headers, text).into_response()
}

async fn theme(State(state): State<ConsoleState>, Path(name): Path<String>) -> Result<Response> {
    let name = name.strip_suffix(".css").ok_or(Fault::NoSuchPage)?;
    let css = state.config().embed.themes.css(name).ok_or(Fault::NoSuchPage)?;
    Ok(([(CONTENT_TYPE, "text/css; charset=utf-8")], css).into_response())
}

/// Around every page in a frame.
#[derive(Debug, Clone)]
pub(crate) struct Inlay {
    pub(crate) title: String,
    pub(crate) assets: Urls,
    /// The address of the theme's style.
    pub(crate) theme: Option<String>,
    /// What the page around the frame is told.
    pub(crate) event: &'static str,
}

impl Inlay {
    pub(crate) fn new(
        state: &ConsoleState,
        theme: Option<&str>,
        title: impl Into<String>,
        event: &'static str,
    ) -> Self {
        let known = theme.filter(|name| state.config().embed.themes.css(name).is_some());
        Self {
            title: title.into(),
            assets: state.assets().urls.clone(),
            theme: known.map(|name| format!("/embed/themes/{name}.css")),
            event,
        }
    }
}

/// What the address opens.
pub(crate) struct Inquiry {
    pub(crate) opened: Opened,
    /// Where its pages are.
    pub(crate) base: String,
}

impl FromRequestParts<ConsoleState> for Inquiry {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        let token = address_part(parts, state, "token").await?;
        let base = format!("/embed/inquiries/{token}");
        let opened = inquiries::open(state.hub(), &SecretString::from(token)).await?;
        Ok(Self { opened, base })
    }
}

/// Reads forms, gives faults their page, and says who may frame the answer.
async fn guard(
    State(state): State<ConsoleState>,
    mut request: axum::extract::Request,
    next: Next,
) -> Response {
    let answer = async {
        if request.method() == axum::http::Method::POST {
            request = session::own_form(&state, request).await?;
        }
        Ok(next.run(request).await)
    };
    let answer = answer.await.unwrap_or_else(|fault: Fault| fault.into_response());
    let mut response = fault::shown_in_frame(&state, answer);
    let headers = response.headers_mut();
    session::dress(headers);
    let policy = policy(&state.config().embed.origins);
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    // The policy says it better; this older header knows no list of origins.
    headers.remove(axum::http::header::X_FRAME_OPTIONS);
    response
}

fn policy(origins: &[String]) -> String {
    let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// What a fault is called outside the frame.
pub(crate) fn event_of(fault: &Fault) -> &'static str {
    match fault {
        Fault::App(Error::Unauthenticated) => "expired",
        _ => "error",
    }
}

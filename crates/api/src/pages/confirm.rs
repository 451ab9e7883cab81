//! `/confirm/{Token}`: where a representative confirms or denies what a customer says of them.
//!
//! Programs that scan mail open every link, so looking changes nothing and only a POST answers. The page works without
//! scripts, loads nothing, and tells whoever has no right link nothing.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::confirmations::{self, Question, Seen};
use trusthub_domain::confirmation::Answer;
use trusthub_web::peer_of;
use url::form_urlencoded;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};
use crate::input::{SidPath, receive};
use crate::openapi::{Routes, describe_public};
use crate::state::ApiState;

/// A form of one field is shorter.
const FORM_MAX_BYTES: u64 = 4096;

/// The name under which wrong codes of a peer are counted.
const CODES: &str = "confirm";

const STYLE: &str = include_str!("../../templates/confirm.css");

/// Names the style above by its hash, and permits nothing else but the page's own forms.
const POLICY: &str = "default-src 'none'; style-src 'sha256-A9CgVlB8rx4PpIVsB2Fp5WstqMljbyXx8s+3Z6PWSno='; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The form on the page.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ConfirmationParameters)]
#[expect(dead_code, reason = "describes the form; what a browser sends is read leniently")]
struct Parameters {
    /// `confirm` or `deny`.
    answer: Option<String>,
    /// The code of a text message, for a link that came with one.
    code: Option<String>,
}

/// The routes with their description.
pub(super) fn described() -> Routes {
    let look =
        describe_public("FetchConfirmation", "The question to a representative, for who has its link.");
    let answer = describe_public("AnswerConfirmation", "A representative's answer.");
    Routes::new()
        .get(
            "/confirm/{Token}",
            look_page,
            look.answers_page()
                .shows(404, "There is no such link.")
                .shows(410, "It was answered, or its time has passed."),
        )
        .post_keyless(
            "/confirm/{Token}",
            answer_page,
            answer
                .page_form::<Parameters>()
                .shows(200, "The answer is recorded.")
                .shows(303, "The code is right; the question is there.")
                .shows(400, "Neither of the two was chosen.")
                .shows(403, "The code is wrong, or no longer taken.")
                .shows(404, "There is no such link.")
                .shows(410, "It was answered otherwise, or its time has passed.")
                .shows(429, "Too many wrong codes."),
        )
}

/// What a page shows.
enum Shown {
    Question { question: Question, must_choose: bool },
    WantsCode { is_refused: bool },
    Confirmed,
    Denied,
    Answered,
    Over,
    Unknown,
    Unavailable,
    TooOften,
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page {
    style: &'static str,
    shown: Shown,
}

impl Shown {
    fn of(seen: Seen) -> Self {
        match seen {
            Seen::Question(question) => Self::Question { question, must_choose: false },
            Seen::WantsCode => Self::WantsCode { is_refused: false },
            Seen::Taken(Answer::Confirm) => Self::Confirmed,
            Seen::Taken(Answer::Deny) => Self::Denied,
            Seen::Answered => Self::Answered,
            Seen::Over => Self::Over,
            Seen::Unknown => Self::Unknown,
        }
    }

    /// The browser's tab names nobody.
    fn title(&self) -> &'static str {
        match self {
            Self::Question { .. } | Self::WantsCode { .. } => "Confirm or deny",
            Self::Confirmed | Self::Denied => "Recorded",
            Self::Answered | Self::Over | Self::Unknown => "No longer valid",
            Self::Unavailable | Self::TooOften => "Try again",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::Question { must_choose: true, .. } => StatusCode::BAD_REQUEST,
            Self::WantsCode { is_refused: true } => StatusCode::FORBIDDEN,
            Self::Question { .. } | Self::WantsCode { .. } | Self::Confirmed | Self::Denied => StatusCode::OK,
            Self::Answered | Self::Over => StatusCode::GONE,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn page(self) -> Result<Response> {
        let status = self.status();
        let html = Page { style: STYLE, shown: self }.render().map_err(ApiError::internal)?;
        let headers = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, POLICY),
            (ROBOTS, "noindex"),
        ];
        Ok((status, headers, html).into_response())
    }
}

async fn look_page(State(state): State<ApiState>, SidPath(link): SidPath<String>) -> Result<Response> {
    match confirmations::look(state.hub(), &link).await {
        Ok(seen) => Shown::of(seen).page(),
        Err(error) => unavailable(&error),
    }
}

/// A person reads this, so what failed is told in their words; the log has the rest.
fn unavailable(error: &trusthub_app::Error) -> Result<Response> {
    tracing::warn!(error = error as &dyn std::error::Error, "a representative could not be served");
    Shown::Unavailable.page()
}

async fn answer_page(
    State(state): State<ApiState>,
    SidPath(link): SidPath<String>,
    request: Request,
) -> Result<Response> {
    let peer = peer_of(request.headers(), request.extensions(), &state.config().trusted_proxies);
    let (parts, body) = request.into_parts();
    let body = receive(&parts.headers, body, FORM_MAX_BYTES, state.config().body_timeout).await?;
    // Whatever bytes come are read as a form; what is none has no such fields.
    let field = |wanted: &str| {
        let mut fields = form_urlencoded::parse(&body);
        fields.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    if let Some(code) = field("code") {
        if state.login_failures().must_wait(peer, CODES).is_some() {
            return Shown::TooOften.page();
        }
        return match confirmations::exchange(state.hub(), &link, &code).await {
            Ok(Some(whole)) => see_other(&whole),
            Ok(None) => {
                state.login_failures().count(peer, CODES);
                Shown::WantsCode { is_refused: true }.page()
            }
            Err(error) => unavailable(&error),
        };
    }
    let Some(answer) = field("answer").and_then(|answer| answer.parse::<Answer>().ok()) else {
        return match confirmations::look(state.hub(), &link).await {
            Ok(Seen::Question(question)) => Shown::Question { question, must_choose: true }.page(),
            Ok(seen) => Shown::of(seen).page(),
            Err(error) => unavailable(&error),
        };
    };
    match confirmations::answer(state.hub(), &link, answer).await {
        Ok(seen) => Shown::of(seen).page(),
        Err(error) => unavailable(&error),
    }
}

fn see_other(link: &str) -> Result<Response> {
    let place = HeaderValue::try_from(format!("/confirm/{link}")).map_err(ApiError::internal)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response())
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::digest;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn the_policy_permits_the_pages_own_style_and_no_other() {
        let hash = STANDARD.encode(digest::digest(&digest::SHA256, STYLE.as_bytes()));
        assert!(POLICY.contains(&format!("style-src 'sha256-{hash}';")), "{hash}");
    }
}

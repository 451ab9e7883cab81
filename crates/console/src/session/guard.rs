//! Before every page: who asks, and whether a form is theirs. After it: what browsers may do with the answer.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::SecretString;
use trusthub_app::people;

use super::cookie;
use super::posted::Posted;
use super::visit::Visitor;
use crate::fault::{self, Fault, Result};
use crate::state::ConsoleState;

/// Nothing from elsewhere, nothing inline, no frames around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The field that carries a session's token in every form.
pub(crate) const CSRF: &str = "csrf";

/// The layer.
pub(crate) async fn guard(State(state): State<ConsoleState>, mut request: Request, next: Next) -> Response {
    let here = request.uri().path_and_query().map_or_else(String::new, |uri| uri.as_str().to_owned());
    let scheme = cookie::scheme(request.headers());
    let token = cookie::token(request.headers(), state.is_secure());
    let mut visitor = Visitor { session: None, token: None, scheme };
    let answer = async {
        visitor = known(&state, token, scheme).await?;
        request.extensions_mut().insert(visitor.clone());
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            request = checked(&state, &visitor, request).await?;
        }
        Ok(next.run(request).await)
    };
    let answer = answer.await.unwrap_or_else(|fault: Fault| fault.into_response());
    let mut response = fault::shown(&state, &visitor, &here, answer);
    dress(response.headers_mut());
    response
}

async fn known(state: &ConsoleState, token: Option<SecretString>, scheme: cookie::Scheme) -> Result<Visitor> {
    let Some(token) = token else {
        return Ok(Visitor { session: None, token: None, scheme });
    };
    let session = people::resume(state.hub(), &token).await?.map(Arc::new);
    Ok(Visitor { session, token: Some(token), scheme })
}

/// A form of this session, with its content read.
async fn checked(state: &ConsoleState, visitor: &Visitor, request: Request) -> Result<Request> {
    let request = own_form(state, request).await?;
    let token = request.extensions().get::<Posted>().and_then(|posted| posted.get(CSRF)).unwrap_or_default();
    if visitor.session.as_ref().is_some_and(|session| !session.accepts(token)) {
        return Err(Fault::ForeignForm);
    }
    Ok(request)
}

/// A form of a page of ours, with its content read.
pub(crate) async fn own_form(state: &ConsoleState, request: Request) -> Result<Request> {
    if !is_same_origin(request.headers()) {
        return Err(Fault::ForeignForm);
    }
    let limit = state.hub().settings().document_max_bytes;
    let reading = tokio::time::timeout(state.config().body_timeout, Posted::read(request, limit));
    let (parts, posted) =
        reading.await.map_err(|_| Fault::Form("it took too long to arrive".to_owned()))??;
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(posted);
    Ok(request)
}

/// Browsers say where a form comes from. What says nothing is no browser of these years, and then the session's token
/// decides alone.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&SITE), text(&ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = text(&HOST).unwrap_or_default();
            origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
        (None, None) => true,
    }
}

/// What browsers may do with an answer.
pub(crate) fn dress(headers: &mut HeaderMap) {
    let defaults: [(HeaderName, &str); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        // Not "no-referrer": browsers would then hide where a form comes from, even from us.
        (REFERRER_POLICY, "same-origin"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_form_from_another_site_is_told_by_either_header() {
        assert!(is_same_origin(&said(&[("sec-fetch-site", "same-origin")])));
        assert!(!is_same_origin(&said(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_same_origin(&said(&[("sec-fetch-site", "same-site")])));
        assert!(is_same_origin(&said(&[("origin", "https://hub.example"), ("host", "hub.example")])));
        assert!(!is_same_origin(&said(&[("origin", "https://evil.example"), ("host", "hub.example")])));
        assert!(!is_same_origin(&said(&[("origin", "null"), ("host", "hub.example")])));
        assert!(is_same_origin(&said(&[])));
    }
}

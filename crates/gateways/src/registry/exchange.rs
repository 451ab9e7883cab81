//! One exchange with the registry: credentials, limits, and what a status means.

use std::sync::PoisonError;

use reqwest::header::ACCEPT;
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;

use super::wire::{Refusal, refusal};
use super::{CampaignRegistry, RegistryError};
use crate::bounded::{Cut, whole};
use crate::breaker::Breaker;
use crate::ssrf::is_forbidden;

/// Most bytes of an answer. Ours: a page of a list has some hundred thousand.
const MOST_BYTES: usize = 1024 * 1024;

impl CampaignRegistry {
    /// A request for what is at this path.
    pub(super) fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
    ) -> Result<RequestBuilder, RegistryError> {
        let mut url = self.config.url.clone();
        url.path_segments_mut().map_err(|()| RegistryError::Address)?.pop_if_empty().push("v2").extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self.client.request(method, url.as_str()).map_err(|_| RegistryError::Address)?;
        Ok(request
            .basic_auth(&self.config.key, Some(self.config.secret.expose_secret()))
            .header(ACCEPT, "application/json")
            .timeout(self.config.timeout))
    }

    /// The answer's body; `None` if what was asked about is not there.
    pub(super) async fn answer(&self, request: RequestBuilder) -> Result<Option<Vec<u8>>, RegistryError> {
        self.with_breaker(|breaker| {
            if breaker.may_try() { Ok(()) } else { Err(RegistryError::Resting(breaker.rests_for())) }
        })?;
        let answered = exchange(request).await;
        self.with_breaker(|breaker| if is_up(&answered) { breaker.worked() } else { breaker.failed() });
        answered
    }

    fn with_breaker<T>(&self, with: impl FnOnce(&mut Breaker) -> T) -> T {
        with(&mut self.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whoever refuses is up. Wrong credentials are not worth asking with again and again.
fn is_up(answered: &Result<Option<Vec<u8>>, RegistryError>) -> bool {
    match answered {
        Ok(_) | Err(RegistryError::Refused(_) | RegistryError::Duplicate | RegistryError::Unreadable(_)) => {
            true
        }
        Err(
            RegistryError::Address
            | RegistryError::Unreachable
            | RegistryError::Busy(_)
            | RegistryError::Resting(_)
            | RegistryError::Credentials,
        ) => false,
    }
}

async fn exchange(request: RequestBuilder) -> Result<Option<Vec<u8>>, RegistryError> {
    let answer = request.send().await.map_err(|error| {
        if is_forbidden(&error) { RegistryError::Address } else { RegistryError::Unreachable }
    })?;
    let status = answer.status();
    let body = match whole(answer, MOST_BYTES).await {
        Ok(body) => body,
        Err(Cut::Long) => return Err(RegistryError::Unreadable("answer, which is too long,")),
        Err(Cut::Broken(_)) => return Err(RegistryError::Unreachable),
    };
    match status {
        StatusCode::NOT_FOUND => Ok(None),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(RegistryError::Credentials),
        // What speaks of the moment (RFC 9110 §15.5, RFC 6585 §4).
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            Err(RegistryError::Busy(status.as_u16()))
        }
        _ if status.is_success() => Ok(Some(body)),
        _ if status.is_client_error() => match refusal(&body, status.as_u16()) {
            Refusal::NotThere => Ok(None),
            Refusal::Duplicate => Err(RegistryError::Duplicate),
            Refusal::For(reasons) => Err(RegistryError::Refused(reasons)),
        },
        _ => Err(RegistryError::Busy(status.as_u16())),
    }
}

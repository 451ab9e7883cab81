//! The two cookies: the session's token, and the chosen colours.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

/// Over TLS: bound to the host, and to TLS (RFC 6265bis §4.1.3.2).
const SECURE_NAME: &str = "__Host-trusthub";
/// Without TLS, on loopback.
const PLAIN_NAME: &str = "trusthub";
const SCHEME_NAME: &str = "trusthub_scheme";

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Scheme {
    #[default]
    System,
    Light,
    Dark,
}

impl Scheme {
    pub(crate) fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

fn name(is_secure: bool) -> &'static str {
    if is_secure { SECURE_NAME } else { PLAIN_NAME }
}

pub(super) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The session's token.
pub(super) fn token(headers: &HeaderMap, is_secure: bool) -> Option<SecretString> {
    value(headers, name(is_secure)).filter(|token| !token.is_empty()).map(SecretString::from)
}

/// The chosen colours.
pub(super) fn scheme(headers: &HeaderMap) -> Scheme {
    value(headers, SCHEME_NAME).map(Scheme::parse).unwrap_or_default()
}

fn ending(is_secure: bool) -> &'static str {
    if is_secure { "; Path=/; HttpOnly; SameSite=Lax; Secure" } else { "; Path=/; HttpOnly; SameSite=Lax" }
}

/// `Set-Cookie` for a session that began.
pub(crate) fn opened(token: &SecretString, is_secure: bool) -> Option<HeaderValue> {
    let mut value =
        HeaderValue::try_from(format!("{}={}{}", name(is_secure), token.expose_secret(), ending(is_secure)))
            .ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// `Set-Cookie` for a session that ended.
pub(crate) fn ended(is_secure: bool) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{}=; Max-Age=0{}", name(is_secure), ending(is_secure))).ok()
}

/// `Set-Cookie` for chosen colours; for a year.
pub(crate) fn scheme_chosen(scheme: Scheme, is_secure: bool) -> Option<HeaderValue> {
    let age = if scheme == Scheme::System { 0 } else { 31_536_000 };
    let scheme = scheme.as_str();
    HeaderValue::try_from(format!("{SCHEME_NAME}={scheme}; Max-Age={age}{}", ending(is_secure))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(cookie).unwrap())])
    }

    #[test]
    fn the_token_is_found_among_others_and_an_empty_one_is_none() {
        let of = |cookie: &str, is_secure| {
            token(&headers(cookie), is_secure).map(|token| token.expose_secret().to_owned())
        };
        assert_eq!(of("a=1; trusthub=abc; b=2", false).as_deref(), Some("abc"));
        assert_eq!(of("__Host-trusthub=abc", true).as_deref(), Some("abc"));
        assert_eq!(of("trusthub=abc", true), None);
        assert_eq!(of("trusthub=", false), None);
    }

    #[test]
    fn over_tls_the_cookie_is_kept_to_the_host_and_from_scripts() {
        let cookie = opened(&SecretString::from("abc"), true).unwrap();
        let cookie = cookie.to_str().unwrap();
        assert_eq!(cookie, "__Host-trusthub=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    #[test]
    fn colours_that_are_none_are_the_systems() {
        assert_eq!(scheme(&headers("trusthub_scheme=dark")), Scheme::Dark);
        assert_eq!(scheme(&headers("trusthub_scheme=pink")), Scheme::System);
    }
}

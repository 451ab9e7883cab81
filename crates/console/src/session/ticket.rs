//! The cookie of somebody who is on their way to the provider of sign-ins and back. It comes back with a navigation from
//! another site, so it is `Lax`.

use axum::http::HeaderMap;
use axum::http::header::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::cookie::value;

const PATH: &str = "/console/sign-in/provider";

/// Longer than any attempt may take.
const AGE_SECONDS: u32 = 900;

/// What the browser keeps meanwhile.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// What the attempt is recognised by.
    pub(crate) ticket: String,
    /// Where the person wanted to go.
    pub(crate) next: String,
}

/// Over TLS: taken from no other host of the domain in the open (RFC 6265bis §4.1.3.1).
const fn name(is_secure: bool) -> &'static str {
    if is_secure { "__Secure-trusthub-provider" } else { "trusthub-provider" }
}

fn set(text: &str, age: u32, is_secure: bool) -> Option<HeaderValue> {
    let secure = if is_secure { "; Secure" } else { "" };
    let name = name(is_secure);
    let cookie = format!("{name}={text}; Path={PATH}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

impl Ticket {
    /// `Set-Cookie` for the way.
    pub(crate) fn cookie(&self, is_secure: bool) -> Option<HeaderValue> {
        set(&format!("{}.{}", self.ticket, URL_SAFE_NO_PAD.encode(&self.next)), AGE_SECONDS, is_secure)
    }

    /// `Set-Cookie` for somebody who is back.
    pub(crate) fn spent(is_secure: bool) -> Option<HeaderValue> {
        set("", 0, is_secure)
    }

    /// What a browser brings back.
    pub(crate) fn of(headers: &HeaderMap, is_secure: bool) -> Option<Self> {
        let (ticket, next) = value(headers, name(is_secure))?.split_once('.')?;
        let next = String::from_utf8(URL_SAFE_NO_PAD.decode(next).ok()?).ok()?;
        Some(Self { ticket: ticket.to_owned(), next })
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE;

    use super::*;

    #[test]
    fn what_was_kept_is_brought_back_whatever_it_is() {
        for next in ["", "/console/review?page=2&sort=a;b", "/console/größe"] {
            let kept = Ticket { ticket: "abc_-".to_owned(), next: next.to_owned() };
            let set = kept.cookie(true).unwrap();
            let (pair, rest) = set.to_str().unwrap().split_once("; ").unwrap();
            assert_eq!(rest, "Path=/console/sign-in/provider; Max-Age=900; HttpOnly; SameSite=Lax; Secure");
            let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::try_from(pair).unwrap())]);
            assert_eq!(Ticket::of(&headers, true), Some(kept));
            assert_eq!(Ticket::of(&headers, false), None);
        }
    }
}

//! Domain names taken out of what customers write, and which part of one belongs to a single registrant.
//!
//! The registrable domain comes from the Public Suffix List: `shop.acme.co.uk` and `acme.co.uk` are one registrant's,
//! `acme.co.uk` and `other.co.uk` are not.

use url::{Host, Url};

/// A website's address as far as it could be read.
pub(crate) enum Website {
    /// A domain name, in lower case and Punycode.
    Domain(String),
    /// A bare IP address, or a name without a dot.
    NoDomain,
    /// No web address at all.
    Unreadable,
}

/// Reads a website's address; the scheme may be left out, as the API's own examples do.
pub(crate) fn read(text: &str) -> Website {
    let text = text.trim();
    let written_out = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let Ok(url) = Url::parse(&written_out) else {
        return Website::Unreadable;
    };
    // A name before the host means that an e-mail address was entered.
    if text.contains(char::is_whitespace)
        || !url.username().is_empty()
        || !matches!(url.scheme(), "http" | "https")
    {
        return Website::Unreadable;
    }
    match url.host() {
        Some(Host::Domain(domain)) => {
            let domain = domain.trim_end_matches('.');
            if domain.contains('.') { Website::Domain(domain.to_owned()) } else { Website::NoDomain }
        }
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Website::NoDomain,
        None => Website::Unreadable,
    }
}

/// An e-mail domain in the form in which websites' domains are compared.
pub(crate) fn normalised(domain: &str) -> String {
    match read(domain) {
        Website::Domain(domain) => domain,
        Website::NoDomain | Website::Unreadable => domain.to_ascii_lowercase(),
    }
}

/// The part of a website's or an e-mail's domain that one registrant holds, in lower case.
#[must_use]
pub fn registrable_domain_in(text: &str) -> String {
    let domain = normalised(text);
    registrable(&domain).to_owned()
}

/// The part of a domain that one registrant holds; `None` for a name below which registrants have theirs.
#[must_use]
pub fn registrable_domain(domain: &str) -> Option<&str> {
    psl::domain_str(domain)
}

/// Whether one registrant holds this name, or one below theirs.
#[must_use]
pub fn holds_mail(domain: &str) -> bool {
    registrable_domain(domain).is_some()
}

/// The part that one registrant holds; the name itself where the list knows none.
pub(crate) fn registrable(domain: &str) -> &str {
    registrable_domain(domain).unwrap_or(domain)
}

/// Whether a name is one of these domains or lies under one.
pub(crate) fn is_under(domain: &str, parents: &[&str]) -> bool {
    parents
        .iter()
        .any(|parent| domain.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

//! Domains where anybody can have mail: for nothing, or to throw away. From the files of `policies/contact`, built in.
//!
//! A domain is looked for with those above it, up to the one that a registrant holds: `acme.za.com` is Acme's, although
//! `za.com` gives mail away.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain_name::registrable;
use crate::table::lines;

const DISPOSABLE: &str = include_str!("../../../policies/contact/disposable-mail.txt");
const FREE: &str = include_str!("../../../policies/contact/free-mail.txt");

static DISPOSABLE_DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(DISPOSABLE).collect());
static FREE_DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| lines(FREE).collect());

/// Whether a domain, in lower case, gives addresses away that nobody keeps.
pub(crate) fn is_disposable(domain: &str) -> bool {
    is_in(domain, &DISPOSABLE_DOMAINS)
}

/// Whether a domain, in lower case, gives addresses to anybody.
pub(crate) fn is_free(domain: &str) -> bool {
    is_in(domain, &FREE_DOMAINS) || is_disposable(domain)
}

fn is_in(domain: &str, list: &HashSet<&str>) -> bool {
    let held = registrable(domain);
    let mut rest = domain;
    loop {
        if list.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, above)) if rest != held => rest = above,
            Some(_) | None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_that_anybody_can_have_is_known_with_its_subdomains() {
        for domain in ["gmail.com", "hey.com", "mailbox.org", "proton.me", "yahoo.co.jp", "mail.yahoo.de"] {
            assert!(is_free(domain) && !is_disposable(domain), "{domain}");
        }
        for domain in ["mailinator.com", "any.mailinator.com", "yopmail.com", "10minutemail.com"] {
            assert!(is_disposable(domain) && is_free(domain), "{domain}");
        }
    }

    #[test]
    fn a_business_under_a_suffix_that_also_gives_mail_away_keeps_its_own() {
        assert!(is_free("za.com"));
        for domain in ["acme.za.com", "owlbooks.com", "notgmail.com", "co.uk", "com", ""] {
            assert!(!is_free(domain), "{domain}");
        }
    }

    #[test]
    fn the_lists_are_domains_in_lower_case() {
        for domain in lines(DISPOSABLE).chain(lines(FREE)) {
            let is_plain = domain.contains('.') && !domain.contains(char::is_whitespace);
            assert!(is_plain && domain == domain.to_lowercase(), "{domain}");
        }
    }
}

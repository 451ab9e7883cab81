//! Where a service is that the hub trusts with secrets: addresses that an operator configures.

use trusthub_signin::openid::is_private;
use url::Url;

/// The URL of a service that nobody between can pose as: https or of this machine, without user, query and fragment, which have
/// no place in a base address, nor in the name of a provider of sign-ins (OpenID Connect Core §2).
#[must_use]
pub fn private_place(text: &str) -> Option<Url> {
    let is_place = |url: &Url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    Url::parse(text).ok().filter(|url| is_private(url) && is_place(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_private_and_nothing_but_a_place() {
        for good in
            ["https://id.example", "https://id.example/tenant/", "http://localhost:8080", "http://[::1]/"]
        {
            assert!(private_place(good).is_some(), "{good}");
        }
        for bad in [
            "http://id.example",
            "ftp://id.example",
            "id.example",
            "https://id.example?tenant=1",
            "https://id.example#tenant",
            "https://owl@id.example",
        ] {
            assert_eq!(private_place(bad), None, "{bad}");
        }
    }
}

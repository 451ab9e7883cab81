//! Addresses of certificates: which may be put into a PASSporT, and which a verifier may fetch.
//!
//! The rules are those of ATIS-1000074 section 5.3.1: https, port 443 or 8443, nothing that identifies a call or smuggles
//! a request (user information, query, fragment, parameters). Whether the host's address may be connected to is for who connects.

/// Longer addresses are in no certificate repository.
const MOST_BYTES: usize = 2048;

/// Ports that an address may name.
pub const PORTS: [u16; 2] = [443, 8443];

/// Why an address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadX5u {
    /// Longer than any.
    #[error("longer than {MOST_BYTES} bytes")]
    Long,
    /// A character that stands in no URI.
    #[error("byte {0} stands in no URI")]
    Character(usize),
    /// Another scheme.
    #[error("not https")]
    NotHttps,
    /// `user@host`.
    #[error("user information")]
    UserInformation,
    /// `?`, also an empty one.
    #[error("a query")]
    Query,
    /// `#`, also an empty one.
    #[error("a fragment")]
    Fragment,
    /// `;` in the path.
    #[error("path parameters")]
    Parameters,
    /// No host, or none that is a name or an address.
    #[error("no host")]
    Host,
    /// Another port than those allowed, which are 443 and 8443 by the standard.
    #[error("a port other than those allowed")]
    Port,
    /// Nothing behind the host.
    #[error("no path")]
    Path,
}

/// Holds an address against the rules.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(url: &str) -> Result<(), BadX5u> {
    check_with_ports(url, &PORTS)
}

/// The same with other ports, for repositories in a laboratory.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_with_ports(url: &str, ports: &[u16]) -> Result<(), BadX5u> {
    if url.len() > MOST_BYTES {
        return Err(BadX5u::Long);
    }
    if let Some(at) = url.bytes().position(|byte| !is_uri_byte(byte)) {
        return Err(BadX5u::Character(at));
    }
    let scheme = url.get(..8).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("https://") {
        return Err(BadX5u::NotHttps);
    }
    let rest = url.get(8..).unwrap_or_default();
    if rest.contains('#') {
        return Err(BadX5u::Fragment);
    }
    if rest.contains('?') {
        return Err(BadX5u::Query);
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(BadX5u::UserInformation);
    }
    if path.contains(';') {
        return Err(BadX5u::Parameters);
    }
    host_and_port(authority, ports)?;
    if path.len() < 2 { Err(BadX5u::Path) } else { Ok(()) }
}

fn host_and_port(authority: &str, ports: &[u16]) -> Result<(), BadX5u> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(literal) => {
            let (address, rest) = literal.split_once(']').ok_or(BadX5u::Host)?;
            address.parse::<std::net::Ipv6Addr>().map_err(|_| BadX5u::Host)?;
            let port = match rest {
                "" => None,
                _ => Some(rest.strip_prefix(':').ok_or(BadX5u::Host)?),
            };
            (address, port)
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    let is_literal = authority.starts_with('[');
    let is_name = !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| !label.is_empty() && label.len() <= 63)
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    if !(is_literal || is_name) {
        return Err(BadX5u::Host);
    }
    match port {
        None if ports.contains(&443) => Ok(()),
        // As a number is written: a sign or a leading zero makes it another text.
        Some(port) if ports.iter().any(|allowed| allowed.to_string() == port) => Ok(()),
        None | Some(_) => Err(BadX5u::Port),
    }
}

/// RFC 3986: unreserved, reserved and the percent sign.
const fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'-' | b'.'
                | b'_'
                | b'~'
                | b':'
                | b'/'
                | b'?'
                | b'#'
                | b'['
                | b']'
                | b'@'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b'%'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_repositories_are_taken() {
        for url in [
            "https://cert.example.org/passport.cer",
            "HTTPS://cert.example.org:443/a/b.pem",
            "https://cert.example.org:8443/a=b&c",
            "https://[2001:db8::1]/a",
            "https://[2001:db8::1]:8443/a",
            "https://192.0.2.1/a",
            "https://under_score.example/%7Ea",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn what_breaks_a_rule_is_told_which() {
        for (url, why) in [
            ("http://cert.example.org/a", BadX5u::NotHttps),
            ("ftp://cert.example.org/a", BadX5u::NotHttps),
            ("cid:a@b", BadX5u::NotHttps),
            ("", BadX5u::NotHttps),
            ("https://user@cert.example.org/a", BadX5u::UserInformation),
            ("https://cert.example.org/a?b", BadX5u::Query),
            ("https://cert.example.org/a?", BadX5u::Query),
            ("https://cert.example.org/a#b", BadX5u::Fragment),
            ("https://cert.example.org/a#", BadX5u::Fragment),
            ("https://cert.example.org/a;b=c", BadX5u::Parameters),
            ("https:///a", BadX5u::Host),
            ("https://cert..example.org/a", BadX5u::Host),
            ("https://[::1/a", BadX5u::Host),
            ("https://[nonsense]/a", BadX5u::Host),
            ("https://[::1]x/a", BadX5u::Host),
            ("https://cert.example.org:8080/a", BadX5u::Port),
            ("https://cert.example.org:/a", BadX5u::Port),
            ("https://cert.example.org:0443/a", BadX5u::Port),
            ("https://cert.example.org", BadX5u::Path),
            ("https://cert.example.org/", BadX5u::Path),
            ("https://cert.example.org/a b", BadX5u::Character(26)),
            ("https://cert.example.org/ä", BadX5u::Character(25)),
        ] {
            assert_eq!(check(url), Err(why), "{url}");
        }
        assert_eq!(check(&format!("https://a.example/{}", "a".repeat(2048))), Err(BadX5u::Long));
    }
}

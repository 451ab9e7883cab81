//! Reads the SMTP URL. Its errors never repeat a part of it: it may hold a password.

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Not at all.
    None,
    /// Begun in clear, and nothing is said before TLS is on (RFC 3207).
    StartTls,
    /// From the first byte (RFC 8314).
    Tls,
}

/// A mail server and how to log in to it.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(super) struct ServerAddress {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub login: Option<(String, String)>,
}

impl ServerAddress {
    pub(super) fn parse(url: &SecretString) -> Result<Self, &'static str> {
        let url = Url::parse(url.expose_secret()).map_err(|_| "the SMTP URL is not a URL")?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("the SMTP URL names no host")?;
        let encryption = encryption(&url)?;
        let usual_port = match encryption {
            Encryption::None | Encryption::StartTls => 587,
            Encryption::Tls => 465,
        };
        Ok(Self {
            // The URL writes an IPv6 address in brackets, which a socket address does not want.
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(usual_port),
            encryption,
            login: login(&url)?,
        })
    }
}

fn encryption(url: &Url) -> Result<Encryption, &'static str> {
    let mut asked = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" {
            return Err("the SMTP URL has a parameter other than tls");
        }
        asked = Some(value.into_owned());
    }
    match (url.scheme(), asked.as_deref()) {
        ("smtp", Some("off")) => Ok(Encryption::None),
        ("smtp", Some("required")) => Ok(Encryption::StartTls),
        ("smtp", None) => Ok(if is_loopback(url) { Encryption::None } else { Encryption::StartTls }),
        ("smtps", None | Some("required")) => Ok(Encryption::Tls),
        ("smtp", Some(_)) => Err("tls in the SMTP URL is neither off nor required"),
        ("smtps", Some(_)) => Err("an smtps URL always has TLS; use smtp for anything else"),
        _ => Err("the SMTP URL starts with neither smtp:// nor smtps://"),
    }
}

fn is_loopback(url: &Url) -> bool {
    // In a URL whose scheme is not the web's, an IPv4 address counts as a name.
    match url.host() {
        Some(Host::Domain("localhost")) => true,
        Some(Host::Domain(name)) => {
            name.parse().is_ok_and(|address: std::net::Ipv4Addr| address.is_loopback())
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn login(url: &Url) -> Result<Option<(String, String)>, &'static str> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() => Ok(Some((decoded(user)?, decoded(password)?))),
        _ => Err("the SMTP URL has a user without a password, or a password without a user"),
    }
}

/// Undoes percent-encoding.
fn decoded(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "user or password in the SMTP URL is not percent-encoded UTF-8";
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [rest.next().ok_or(WRONG)?, rest.next().ok_or(WRONG)?];
        // `from_str_radix` alone would take a sign.
        let digits =
            str::from_utf8(&digits).ok().filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
        bytes.push(u8::from_str_radix(digits.ok_or(WRONG)?, 16).map_err(|_| WRONG)?);
    }
    String::from_utf8(bytes).map_err(|_| WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<ServerAddress, &'static str> {
        ServerAddress::parse(&url.into())
    }

    #[test]
    fn tls_is_required_unless_switched_off_or_on_loopback() {
        let table = [
            ("smtp://mail.example.com", "mail.example.com", 587, Encryption::StartTls),
            ("smtp://mail.example.com:25", "mail.example.com", 25, Encryption::StartTls),
            ("smtp://mail.example.com?tls=off", "mail.example.com", 587, Encryption::None),
            ("smtps://mail.example.com", "mail.example.com", 465, Encryption::Tls),
            ("smtp://localhost:1025", "localhost", 1025, Encryption::None),
            ("smtp://127.0.0.1:1025/", "127.0.0.1", 1025, Encryption::None),
            ("smtp://[::1]:1025", "::1", 1025, Encryption::None),
            ("smtp://localhost:1025?tls=required", "localhost", 1025, Encryption::StartTls),
            ("smtp://10.0.0.1", "10.0.0.1", 587, Encryption::StartTls),
        ];
        for (url, host, port, encryption) in table {
            let expected = ServerAddress { host: host.to_owned(), port, encryption, login: None };
            assert_eq!(read(url), Ok(expected), "{url}");
        }
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let server = read("smtp://hub%40example.com:p%3A%2F%C3%A4@mail.example.com").unwrap();
        assert_eq!(server.login, Some(("hub@example.com".to_owned(), "p:/ä".to_owned())));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_without_repeating_it() {
        let table = [
            "",
            "mail.example.com",
            "http://mail.example.com",
            "smtp://",
            "smtp://secret@mail.example.com",
            "smtp://:secret@mail.example.com",
            "smtp://user:%zz@mail.example.com",
            "smtp://user:%+f@mail.example.com",
            "smtp://mail.example.com?tls=maybe",
            "smtps://mail.example.com?tls=off",
            "smtp://mail.example.com?secret=1",
        ];
        for url in table {
            let why = read(url).unwrap_err();
            assert!(!why.contains("secret"), "{url}");
        }
    }
}

//! `sip:`, `sips:` and `tel:` URIs: whose number they name, and how a verdict is written into them.

use std::fmt;

use super::text::host_and_port;

/// Why a text is no such URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadUri {
    /// Nothing before a colon.
    #[error("it has no scheme")]
    Scheme,
    /// A host that is none.
    #[error("its host cannot be read")]
    Host,
    /// More than one `@`, or one in a `tel` URI, which has no user at a host (RFC 3966 section 3).
    #[error("it has an @ where none belongs")]
    User,
}

/// The schemes that name callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `sip`
    Sip,
    /// `sips`
    Sips,
    /// `tel`
    Tel,
    /// Any other.
    Other,
}

/// A URI, taken apart. Its `Debug` shows no more than its scheme.
#[derive(Clone, PartialEq, Eq)]
pub struct Uri<'a> {
    scheme: Scheme,
    /// What stands before the colon.
    written_scheme: &'a str,
    /// Before `@`, or all of a `tel` URI: its parameters included, its password not.
    user: Option<&'a str>,
    /// The host, without its port.
    host: &'a str,
    /// Behind `@`, as it stands.
    rest: &'a str,
}

impl fmt::Debug for Uri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uri").field("scheme", &self.scheme).finish_non_exhaustive()
    }
}

impl<'a> Uri<'a> {
    /// Takes a URI apart.
    ///
    /// # Errors
    /// It cannot be.
    pub fn read(text: &'a str) -> Result<Self, BadUri> {
        let (written_scheme, behind) = text.split_once(':').ok_or(BadUri::Scheme)?;
        let scheme = match written_scheme.to_ascii_lowercase().as_str() {
            "sip" => Scheme::Sip,
            "sips" => Scheme::Sips,
            "tel" => Scheme::Tel,
            "" => return Err(BadUri::Scheme),
            _ => Scheme::Other,
        };
        match scheme {
            Scheme::Tel if behind.contains('@') => Err(BadUri::User),
            Scheme::Tel => Ok(Self { scheme, written_scheme, user: Some(behind), host: "", rest: "" }),
            Scheme::Other => Ok(Self { scheme, written_scheme, user: None, host: "", rest: behind }),
            Scheme::Sip | Scheme::Sips => {
                let (user, rest) = match behind.split_once('@') {
                    Some((user, rest)) => (Some(user), rest),
                    None => (None, behind),
                };
                if rest.contains('@') {
                    return Err(BadUri::User);
                }
                let end = rest.find([';', '?']).unwrap_or(rest.len());
                let (host, _) = host_and_port(rest.get(..end).unwrap_or_default()).ok_or(BadUri::Host)?;
                // A colon in the user's part begins a password, but for one in its parameters.
                let user = user.map(|user| user.split_once(':').map_or(user, |(user, _)| user));
                Ok(Self { scheme, written_scheme, user: user.filter(|user| !user.is_empty()), host, rest })
            }
        }
    }

    /// The telephone number that it names, as it is written: of a `tel` URI, or of a `sip` URI whose user is one. What is
    /// no number by its characters is none.
    pub fn number(&self) -> Option<&'a str> {
        let user = self.user?;
        let written = user.split_once(';').map_or(user, |(number, _)| number);
        let body = written.strip_prefix('+').unwrap_or(written);
        let is_number = body.bytes().any(|byte| byte.is_ascii_digit())
            && body.bytes().all(|byte| byte.is_ascii_digit() || b"*#-.()".contains(&byte));
        is_number.then_some(written)
    }

    /// Whether it is the one that hides a caller: RFC 3323 section 4.1.1.3, RFC 3325 section 9.3.
    pub(crate) fn is_anonymous(&self) -> bool {
        let user_is = |name: &str| self.user.is_some_and(|user| user.eq_ignore_ascii_case(name));
        match self.scheme {
            Scheme::Sip | Scheme::Sips => {
                let (host, suffix) = (self.host.to_ascii_lowercase(), "anonymous.invalid");
                host == suffix || user_is("anonymous") || user_is("restricted") || user_is("unavailable")
            }
            Scheme::Tel | Scheme::Other => false,
        }
    }

    /// The same URI with this verdict on its number, and no other verdict: 3GPP TS 24.229 section 7.2A.20 puts `verstat`
    /// among the number's parameters, so before the `@` of a `sip` URI. A password is left out. `None` where there is no
    /// number that it could be about.
    pub fn with_verstat(&self, verstat: &str) -> Option<String> {
        let user = self.user.filter(|_| self.number().is_some())?;
        let mut written = format!("{}:", self.written_scheme);
        for (index, part) in user.split(';').enumerate() {
            let name = part.split_once('=').map_or(part, |(name, _)| name).trim();
            // What the caller wrote there is not a verdict.
            if name.eq_ignore_ascii_case("verstat") {
                continue;
            }
            if index > 0 {
                written.push(';');
            }
            written.push_str(part);
        }
        written.push_str(";verstat=");
        written.push_str(verstat);
        if self.scheme != Scheme::Tel {
            written.push('@');
            written.push_str(self.rest);
        }
        Some(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(uri: &str) -> Option<&str> {
        Uri::read(uri).unwrap().number()
    }

    #[test]
    fn numbers_are_found_in_either_scheme() {
        assert_eq!(number("sip:+12155551212@pbx.example;user=phone"), Some("+12155551212"));
        assert_eq!(number("SIPS:12155551212;npdi@pbx.example:5061"), Some("12155551212"));
        assert_eq!(number("tel:+1-215-555-1212;ext=7"), Some("+1-215-555-1212"));
        assert_eq!(number("sip:+12155551212:secret@pbx.example"), Some("+12155551212"));
        for none in
            ["sip:alice@pbx.example", "sip:pbx.example", "sip:12a@x", "tel:+", "urn:service:sos", "sip:@x"]
        {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn the_verdict_stands_before_the_at_sign_and_replaces_what_the_caller_wrote() {
        let with = |uri: &str| Uri::read(uri).unwrap().with_verstat("No-TN-Validation");
        let cases = [
            (
                "sip:+15617500080@foo.com;user=phone",
                Some("sip:+15617500080;verstat=No-TN-Validation@foo.com;user=phone"),
            ),
            ("tel:+15617500080", Some("tel:+15617500080;verstat=No-TN-Validation")),
            (
                "sip:+15617500080;VERSTAT=TN-Validation-Passed;npdi@foo.com",
                Some("sip:+15617500080;npdi;verstat=No-TN-Validation@foo.com"),
            ),
            ("tel:+1561;verstat=TN-Validation-Passed", Some("tel:+1561;verstat=No-TN-Validation")),
            ("sip:+1561:pw@foo.com", Some("sip:+1561;verstat=No-TN-Validation@foo.com")),
            ("sip:alice@foo.com", None),
        ];
        for (uri, wanted) in cases {
            assert_eq!(with(uri).as_deref(), wanted, "{uri}");
        }
    }

    #[test]
    fn hidden_callers_are_known() {
        let hidden = |uri: &str| Uri::read(uri).unwrap().is_anonymous();
        assert!(hidden("sip:anonymous@anonymous.invalid") && hidden("sip:x@Anonymous.Invalid:5060;a=b"));
        assert!(hidden("sip:Anonymous@pbx.example") && hidden("sip:anonymous.invalid"));
        assert!(!hidden("sip:+12155551212@pbx.example") && !hidden("tel:+12155551212"));
    }

    #[test]
    fn what_cannot_be_taken_apart_is_named() {
        assert_eq!(Uri::read("12155551212"), Err(BadUri::Scheme));
        assert_eq!(Uri::read(":x"), Err(BadUri::Scheme));
        assert_eq!(Uri::read("sip:a@b@c"), Err(BadUri::User));
        assert_eq!(Uri::read("sip:a@"), Err(BadUri::Host));
        assert_eq!(Uri::read("sip:a@b:x"), Err(BadUri::Host));
    }
}

//! Addresses in From, To, Contact and P-Asserted-Identity: `"Name" <uri>;parameters` or `uri;parameters`.

use std::fmt;

use super::head::MOST_HEADERS;
use super::parameters::{self, Parameter};
use super::text;
use super::uri::Uri;

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// A quotation or a bracket has no end.
    #[error(transparent)]
    Unbalanced(#[from] text::Unbalanced),
    /// No URI where one should stand.
    #[error("it has no URI")]
    NoUri,
    /// Something between the URI and its parameters.
    #[error("something stands behind the URI")]
    Behind,
    /// Something behind a semicolon.
    #[error("a parameter cannot be read")]
    Parameter,
    /// More than one address where one belongs, or far too many.
    #[error("it holds too many addresses")]
    Several,
}

/// One address. Personal, so its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// The URI, as it stands.
    pub uri: String,
    /// The parameters of the header, not of the URI.
    pub parameters: Vec<Parameter>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

impl Address {
    /// Reads the only address of a header.
    ///
    /// # Errors
    /// It is none.
    pub fn read(value: &str) -> Result<Self, BadAddress> {
        let parts = text::split(value, b';')?;
        let (first, behind) = parts.split_first().ok_or(BadAddress::NoUri)?;
        let uri = match text::split_once(first, b'<')? {
            Some((name, rest)) => {
                if text::split_once(name, b',')?.is_some() {
                    return Err(BadAddress::Several);
                }
                let (uri, after) = rest.split_once('>').ok_or(BadAddress::NoUri)?;
                if !after.trim().is_empty() {
                    return Err(BadAddress::Behind);
                }
                uri.trim()
            }
            // RFC 3261 section 20: without brackets, a URI has neither comma nor question mark nor semicolon.
            None if first.contains(',') => return Err(BadAddress::Several),
            None if first.contains([' ', '\t', '"', '?']) => return Err(BadAddress::NoUri),
            None => first,
        };
        if !uri.contains(':') || uri.contains([' ', '\t', '"', '<', '>']) {
            return Err(BadAddress::NoUri);
        }
        let parameters = parameters::read(behind).ok_or(BadAddress::Parameter)?;
        Ok(Self { uri: uri.to_owned(), parameters })
    }

    /// Reads a header that may hold several, separated by commas.
    ///
    /// # Errors
    /// One of them is none.
    pub fn read_list(value: &str) -> Result<Vec<Self>, BadAddress> {
        let parts = text::split(value, b',')?;
        if parts.len() > MOST_HEADERS {
            return Err(BadAddress::Several);
        }
        parts.into_iter().map(Self::read).collect()
    }

    /// The tag that tells dialogs apart.
    pub fn tag(&self) -> Option<&str> {
        parameters::value(&self.parameters, "tag")
    }

    /// The URI, taken apart.
    ///
    /// # Errors
    /// It cannot be.
    pub fn uri(&self) -> Result<Uri<'_>, super::BadUri> {
        Uri::read(&self.uri)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_brackets_and_bare_uris() {
        let cases = [
            (
                r#""A. <G> Bell" <sip:agb@bell.example;user=phone> ;tag=a48s"#,
                "sip:agb@bell.example;user=phone",
                Some("a48s"),
            ),
            (
                "sip:+12125551212@phone2net.example;tag=887s",
                "sip:+12125551212@phone2net.example",
                Some("887s"),
            ),
            (
                "Anonymous <sip:c8oqz84zk7z@privacy.example>;TAG=hyh8",
                "sip:c8oqz84zk7z@privacy.example",
                Some("hyh8"),
            ),
            ("<tel:+1-215-555-1212;ext=7>", "tel:+1-215-555-1212;ext=7", None),
            ("tel:+12155551212", "tel:+12155551212", None),
        ];
        for (value, uri, tag) in cases {
            let address = Address::read(value).unwrap();
            assert_eq!((address.uri.as_str(), address.tag()), (uri, tag), "{value}");
        }
    }

    #[test]
    fn lists_are_split_where_they_are_lists() {
        let value = r#""Marlow, A." <sip:+12155551212@a>, <tel:+12155551212>"#;
        let uris: Vec<_> =
            Address::read_list(value).unwrap().into_iter().map(|address| address.uri).collect();
        assert_eq!(uris, ["sip:+12155551212@a", "tel:+12155551212"]);
        assert!(matches!(Address::read(value), Err(BadAddress::Behind)), "one address is no list");
        assert_eq!(Address::read("sip:a@b, sip:c@d"), Err(BadAddress::Several));
    }

    #[test]
    fn what_is_no_address_is_named() {
        let cases = [
            ("", BadAddress::NoUri),
            ("<>", BadAddress::NoUri),
            ("Alice", BadAddress::NoUri),
            ("<sip:a@b", text::Unbalanced.into()),
            ("\"Alice <sip:a@b>", text::Unbalanced.into()),
            ("<sip:a@b> x", BadAddress::Behind),
            ("<sip:a@b>;=1", BadAddress::Parameter),
            ("Alice sip:a@b", BadAddress::NoUri),
            ("sip:a@b?Subject=x", BadAddress::NoUri),
        ];
        for (value, wanted) in cases {
            assert_eq!(Address::read(value), Err(wanted), "{value}");
        }
    }
}

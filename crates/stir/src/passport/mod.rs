//! The PASSporT: RFC 8225, with the types of RFC 8588 (shaken), 8946 (div, div-o), 9795 (rcd) and 8443 (rph).
//!
//! One type of claims for both directions. [`Claims::to_json`] writes the one canonical form; [`Encoded`] takes a received
//! token apart without ever writing it again, since the signature is over the bytes that came. What reading finds odd but
//! clear are [`Lints`]; what a claim means for a call is decided in [`crate::verification`].

mod claims;
mod encoded;
mod lint;
mod read;
mod write;

pub use claims::{Attest, Claims, Destinations, Diversion, Fingerprint, Party};
pub use encoded::{BadHeader, BadSignature, Encoded, Header, NotFull};
pub use lint::{Lint, Lints};
pub(crate) use read::is_uuid;
pub use read::{BadClaims, Received};
pub use write::{BadType, encode, header_json};

/// The types that are understood; a PASSporT of another must not be relied on (RFC 8225 section 8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ppt {
    /// `shaken`: a carrier says how well it knows the caller.
    Shaken,
    /// `div`: the call was diverted.
    Div,
    /// `div-o`: the same, with the PASSporT before it inside.
    DivO,
    /// `rcd`: name, picture and reason of the call.
    Rcd,
    /// `rph`: the call has priority.
    Rph,
}

impl Ppt {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shaken => "shaken",
            Self::Div => "div",
            Self::DivO => "div-o",
            Self::Rcd => "rcd",
            Self::Rph => "rph",
        }
    }

    /// The type of this name; names are case-sensitive in the token.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Shaken, Self::Div, Self::DivO, Self::Rcd, Self::Rph]
            .into_iter()
            .find(|ppt| ppt.as_str() == name)
    }
}

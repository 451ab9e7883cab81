//! Why a credential is not relied on, in words for whoever holds it.

use trusthub_stir::json::NotJson;

use crate::status_list::Status;

/// Most characters of a stranger's text that an error repeats.
const SHOWN: usize = 60;

/// Why a credential is not relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More than is read.
    #[error("{what} has more than {limit} bytes")]
    TooLong {
        /// What.
        what: &'static str,
        /// How many are read.
        limit: usize,
    },
    /// Not three parts.
    #[error("the token is not of the form header.payload.signature")]
    Parts,
    /// Not base64url.
    #[error("the {0} is not base64url without padding")]
    Base64(&'static str),
    /// Not JSON, or JSON with two meanings.
    #[error("the {part} cannot be read: {why}")]
    Json {
        /// Of what.
        part: &'static str,
        /// Why.
        why: NotJson,
    },
    /// JSON of another kind.
    #[error("the {0} is not a JSON object")]
    NotObject(&'static str),
    /// Another algorithm, or none.
    #[error("it is signed with \"{0}\"; only ES256 counts")]
    Algorithm(String),
    /// Another type of token.
    #[error("it is a token of the type \"{0}\", which is no credential")]
    Type(String),
    /// It demands an extension of JWS (RFC 7515 section 4.1.11).
    #[error("it demands extensions by \"crit\", and none is understood")]
    Critical,
    /// The issuer has no such key.
    #[error("the issuer has no key \"{0}\"; fetch its keys again if they are old")]
    UnknownKey(String),
    /// It was changed, or signed by somebody else.
    #[error("the signature is not the issuer's: it was changed, or somebody else made it")]
    Signature,
    /// A claim is missing or of the wrong kind.
    #[error("the claim \"{name}\" {why}")]
    Claim {
        /// Which.
        name: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// Another issuer.
    #[error("it was issued by \"{0}\", whose keys these are not")]
    Issuer(String),
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// Its time has not come.
    #[error("it is not valid yet; look at this machine's clock")]
    NotYet,
    /// No `~` at the end, so what stands there would bind it to a holder's key.
    #[error("it does not end with \"~\": key binding is not supported, or its end is missing")]
    KeyBinding,
    /// Too many.
    #[error("it has more than {0} disclosures")]
    ManyDisclosures(usize),
    /// A disclosure that is none.
    #[error("disclosure {place} {why}")]
    Disclosure {
        /// Its place, from 1.
        place: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// Hashed otherwise.
    #[error("its disclosures are hashed with \"{0}\"; only sha-256 counts")]
    HashAlgorithm(String),
    /// Disclosures are placed wrongly in what is signed.
    #[error("what is signed is no sound SD-JWT: {0}")]
    Structure(&'static str),
    /// What the status list says of it.
    #[error("it is {}", .0.as_str())]
    Status(Status),
    /// The list is no proof of its status.
    #[error("the status list cannot be relied on: {0}")]
    StatusList(Box<Self>),
    /// Another list than the one that it names.
    #[error("its status is on another list: \"{0}\"")]
    OtherStatusList(String),
    /// Compressed wrongly, or larger than is read.
    #[error("the list is no zlib data, or has more than {0} bytes")]
    Compression(usize),
    /// The list is shorter than the credential's place on it.
    #[error("the list has no place {0}")]
    NoSuchPlace(u64),
}

/// A stranger's text for an error: short, and without anything that could deceive a terminal.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(SHOWN).map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}

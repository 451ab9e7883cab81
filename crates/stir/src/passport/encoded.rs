//! A received token: three parts of base64url, taken apart and never put together again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::read::{BadClaims, Received};
use super::{Lint, Lints};
use crate::json::{self, NotJson, Value};
use crate::key::SIGNATURE_BYTES;

/// Why a token is not in full form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotFull {
    /// Two dots and a signature: header and claims are left for the verifier to guess (RFC 8225 section 7).
    #[error("the PASSporT is in compact form")]
    Compact,
    /// Not three parts.
    #[error("the PASSporT is not of the form header.payload.signature")]
    Parts,
}

/// Why a header cannot be relied on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    /// Not base64url without padding.
    #[error("the PASSporT header is not base64url without padding")]
    Base64,
    /// Not JSON, or JSON with two meanings.
    #[error("the PASSporT header: {0}")]
    Json(NotJson),
    /// JSON, but no object.
    #[error("the PASSporT header is {0}, not an object")]
    NotObject(&'static str),
    /// A parameter that must be a string.
    #[error("'{name}' of the PASSporT header is {kind}, not a string")]
    NotText {
        /// Which.
        name: &'static str,
        /// What it is.
        kind: &'static str,
    },
    /// It demands an extension of JWS (RFC 7515 section 4.1.11), and there is none that is understood.
    #[error("the PASSporT header demands extensions by 'crit'")]
    Critical,
}

/// Why a signature cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// Not base64url without padding.
    #[error("the signature is not base64url without padding")]
    Base64,
    /// Another length.
    #[error("the signature has {0} bytes, not {SIGNATURE_BYTES}")]
    Length(usize),
}

/// The protected header; what is missing is for the verifier to judge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Algorithm.
    pub alg: Option<String>,
    /// Type of PASSporT.
    pub ppt: Option<String>,
    /// Type of token.
    pub typ: Option<String>,
    /// Where the certificate is.
    pub x5u: Option<String>,
}

/// A token in full form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoded<'a> {
    signed: &'a str,
    header: &'a str,
    payload: &'a str,
    signature: &'a str,
}

impl<'a> Encoded<'a> {
    /// Takes a token apart at its dots.
    ///
    /// # Errors
    /// It is in compact form, or no token.
    pub fn split(token: &'a str) -> Result<Self, NotFull> {
        let (signed, signature) = token.rsplit_once('.').ok_or(NotFull::Parts)?;
        let (header, payload) = signed.split_once('.').ok_or(NotFull::Parts)?;
        if payload.contains('.') || signature.is_empty() {
            return Err(NotFull::Parts);
        }
        match (header.is_empty(), payload.is_empty()) {
            (true, true) => Err(NotFull::Compact),
            (false, false) => Ok(Self { signed, header, payload, signature }),
            (true, false) | (false, true) => Err(NotFull::Parts),
        }
    }

    /// What the signature is over: the bytes as they came.
    pub const fn signed(&self) -> &'a str {
        self.signed
    }

    /// Reads the protected header.
    ///
    /// # Errors
    /// It cannot be relied on.
    pub fn header(&self, lints: &mut Lints) -> Result<Header, BadHeader> {
        let bytes = URL_SAFE_NO_PAD.decode(self.header).map_err(|_| BadHeader::Base64)?;
        let value = json::read(&bytes, lints).map_err(BadHeader::Json)?;
        let Value::Object(members) = &value else { return Err(BadHeader::NotObject(value.kind())) };
        let mut header = Header::default();
        for (name, value) in members {
            let (name, place) = match name.as_ref() {
                "alg" => ("alg", &mut header.alg),
                "ppt" => ("ppt", &mut header.ppt),
                "typ" => ("typ", &mut header.typ),
                "x5u" => ("x5u", &mut header.x5u),
                "crit" => return Err(BadHeader::Critical),
                _ => {
                    lints.add(Lint::UnknownHeader);
                    continue;
                }
            };
            let text = value.as_text().ok_or_else(|| BadHeader::NotText { name, kind: value.kind() })?;
            *place = Some(text.to_owned());
        }
        Ok(header)
    }

    /// Reads the claims.
    ///
    /// # Errors
    /// They cannot be relied on.
    pub fn claims(&self, lints: &mut Lints) -> Result<Received, BadClaims> {
        let bytes = URL_SAFE_NO_PAD.decode(self.payload).map_err(|_| BadClaims::Base64)?;
        Received::read(&bytes, lints)
    }

    /// The signature, `r || s`.
    ///
    /// # Errors
    /// It cannot be one.
    pub fn signature(&self) -> Result<[u8; SIGNATURE_BYTES], BadSignature> {
        // Three bytes to four characters: what is longer is not decoded, and needs no buffer.
        if self.signature.len() > SIGNATURE_BYTES * 2 {
            return Err(BadSignature::Length(self.signature.len() / 4 * 3));
        }
        let mut buffer = [0; SIGNATURE_BYTES * 2];
        let length =
            URL_SAFE_NO_PAD.decode_slice(self.signature, &mut buffer).map_err(|_| BadSignature::Base64)?;
        let bytes = buffer.get(..length).unwrap_or_default();
        bytes.try_into().map_err(|_| BadSignature::Length(length))
    }
}

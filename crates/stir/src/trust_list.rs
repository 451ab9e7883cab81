//! The policy administrator's list of trusted authorities: a JWS, signed by somebody whose certificate leads to the
//! administrator's own root.
//!
//! A list that has expired, or that is older than one that was seen, is no list: whoever can replay an old one could bring back
//! an authority that was thrown out. Fetching the list and its signer's certificate is for the caller.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    certificate::{Certificate, certificates},
    path::{PathError, Roots, signer_with_path},
};

/// Bytes of the longest list that is read: a thousand authorities.
pub const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A verified list.
#[derive(Debug, Clone)]
pub struct TrustList {
    /// Grows with each list.
    pub sequence: u64,
    /// After it the list counts no more, Unix time.
    pub expires: i64,
    /// The authorities.
    pub roots: Roots,
    /// How many entries are no certificate of an authority, and were left out.
    pub left_out: usize,
}

/// Why a text is no list to go by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustListError {
    /// Longer than any list.
    #[error("{0} bytes; a trust list has at most {MOST_BYTES}")]
    Long(usize),
    /// Not three parts in base64url with JSON in them.
    #[error("not a JWS: {0}")]
    NotJws(&'static str),
    /// Signed with something else than ES256.
    #[error("the algorithm is {0:?}, not ES256")]
    Algorithm(String),
    /// The signer's certificate does not lead to the administrator's root, or may not sign.
    #[error("the signer of the list is not trusted")]
    Untrusted(#[source] Box<PathError>),
    /// The signature is not the signer's.
    #[error("the signature of the list is not its signer's")]
    Signature,
    /// Its time is over.
    #[error("the list ended at {0} (Unix time)")]
    Expired(i64),
    /// An older list than one that was seen.
    #[error("the list is number {sequence}, and number {seen} was seen")]
    Rollback {
        /// This list's number.
        sequence: u64,
        /// The number that was seen.
        seen: u64,
    },
    /// No authority is left to trust.
    #[error("the list names no authority")]
    Empty,
}

/// A JWS taken apart; nothing of it is verified.
struct Parts<'a> {
    header: Header,
    signed: &'a str,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    x5u: String,
}

#[derive(Deserialize)]
struct Payload {
    sequence: Value,
    exp: Value,
    #[serde(rename = "trustList")]
    trust_list: Vec<String>,
}

/// Where the certificate of a list's signer is; nothing of the list is verified yet.
///
/// # Errors
/// It is no JWS with ES256.
pub fn signer_address(jws: &str) -> Result<String, TrustListError> {
    Ok(parts(jws)?.header.x5u)
}

/// The list in `jws`, if it counts at `now` (Unix time).
///
/// `chain` is what [`signer_address`] serves, `roots` the administrator's own root, `seen` the highest sequence number of a list
/// that was verified before.
///
/// # Errors
/// The first thing that is wrong with it. The caller goes on with the list that it has, until that expires.
pub fn verified(
    jws: &str,
    chain: &[Certificate],
    roots: &Roots,
    seen: Option<u64>,
    now: i64,
) -> Result<TrustList, TrustListError> {
    let Parts { signed, payload, signature, .. } = parts(jws)?;
    let key =
        signer_with_path(chain, roots, now).map_err(|error| TrustListError::Untrusted(Box::new(error)))?;
    key.verify_sig(signed.as_bytes(), &signature).map_err(|_| TrustListError::Signature)?;
    let payload: Payload = serde_json::from_slice(&payload)
        .map_err(|_| TrustListError::NotJws("the payload is no trust list"))?;
    let expires = number(&payload.exp).and_then(|exp| i64::try_from(exp).ok());
    let expires = expires.ok_or(TrustListError::NotJws("exp is no time"))?;
    let sequence = number(&payload.sequence).ok_or(TrustListError::NotJws("sequence is no number"))?;
    if expires < now {
        return Err(TrustListError::Expired(expires));
    }
    if let Some(seen) = seen.filter(|seen| sequence < *seen) {
        return Err(TrustListError::Rollback { sequence, seen });
    }
    let total = payload.trust_list.len();
    let anchors: Vec<Certificate> = payload
        .trust_list
        .iter()
        .filter_map(|pem| certificates(pem.as_bytes(), 1).ok()?.pop())
        .filter(Certificate::is_ca)
        .collect();
    if anchors.is_empty() {
        return Err(TrustListError::Empty);
    }
    let left_out = total.saturating_sub(anchors.len());
    // Only authorities are left.
    let roots = Roots::new(anchors).map_err(|_| TrustListError::Empty)?;
    Ok(TrustList { sequence, expires, roots, left_out })
}

fn parts(jws: &str) -> Result<Parts<'_>, TrustListError> {
    if jws.len() > MOST_BYTES {
        return Err(TrustListError::Long(jws.len()));
    }
    let jws = jws.trim();
    let (signed, signature) = jws.rsplit_once('.').ok_or(TrustListError::NotJws("fewer than three parts"))?;
    let (header, payload) = signed.split_once('.').ok_or(TrustListError::NotJws("fewer than three parts"))?;
    let decode = |part: &str| {
        URL_SAFE_NO_PAD.decode(part).map_err(|_| TrustListError::NotJws("a part is no base64url"))
    };
    let header: Header = serde_json::from_slice(&decode(header)?)
        .map_err(|_| TrustListError::NotJws("the header lacks alg or x5u"))?;
    if header.alg != "ES256" {
        return Err(TrustListError::Algorithm(header.alg));
    }
    Ok(Parts { header, signed, payload: decode(payload)?, signature: decode(signature)? })
}

/// Numbers are written as numbers, and by some as text.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

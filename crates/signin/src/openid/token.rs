//! A signed token in compact form (RFC 7515 §7.1): its header read, its signature checked, its claims handed on.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::{KeySet, Refusal};

/// Most bytes of one. Ours: providers put groups and pictures' addresses into theirs, and none fills a header of HTTP.
const MOST_BYTES: usize = 64 * 1024;

const WHAT: &str = "token";

/// How a token is signed (RFC 7518 §3.1, RFC 8037 §3.1). Providers must have RS256 (OpenID Connect Core §15.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
    EdDsa,
}

impl Algorithm {
    /// By its registered name; RFC 9864 names the curve, too.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

/// The claims of a token that one of these keys signed, as JSON.
pub(super) fn signed_claims(token: &str, keys: &KeySet) -> Result<Vec<u8>, Refusal> {
    if token.len() > MOST_BYTES {
        return Err(Refusal::Malformed(WHAT));
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed(WHAT))?;
    let (header, claims) = message.split_once('.').ok_or(Refusal::Malformed(WHAT))?;
    let header: Header =
        serde_json::from_slice(&decoded(header)?).map_err(|_| Refusal::Malformed("token's header"))?;
    if header.crit.is_some() {
        return Err(Refusal::Critical);
    }
    let algorithm = Algorithm::named(&header.alg).ok_or(Refusal::Algorithm)?;
    let claims = decoded(claims)?;
    keys.verify(algorithm, header.kid.as_deref(), message.as_bytes(), &decoded(signature)?)?;
    Ok(claims)
}

fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed(WHAT))
}

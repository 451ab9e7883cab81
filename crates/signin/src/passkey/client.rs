//! Client data (§5.8.1): what the browser itself says of a ceremony. The page cannot change it, and the authenticator signs
//! it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::Refusal;

/// Most bytes of it that are read. Ours: a challenge, an origin, and a name that browsers add to keep us honest.
const MOST_BYTES: usize = 4096;

/// What a ceremony is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ceremony {
    Registration,
    Assertion,
}

impl Ceremony {
    const fn name(self) -> &'static str {
        match self {
            Self::Registration => "webauthn.create",
            Self::Assertion => "webauthn.get",
        }
    }
}

/// Its members that decide anything. Browsers add others.
#[derive(Debug, Deserialize)]
pub(super) struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    is_cross_origin: bool,
}

impl ClientData {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::Malformed("client data"));
        }
        serde_json::from_slice(bytes).map_err(|_| Refusal::Malformed("client data"))
    }

    pub(super) fn challenge(&self) -> Result<Vec<u8>, Refusal> {
        URL_SAFE_NO_PAD.decode(&self.challenge).map_err(|_| Refusal::Malformed("challenge"))
    }

    /// Whether a browser made it for this ceremony, on a page of this origin.
    pub(super) fn check(&self, ceremony: Ceremony, challenge: &[u8], origin: &str) -> Result<(), Refusal> {
        if self.kind != ceremony.name() {
            return Err(Refusal::Purpose);
        }
        if self.challenge()? != challenge {
            return Err(Refusal::Challenge);
        }
        if self.origin != origin {
            return Err(Refusal::Origin);
        }
        if self.is_cross_origin {
            return Err(Refusal::Framed);
        }
        Ok(())
    }
}

/// Which challenge some client data answers: for finding out whether it was ever asked. Proves nothing.
///
/// # Errors
/// `Malformed`.
pub fn challenge_of(client_data: &[u8]) -> Result<Vec<u8>, Refusal> {
    ClientData::read(client_data)?.challenge()
}

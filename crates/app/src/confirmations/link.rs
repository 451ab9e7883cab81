//! What a link to a question is made of. Nothing of it is stored: the seal is a keyed hash of the question's identifier,
//! made again whenever it is needed, so that neither a copy of the database nor a guess opens a question.
//!
//! A mail carries the whole link. A text message carries the short one, and a code that is exchanged for the whole.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use trusthub_domain::sid::{ConfirmationSid, Sid};
use uuid::Uuid;

use crate::Hub;

const SID_BYTES: usize = 16;
const SEAL_BYTES: usize = 32;

/// The last part of a link's address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// Opens the question by itself.
    Sealed { sid: ConfirmationSid, seal: [u8; SEAL_BYTES] },
    /// Opens it with a code.
    WithCode { sid: ConfirmationSid },
}

impl Link {
    /// The whole link to a question.
    pub(crate) fn sealed(hub: &Hub, sid: ConfirmationSid) -> Self {
        Self::Sealed { sid, seal: hub.db().vault().confirmation_seal(sid) }
    }

    /// Reads one; `None` for what was never one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (sid, rest) = bytes.split_first_chunk::<SID_BYTES>()?;
        let sid = ConfirmationSid::from_uuid(Uuid::from_bytes(*sid));
        if rest.is_empty() {
            return Some(Self::WithCode { sid });
        }
        rest.try_into().ok().map(|seal| Self::Sealed { sid, seal })
    }

    /// The address that it is the last part of.
    pub(crate) fn url(&self, hub: &Hub) -> String {
        format!("{}/confirm/{self}", hub.settings().public_url)
    }
}

/// Whether the hub made this link. Asks no database, so that guessing costs the guesser only.
pub(super) fn is_genuine(hub: &Hub, sid: ConfirmationSid, seal: &[u8; SEAL_BYTES]) -> bool {
    hub.db().vault().confirmation_seal(sid).ct_eq(seal).into()
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sid, seal) = match self {
            Self::Sealed { sid, seal } => (sid, seal.as_slice()),
            Self::WithCode { sid } => (sid, [].as_slice()),
        };
        let bytes = [sid.uuid().as_bytes().as_slice(), seal].concat();
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_reads_back_and_a_mutilated_one_does_not() {
        let sid = ConfirmationSid::from_uuid(Uuid::from_u128(0x0123_4567_89ab_cdef));
        for link in [Link::Sealed { sid, seal: [7; SEAL_BYTES] }, Link::WithCode { sid }] {
            let text = link.to_string();
            assert!(Link::parse(&text).is_some_and(|read| read == link), "{text}");
            for wrong in [&text[1..], &text[..text.len() - 1], &format!("{text}A"), &text.replace('A', "=")] {
                assert!(Link::parse(wrong).is_none_or(|read| read != link), "{wrong}");
            }
        }
        for wrong in ["", "A", "../..", "%00", "ü", &"A".repeat(100_000)] {
            assert!(Link::parse(wrong).is_none());
        }
    }
}

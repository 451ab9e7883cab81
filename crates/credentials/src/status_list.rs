//! Token Status List (draft-ietf-oauth-status-list): one signed list says of many credentials which were revoked, and whoever
//! fetches it does not tell which one they were shown.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};
use trusthub_stir::key::SigningFailed;

use crate::jws::{self, Object};
use crate::keys::{IssuerKey, KeySet};
use crate::refusal::{Refusal, shown};

/// What a list is served as.
pub const MEDIA_TYPE: &str = "application/statuslist+jwt";

/// The type of token in its header.
const KIND: &str = "statuslist+jwt";

/// Bits of one status here: suspended must be told from revoked, since it may end.
const BITS: u8 = 2;

/// Most bytes of a list's token, and of the list in it, that are read. Ours: sixteen million credentials of two bits.
const TOKEN_BYTES: usize = 8 * 1024 * 1024;
const LIST_BYTES: usize = 4 * 1024 * 1024;

/// What a list says of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It holds.
    Valid,
    /// It was revoked for good.
    Revoked,
    /// It does not hold now, and may hold again.
    Suspended,
    /// Something that this list's makers have agreed on.
    Unknown(u8),
}

impl Status {
    /// Its value in a list.
    #[must_use]
    pub const fn value(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Revoked => 1,
            Self::Suspended => 2,
            Self::Unknown(value) => value,
        }
    }

    /// In a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Unknown(_) => "of a status that is not understood",
        }
    }

    const fn of(value: u8) -> Self {
        match value {
            0 => Self::Valid,
            1 => Self::Revoked,
            2 => Self::Suspended,
            other => Self::Unknown(other),
        }
    }
}

/// A credential's place on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReference {
    /// Where the list is.
    pub uri: String,
    /// Its place on it, from 0.
    pub index: u64,
}

impl StatusReference {
    pub(crate) fn to_json(&self) -> Value {
        json!({ "status_list": { "idx": self.index, "uri": self.uri } })
    }

    /// The reference in a claim `status`; `None` if it names none.
    pub(crate) fn of(claim: Option<&Value>) -> Result<Option<Self>, Refusal> {
        let wrong = |why| Refusal::Claim { name: "status", why };
        let Some(claim) = claim else { return Ok(None) };
        let list = claim.get("status_list").ok_or_else(|| wrong("names no status list"))?;
        let index =
            list.get("idx").and_then(Value::as_u64).ok_or_else(|| wrong("has no place on its list"))?;
        let uri =
            list.get("uri").and_then(Value::as_str).ok_or_else(|| wrong("has no address of its list"))?;
        Ok(Some(Self { uri: uri.to_owned(), index }))
    }
}

/// A list to be signed.
#[derive(Debug, Clone)]
pub struct NewStatusList<'a> {
    /// Where it is served.
    pub uri: &'a str,
    /// When it was true, in seconds.
    pub issued_at: i64,
    /// From when on it proves nothing, in seconds.
    pub expires_at: i64,
    /// How long whoever fetched it need not fetch it again, in seconds.
    pub fresh_for: i64,
    /// How many places it has.
    pub size: u64,
    /// What is not valid, by its place. Places beyond the list are left out.
    pub exceptions: &'a [(u64, Status)],
}

/// Signs a list.
///
/// # Errors
/// The key would not sign.
pub fn issue_status_list(key: &IssuerKey, new: &NewStatusList<'_>) -> Result<String, SigningFailed> {
    let per_byte = u64::from(8 / BITS);
    let length = usize::try_from(new.size.div_ceil(per_byte)).unwrap_or(LIST_BYTES).min(LIST_BYTES);
    let mut bytes = vec![0_u8; length];
    for (index, status) in new.exceptions {
        let byte = usize::try_from(index / per_byte).ok().and_then(|place| bytes.get_mut(place));
        if let Some(byte) = byte {
            // The first place is in the lowest bits (section 4.1).
            let shift = u32::try_from(index % per_byte).unwrap_or_default() * u32::from(BITS);
            *byte |= (status.value() & 0b11) << shift;
        }
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let compressed = encoder.write_all(&bytes).and_then(|()| encoder.finish()).unwrap_or_default();
    let mut claims = Object::new();
    claims.insert("sub".to_owned(), new.uri.into());
    claims.insert("iat".to_owned(), new.issued_at.into());
    claims.insert("exp".to_owned(), new.expires_at.into());
    claims.insert("ttl".to_owned(), new.fresh_for.into());
    let list = json!({ "bits": BITS, "lst": URL_SAFE_NO_PAD.encode(compressed) });
    claims.insert("status_list".to_owned(), list);
    jws::sign(key, KIND, &claims)
}

/// What a list says of a credential.
///
/// # Errors
/// The list is not signed by these keys, is another one, is too old, or has no such place.
pub(crate) fn look_up(
    token: &str,
    keys: &KeySet,
    reference: &StatusReference,
    now: i64,
) -> Result<Status, Refusal> {
    let wrong = |refusal| Refusal::StatusList(Box::new(refusal));
    if token.len() > TOKEN_BYTES {
        return Err(wrong(Refusal::TooLong { what: "the status list", limit: TOKEN_BYTES }));
    }
    let signed = jws::read(token.trim_ascii(), keys).map_err(wrong)?;
    if signed.kind != KIND && signed.kind != MEDIA_TYPE {
        return Err(wrong(Refusal::Type(shown(&signed.kind))));
    }
    let claims = &signed.claims;
    let subject = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
    if subject != reference.uri {
        return Err(Refusal::OtherStatusList(shown(&reference.uri)));
    }
    if let Some(expires_at) = claims.get("exp") {
        let expires_at = expires_at.as_i64();
        let expires_at =
            expires_at.ok_or_else(|| wrong(Refusal::Claim { name: "exp", why: "is no time in seconds" }))?;
        if expires_at <= now {
            return Err(wrong(Refusal::Expired));
        }
    }
    let list = claims.get("status_list");
    let list = list.ok_or_else(|| wrong(Refusal::Claim { name: "status_list", why: "is missing" }))?;
    status_in(list, reference.index).map_err(wrong)
}

fn status_in(list: &Value, index: u64) -> Result<Status, Refusal> {
    let wrong = |why| Refusal::Claim { name: "status_list", why };
    let bits = list.get("bits").and_then(Value::as_u64).filter(|bits| matches!(bits, 1 | 2 | 4 | 8));
    let bits = bits.ok_or_else(|| wrong("has no number of bits: 1, 2, 4 or 8"))?;
    let compressed = list.get("lst").and_then(Value::as_str).ok_or_else(|| wrong("has no list"))?;
    let compressed = URL_SAFE_NO_PAD.decode(compressed).map_err(|_| Refusal::Base64("list"))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(LIST_BYTES).unwrap_or(u64::MAX) + 1;
    let read = ZlibDecoder::new(compressed.as_slice()).take(limit).read_to_end(&mut bytes);
    if read.is_err() || bytes.len() > LIST_BYTES {
        return Err(Refusal::Compression(LIST_BYTES));
    }
    let per_byte = 8 / bits;
    let place = usize::try_from(index / per_byte).ok().and_then(|place| bytes.get(place));
    let byte = place.ok_or(Refusal::NoSuchPlace(index))?;
    let shifted = u64::from(*byte) >> (index % per_byte * bits);
    let value = shifted & ((1 << bits) - 1);
    Ok(Status::of(u8::try_from(value).unwrap_or(u8::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Section 4.1 of the draft: sixteen credentials of one bit, and twelve of two.
    #[test]
    fn the_drafts_own_lists_are_read() {
        let one = json!({ "bits": 1, "lst": "eNrbuRgAAhcBXQ" });
        let found: Vec<u8> = (0..16).map(|index| status_in(&one, index).unwrap().value()).collect();
        assert_eq!(found, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]);
        assert_eq!(status_in(&one, 16), Err(Refusal::NoSuchPlace(16)));
        let two = json!({ "bits": 2, "lst": "eNo76fITAAPfAgc" });
        let found: Vec<u8> = (0..12).map(|index| status_in(&two, index).unwrap().value()).collect();
        assert_eq!(found, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]);
    }

    #[test]
    fn a_list_that_grows_without_end_is_not_read_to_it() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![0; LIST_BYTES + 1]).unwrap();
        let bomb = json!({ "bits": 1, "lst": URL_SAFE_NO_PAD.encode(encoder.finish().unwrap()) });
        assert_eq!(status_in(&bomb, 0), Err(Refusal::Compression(LIST_BYTES)));
    }
}

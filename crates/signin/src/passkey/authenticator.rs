//! Authenticator data (§6.1): what the authenticator says of itself, of who touched it, and of a new key.

use super::Refusal;
use super::cbor::Reader;

/// Most bytes of a credential's identifier (§4, "Credential ID").
const MOST_ID_BYTES: usize = 1023;

mod flag {
    pub(super) const PRESENT: u8 = 1;
    pub(super) const VERIFIED: u8 = 1 << 2;
    pub(super) const BACKUP_ELIGIBLE: u8 = 1 << 3;
    pub(super) const BACKED_UP: u8 = 1 << 4;
    pub(super) const HAS_CREDENTIAL: u8 = 1 << 6;
    pub(super) const HAS_EXTENSIONS: u8 = 1 << 7;
}

/// A key that was just made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NewCredential<'a> {
    pub(super) id: &'a [u8],
    /// In COSE form, from its first byte to its last.
    pub(super) public_key: &'a [u8],
}

/// What an authenticator says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AuthenticatorData<'a> {
    pub(super) party_hash: &'a [u8],
    flags: u8,
    pub(super) counter: u32,
    pub(super) credential: Option<NewCredential<'a>>,
}

fn broken<T>(_: T) -> Refusal {
    Refusal::Malformed("authenticator data")
}

impl<'a> AuthenticatorData<'a> {
    /// Reads all of it; what is left over is refused.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        let party_hash = reader.take(32).map_err(broken)?;
        let flags = reader.take(1).map_err(broken)?.first().copied().ok_or_else(|| broken(()))?;
        let counter = reader.take(4).map_err(broken)?.first_chunk().copied().ok_or_else(|| broken(()))?;
        let has = |bit| flags & bit != 0;
        if has(flag::BACKED_UP) && !has(flag::BACKUP_ELIGIBLE) {
            return Err(broken(()));
        }
        let credential =
            has(flag::HAS_CREDENTIAL).then(|| credential(&mut reader)).transpose().map_err(broken)?;
        if has(flag::HAS_EXTENSIONS) {
            reader.skip().map_err(broken)?;
        }
        if !reader.rest().is_empty() {
            return Err(broken(()));
        }
        Ok(Self { party_hash, flags, counter: u32::from_be_bytes(counter), credential })
    }

    /// Somebody touched it, and it looked who.
    pub(super) fn check_user(&self) -> Result<(), Refusal> {
        if self.flags & flag::PRESENT == 0 {
            return Err(Refusal::Absent);
        }
        if self.flags & flag::VERIFIED == 0 {
            return Err(Refusal::Unverified);
        }
        Ok(())
    }

    /// Whether the key may be copied to the person's other devices.
    pub(super) fn is_backup_eligible(&self) -> bool {
        self.flags & flag::BACKUP_ELIGIBLE != 0
    }
}

fn credential<'a>(reader: &mut Reader<'a>) -> Result<NewCredential<'a>, Refusal> {
    // The make of the authenticator (AAGUID).
    reader.take(16)?;
    let length = reader.take(2)?.first_chunk().copied().map(u16::from_be_bytes).map(usize::from);
    let length = length.filter(|length| (1..=MOST_ID_BYTES).contains(length)).ok_or_else(|| broken(()))?;
    let id = reader.take(length)?;
    let from = reader.rest();
    reader.skip()?;
    let length = from.len() - reader.rest().len();
    let public_key = from.get(..length).ok_or_else(|| broken(()))?;
    Ok(NewCredential { id, public_key })
}

/// The authenticator data within an attestation object (§6.5). What it states about the authenticator is not looked at.
pub(super) fn in_attestation(object: &[u8]) -> Result<&[u8], Refusal> {
    let broken = |_| Refusal::Malformed("attestation");
    let mut reader = Reader::new(object);
    let pairs = reader.map().map_err(broken)?;
    let mut found = None;
    for _ in 0..pairs {
        if reader.text().map_err(broken)? == "authData" {
            let data = reader.bytes().map_err(broken)?;
            if found.replace(data).is_some() {
                return Err(Refusal::Malformed("attestation"));
            }
        } else {
            reader.skip().map_err(broken)?;
        }
    }
    found.filter(|_| reader.rest().is_empty()).ok_or(Refusal::Malformed("attestation"))
}

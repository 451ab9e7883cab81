//! Sealing bytes, and deriving one key from another. The only file that calls the cipher.
//!
//! Sealed form: `version (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. AES-256-GCM-SIV (RFC 8452) with random
//! nonces: a nonce that repeats by bad luck or a cloned virtual machine tells equal messages apart from others and
//! nothing more, so one key may seal many more rows than plain GCM's 2³².

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::{hkdf, rand};
use secrecy::{ExposeSecret, SecretBox};
use zeroize::Zeroizing;

use super::error::VaultError;

const VERSION: u8 = 1;
const NONCE_LENGTH: usize = 12;
const HEADER_LENGTH: usize = 1 + NONCE_LENGTH;
const TAG_LENGTH: usize = 16;

/// What was sealed cannot be opened: another key, another place, or damaged bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CannotOpen;

/// 32 secret bytes, wiped when dropped.
pub(super) struct SecretKey(SecretBox<[u8; 32]>);

impl SecretKey {
    pub(super) fn generate() -> Result<Self, VaultError> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut_slice())?;
        Ok(Self::copy_of(&bytes))
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; 32] = bytes.try_into().ok()?;
        Some(Self::copy_of(bytes))
    }

    fn copy_of(bytes: &[u8; 32]) -> Self {
        Self(SecretBox::init_with_mut(|secret: &mut [u8; 32]| secret.copy_from_slice(bytes)))
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// A key for one purpose (RFC 5869, expand only: this key is uniformly random already).
    pub(super) fn derive(&self, purpose: &str) -> Result<Self, VaultError> {
        let mut bytes = Zeroizing::new([0; 32]);
        hkdf::Prk::new_less_safe(hkdf::HKDF_SHA256, self.expose())
            .expand(&[b"trusthub/1/", purpose.as_bytes()], hkdf::HKDF_SHA256)?
            .fill(bytes.as_mut_slice())?;
        Ok(Self::copy_of(&bytes))
    }
}

/// A key ready to seal and open.
pub(super) struct SealingKey(RandomizedNonceKey);

impl SealingKey {
    pub(super) fn new(key: &SecretKey) -> Result<Self, VaultError> {
        Ok(Self(RandomizedNonceKey::new(&AES_256_GCM_SIV, key.expose())?))
    }

    /// Seals `clear`; whoever opens it must name the same `place`.
    pub(super) fn seal(&self, place: &str, clear: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut sealed = Vec::with_capacity(HEADER_LENGTH + clear.len() + TAG_LENGTH);
        sealed.resize(HEADER_LENGTH, 0);
        sealed.extend_from_slice(clear);
        let (header, body) = sealed.split_at_mut_checked(HEADER_LENGTH).ok_or(VaultError::Library)?;
        let (nonce, tag) = self.0.seal_in_place_separate_tag(Aad::from(place.as_bytes()), body)?;
        let (version, nonce_place) = header.split_first_mut().ok_or(VaultError::Library)?;
        *version = VERSION;
        nonce_place.copy_from_slice(nonce.as_ref());
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what [`SealingKey::seal`] sealed at the same `place`.
    pub(super) fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (header, body) = sealed.split_at_checked(HEADER_LENGTH).ok_or(CannotOpen)?;
        let (version, nonce) = header.split_first().ok_or(CannotOpen)?;
        if *version != VERSION {
            return Err(CannotOpen);
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| CannotOpen)?;
        let mut clear = body.to_vec();
        let length = self
            .0
            .open_in_place(nonce, Aad::from(place.as_bytes()), &mut clear)
            .map_err(|_| CannotOpen)?
            .len();
        clear.truncate(length);
        Ok(clear)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> SealingKey {
        SealingKey::new(&SecretKey::copy_of(&[byte; 32])).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_only() {
        let sealed = key(1).seal("a", b"clear").unwrap();
        assert_eq!(key(1).open("a", &sealed), Ok(b"clear".to_vec()));
        assert_eq!(key(1).open("b", &sealed), Err(CannotOpen));
        assert_eq!(key(2).open("a", &sealed), Err(CannotOpen));
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let sealed = key(1).seal("a", b"clear").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key(1).open("a", &changed), Err(CannotOpen), "byte {at}");
            assert_eq!(key(1).open("a", &sealed[..at]), Err(CannotOpen), "cut at {at}");
        }
    }

    #[test]
    fn nothing_can_be_sealed_and_two_seals_differ() {
        let (first, second) = (key(1).seal("", b"").unwrap(), key(1).seal("", b"").unwrap());
        assert_ne!(first, second);
        assert_eq!(first.len(), HEADER_LENGTH + TAG_LENGTH);
        assert_eq!(key(1).open("", &first), Ok(Vec::new()));
    }

    /// The form on disk must not change under a new version of the library: RFC 8452, appendix C.2, second vector.
    #[test]
    fn the_published_vector_opens() {
        let mut secret = [0; 32];
        secret[0] = 1;
        let mut sealed = vec![VERSION, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        sealed.extend(hex::decode("c2ef328e5c71c83b843122130f7364b761e0b97427e3df28").unwrap());
        let key = SealingKey::new(&SecretKey::copy_of(&secret)).unwrap();
        assert_eq!(key.open("", &sealed), Ok(hex::decode("0100000000000000").unwrap()));
    }
}

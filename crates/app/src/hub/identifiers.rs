//! Identifiers and secrets, of the hub's clock and random source.

use trusthub_domain::sid::Sid;
use uuid::Uuid;

use super::Hub;

impl Hub {
    /// A new identifier: UUID v7 from the hub's clock and random source.
    pub(crate) fn uuid(&self) -> Uuid {
        let random = self.random_bytes();
        let millis = u64::try_from(self.now().as_micros() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// An identifier that tells nothing, not even when it was made: UUID v4.
    pub(crate) fn random_uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random_bytes()).into_uuid()
    }

    pub(crate) fn sid<S: Sid>(&self) -> S {
        S::from_uuid(self.uuid())
    }

    pub(crate) fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.parts.random.fill(&mut bytes);
        bytes
    }

    /// `N` random bytes as hex.
    pub(crate) fn random_hex<const N: usize>(&self) -> String {
        hex::encode(self.random_bytes::<N>())
    }

    pub(crate) fn random_byte(&self) -> u8 {
        let [byte] = self.random_bytes();
        byte
    }
}

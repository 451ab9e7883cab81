//! The relying party: a site that people sign in to, and the two ceremonies by which they do.

use aws_lc_rs::digest;
use url::{Host, Url};

use super::authenticator::{AuthenticatorData, in_attestation};
use super::client::{Ceremony, ClientData};
use super::public_key::PublicKey;
use super::{Refusal, Unfit};

/// A site. Keys are bound to its host, ceremonies to its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: String,
}

/// A key that a registration proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The credential's identifier, chosen by the authenticator.
    pub credential_id: Vec<u8>,
    /// In COSE form.
    pub public_key: Vec<u8>,
    /// What the authenticator counted to; 0 if it does not count.
    pub counter: u32,
    /// Whether the key may be copied to the person's other devices.
    pub is_synced: bool,
}

/// A key as it is known from its registration and its last use.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// In COSE form.
    pub public_key: &'a [u8],
    /// What the authenticator had counted to.
    pub counter: u32,
    /// Whether the key may be copied to the person's other devices.
    pub is_synced: bool,
}

/// What an authenticator signed, as a browser brings it.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The browser's words, as JSON.
    pub client_data: &'a [u8],
    /// The authenticator's words.
    pub authenticator_data: &'a [u8],
    /// Over the second, and the hash of the first.
    pub signature: &'a [u8],
}

impl RelyingParty {
    /// The site at this address.
    ///
    /// # Errors
    /// Why browsers would offer no passkeys there.
    pub fn at(address: &str) -> Result<Self, Unfit> {
        let url = Url::parse(address).map_err(|_| Unfit::Address)?;
        let id = match url.host().ok_or(Unfit::Address)? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(_) | Host::Ipv6(_) => return Err(Unfit::Number),
        };
        let is_local = id == "localhost" || id.ends_with(".localhost");
        match url.scheme() {
            "https" => {}
            // A secure context although nothing is encrypted (W3C Secure Contexts §3.1).
            "http" if is_local => {}
            "http" => return Err(Unfit::Insecure),
            _ => return Err(Unfit::Address),
        }
        Ok(Self { id, origin: url.origin().ascii_serialization() })
    }

    /// What keys are bound to: the host.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Checks that somebody made a new key for this site just now, in answer to `challenge`.
    ///
    /// # Errors
    /// Why it proves nothing.
    ///
    /// Source: Web Authentication Level 3 §7.1; without attestation.
    pub fn register(
        &self,
        challenge: &[u8],
        client_data: &[u8],
        attestation: &[u8],
    ) -> Result<Registered, Refusal> {
        ClientData::read(client_data)?.check(Ceremony::Registration, challenge, &self.origin)?;
        let data = AuthenticatorData::read(in_attestation(attestation)?)?;
        self.check(&data)?;
        let credential = data.credential.ok_or(Refusal::Malformed("authenticator data"))?;
        PublicKey::read(credential.public_key)?;
        Ok(Registered {
            credential_id: credential.id.to_vec(),
            public_key: credential.public_key.to_vec(),
            counter: data.counter,
            is_synced: data.is_backup_eligible(),
        })
    }

    /// Checks that whoever holds a known key used it for this site just now, in answer to `challenge`. Returns what the
    /// authenticator has counted to.
    ///
    /// # Errors
    /// Why it proves nothing.
    ///
    /// Source: Web Authentication Level 3 §7.2.
    pub fn authenticate(
        &self,
        challenge: &[u8],
        known: &Known<'_>,
        signed: &Signed<'_>,
    ) -> Result<u32, Refusal> {
        ClientData::read(signed.client_data)?.check(Ceremony::Assertion, challenge, &self.origin)?;
        let data = AuthenticatorData::read(signed.authenticator_data)?;
        self.check(&data)?;
        if data.is_backup_eligible() != known.is_synced {
            return Err(Refusal::Backup);
        }
        let message = [signed.authenticator_data, sha256(signed.client_data).as_ref()].concat();
        PublicKey::read(known.public_key)?.verify(&message, signed.signature)?;
        // Keys that are on several devices are not counted, and say 0 for ever.
        if (data.counter, known.counter) != (0, 0) && data.counter <= known.counter {
            return Err(Refusal::Counter);
        }
        Ok(data.counter)
    }

    fn check(&self, data: &AuthenticatorData<'_>) -> Result<(), Refusal> {
        if data.party_hash != sha256(self.id.as_bytes()).as_ref() {
            return Err(Refusal::RelyingParty);
        }
        data.check_user()
    }
}

fn sha256(bytes: &[u8]) -> digest::Digest {
    digest::digest(&digest::SHA256, bytes)
}

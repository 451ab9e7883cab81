//! Certificates for signing calls, from an authority that speaks ACME: RFC 8555 with the identifiers of RFC 9448 and the
//! tokens of RFC 9447.
//!
//! What authorities in service speak differs from the RFCs in three places, so each has a [`Dialect`]. Everything goes through
//! the guard; every answer is bounded; every wait ends. Keys and certificates are the caller's to keep. Start at [`Acme::issue`].

mod account;
mod authority;
mod csr;
mod error;
mod exchange;
mod order;
mod wire;

use std::time::Duration;

use url::Url;

pub use self::account::{AccountKey, BadAccountKey};
pub use self::authority::{Authority, PolicyAdministrator};
pub use self::csr::{Applicant, CrlPoint, NoRequest, certificate_request};
pub use self::error::AcmeError;
use crate::ssrf::GuardedClient;

/// How long an authority may take over a whole certificate. Ours: those in service take seconds.
pub const LONGEST: Duration = Duration::from_secs(120);

/// How an authority reads RFC 9447 and 9448.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// As they stand: the answer to a challenge is `tkauth`, and the fingerprint is the account key's JWK thumbprint
    /// (RFC 7638).
    Standard,
    /// As authorities in service do: the answer is `atc`, and the fingerprint is of the key's `SubjectPublicKeyInfo`.
    #[default]
    Deployed,
}

/// An authority.
#[derive(Debug, Clone)]
pub struct Acme {
    client: GuardedClient,
    /// Where its directory is.
    directory: Url,
    dialect: Dialect,
    /// Whether the identifier's base64url is padded, which RFC 9448 section 4 does not do.
    pads_identifiers: bool,
}

/// Where a hub's certificates come from, in whose name.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Who issues them.
    pub acme: Acme,
    /// Who says that the numbers are the provider's.
    pub authority: Authority,
    /// The provider.
    pub applicant: Applicant,
    /// Whom the authority may write to: `mailto:` URLs.
    pub contact: Vec<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The TNAuthList of the certificate, DER.
    pub tn_auth_list: &'a [u8],
    /// The certificate signing request, DER; it holds the same list. See [`certificate_request`].
    pub request: &'a [u8],
    /// Whom the authority may write to: `mailto:` URLs.
    pub contact: &'a [String],
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// The certificate and those above it, in PEM.
    pub chain: String,
    /// Where the authority publishes it, if it does (RFC 9448 section 7).
    pub x5u: Option<String>,
}

impl Acme {
    /// An authority with its directory there.
    #[must_use]
    pub const fn new(client: GuardedClient, directory: Url, dialect: Dialect) -> Self {
        Self { client, directory, dialect, pads_identifiers: false }
    }

    /// Where its directory is: what an account's key is kept by.
    #[must_use]
    pub const fn directory(&self) -> &Url {
        &self.directory
    }

    /// The same authority, which wants padded identifiers.
    #[must_use]
    pub fn with_padded_identifiers(self) -> Self {
        Self { pads_identifiers: true, ..self }
    }

    /// Has a certificate issued.
    ///
    /// # Errors
    /// Which step failed, and what the authority said.
    pub async fn issue(
        &self,
        account: &AccountKey,
        wanted: &Wanted<'_>,
        authority: &Authority,
    ) -> Result<Issued, AcmeError> {
        tokio::time::timeout(LONGEST, order::run(self, account, wanted, authority))
            .await
            .unwrap_or(Err(AcmeError::TooLong))
    }
}

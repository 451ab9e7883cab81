//! Who is trusted to vouch for certificates of signed calls: the operator's own file of roots, and the lists of the policy
//! administrator.
//!
//! What is fetched here is bounded and no more: that a list is signed, in time and not older than one that was seen is for
//! whoever takes it in, by `trusthub-stir`. Start at [`Sources`].

mod error;
mod fetch;
mod file;

use secrecy::SecretString;
use trusthub_stir::certificate::{BundleError, Certificate, certificates};
use trusthub_stir::path::{Roots, RootsError};
use url::Url;

pub use self::error::ListError;
pub use self::file::{RootsFile, RootsFileError, Stamp};
use crate::ssrf::GuardedClient;

/// Certificates in a file of the administrator's.
const MOST_CERTIFICATES: usize = 100;

/// Where this hub learns whom to trust.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Authorities that the operator trusts by name.
    pub roots: RootsSource,
    /// Who signs the lists.
    pub administrator: Administrator,
    /// The address of the list of trusted authorities.
    pub trust_list: Option<String>,
    /// Addresses of revocation lists.
    pub crls: Vec<String>,
    /// Fetches them.
    pub lists: Lists,
}

/// Authorities that the operator trusts by name.
#[derive(Debug, Clone)]
pub enum RootsSource {
    /// As they are: none, or a test's.
    Given(Roots),
    /// A file, read again when it changes.
    File(RootsFile),
}

/// The policy administrator's own certificates: its roots, and those between them and whoever signs its lists.
#[derive(Debug, Clone, Default)]
pub struct Administrator {
    /// What everything of it must lead to.
    pub roots: Roots,
    /// The others.
    pub signers: Vec<Certificate>,
}

impl Administrator {
    /// Reads them, PEM or DER: who issued itself is a root.
    ///
    /// # Errors
    /// There are none, or a root is no authority's.
    pub fn read(bytes: &[u8]) -> Result<Self, RootsError> {
        let all: Result<Vec<_>, BundleError> = certificates(bytes, MOST_CERTIFICATES);
        let (roots, signers) = all?.into_iter().partition(Certificate::is_self_issued);
        Ok(Self { roots: Roots::new(roots)?, signers })
    }
}

/// Fetches lists, past the guard on outbound requests.
#[derive(Debug, Clone)]
pub struct Lists {
    /// Speaks to whoever has them.
    pub client: GuardedClient,
    /// An account at the policy administrator, if its list is for its customers only.
    pub login: Option<Login>,
}

/// An account at the policy administrator.
#[derive(Debug, Clone)]
pub struct Login {
    /// Where it is; `api/v1/…` is under it.
    pub base: Url,
    /// Who signs in.
    pub user: String,
    /// With what.
    pub password: SecretString,
}

/// A trust list as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedTrustList {
    /// The list, a JWS.
    pub jws: String,
    /// The chain of whoever signed it, as its address serves it.
    pub signer: Vec<u8>,
}

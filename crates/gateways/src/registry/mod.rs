//! The campaign registry downstream: brands and campaigns that the hub has vetted are registered there, too.
//!
//! One call is one attempt, or several that belong together; whether and when to try again is the job's business. Making
//! something names the hub's own identifier as its reference, so that whoever lost the answer can look before making it
//! again. A registry that is down is left alone for a while. Start at [`CampaignRegistry`]; what it is told and answers is
//! in `wire`.

mod brands;
mod campaigns;
mod error;
mod exchange;
mod wire;

pub use error::{Reason, RegistryError, Topic};
pub use wire::{BrandDetails, CampaignDetails, EntityType};

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use secrecy::SecretString;
use trusthub_domain::messaging::IdentityStatus;
use url::Url;

use crate::breaker::Breaker;
use crate::ssrf::GuardedClient;

/// How long an answer may take. Ours: the registry says of itself that it answers at once what it does not have to look up.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// How much longer it may take to look up who a brand is: "more than ten seconds", its description says.
const LOOKING_UP: u32 = 4;

/// Things on a page of a list; the registry gives up to 500.
const PER_PAGE: usize = 100;

/// Where the registry is, and how it knows the hub.
#[derive(Debug, Clone)]
pub struct RegistryConfig {
    /// What its paths begin with, without the version: `https://csp-api.campaignregistry.com`.
    pub url: Url,
    /// The public half of the credentials.
    pub key: String,
    /// The other.
    pub secret: SecretString,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// The registry. Clones are not made; it is shared.
pub struct CampaignRegistry {
    client: GuardedClient,
    config: RegistryConfig,
    breaker: Mutex<Breaker>,
}

/// What the registry has of a brand or campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    /// What it is called there.
    pub id: String,
    /// What it is called by who made it.
    pub reference: Option<String>,
    /// How it stands.
    pub standing: Standing,
}

/// How something stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is not decided.
    Undecided,
    /// It is registered.
    Registered {
        /// How sure the registry is of who a brand is; `None` of a campaign.
        identity: Option<IdentityStatus>,
        /// What it could not match. Lists leave it out.
        feedback: Vec<Reason>,
    },
    /// It was, or it is not taken.
    Refused(Vec<Reason>),
}

impl fmt::Debug for CampaignRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CampaignRegistry").finish_non_exhaustive()
    }
}

impl CampaignRegistry {
    /// A registry that is asked through this client, which should keep no connections: some of what is asked must not be
    /// sent twice.
    #[must_use]
    pub fn new(client: GuardedClient, config: RegistryConfig) -> Self {
        Self { client, config, breaker: Mutex::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        self.config.url.as_str()
    }
}

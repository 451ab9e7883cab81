//! Certificates that calls are signed with: taken in by the operator, published for whoever verifies, ordered for signing.
//!
//! They belong to the hub, or to an account with a service provider code of its own. Several may be valid at once, so that a new
//! one is taken in before the old one ends: the one that lasts longest signs, and all of them stay published.

mod import;
mod measure;
mod order;
mod private_key;
mod query;
mod remaining;

pub use trusthub_storage::StirCertificate;

pub use import::{Import, ImportError, Imported, import};
pub(crate) use measure::measure;
pub use order::{OrderError, order, renew};
pub use private_key::{NoKey, PrivateKey};
pub(crate) use query::signer;
pub use query::{Listed, list, published};
pub use remaining::Remaining;

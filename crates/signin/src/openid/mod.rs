//! OpenID Connect: what a provider says of somebody who signed in there, checked.
//!
//! The part of OpenID Connect Core 1.0 and Discovery 1.0 that the authorization code flow needs: where a provider is asked
//! ([`Metadata`]), its keys ([`KeySet`]), and the ID token (Core §3.1.3.7). What is sent to a provider, and when, is decided
//! above. Start at [`Expected::vouched_for`].

mod claims;
mod keys;
mod metadata;
mod refusal;
mod token;

pub use self::claims::{Expected, Vouched};
pub use self::keys::KeySet;
pub use self::metadata::{ClientAuthentication, Metadata, is_private};
pub use self::refusal::Refusal;

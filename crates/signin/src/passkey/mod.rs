//! Passkeys: what a browser brings from an authenticator, checked.
//!
//! The part of Web Authentication Level 3 (W3C) that signing in needs: registration (§7.1) and assertion (§7.2), user
//! verification always required. Attestation is neither asked for nor looked at: which make of authenticator somebody uses
//! is theirs to choose. Start at [`RelyingParty`].

mod authenticator;
mod cbor;
mod client;
mod party;
mod public_key;
mod refusal;

pub use self::client::challenge_of;
pub use self::party::{Known, Registered, RelyingParty, Signed};
pub use self::public_key::ALGORITHMS;
pub use self::refusal::{Refusal, Unfit};

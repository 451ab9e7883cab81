//! Calls that switches have signed and verified: the ATIS-1000082 services, without their HTTP.
//!
//! Whether a call deserves a signature is `attestation`'s to say, how a signature looks `trusthub-stir`'s; here they come
//! together with the certificates of the hub ([`Signers`]) and of others. Start at [`sign`] and [`verify`].

mod sign;
mod signers;
mod verify;

pub use sign::{Signing, ToSign, sign};
pub(crate) use signers::run as follow;
pub use signers::{Signers, refresh};
pub use verify::{ToVerify, Verified, verify};

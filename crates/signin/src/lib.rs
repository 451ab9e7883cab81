//! What proves who somebody is, other than a password: what their passkey signed, or what a provider that knows them says.
//!
//! Pure: no I/O, no clock, no randomness, and nothing of ours, so that it can be read beside the standards alone. Whose key it
//! is, whether a challenge is fresh and what a sign-in opens is decided above. Start at [`passkey::RelyingParty`] and
//! [`openid::Expected`].

pub mod openid;
pub mod passkey;

mod verifying_key;

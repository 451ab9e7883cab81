//! What proves who somebody is, other than a password: what their passkey signed.
//!
//! Pure: no I/O, no clock, no randomness, and nothing of ours, so that it can be read beside the standard alone. Whose key it
//! is, whether a challenge is fresh and what a sign-in opens is decided above. Start at [`passkey::RelyingParty`].

pub mod passkey;

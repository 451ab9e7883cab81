//! Calls that switches have signed and verified: the ATIS-1000082 services, without their HTTP.
//!
//! Whether a call deserves a signature is `attestation`'s to say, how a signature looks `trusthub-stir`'s; here they come
//! together with the certificates of the hub ([`Signers`]) and of others. Start at [`sign`] and [`verify`].

mod divert;
mod logos;
mod prefetch;
mod replays;
mod sent_on;
mod sign;
mod signers;
mod trust;
mod verify;

pub use divert::{ToDivert, divert};
pub use logos::{logo, logo_url};
pub(crate) use prefetch::run as prefetch;
pub(crate) use replays::Seen;
pub use sent_on::{SentOn, sent_on};
pub use sign::{Signing, ToSign, sign};
pub(crate) use signers::run as follow;
pub use signers::{Signers, refresh};
pub use trust::{ListStanding, StirListKind, list_standings, refresh_trust, take_in_trust};
pub(crate) use trust::{Taken, fetch as fetch_trust, follow as follow_trust, measure as measure_trust};
pub use verify::{SipRefusal, ToVerify, Verified, verify};

//! Is a call from whom it says? One received Identity header and the call it came with, in; a verdict with its SIP code, out.
//!
//! In two steps, so that fetching stays outside and happens only for headers that are otherwise sound: [`prepare`] makes
//! every check that needs no certificate and names the address to fetch, [`Prepared::finish`] makes the rest. The order
//! of checks, and so the code of a header with several faults, is that of ATIS-1000082 ([`Profile::Shaken`]) or of
//! RFC 8224 section 6.2 ([`Profile::Sip`]). Time, and what was seen before, are arguments. The crate's user decides what becomes
//! of a call; see [`Refusal::reason_header`] for telling the caller's side when it continues.

mod call;
mod case;
mod diversion;
mod finish;
mod prepare;
mod replay;
mod response;
mod several;

pub use call::{Call, Coverage, Destination, Freshness, Future, Profile, Settings};
pub use case::{Case, Verstat};
pub use diversion::{BadChain, BadNested, MOST_DIVERSIONS, chain, identity_of_nested};
pub use finish::{NoCredential, Passed};
pub(crate) use finish::{check_constraints, covers, signer_of};
pub use prepare::{Prepared, prepare};
pub use replay::{Replays, Sighting};
pub use response::{VerificationBody, VerificationResponse};
pub use several::{Together, together};

/// What came of one header.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The call is from whom it says.
    Passed(Box<Passed>),
    /// The header is invalid.
    Refused(Refusal),
    /// The header is of a type that nobody here understands, and counts neither way (RFC 8224 section 6.2, step 1).
    Ignored(String),
}

/// Why a header is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule.
    pub case: Case,
    /// What exactly, for people.
    pub description: String,
}

impl Refusal {
    pub(crate) fn new(case: Case, description: impl Into<String>) -> Self {
        Self { case, description: description.into() }
    }

    /// A valid token that came with another call before.
    pub fn replayed() -> Self {
        Self::new(Case::Replayed, "this PASSporT was seen before")
    }

    /// The value of a `Reason` header (RFC 9410), for a call that policy lets continue: `STIR ;cause=436 ;text="Bad
    /// Identity Info" ;ppi="..signature"`. `identity` is the Identity header as it came, whose PASSporT is shown in compact
    /// form: its signature tells which header is meant.
    pub fn reason_header(&self, identity: &str) -> String {
        let token = identity.split(';').next().unwrap_or_default().trim();
        let signature = token.rsplit('.').next().unwrap_or_default();
        // What is no base64url is quoted by nobody.
        let is_plain =
            signature.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        let ppi = if is_plain && !signature.is_empty() {
            format!(" ;ppi=\"..{signature}\"")
        } else {
            String::new()
        };
        format!("STIR ;cause={} ;text=\"{}\"{ppi}", self.case.code(), self.case.phrase())
    }
}

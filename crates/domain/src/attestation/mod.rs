//! How a provider attests a call: A, B, C, or not at all, from what vetting has found out about the caller.
//!
//! Start at [`decide`]: a pure function of [`CallFacts`]. Whatever speaks for or against a call is a [`Ground`], each with
//! the most that a call may get where it holds; the answer is the least of them, so that no ground can be outvoted, and
//! every one of them is told. Source of the rules: ATIS-1000074 as quoted in `docs/attestation.md`, stricter where that
//! page says so.

mod brand;
mod decide;
mod emergency;
mod facts;
mod ground;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;
use crate::sid::{AccountSid, BundleSid};

pub use brand::{AskedBrand, Brand, BrandFacts, Logo};
pub use decide::decide;
pub use emergency::{EmergencyNumber, EmergencyNumbers};
pub use facts::{
    BestProfile, BundleFacts, BundleStanding, CallFacts, Caller, CallerFacts, Certificate, IndexState,
    NumberFacts, OwnerFacts, ParentFacts, Profiles, Traffic,
};
pub use ground::{Ceiling, Ground};

/// Names the rules of [`decide`]. Changed with every change of an answer, and stored with each decision.
pub const RULES: &str = "attestation-2";

/// What a signature says about the right to the calling number. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Attest {
    /// Gateway: only where the call entered the network is known.
    C,
    /// Partial: who calls is known, not that the number is theirs.
    B,
    /// Full: who calls is known, and that the number is theirs.
    A,
}

impl Attest {
    /// The letter in the signature.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

impl FromStr for Attest {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::A, Self::B, Self::C].into_iter().find(|attest| attest.as_str() == text).ok_or(UnknownName)
    }
}

impl fmt::Display for Attest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One ground that holds for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttestReason {
    /// What holds.
    pub ground: Ground,
    /// The account it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_sid: Option<AccountSid>,
    /// The profile or product it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle_sid: Option<BundleSid>,
}

/// The answer for a call, never without a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What may be signed; `None`: the call is not signed.
    pub attest: Option<Attest>,
    /// Everything that was found: what refuses first, then what keeps the attestation down, then what carries it.
    pub reasons: Vec<AttestReason>,
    /// The product whose name, picture and reason are signed into the call; `None`: nothing is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BundleSid>,
}

impl Decision {
    /// Nothing is signed.
    #[must_use]
    pub const fn is_refused(&self) -> bool {
        self.attest.is_none()
    }
}

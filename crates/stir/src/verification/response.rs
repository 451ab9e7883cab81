//! The answer of a verification service: ATIS-1000082.

use serde::Serialize;

use super::case::Verstat;
use super::several::Together;
use super::{Outcome, Refusal};

/// `verificationResponse`: of a valid header only `verstat`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerificationResponse {
    /// The SIP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoncode: Option<u16>,
    /// Its phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasontext: Option<&'static str>,
    /// What exactly, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasondesc: Option<String>,
    /// What is said about the number.
    pub verstat: &'static str,
}

/// The body: `{"verificationResponse":{…}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerificationBody {
    /// The answer.
    #[serde(rename = "verificationResponse")]
    pub verification_response: VerificationResponse,
}

impl VerificationResponse {
    const fn passed() -> Self {
        Self { reasoncode: None, reasontext: None, reasondesc: None, verstat: Verstat::Passed.as_str() }
    }

    /// As a body.
    pub const fn body(self) -> VerificationBody {
        VerificationBody { verification_response: self }
    }
}

impl From<&Refusal> for VerificationResponse {
    fn from(refusal: &Refusal) -> Self {
        Self {
            reasoncode: Some(refusal.case.code()),
            reasontext: Some(refusal.case.reason_text()),
            reasondesc: Some(refusal.description.clone()),
            verstat: refusal.case.verstat().as_str(),
        }
    }
}

impl From<&Together<'_>> for VerificationResponse {
    fn from(together: &Together<'_>) -> Self {
        match together {
            Together::Passed(_) => Self::passed(),
            Together::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<&Outcome> for VerificationResponse {
    fn from(outcome: &Outcome) -> Self {
        (&super::together(std::slice::from_ref(outcome))).into()
    }
}

//! What needs the certificate.

use super::case::{Case, Verstat};
use super::prepare::Prepared;
use super::replay::Replays;
use super::{Outcome, Refusal};
use crate::key::VerifyingKey;
use crate::passport::{Claims, Lints, Ppt};

/// Why there is no certificate to check with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCredential {
    /// It could not be fetched, or what came is no certificate.
    #[error("the certificate could not be fetched: {0}")]
    Unavailable(String),
    /// It leads to no root that is trusted, is out of date, revoked, or not for signing calls.
    #[error("the certificate is not to be trusted: {0}")]
    Untrusted(String),
}

/// A header that is valid, and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// The type of the PASSporT.
    pub ppt: Option<Ppt>,
    /// What is claimed.
    pub claims: Claims,
    /// What is odd about it.
    pub lints: Lints,
}

impl Passed {
    /// What SIP is told.
    pub const fn verstat(&self) -> Verstat {
        Verstat::Passed
    }
}

impl Prepared<'_> {
    /// Makes the checks that need the certificate. `replays`, if given, remembers the token when it is valid.
    pub fn finish(
        self,
        credential: Result<&VerifyingKey, NoCredential>,
        replays: Option<&mut Replays>,
    ) -> Outcome {
        match self.judge(credential, replays) {
            Ok(passed) => Outcome::Passed(Box::new(passed)),
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    fn judge(
        self,
        credential: Result<&VerifyingKey, NoCredential>,
        replays: Option<&mut Replays>,
    ) -> Result<Passed, Refusal> {
        let key = credential.map_err(|why| {
            let case = match why {
                NoCredential::Unavailable(_) => Case::NoCertificate,
                NoCredential::Untrusted(_) => Case::Untrusted,
            };
            Refusal::new(case, why.to_string())
        })?;
        if let Some(late) = self.late {
            return Err(late);
        }
        if !key.has_signed(self.signed.as_bytes(), &self.signature) {
            return Err(Refusal::new(
                Case::BadSignature,
                "the signature is not that of the certificate's key",
            ));
        }
        if let Some(replays) = replays
            && !replays.is_new(&self.signature, self.now)
        {
            return Err(Refusal::new(Case::Replayed, "this PASSporT was seen before"));
        }
        Ok(Passed { ppt: self.ppt, claims: self.claims, lints: self.lints })
    }
}

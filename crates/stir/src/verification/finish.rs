//! What needs the certificate.

use serde_json::Value;

use super::call::Coverage;
use super::case::{Case, Verstat};
use super::prepare::Prepared;
use super::replay::Replays;
use super::{Outcome, Refusal};
use crate::constraints::ConstraintBroken;
use crate::key;
use crate::passport::{Claims, Lints, Party, Ppt};
use crate::path::SigningCertificate;

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
    /// The service provider code of who signed, if the certificate has one.
    pub spc: Option<String>,
}

impl Passed {
    /// What SIP is told.
    pub const fn verstat(&self) -> Verstat {
        Verstat::Passed
    }
}

impl Prepared<'_> {
    /// Whether it rests on numbers that the certificate points to and does not hold: those are to be fetched first, or it is
    /// for other numbers. Whoever does not ask need not fetch.
    pub fn lacks_numbers(&self, certificate: &SigningCertificate) -> bool {
        self.coverage == Coverage::Required
            && !certificate.authority_urls.is_empty()
            && !covers(certificate, signer_of(&self.claims))
    }

    /// Makes the checks that need the certificate, whose path was validated for now. `replays`, if given, remembers the
    /// token when it is valid.
    pub fn finish(
        self,
        certificate: Result<&SigningCertificate, NoCredential>,
        replays: Option<&mut Replays>,
    ) -> Outcome {
        match self.judge(certificate, replays) {
            Ok(passed) => Outcome::Passed(Box::new(passed)),
            Err(refusal) => Outcome::Refused(refusal),
        }
    }

    fn judge(
        self,
        certificate: Result<&SigningCertificate, NoCredential>,
        replays: Option<&mut Replays>,
    ) -> Result<Passed, Refusal> {
        let certificate = certificate.map_err(|why| {
            let case = match why {
                NoCredential::Unavailable(_) => Case::NoCertificate,
                NoCredential::Untrusted(_) => Case::Untrusted,
            };
            Refusal::new(case, why.to_string())
        })?;
        if !(certificate.not_before..=certificate.not_after).contains(&self.claims.iat) {
            return Err(Refusal::new(Case::Untrusted, "the certificate was not valid at the time of 'iat'"));
        }
        if let Some(late) = self.late {
            return Err(late);
        }
        if self.coverage == Coverage::Required && !covers(certificate, signer_of(&self.claims)) {
            return Err(Refusal::new(Case::NotCovered, "the certificate is not for this number"));
        }
        check_constraints(certificate, &self.claims)
            .map_err(|broken| Refusal::new(Case::Forbidden, broken.to_string()))?;
        if !key::has_signed(&certificate.key, self.signed.as_bytes(), &self.signature) {
            return Err(Refusal::new(
                Case::BadSignature,
                "the signature is not that of the certificate's key",
            ));
        }
        if let Some(replays) = replays
            && !replays.is_new(&self.signature, self.now)
        {
            return Err(Refusal::replayed());
        }
        let spc = certificate.spc().map(ToString::to_string);
        Ok(Passed { ppt: self.ppt, claims: self.claims, lints: self.lints, spc })
    }
}

/// For whom the signer must speak: who diverts a call, else who makes it.
pub(crate) fn signer_of(claims: &Claims) -> &Party {
    claims.div.as_ref().map_or(&claims.orig, |div| &div.from)
}

/// A service provider code is for numbers that are not in the certificate, so that it is for any.
pub(crate) fn covers(certificate: &SigningCertificate, party: &Party) -> bool {
    certificate.spc().is_some() || party.number().is_some_and(|number| certificate.authority.covers(number))
}

/// Holds claims against what the certificate's holder may claim; most certificates say nothing about it.
pub(crate) fn check_constraints(
    certificate: &SigningCertificate,
    claims: &Claims,
) -> Result<(), ConstraintBroken> {
    let Some(constraints) = &certificate.constraints else { return Ok(()) };
    match serde_json::from_str(&claims.to_json()) {
        Ok(Value::Object(map)) => constraints.check(&map),
        // What we write is an object; were it none, nothing would be permitted.
        Ok(_) | Err(_) => Err(ConstraintBroken::Missing("iat".to_owned())),
    }
}

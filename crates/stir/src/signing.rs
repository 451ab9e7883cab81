//! Signing a call: claims in, the value of an Identity header out.
//!
//! A [`Signer`] belongs to one key and one published certificate, and has everything ready that does not change from call to
//! call. It refuses to sign what no verifier may accept; whether the caller deserves it was decided before.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::constraints::ConstraintBroken;
use crate::identity;
use crate::key::{SigningFailed, SigningKey};
use crate::number::TelephoneNumber;
use crate::passport::{BadType, Claims, Destinations, Diversion, Party, Ppt, encode, header_json, is_uuid};
use crate::path::SigningCertificate;
use crate::verification::{check_constraints, covers, signer_of};
use crate::x5u::{self, BadX5u};

/// Digits of an E.164 number.
const E164_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of a called number: `911` and `112` are none of E.164, and can be called all the same.
const CALLED_DIGITS: std::ops::RangeInclusive<usize> = 2..=15;

/// Why there is no header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The claims do not make a PASSporT of this type.
    #[error(transparent)]
    Type(#[from] BadType),
    /// A number that is none of E.164.
    #[error("{0} is no number of E.164")]
    Number(TelephoneNumber),
    /// `origid` is no UUID.
    #[error("'origid' is no UUID")]
    Origid,
    /// A diversion to where the call was going anyway (RFC 8946 section 3).
    #[error("the call is diverted to where it was going")]
    NoDiversion,
    /// A diversion from somebody who was not called.
    #[error("{0} was not called, so nothing is diverted from there")]
    NotCalled(Party),
    /// The certificate is not for the caller's number, or for that of who diverts.
    #[error("the certificate is not for {0}")]
    NotCovered(Party),
    /// The certificate is not valid at the time of the token.
    #[error("the certificate is not valid at the time of 'iat'")]
    Validity,
    /// The certificate forbids these claims.
    #[error(transparent)]
    Forbidden(#[from] ConstraintBroken),
    /// The key would not.
    #[error(transparent)]
    Key(#[from] SigningFailed),
}

/// Why there is no signer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSigner {
    /// No verifier would fetch from there.
    #[error("the certificate's address: {0}")]
    X5u(#[from] BadX5u),
    /// The certificate is of another key.
    #[error("the key is not that of the certificate")]
    OtherKey,
}

/// Signs with one key and one published certificate.
#[derive(Debug)]
pub struct Signer {
    key: SigningKey,
    x5u: String,
    certificate: Option<SigningCertificate>,
    /// Encoded headers: without type, then of each type in the order of [`TYPES`].
    headers: [String; 6],
}

const TYPES: [Option<Ppt>; 6] =
    [None, Some(Ppt::Shaken), Some(Ppt::Div), Some(Ppt::DivO), Some(Ppt::Rcd), Some(Ppt::Rph)];

impl Signer {
    /// Whether signing speaks to a module, and so may block.
    pub const fn is_in_module(&self) -> bool {
        self.key.is_in_module()
    }

    /// A signer whose certificate is published at `x5u`. Without the certificate it cannot tell what that forbids.
    ///
    /// # Errors
    /// No verifier would fetch from there, or the certificate is of another key.
    pub fn new(
        key: SigningKey,
        x5u: &str,
        certificate: Option<SigningCertificate>,
    ) -> Result<Self, NoSigner> {
        x5u::check(x5u)?;
        // Of a parsed key there is the point, or the structure that ends with it.
        if certificate.as_ref().is_some_and(|one| !one.key.as_ref().ends_with(key.public_point())) {
            return Err(NoSigner::OtherKey);
        }
        let headers = TYPES.map(|ppt| encode(header_json(x5u, ppt)));
        Ok(Self { key, x5u: x5u.to_owned(), certificate, headers })
    }

    /// Where its certificate is published.
    pub fn x5u(&self) -> &str {
        &self.x5u
    }

    /// The value of the Identity header that makes these claims.
    ///
    /// # Errors
    /// No verifier may accept them, or the key would not sign.
    pub fn sign(&self, ppt: Option<Ppt>, claims: &Claims) -> Result<String, NotSigned> {
        check(ppt, claims)?;
        if let Some(certificate) = &self.certificate {
            check_certificate(certificate, claims)?;
        }
        let payload = claims.to_json();
        let header = self.header(ppt);
        let mut token = String::with_capacity(header.len() + payload.len() / 3 * 4 + self.x5u.len() + 128);
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut token);
        let signature = self.key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(identity::build(&token, &self.x5u, ppt.map(Ppt::as_str)))
    }

    fn header(&self, ppt: Option<Ppt>) -> &str {
        let [base, shaken, div, div_o, rcd, rph] = &self.headers;
        match ppt {
            None => base,
            Some(Ppt::Shaken) => shaken,
            Some(Ppt::Div) => div,
            Some(Ppt::DivO) => div_o,
            Some(Ppt::Rcd) => rcd,
            Some(Ppt::Rph) => rph,
        }
    }
}

/// What is the same for every signer.
fn check(ppt: Option<Ppt>, claims: &Claims) -> Result<(), NotSigned> {
    claims.check_type(ppt)?;
    if claims.origid.as_deref().is_some_and(|origid| !is_uuid(origid)) {
        return Err(NotSigned::Origid);
    }
    if let Party::Number(number) = &claims.orig {
        e164(number, E164_DIGITS)?;
    }
    for number in claims.dest.numbers() {
        e164(number, CALLED_DIGITS)?;
    }
    match &claims.div {
        Some(div) if claims.dest.has(&div.from) => Err(NotSigned::NoDiversion),
        Some(_) | None => Ok(()),
    }
}

/// What a verifier would hold against the certificate.
fn check_certificate(certificate: &SigningCertificate, claims: &Claims) -> Result<(), NotSigned> {
    if !(certificate.not_before..=certificate.not_after).contains(&claims.iat) {
        return Err(NotSigned::Validity);
    }
    let party = signer_of(claims);
    if !covers(certificate, party) {
        return Err(NotSigned::NotCovered(party.clone()));
    }
    Ok(check_constraints(certificate, claims)?)
}

fn e164(number: &TelephoneNumber, digits: std::ops::RangeInclusive<usize>) -> Result<(), NotSigned> {
    let text = number.as_str();
    let is_number = digits.contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0');
    if is_number { Ok(()) } else { Err(NotSigned::Number(number.clone())) }
}

/// The claims of a diversion: `received` was for `from`, and the call now goes to `to`. Caller and time stay (RFC 8946
/// section 4.1).
///
/// # Errors
/// `received` was for somebody else.
pub fn diverted(received: &Claims, from: Party, to: Destinations) -> Result<Claims, NotSigned> {
    if !received.dest.has(&from) {
        return Err(NotSigned::NotCalled(from));
    }
    let mut claims = Claims::new(received.orig.clone(), to, received.iat);
    claims.div = Some(Diversion { from, history_index: None });
    Ok(claims)
}

//! Signing a call: decided, signed and remembered, without a look at the database.

use std::sync::Arc;

use trusthub_domain::attestation::{Attest, BrandFacts, CallFacts, Certificate, decide};
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest as Letter, Claims, Destinations, Party, Ppt};
use trusthub_stir::signing::NotSigned;

use super::logos;
use super::signers::Held;
use crate::attestation::evidence::{Decided, Kept, Purpose, Signed, kept};
use crate::attestation::{Answer, Call, CallingNumber, answer, brand_of, keep, may_name};
use crate::record::internal;
use crate::{Actor, Error, Hub, Invalid, Result};

/// What may lie between `iat` and now: RFC 8224 section 6.1, step 3.
pub(super) const FRESH_SECONDS: i64 = 60;

/// A call to be signed.
#[derive(Debug, Clone)]
pub struct ToSign {
    /// Who calls from what number, and the most that the switch asks for.
    pub call: Call,
    /// The numbers called, at least one.
    pub to: Vec<CallingNumber>,
    /// When the call was made, in seconds since the epoch.
    pub iat: i64,
    /// The identifier of the call; a new one if the switch has none.
    pub origid: Option<String>,
}

/// What came of it; the decision is kept either way.
#[derive(Debug, Clone)]
pub enum Signing {
    /// The value of the Identity header.
    Signed(String, Arc<Kept>),
    /// Not to be signed; the decision says why.
    Refused(Arc<Kept>),
}

/// Signs a call with the attestation that its caller has earned.
///
/// # Errors
/// `NotFound` for an account that whoever asks may not name; `Invalid` for what no call can have; `Unavailable` while too
/// many decisions wait to be stored.
pub async fn sign(hub: &Hub, actor: &Actor, request: &ToSign) -> Result<Signing> {
    may_name(hub, actor, &request.call).await?;
    let now = hub.now();
    if now.as_seconds().saturating_sub(request.iat).abs() > FRESH_SECONDS {
        return Err(invalid("iat", "it is more than a minute from now"));
    }
    let held = hub.signers().of(request.call.account, now);
    let mut answer = answer(hub, &request.call, held.as_ref().map_or(Certificate::None, |held| held.kind));
    let origid = match &request.origid {
        Some(given) => given.to_ascii_lowercase(),
        // Random: nothing of the caller can be told from it (RFC 8588 section 10).
        None => hub.random_uuid().hyphenated().to_string(),
    };
    let mut outcome = attempt(hub, held.as_ref(), request, &answer, &origid).await?;
    if matches!(outcome, Outcome::Forbidden) && answer.decision.brand.is_some() {
        // Perhaps it is only the name that the certificate does not permit.
        answer = without_brand(answer);
        outcome = attempt(hub, held.as_ref(), request, &answer, &origid).await?;
    }
    match outcome {
        Outcome::Header(header) => {
            let x5u = held.as_ref().map(|held| held.signer.x5u().to_owned()).unwrap_or_default();
            let signed = Signed { iat: request.iat, x5u };
            let kept = kept(hub, actor, decided(request, &answer, Some((origid, signed))));
            keep(hub, Arc::clone(&kept))?;
            count(held.as_deref(), kept.evidence.decision.attest);
            Ok(Signing::Signed(header, kept))
        }
        Outcome::NotAsked => refuse(hub, actor, request, &answer),
        Outcome::Forbidden => refuse(hub, actor, request, &without_certificate(answer)),
    }
}

enum Outcome {
    Header(String),
    /// It was decided not to sign.
    NotAsked,
    /// The certificate is not for this call.
    Forbidden,
}

async fn attempt(
    hub: &Hub,
    held: Option<&Arc<Held>>,
    request: &ToSign,
    answer: &Answer,
    origid: &str,
) -> Result<Outcome> {
    let (Some(attest), Some(held)) = (answer.decision.attest, held) else { return Ok(Outcome::NotAsked) };
    let claims = claims(hub, request, answer, attest, origid)?;
    match held.sign(Ppt::Shaken, claims).await? {
        Ok(header) => Ok(Outcome::Header(header)),
        Err(NotSigned::Number(number)) => Err(not_e164(request, &number)),
        Err(NotSigned::Origid) => Err(invalid("origid", "it is no UUID")),
        Err(NotSigned::NotCovered(_) | NotSigned::Validity | NotSigned::Forbidden(_)) => {
            Ok(Outcome::Forbidden)
        }
        Err(
            error @ (NotSigned::Type(_)
            | NotSigned::NoDiversion
            | NotSigned::NotCalled(_)
            | NotSigned::Key(_)),
        ) => Err(internal(error)),
    }
}

fn claims(hub: &Hub, request: &ToSign, answer: &Answer, attest: Attest, origid: &str) -> Result<Claims> {
    let to = request.to.iter().map(|number| Party::Number(number.number().clone()));
    let dest = Destinations::new(to).ok_or_else(|| invalid("dest", "it names nobody"))?;
    let mut claims = Claims::new(Party::Number(request.call.from.number().clone()), dest, request.iat);
    claims.attest = Some(match attest {
        Attest::A => Letter::A,
        Attest::B => Letter::B,
        Attest::C => Letter::C,
    });
    claims.origid = Some(origid.to_owned());
    if let Some(brand) = brand_of(&answer.decision, &answer.facts) {
        logos::rich(hub, brand)?.put_into(&mut claims);
    }
    Ok(claims)
}

fn not_e164(request: &ToSign, number: &TelephoneNumber) -> Error {
    let field = if number == request.call.from.number() { "orig.tn" } else { "dest.tn" };
    invalid(field, "it is no number of E.164")
}

pub(super) fn invalid(field: &'static str, why: &str) -> Error {
    Invalid::Field { field, why: why.to_owned() }.into()
}

/// The same call where nothing fits to sign it with: decided anew, so that the reasons are whole.
fn without_certificate(answer: Answer) -> Answer {
    let facts = CallFacts { certificate: Certificate::None, ..answer.facts };
    Answer { decision: decide(&facts), facts, as_of: answer.as_of }
}

/// The same call where the certificate does not permit a name.
fn without_brand(answer: Answer) -> Answer {
    let brand = answer.facts.brand.map(|brand| BrandFacts { is_forbidden: true, ..brand });
    let facts = CallFacts { brand, ..answer.facts };
    Answer { decision: decide(&facts), facts, as_of: answer.as_of }
}

fn decided<'a>(request: &'a ToSign, answer: &'a Answer, signature: Option<(String, Signed)>) -> Decided<'a> {
    let (origid, signed) = signature.unzip();
    Decided { purpose: Purpose::Signing, call: &request.call, to: &request.to, answer, origid, signed }
}

fn refuse(hub: &Hub, actor: &Actor, request: &ToSign, answer: &Answer) -> Result<Signing> {
    let kept = kept(hub, actor, decided(request, answer, None));
    keep(hub, Arc::clone(&kept))?;
    count(None, None);
    Ok(Signing::Refused(kept))
}

pub(super) fn count(held: Option<&Held>, attest: Option<Attest>) {
    let spc = held.map(|held| held.spc.clone()).unwrap_or_default();
    let outcome = attest.map_or("refused", Attest::as_str);
    metrics::counter!("trusthub_stir_signings_total", "outcome" => outcome, "spc" => spc).increment(1);
}

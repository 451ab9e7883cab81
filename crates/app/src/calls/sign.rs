//! Signing a call: decided, signed and remembered, without a look at the database.

use std::sync::Arc;

use trusthub_domain::attestation::{Attest, CallFacts, Certificate, RULES, decide};
use trusthub_stir::number::TelephoneNumber;
use trusthub_stir::passport::{Attest as Letter, Claims, Destinations, Party, Ppt};
use trusthub_stir::signing::NotSigned;

use super::signers::Held;
use crate::attestation::evidence::{Evidence, Kept, Purpose, Signed};
use crate::attestation::{Answer, Call, CallingNumber, answer, keep, kept_with, may_name};
use crate::record::internal;
use crate::{Actor, Error, Hub, Invalid, Result};

/// What may lie between `iat` and now: RFC 8224 section 6.1, step 3.
const FRESH_SECONDS: i64 = 60;

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
    Signed(String, Box<Kept>),
    /// Not to be signed; the decision says why.
    Refused(Box<Kept>),
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
    let answer = answer(hub, &request.call, held.as_ref().map_or(Certificate::None, |held| held.kind));
    let origid = match &request.origid {
        Some(given) => given.to_ascii_lowercase(),
        // Random: nothing of the caller can be told from it (RFC 8588 section 10).
        None => hub.random_uuid().hyphenated().to_string(),
    };
    let outcome = match (answer.decision.attest, &held) {
        (Some(attest), Some(held)) => header_apart(held, request, attest, &origid).await?,
        (Some(_), None) | (None, _) => Outcome::NotAsked,
    };
    match outcome {
        Outcome::Header(header) => {
            let x5u = held.as_ref().map(|held| held.signer.x5u().to_owned()).unwrap_or_default();
            let signed = Some(Signed { iat: request.iat, x5u });
            let kept = kept(hub, actor, request, &answer, Some(origid), signed);
            keep(hub, kept.clone())?;
            count(held.as_deref(), kept.evidence.decision.attest);
            Ok(Signing::Signed(header, Box::new(kept)))
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

/// The header, by a thread of its own where that means speaking to a module: calls by other keys do not wait for it.
async fn header_apart(held: &Arc<Held>, request: &ToSign, attest: Attest, origid: &str) -> Result<Outcome> {
    if !held.signer.is_in_module() {
        return header(held, request, attest, origid);
    }
    let (held, request, origid) = (Arc::clone(held), request.clone(), origid.to_owned());
    let signed = tokio::task::spawn_blocking(move || header(&held, &request, attest, &origid)).await;
    signed.map_err(internal)?
}

fn header(held: &Held, request: &ToSign, attest: Attest, origid: &str) -> Result<Outcome> {
    let to = request.to.iter().map(|number| Party::Number(number.number().clone()));
    let dest = Destinations::new(to).ok_or_else(|| invalid("dest", "it names nobody"))?;
    let mut claims = Claims::new(Party::Number(request.call.from.number().clone()), dest, request.iat);
    claims.attest = Some(match attest {
        Attest::A => Letter::A,
        Attest::B => Letter::B,
        Attest::C => Letter::C,
    });
    claims.origid = Some(origid.to_owned());
    match held.signer.sign(Some(Ppt::Shaken), &claims) {
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

fn not_e164(request: &ToSign, number: &TelephoneNumber) -> Error {
    let field = if number == request.call.from.number() { "orig.tn" } else { "dest.tn" };
    invalid(field, "it is no number of E.164")
}

fn invalid(field: &'static str, why: &str) -> Error {
    Invalid::Field { field, why: why.to_owned() }.into()
}

/// The same call where nothing fits to sign it with: decided anew, so that the reasons are whole.
fn without_certificate(answer: Answer) -> Answer {
    let facts = CallFacts { certificate: Certificate::None, ..answer.facts };
    Answer { decision: decide(&facts), facts, as_of: answer.as_of }
}

fn refuse(hub: &Hub, actor: &Actor, request: &ToSign, answer: &Answer) -> Result<Signing> {
    let kept = kept(hub, actor, request, answer, None, None);
    keep(hub, kept.clone())?;
    count(None, None);
    Ok(Signing::Refused(Box::new(kept)))
}

fn kept(
    hub: &Hub,
    actor: &Actor,
    request: &ToSign,
    answer: &Answer,
    origid: Option<String>,
    signed: Option<Signed>,
) -> Kept {
    Kept {
        account_sid: kept_with(actor, &request.call, answer),
        sid: hub.sid(),
        origid,
        decided_at: hub.now(),
        evidence: Evidence {
            purpose: Purpose::Signing,
            asked_by: actor.label(),
            named: request.call.account,
            from: request.call.from.digits().to_owned(),
            to: Evidence::digits(&request.to),
            rules: RULES.to_owned(),
            facts: answer.facts.clone(),
            decision: answer.decision.clone(),
            signed,
        },
    }
}

fn count(held: Option<&Held>, attest: Option<Attest>) {
    let spc = held.map(|held| held.spc.clone()).unwrap_or_default();
    let outcome = attest.map_or("refused", Attest::as_str);
    metrics::counter!("trusthub_stir_signings_total", "outcome" => outcome, "spc" => spc).increment(1);
}

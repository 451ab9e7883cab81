//! Verifying a call that another provider has signed, or this one.

use std::sync::Arc;

use trusthub_gateways::x5u::Trouble;
use trusthub_stir::key::SIGNATURE_BYTES;
use trusthub_stir::passport::Party;
use trusthub_stir::verification::{
    Call, NoCredential, Outcome, Refusal, Settings, Together, VerificationResponse, prepare, together,
};

use crate::Hub;
use crate::attestation::CallingNumber;

/// A call to be verified.
#[derive(Debug, Clone)]
pub struct ToVerify {
    /// The caller.
    pub from: CallingNumber,
    /// The called, at least one.
    pub to: Vec<CallingNumber>,
    /// When the call was made, in seconds since the epoch.
    pub time: i64,
    /// The value of the Identity header.
    pub identity: String,
    /// What tells the call from others: the Call-ID of SIP. Without it, that is its time.
    pub call_id: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Verified {
    /// As ATIS-1000082 answers.
    pub response: VerificationResponse,
    /// As SIP says it; `None` of a valid header.
    pub refusal: Option<SipRefusal>,
}

/// What SIP says of a header that is not valid.
#[derive(Debug, Clone)]
pub struct SipRefusal {
    /// The status for whoever has to be told (RFC 8224 section 6.2.2).
    pub status: u16,
    /// Its phrase.
    pub phrase: &'static str,
    /// The value of a Reason header of a call that goes on (RFC 9410).
    pub reason: String,
}

/// Verifies a call by the algorithm of ATIS-1000082. What is wrong with it is an answer, not an error.
pub async fn verify(hub: &Hub, request: &ToVerify) -> Verified {
    let now = hub.now().as_seconds();
    let party = |number: &CallingNumber| Party::Number(number.number().clone());
    let call = Call {
        from: party(&request.from),
        to: request.to.iter().map(party).collect(),
        time: request.time,
        now,
    };
    let outcome = match prepare(&request.identity, &call, &Settings::SHAKEN) {
        Err(outcome) => outcome,
        Ok(prepared) => {
            // Fetched only for a header that is otherwise sound: nobody makes the hub call addresses for nothing.
            let repositories = hub.repositories();
            let certificate = match hub.signers().published_at(prepared.x5u(), repositories, hub.now()) {
                Some(own) => own,
                None => repositories.get(prepared.x5u(), now).await,
            };
            let certificate = match certificate {
                Ok(certificate) if prepared.lacks_numbers(&certificate) => {
                    let whole = repositories.with_referenced(&certificate, now).await;
                    whole.map(Arc::new).map_err(|trouble| without_numbers(&trouble))
                }
                Ok(certificate) => Ok(certificate),
                Err(trouble) => Err(no_credential(&trouble)),
            };
            let signature = *prepared.signature();
            match prepared.finish(certificate.as_deref().map_err(Clone::clone), None) {
                // Only what is valid is remembered, and outside of the checks, so that no call waits for another's.
                Outcome::Passed(_) if is_replay(hub, &signature, request, now) => {
                    Outcome::Refused(Refusal::replayed())
                }
                outcome => outcome,
            }
        }
    };
    count(&outcome);
    let together = together(std::slice::from_ref(&outcome));
    let refusal = match &together {
        Together::Passed(_) => None,
        Together::Refused(refusal) => Some(SipRefusal {
            status: refusal.case.code(),
            phrase: refusal.case.phrase(),
            reason: refusal.reason_header(&request.identity),
        }),
    };
    Verified { response: VerificationResponse::from(&together), refusal }
}

fn is_replay(hub: &Hub, signature: &[u8; SIGNATURE_BYTES], request: &ToVerify, now: i64) -> bool {
    match &request.call_id {
        Some(call_id) => hub.verified().is_replay(signature, call_id, now),
        None => hub.verified().is_replay(signature, &request.time, now),
    }
}

/// Whether the certificate could not be had, or must not be used (E8, E17).
fn no_credential(trouble: &Trouble) -> NoCredential {
    if trouble.is_distrust() {
        NoCredential::Untrusted(trouble.to_string())
    } else {
        NoCredential::Unavailable(trouble.to_string())
    }
}

/// The same of the numbers that a certificate points to.
fn without_numbers(trouble: &Trouble) -> NoCredential {
    if trouble.is_distrust() {
        no_credential(trouble)
    } else {
        NoCredential::Unavailable(format!("the numbers that it points to: {trouble}"))
    }
}

fn count(outcome: &Outcome) {
    let (result, case, spc) = match outcome {
        Outcome::Passed(passed) => ("passed", "", passed.spc.clone().unwrap_or_default()),
        Outcome::Refused(refusal) => ("refused", refusal.case.label(), String::new()),
        Outcome::Ignored(_) => ("ignored", "", String::new()),
    };
    metrics::counter!(
        "trusthub_stir_verifications_total", "outcome" => result, "case" => case, "spc" => spc
    )
    .increment(1);
}

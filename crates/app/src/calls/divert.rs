//! Signing a call that is sent on: RFC 8946. Who diverts speaks for the number that the call was for, and for nothing else; what
//! the caller's provider has signed stays as it is and travels beside it.

use std::sync::Arc;

use trusthub_domain::attestation::Certificate;
use trusthub_stir::identity::Identity;
use trusthub_stir::passport::{Claims, Destinations, Encoded, Lints, Party, Ppt};
use trusthub_stir::signing::{NotSigned, diverted};

use super::sign::{FRESH_SECONDS, Signing, count, invalid};
use crate::attestation::evidence::{Decided, Purpose, Signed, kept};
use crate::attestation::{Call, CallingNumber, answer_diversion, keep, may_name};
use crate::record::internal;
use crate::{Actor, Hub, Result};

/// A call that is sent on.
#[derive(Debug, Clone)]
pub struct ToDivert {
    /// The account that sends it on, and as `from` its number, which the call was for.
    pub call: Call,
    /// The caller, who stays the same.
    pub orig: CallingNumber,
    /// Where the call goes now, at least one.
    pub to: Vec<CallingNumber>,
    /// When it is sent on, in seconds since the epoch.
    pub iat: i64,
    /// The value of the Identity header that it came with; of several the last in the chain. Whether that is valid was asked
    /// before, or is for the next one to find out: nothing is said about it.
    pub identity: String,
}

/// Signs a diversion with the authority of its account over the number.
///
/// # Errors
/// As [`super::sign`]; `Invalid` also for a call that was not signed, is another's, or was not for the number.
pub async fn divert(hub: &Hub, actor: &Actor, request: &ToDivert) -> Result<Signing> {
    may_name(hub, actor, &request.call).await?;
    let now = hub.now();
    if now.as_seconds().saturating_sub(request.iat).abs() > FRESH_SECONDS {
        return Err(invalid("iat", "it is more than a minute from now"));
    }
    let received = received(&request.identity)?;
    if received.orig != Party::Number(request.orig.number().clone()) {
        return Err(invalid("orig", "it is not the caller in 'identity'"));
    }
    let to = request.to.iter().map(|number| Party::Number(number.number().clone()));
    let to = Destinations::new(to).ok_or_else(|| invalid("dest", "it names nobody"))?;
    let from = Party::Number(request.call.from.number().clone());
    let mut claims = diverted(&received, from, to).map_err(not_diverted)?;
    // RFC 8946 section 4.1 keeps the time; a call that is transferred after a while would be stale.
    if now.as_seconds().saturating_sub(claims.iat).abs() > FRESH_SECONDS {
        claims.iat = request.iat;
    }
    let iat = claims.iat;
    let held = hub.signers().of(request.call.account, now);
    let certificate = held.as_ref().map_or(Certificate::None, |held| held.kind);
    let answer = answer_diversion(hub, &request.call, certificate);
    let decided = |answer, signed: Option<Signed>| Decided {
        purpose: Purpose::Diversion,
        call: &request.call,
        to: &request.to,
        answer,
        origid: signed.as_ref().and(received.origid.clone()),
        signed,
    };
    let header = match &held {
        Some(held) if answer.decision.attest.is_some() => match held.sign(Ppt::Div, claims).await? {
            Ok(header) => Some((header, Signed { iat, x5u: held.signer.x5u().to_owned() })),
            // The certificate is not for this number, or not for diversions.
            Err(NotSigned::NotCovered(_) | NotSigned::Validity | NotSigned::Forbidden(_)) => None,
            Err(why) => return Err(not_diverted(why)),
        },
        Some(_) | None => None,
    };
    let Some((header, signed)) = header else {
        let answer = if answer.decision.is_refused() {
            answer
        } else {
            answer_diversion(hub, &request.call, Certificate::None)
        };
        let kept = kept(hub, actor, decided(&answer, None));
        keep(hub, Arc::clone(&kept))?;
        count(None, None);
        return Ok(Signing::Refused(kept));
    };
    let kept = kept(hub, actor, decided(&answer, Some(signed)));
    keep(hub, Arc::clone(&kept))?;
    count(held.as_deref(), kept.evidence.decision.attest);
    Ok(Signing::Signed(header, kept))
}

/// The claims of an Identity header, whoever has signed them.
pub(super) fn received(identity: &str) -> Result<Claims> {
    let unreadable = |why: &dyn std::fmt::Display| invalid("identity", &format!("it cannot be read: {why}"));
    let identity = Identity::parse(identity).map_err(|why| unreadable(&why))?;
    let encoded = Encoded::split(identity.token).map_err(|why| unreadable(&why))?;
    Ok(encoded.claims(&mut Lints::default()).map_err(|why| unreadable(&why))?.claims)
}

fn not_diverted(why: NotSigned) -> crate::Error {
    match why {
        NotSigned::NotCalled(_) => invalid("div", "the call in 'identity' was not for this number"),
        NotSigned::NoDiversion => invalid("dest", "the call was going there"),
        NotSigned::Number(_) => invalid("dest", "it is no number of E.164"),
        other => internal(other),
    }
}

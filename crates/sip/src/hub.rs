//! The hub's own signing and verification, as a redirect server asks for them.

use std::sync::Arc;

use trusthub_app::attestation::{self, CallingNumber};
use trusthub_app::calls::{self, Signing, SipRefusal, ToDivert, ToSign, ToVerify};
use trusthub_app::{Actor, Error, Hub};
use trusthub_domain::attestation::{Attest, Traffic};
use trusthub_domain::sid::AccountSid;

use crate::redirect::{Call, Calls, NotSigned, Verified};

/// Seconds between a call's Date and now: RFC 8224 sections 6.1 and 6.2.
const FRESH_SECONDS: i64 = 60;

/// Identity headers of one call that are looked at, the first ones. Ours: each may cost a fetch; a call that was diverted
/// five times has six.
const MOST_IDENTITIES: usize = 8;

/// Signs and verifies with this hub.
pub struct HubCalls(pub Hub);

/// Whose calls a trunk carries, as its operator has written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// How the trunk is named: decisions about its calls say that it asked.
    pub trunk: Arc<str>,
    /// The account that calls.
    pub account: Option<AccountSid>,
    /// Whether each call may name another one: the provider's own switch knows its customers.
    pub may_name_account: bool,
    /// The most that its calls get.
    pub at_most: Option<Attest>,
    /// Where its calls come from.
    pub traffic: Traffic,
}

impl Calls for HubCalls {
    type Caller = Caller;

    async fn sign(&self, caller: &Caller, call: &Call) -> Result<Vec<String>, NotSigned> {
        let hub = &self.0;
        let iat = iat(hub, call)?;
        let request = ToSign {
            call: attestation::Call {
                account: account(caller, call)?,
                from: number("From", &call.from)?,
                traffic: caller.traffic,
                at_most: caller.at_most,
                asked_brand: None,
            },
            to: vec![number("To", &call.to)?],
            iat,
            origid: None,
        };
        signed(calls::sign(hub, &Actor::trunk(Arc::clone(&caller.trunk)), &request).await)
    }

    async fn divert(
        &self,
        caller: &Caller,
        call: &Call,
        target: &str,
        identities: &[&str],
    ) -> Result<Option<Vec<String>>, NotSigned> {
        let hub = &self.0;
        let target = number("Request-URI", target)?;
        let identities = identities.get(..MOST_IDENTITIES).unwrap_or(identities);
        let Some(sent_on) = calls::sent_on(identities, &target) else { return Ok(None) };
        let iat = iat(hub, call)?;
        let request = ToDivert {
            call: attestation::Call {
                account: account(caller, call)?,
                from: sent_on.from,
                traffic: caller.traffic,
                at_most: None,
                asked_brand: None,
            },
            orig: number("From", &call.from)?,
            to: vec![target],
            iat,
            identity: sent_on.identity,
        };
        signed(calls::divert(hub, &Actor::trunk(Arc::clone(&caller.trunk)), &request).await).map(Some)
    }

    async fn verify(&self, call: &Call, identities: &[&str]) -> Verified {
        let hub = &self.0;
        let numbers = (CallingNumber::parse("From", &call.from), CallingNumber::parse("To", &call.to));
        let (Ok(from), Ok(to)) = numbers else { return Verified::Unavailable };
        let time = call.date.unwrap_or_else(|| now(hub));
        let mut failed: Option<Verified> = None;
        for identity in identities.iter().take(MOST_IDENTITIES) {
            let request = ToVerify {
                from: from.clone(),
                to: vec![to.clone()],
                time,
                identity: (*identity).to_owned(),
                call_id: Some(call.call_id.clone()),
            };
            let calls::Verified { response, refusal } = calls::verify(hub, &request).await;
            let verstat = response.verstat;
            let Some(SipRefusal { status, phrase, reason }) = refusal else {
                // One that is good is enough (RFC 8224 section 6.2).
                return Verified::Passed { verstat };
            };
            match &mut failed {
                Some(Verified::Failed { reasons, .. }) => reasons.push(reason),
                Some(Verified::Passed { .. } | Verified::Unavailable) | None => {
                    failed = Some(Verified::Failed { verstat, status, phrase, reasons: vec![reason] });
                }
            }
        }
        failed.unwrap_or(Verified::Unavailable)
    }
}

/// When a call was made, if that is now.
fn iat(hub: &Hub, call: &Call) -> Result<i64, NotSigned> {
    let now = now(hub);
    let iat = call.date.unwrap_or(now);
    if iat.abs_diff(now) > FRESH_SECONDS.unsigned_abs() { Err(NotSigned::Stale) } else { Ok(iat) }
}

/// Whose call it is.
fn account(caller: &Caller, call: &Call) -> Result<Option<AccountSid>, NotSigned> {
    match (&call.account, caller.may_name_account) {
        (Some(named), true) => named.parse().map(Some).map_err(|_| refused("The Named Account Is None")),
        (Some(_) | None, _) => Ok(caller.account),
    }
}

fn number(field: &'static str, written: &str) -> Result<CallingNumber, NotSigned> {
    CallingNumber::parse(field, written).map_err(not_signed)
}

fn signed(signing: trusthub_app::Result<Signing>) -> Result<Vec<String>, NotSigned> {
    match signing.map_err(not_signed)? {
        Signing::Signed(identity, _) => Ok(vec![identity]),
        Signing::Refused(kept) => {
            let first = kept.evidence.decision.reasons.first();
            Err(refused(first.map_or("Refused", |reason| reason.ground.in_words())))
        }
    }
}

fn now(hub: &Hub) -> i64 {
    hub.now().as_seconds()
}

fn refused(why: &str) -> NotSigned {
    NotSigned::Refused(why.to_owned())
}

fn not_signed(error: Error) -> NotSigned {
    match error {
        Error::Invalid(why) => NotSigned::Refused(why.to_string()),
        Error::NotFound(_) => refused("The Named Account Is None"),
        other => {
            tracing::warn!(error = &other as &dyn std::error::Error, "a call could not be signed");
            NotSigned::Unavailable
        }
    }
}

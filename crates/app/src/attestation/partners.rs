//! What partners ask: how a number would be attested for whoever has it, and how an account stands. No database, no waiting.

use trusthub_domain::attestation::{AttestReason, Certificate, Decision, IndexState, Traffic};
use trusthub_domain::sid::AccountSid;

use super::calls::{Call, CallingNumber, decided};
use super::index::{AccountView, NumberKey};
use crate::{Error, Hub, Result};

/// What is known of a number or an account.
#[derive(Debug, Clone)]
pub(crate) struct Looked {
    /// The account: the one asked about, or the one that has the number.
    pub(crate) account: AccountView,
    /// How the number is attested; `None` for an account.
    pub(crate) decision: Option<Decision>,
}

/// What is known of a number; `None` if nobody has it that partners are told of. Both take the same steps.
///
/// # Errors
/// `Unavailable` while the index is not loaded, or older than the operator allows.
pub(crate) fn look_at_number(hub: &Hub, number: &CallingNumber) -> Result<Option<Looked>> {
    let (now, max_age) = (hub.now(), hub.settings().attestation_max_age);
    let key = NumberKey::of(number.digits());
    let (known, account) = hub.attestations().look_at_number(key, now, max_age);
    must_be_current(known.state)?;
    let call = Call {
        account: account.as_ref().map(|account| account.sid),
        from: number.clone(),
        traffic: Traffic::Own,
        at_most: None,
        asked_brand: None,
    };
    let decision = decided(hub, known, &call, Certificate::NotAsked).decision;
    Ok(account.map(|account| Looked { account, decision: Some(decision) }))
}

/// How an account stands; `None` for one that partners are told nothing of.
///
/// # Errors
/// As [`look_at_number`].
pub(crate) fn look_at_account(hub: &Hub, sid: AccountSid) -> Result<Option<Looked>> {
    let (now, max_age) = (hub.now(), hub.settings().attestation_max_age);
    let (account, state) = hub.attestations().account_view(sid, now, max_age);
    must_be_current(state)?;
    Ok(account.map(|account| Looked { account, decision: None }))
}

impl Looked {
    /// The accounts whose changes may change the answer: the account's own, and those that the attestation rests on.
    pub(crate) fn follows(&self) -> Vec<AccountSid> {
        let reasons = self.decision.iter().flat_map(|decision| &decision.reasons);
        let named = reasons.filter_map(|reason: &AttestReason| reason.account_sid);
        let mut all: Vec<AccountSid> =
            [self.account.sid].into_iter().chain(self.account.parent_sid).chain(named).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn must_be_current(state: IndexState) -> Result<()> {
    match state {
        IndexState::Current => Ok(()),
        IndexState::NotLoaded => Err(Error::Unavailable("what partners ask about is being loaded")),
        IndexState::OutOfDate => Err(Error::Unavailable("the database has not been heard of for too long")),
    }
}

//! What would be signed for a call, asked without signing it.

use std::sync::Arc;

use trusthub_domain::attestation::{Caller, Certificate};
use trusthub_domain::sid::AccountSid;

use super::calls::{Answer, Call, CallingNumber, answer};
use super::evidence::{Decided, Kept, Purpose, kept};
use crate::{Actor, Error, Hub, Result, Who, accounts};

/// How a call would be attested now; the decision is kept and can be looked up.
///
/// An account may name itself or an account below it, a switch any.
///
/// # Errors
/// `NotFound` for an account that whoever asks may not name; `Unavailable` while too many decisions wait to be stored.
pub async fn preview(
    hub: &Hub,
    actor: &Actor,
    call: &Call,
    to: &[CallingNumber],
) -> Result<(Arc<Kept>, Answer)> {
    may_name(hub, actor, call).await?;
    let answer = answer(hub, call, Certificate::NotAsked);
    let decided =
        Decided { purpose: Purpose::Preview, call, to, answer: &answer, origid: None, signed: None };
    let kept = kept(hub, actor, decided);
    keep(hub, Arc::clone(&kept))?;
    Ok((kept, answer))
}

/// Puts a decision where it will be written, and counts it.
///
/// # Errors
/// `Unavailable` while too many wait.
pub(crate) fn keep(hub: &Hub, kept: Arc<Kept>) -> Result<()> {
    let purpose = kept.evidence.purpose.as_str();
    let outcome = kept.evidence.decision.attest.map_or("refused", |attest| attest.as_str());
    hub.decisions().push(kept).map_err(|_| Error::Unavailable("too many decisions wait to be stored"))?;
    metrics::counter!("trusthub_attestation_decisions_total", "purpose" => purpose, "outcome" => outcome)
        .increment(1);
    Ok(())
}

/// The account that a decision is kept with. One that signed in, and may name another, is certainly there, whether this
/// node has loaded it yet or not.
pub(crate) fn kept_with(actor: &Actor, call: &Call, answer: &Answer) -> Option<AccountSid> {
    if let Some(own) = actor.account_sid() {
        return Some(call.account.unwrap_or(own));
    }
    match &answer.facts.caller {
        Caller::Known(caller) => Some(caller.account_sid),
        Caller::NotNamed | Caller::Unknown(_) => None,
    }
}

/// Whether whoever asks may ask about the account that it names.
pub(crate) async fn may_name(hub: &Hub, actor: &Actor, call: &Call) -> Result<()> {
    match call.account {
        Some(named) => may_name_account(hub, actor, named).await,
        None => Ok(()),
    }
}

/// The same of an account alone.
pub(crate) async fn may_name_account(hub: &Hub, actor: &Actor, named: AccountSid) -> Result<()> {
    match actor.who() {
        // Which accounts a trunk may name is written in its configuration, and asked before.
        Who::Switch(_) | Who::Trunk(_) | Who::Operator => Ok(()),
        // Its own needs no look: whoever signed in with it exists.
        Who::Account { .. } | Who::User { .. } if actor.account_sid() == Some(named) => Ok(()),
        Who::Account { .. }
        | Who::User { .. }
        | Who::Inquiry { .. }
        | Who::Reviewer(_)
        | Who::System
        | Who::Retention
        | Who::TestMode
        | Who::Representative
        | Who::Partner(_) => accounts::find(hub, actor, named).await.map(drop),
    }
}

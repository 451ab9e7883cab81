//! How calls were attested, and why: kept without a transaction for each call.
//!
//! A decision is put into a queue in memory, and a task of the process writes what has gathered, up to a thousand in a
//! transaction, five times a second. So a call waits for no disk, and the price is told in `docs/attestation.md`: a process
//! that is killed takes with it what it decided in the last fifth of a second, and while the database is away the queue
//! grows up to its bound; then nothing is signed, since nobody could say later why.

mod queue;

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use trusthub_domain::attestation::{CallFacts, Decision, RULES};
use trusthub_domain::sid::{AccountSid, AttestationSid};
use trusthub_storage::StoredDecision;

pub(crate) use self::queue::Queue;
use super::calls::{Answer, Call, CallingNumber};
use crate::{Actor, Error, Hub, Result, Who, accounts};

/// How long decisions gather. Ours: what a process that is killed may lose.
const WRITE_EVERY: Duration = Duration::from_millis(200);

/// Decisions in one transaction: the other writers of SQLite wait for it.
const AT_ONCE: usize = 1_000;

/// Failures between two lines in the log.
const TELL_EVERY: u32 = 300;

/// What a call was decided for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody wanted to know.
    Preview,
    /// It was to be signed.
    Signing,
    /// It was to be signed as sent on from the number.
    Diversion,
}

impl Purpose {
    /// Its name on the wire and in metrics.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Signing => "signing",
            Self::Diversion => "diversion",
        }
    }
}

/// What explains a decision. Stored sealed, in this form for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it was for.
    pub purpose: Purpose,
    /// Who asked, as the audit log names them.
    pub asked_by: String,
    /// The account that was named, whether it exists or not.
    pub named: Option<AccountSid>,
    /// The calling number: digits.
    pub from: String,
    /// The numbers that were called: digits.
    #[serde(default)]
    pub to: Vec<String>,
    /// The rules that decided.
    pub rules: String,
    /// What they decided on.
    pub facts: CallFacts,
    /// What they decided.
    pub decision: Decision,
    /// What it was signed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
}

/// What a call was signed with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// `iat`, seconds since the epoch.
    pub iat: i64,
    /// Where the certificate is.
    pub x5u: String,
}

/// A decision as it is kept.
pub type Kept = StoredDecision<Evidence>;

/// What was decided about a call, and what for.
pub(crate) struct Decided<'a> {
    pub(crate) purpose: Purpose,
    pub(crate) call: &'a Call,
    pub(crate) to: &'a [CallingNumber],
    pub(crate) answer: &'a Answer,
    /// The identifier of a signed call.
    pub(crate) origid: Option<String>,
    /// What it was signed with.
    pub(crate) signed: Option<Signed>,
}

/// A decision, to be kept. Shared between the queue and whoever asked, so that no call pays for a copy.
pub(crate) fn kept(hub: &Hub, actor: &Actor, decided: Decided<'_>) -> Arc<Kept> {
    let Decided { purpose, call, to, answer, origid, signed } = decided;
    Arc::new(Kept {
        account_sid: super::kept_with(actor, call, answer),
        sid: hub.sid(),
        origid,
        decided_at: hub.now(),
        evidence: Evidence {
            purpose,
            asked_by: actor.label(),
            named: call.account,
            from: call.from.digits().to_owned(),
            to: to.iter().map(|number| number.digits().to_owned()).collect(),
            rules: RULES.to_owned(),
            facts: answer.facts.clone(),
            decision: answer.decision.clone(),
            signed,
        },
    })
}

/// Writes what gathers, until `stop` is cancelled. What is asked for after that is written by [`keep_all`].
pub(crate) async fn run(hub: Hub, stop: CancellationToken) {
    let mut failures = 0_u32;
    loop {
        let is_last = tokio::select! {
            () = stop.cancelled() => true,
            () = tokio::time::sleep(WRITE_EVERY) => false,
        };
        match keep_all(&hub).await {
            Ok(()) => failures = 0,
            Err(error) => {
                if failures.is_multiple_of(TELL_EVERY) {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        waiting = hub.decisions().len(),
                        "decisions about calls could not be stored; it is tried again, and nothing is signed once too many wait"
                    );
                }
                failures = failures.wrapping_add(1);
            }
        }
        metrics::gauge!("trusthub_attestation_decisions_waiting")
            .set(f64::from(u32::try_from(hub.decisions().len()).unwrap_or(u32::MAX)));
        if is_last {
            return;
        }
    }
}

/// Writes every decision that waits.
///
/// # Errors
/// `Unavailable`; what was not written waits on.
pub async fn keep_all(hub: &Hub) -> Result<()> {
    let _turn = hub.decisions().turn().await;
    loop {
        let piece = hub.decisions().first(AT_ONCE);
        if piece.is_empty() {
            return Ok(());
        }
        let mut tx = hub.db().write().await?;
        tx.decisions_insert(&piece.iter().map(AsRef::as_ref).collect::<Vec<_>>()).await?;
        tx.commit().await?;
        hub.decisions().done(piece.len());
    }
}

/// A decision: for an account if it is its own or that of an account below it, for a switch and the operator any.
///
/// # Errors
/// `NotFound`; `Unavailable`.
pub async fn find(hub: &Hub, actor: &Actor, sid: AttestationSid) -> Result<Kept> {
    let not_found = || Error::NotFound(format!("/Attestations/{sid}"));
    let found = match hub.decisions().find(|kept| kept.sid == sid).into_iter().next() {
        Some(waiting) => Kept::clone(&waiting),
        None => hub.db().read().await?.decision_find_any_account(sid).await?.ok_or_else(not_found)?,
    };
    match actor.who() {
        Who::Operator | Who::System | Who::Switch(_) => Ok(found),
        Who::Account { .. }
        | Who::User { .. }
        | Who::Inquiry { .. }
        | Who::Reviewer(_)
        | Who::Retention
        | Who::TestMode
        | Who::Representative
        | Who::Partner(_)
        | Who::Trunk(_) => {
            let account = found.account_sid.ok_or_else(not_found)?;
            match accounts::find(hub, actor, account).await {
                Ok(_) => Ok(found),
                Err(Error::NotFound(_)) => Err(not_found()),
                Err(other) => Err(other),
            }
        }
    }
}

/// The decisions on which calls with this identifier were signed, newest first: for whoever asks where a call came from.
///
/// # Errors
/// `Forbidden` for anybody but the operator and switches; `Unavailable`.
pub async fn trace(hub: &Hub, actor: &Actor, origid: &str) -> Result<Vec<Kept>> {
    if !matches!(actor.who(), Who::Switch(_)) {
        actor.must_be_operator()?;
    }
    let wanted = origid.to_ascii_lowercase();
    let waiting = hub.decisions().find(|kept| kept.origid.as_deref() == Some(wanted.as_str()));
    let mut found: Vec<Kept> = waiting.iter().map(|kept| Kept::clone(kept)).collect();
    for stored in hub.db().read().await?.decisions_of_origid_any_account::<Evidence>(&wanted).await? {
        if found.iter().all(|known| known.sid != stored.sid) {
            found.push(stored);
        }
    }
    found.sort_by_key(|kept| std::cmp::Reverse(kept.decided_at));
    Ok(found)
}

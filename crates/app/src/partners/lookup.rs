//! What partners ask: how far a number or an account can be trusted, now. Answered from memory.
//!
//! What there is nothing to tell of (numbers that nobody has here, accounts of tests, customers that were never vetted)
//! answers alike: the same words after the same steps.

use trusthub_domain::attestation::{Attest, Ground};
use trusthub_domain::partner::{Partner, PartnerScope, StandingStatus};
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::TrustLevel;

use super::told::{IdentityView, seen};
use crate::attestation::{CallingNumber, Looked, look_at_account, look_at_number};
use crate::{Actor, Hub, Result};

/// Look-ups between which others get their turn: a few milliseconds.
const AT_ONCE: usize = 500;

/// What can be asked about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A telephone number.
    Number(CallingNumber),
    /// An account.
    Account(AccountSid),
}

impl Subject {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Account(_) => "account",
        }
    }
}

/// What is told of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The account that it is, or that has the number.
    pub account_sid: AccountSid,
    /// The account's level.
    pub level: TrustLevel,
    /// Whether that holds, and if not, why; `None` for an account below another one's that has no profile of its own.
    pub status: Option<StandingStatus>,
    /// Since when both are so.
    pub since: Option<Timestamp>,
    /// Until when the level holds, if nothing happens before.
    pub valid_until: Option<Timestamp>,
    /// How calls from the number are attested; `None` for an account.
    pub attestation: Option<Attested>,
    /// The accounts whose changes in the feed may change this answer.
    pub follows: Vec<AccountSid>,
    /// Who the customer is, as far as the partner may see it.
    pub identity: Option<IdentityView>,
}

/// How calls from a number are attested when the account that has it makes them.
#[derive(Debug, Clone)]
pub struct Attested {
    /// `None` if nothing is signed.
    pub attest: Option<Attest>,
    /// Why: what refuses first, then what keeps it down, then what carries it.
    pub grounds: Vec<Ground>,
}

/// What is told of each of these, in their order; `None` where there is nothing to tell. And when that held.
///
/// # Errors
/// `Forbidden` for anybody but a partner with the scope; `Unavailable` while this node does not know how things stand.
pub async fn look_up(
    hub: &Hub,
    actor: &Actor,
    subjects: &[Subject],
) -> Result<(Vec<Option<Found>>, Timestamp)> {
    let partner = actor.must_be_partner(PartnerScope::Lookup)?;
    let as_of = hub.attestations().as_of().unwrap_or_else(|| hub.now());
    let mut found = Vec::with_capacity(subjects.len());
    for piece in subjects.chunks(AT_ONCE) {
        for subject in piece {
            found.push(find(hub, partner, subject)?);
        }
        tokio::task::yield_now().await;
    }
    Ok((found, as_of))
}

fn find(hub: &Hub, partner: &Partner, subject: &Subject) -> Result<Option<Found>> {
    let looked = match subject {
        Subject::Number(number) => look_at_number(hub, number)?,
        Subject::Account(sid) => look_at_account(hub, *sid)?,
    };
    let found = looked.filter(is_told_of).map(|looked| found(hub, partner, looked));
    let outcome = if found.is_some() { "found" } else { "nothing" };
    metrics::counter!("trusthub_partner_lookups_total", "subject" => subject.kind(), "outcome" => outcome)
        .increment(1);
    Ok(found)
}

/// A customer that was never vetted is nobody's business.
fn is_told_of(looked: &Looked) -> bool {
    let carried = looked.decision.is_some() && looked.account.is_carried_by_parent;
    looked.account.standing.is_some() || carried
}

fn found(hub: &Hub, partner: &Partner, looked: Looked) -> Found {
    let follows = looked.follows();
    let Looked { account, decision } = looked;
    let (_, identity) = seen(hub, partner, account.sid);
    Found {
        account_sid: account.sid,
        level: account.standing.map_or(TrustLevel::Unknown, |standing| standing.level),
        status: account.standing.map(|standing| standing.status),
        since: account.standing.map(|standing| standing.since),
        valid_until: account.valid_until,
        attestation: decision.map(|decision| Attested {
            attest: decision.attest,
            grounds: decision.reasons.into_iter().map(|reason| reason.ground).collect(),
        }),
        follows,
        identity,
    }
}

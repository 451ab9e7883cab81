//! What partners ask: how far a number, an account, or who stands behind a domain, brand or credential can be trusted,
//! now. The trust is answered from memory; whose a domain, brand or credential is, the database says, in one reading of it
//! for a whole batch.
//!
//! What there is nothing to tell of (numbers that nobody has here, accounts of tests, customers that were never vetted)
//! answers alike, in the same words; numbers and accounts also after the same steps.

use trusthub_domain::attestation::{Attest, Ground};
use trusthub_domain::credential::CredentialState;
use trusthub_domain::messaging::BrandStatus;
use trusthub_domain::partner::{Partner, PartnerScope, StandingStatus};
use trusthub_domain::sid::{AccountSid, BrandSid, CredentialSid};
use trusthub_domain::time::Timestamp;
use trusthub_domain::trust::TrustLevel;
use trusthub_storage::Tx;

use super::told::{IdentityView, seen};
use crate::attestation::{CallingNumber, Looked, look_at_account, look_at_number};
use crate::messaging::brands;
use crate::{Actor, Hub, Result, credentials};

/// Look-ups between which others get their turn: a few milliseconds.
const AT_ONCE: usize = 500;

/// What can be asked about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A telephone number.
    Number(CallingNumber),
    /// An account.
    Account(AccountSid),
    /// A domain that mail is sent from, not its subdomains; written as [`name`](crate::domains::name) writes it.
    Domain(String),
    /// A brand registration.
    Brand(BrandSid),
    /// A credential that the partner was shown.
    Credential(CredentialSid),
}

/// How what was asked about stands itself, beside the account it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnStatus {
    /// The account has proven that the domain is its own.
    DomainProven,
    /// Where the brand's registration is.
    Brand(BrandStatus),
    /// Whether the credential holds.
    Credential(CredentialState),
}

impl OwnStatus {
    /// Its name on the wire: that of the brand's and the credential's own resource.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DomainProven => "proven",
            Self::Brand(status) => status.as_str(),
            Self::Credential(state) => state.as_str(),
        }
    }
}

impl Subject {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "number",
            Self::Account(_) => "account",
            Self::Domain(_) => "domain",
            Self::Brand(_) => "brand",
            Self::Credential(_) => "credential",
        }
    }
}

/// What is told of it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The account that it is, or whose it is.
    pub account_sid: AccountSid,
    /// The account's level.
    pub level: TrustLevel,
    /// Whether that holds, and if not, why; `None` for an account below another one's that has no profile of its own.
    pub status: Option<StandingStatus>,
    /// Since when both are so.
    pub since: Option<Timestamp>,
    /// Until when the level holds, if nothing happens before.
    pub valid_until: Option<Timestamp>,
    /// How calls from the number are attested; `None` for anything else.
    pub attestation: Option<Attested>,
    /// How a domain, brand or credential stands itself; `None` for numbers and accounts.
    pub own_status: Option<OwnStatus>,
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
    // Opened for the first subject that needs it: numbers and accounts are answered without a database.
    let mut tx = None;
    for piece in subjects.chunks(AT_ONCE) {
        for subject in piece {
            let looked = look(hub, &mut tx, subject).await?;
            found.push(told(hub, partner, subject, looked));
        }
        tokio::task::yield_now().await;
    }
    Ok((found, as_of))
}

/// How the subject stands, and what stands behind it.
async fn look(
    hub: &Hub,
    tx: &mut Option<Tx>,
    subject: &Subject,
) -> Result<Option<(Looked, Option<OwnStatus>)>> {
    let owner = match subject {
        Subject::Number(number) => return Ok(look_at_number(hub, number)?.map(|looked| (looked, None))),
        Subject::Account(sid) => return Ok(look_at_account(hub, *sid)?.map(|looked| (looked, None))),
        Subject::Domain(name) => {
            let owner = opened(hub, tx).await?.domain_owner_any_account(name).await?;
            owner.map(|(account, _)| (account, OwnStatus::DomainProven))
        }
        Subject::Brand(sid) => {
            let known = brands::known(opened(hub, tx).await?, hub, *sid).await?;
            known.map(|(account, status)| (account, OwnStatus::Brand(status)))
        }
        Subject::Credential(sid) => {
            let known = credentials::known(opened(hub, tx).await?, hub, *sid).await?;
            known.map(|(account, state)| (account, OwnStatus::Credential(state)))
        }
    };
    let Some((account, own_status)) = owner else { return Ok(None) };
    Ok(look_at_account(hub, account)?.map(|looked| (looked, Some(own_status))))
}

async fn opened<'tx>(hub: &Hub, tx: &'tx mut Option<Tx>) -> Result<&'tx mut Tx> {
    Ok(match tx {
        Some(tx) => tx,
        none => none.insert(hub.db().read().await?),
    })
}

fn told(
    hub: &Hub,
    partner: &Partner,
    subject: &Subject,
    looked: Option<(Looked, Option<OwnStatus>)>,
) -> Option<Found> {
    let looked = looked.filter(|(looked, _)| is_told_of(looked));
    let found = looked.map(|(looked, own_status)| found(hub, partner, looked, own_status));
    let outcome = if found.is_some() { "found" } else { "nothing" };
    metrics::counter!("trusthub_partner_lookups_total", "subject" => subject.kind(), "outcome" => outcome)
        .increment(1);
    found
}

/// A customer that was never vetted is nobody's business.
pub(super) fn is_told_of(looked: &Looked) -> bool {
    let carried = looked.decision.is_some() && looked.account.is_carried_by_parent;
    looked.account.standing.is_some() || carried
}

fn found(hub: &Hub, partner: &Partner, looked: Looked, own_status: Option<OwnStatus>) -> Found {
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
        own_status,
        follows,
        identity,
    }
}

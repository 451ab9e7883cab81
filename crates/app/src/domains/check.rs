//! Looking at a domain: first the name servers, then one transaction that says what follows.

use trusthub_domain::sending::records::MailRecords;
use trusthub_domain::sending::{DomainState, Proof, SendingDomain};
use trusthub_domain::sid::{AccountSid, DomainSid};
use trusthub_storage::{Error as StorageError, Job, Key, Scope, Tx};

use super::{load, lookups, release, schedule};
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Permit, Result, retry};

/// What was found out about a domain, without a transaction open.
struct Seen {
    proof: Proof,
    /// `None` without name servers.
    records: Option<MailRecords>,
    /// Who holds it, if that is another account whose own proof is gone.
    yields: Option<(AccountSid, DomainSid)>,
    /// Another account holds it and still proves it, or nobody could say.
    is_taken: bool,
}

/// Looks at a domain now, as the daily job does.
///
/// # Errors
/// `NotFound`; `AlreadyExists` if the proof is there, and another account proves it, too; `Unavailable` without name
/// servers.
pub async fn check(hub: &Hub, actor: &Actor, sid: DomainSid) -> Result<SendingDomain> {
    let scope = actor.may(Permit::Own)?;
    if hub.outside().texts.is_none() {
        return Err(Error::Unavailable("no name servers are configured"));
    }
    let seen = see(hub, &scope, sid).await?;
    let checked = retry::on_conflict(|| settle(hub, actor, &scope, sid, &seen, None)).await?;
    if seen.is_taken && seen.proof == Proof::Found {
        return Err(Error::AlreadyExists(format!(
            "another account has proven {} and still does; remove its record of {} first",
            checked.domain,
            checked.challenge_name(),
        )));
    }
    Ok(checked)
}

/// The same for the job; the job ends and the next is queued in the transaction that says what follows.
pub(crate) async fn look(hub: &Hub, scope: &Scope, sid: DomainSid, job: &Job) -> Result<()> {
    let seen = see(hub, scope, sid).await?;
    settle(hub, &Actor::system(), scope, sid, &seen, Some(job)).await.map(drop)
}

async fn see(hub: &Hub, scope: &Scope, sid: DomainSid) -> Result<Seen> {
    let Some(dns) = &hub.outside().texts else {
        return Ok(Seen { proof: Proof::Silence, records: None, yields: None, is_taken: false });
    };
    let (domain, holder) = {
        let mut tx = hub.db().read().await?;
        let domain = load(&mut tx, scope, sid).await?;
        let holder = other_holder(&mut tx, &domain).await?;
        (domain, holder)
    };
    let theirs = async {
        match &holder {
            Some(theirs) => Some(lookups::proof(dns, theirs).await),
            None => None,
        }
    };
    let (proof, records, theirs) =
        tokio::join!(lookups::proof(dns, &domain), lookups::records(dns, &domain), theirs);
    let yields = holder.as_ref().filter(|_| theirs == Some(Proof::Missing));
    Ok(Seen {
        proof,
        records: Some(MailRecords::of(&records)),
        yields: yields.map(|theirs| (theirs.account_sid, theirs.sid)),
        is_taken: holder.is_some() && yields.is_none(),
    })
}

/// Another account's proven domain of the same name.
async fn other_holder(tx: &mut Tx, domain: &SendingDomain) -> Result<Option<SendingDomain>> {
    match tx.domain_owner_any_account(&domain.domain).await? {
        Some((account, sid)) if account != domain.account_sid => {
            Ok(tx.domain_find(&Scope::own(account), sid).await?)
        }
        Some(_) | None => Ok(None),
    }
}

async fn settle(
    hub: &Hub,
    actor: &Actor,
    scope: &Scope,
    sid: DomainSid,
    seen: &Seen,
    job: Option<&Job>,
) -> Result<SendingDomain> {
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, scope, sid).await?;
    // Whose proof is good and whose domain is another's has proven nothing.
    let proof = if seen.is_taken && seen.proof == Proof::Found { Proof::Missing } else { seen.proof };
    let records = seen.records.clone().or_else(|| before.records.clone());
    let after = SendingDomain { records, ..before.checked(proof, hub.now()) };
    let saved = tx.domain_save(&after).await?;
    match (before.state, saved.state) {
        (DomainState::Proven, DomainState::Lost) => release(&mut tx, hub, actor, &saved).await?,
        (DomainState::Pending | DomainState::Lost, DomainState::Proven) => {
            take(&mut tx, hub, actor, &saved, seen).await?;
        }
        (DomainState::Proven, DomainState::Proven | DomainState::Pending)
        | (DomainState::Pending | DomainState::Lost, DomainState::Pending | DomainState::Lost) => {}
    }
    // Looked at every day: only what changes is worth an entry.
    if before.state != saved.state {
        let action = if saved.state == DomainState::Proven { "domain.prove" } else { "domain.lose" };
        record(&mut tx, hub, actor, scope, action, sid, Changed::from_to(&before, &saved)).await?;
    }
    if let Some(job) = job {
        tx.job_finish(job).await?;
        schedule(&mut tx, hub, &saved).await?;
    } else if before.state == DomainState::Lost && saved.state == DomainState::Proven {
        // The daily looks may have ended with the loss.
        schedule(&mut tx, hub, &saved).await?;
    }
    tx.commit().await?;
    Ok(saved)
}

/// It is this account's from now on. If it was another's, that one's proof is gone: it was looked at a moment ago.
async fn take(tx: &mut Tx, hub: &Hub, actor: &Actor, domain: &SendingDomain, seen: &Seen) -> Result<()> {
    match tx.domain_owner_any_account(&domain.domain).await? {
        Some((account, _)) if account == domain.account_sid => return Ok(()),
        Some(holder) if Some(holder) == seen.yields => {
            let (account, sid) = holder;
            let theirs = Scope::own(account);
            let before = load(tx, &theirs, sid).await?;
            let lost = tx.domain_save(&before.clone().lost(hub.now())).await?;
            release(tx, hub, &Actor::system(), &lost).await?;
            let changed = Changed::from_to(&before, &lost);
            record(tx, hub, &Actor::system(), &theirs, "domain.lose", sid, changed).await?;
        }
        // Somebody else proved it meanwhile: look again.
        Some(_) => return Err(Error::Conflict),
        None => {}
    }
    tracing::info!(account.sid = %domain.account_sid, domain.sid = %domain.sid, by = actor.label(), "a domain is proven");
    tx.domain_owner_set_any_account(domain).await.map_err(|error| match error {
        StorageError::Duplicate(Key::SendingDomain) => Error::Conflict,
        other => other.into(),
    })
}

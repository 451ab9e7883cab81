//! Domains that accounts send mail from: proven by a record in their zone, looked at every day, and bound to one account at
//! a time. Start at [`create`], then [`check`].

mod check;
mod lookups;

pub use check::check;
pub(crate) use check::look;

use trusthub_domain::sending::{DomainState, SendingDomain};
use trusthub_domain::sid::DomainSid;
use trusthub_storage::{Error as StorageError, JobKind, Key, Scope, Tx};
use trusthub_vetting::holds_mail;
use url::Host;

use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Page, PageRequest, Permit, Result, credentials, input, retry};

/// Most domains of an account: each is looked up every day.
pub(crate) const MOST_DOMAINS: u32 = 500;

/// Most DKIM keys of a domain that are looked at.
const MOST_SELECTORS: usize = 10;

/// Adds a domain; the answer names the record that proves it, which is looked for from then on.
///
/// # Errors
/// `Invalid` for what is no domain of somebody's, and for selectors that are none; `AlreadyExists` if the account has it.
pub async fn create(hub: &Hub, actor: &Actor, domain: &str, selectors: Vec<String>) -> Result<SendingDomain> {
    let scope = actor.may(Permit::Own)?;
    let domain = SendingDomain {
        sid: hub.sid(),
        account_sid: scope.account(),
        domain: parse(domain)?,
        challenge: hub.random_hex::<16>(),
        state: DomainState::Pending,
        selectors: checked_selectors(selectors)?,
        records: None,
        proven_at: None,
        seen_at: None,
        missed_at: None,
        checked_at: None,
        version: 1,
        date_created: hub.now(),
    };
    let mut tx = hub.db().write().await?;
    if tx.domain_count(&scope).await? >= i64::from(MOST_DOMAINS) {
        let why = format!("an account has at most {MOST_DOMAINS}");
        return Err(Invalid::Field { field: "Domain", why }.into());
    }
    tx.domain_insert(&domain).await.map_err(|error| match error {
        StorageError::Duplicate(Key::SendingDomain) => {
            Error::AlreadyExists(format!("the domain {} was added before", domain.domain))
        }
        other => other.into(),
    })?;
    schedule(&mut tx, hub, &domain).await?;
    record(&mut tx, hub, actor, &scope, "domain.create", domain.sid, Changed::made(&domain)).await?;
    tx.commit().await?;
    Ok(domain)
}

/// One of the account's domains.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: DomainSid) -> Result<SendingDomain> {
    let scope = actor.may(Permit::Read)?;
    load(&mut hub.db().read().await?, &scope, sid).await
}

/// The account's domains, newest first.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor, page: PageRequest) -> Result<Page<SendingDomain>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.domain_list(&scope, &page).await?)
}

/// Forgets a domain; credentials that name it are revoked.
///
/// # Errors
/// `NotFound`.
pub async fn delete(hub: &Hub, actor: &Actor, sid: DomainSid) -> Result<()> {
    retry::on_conflict(|| delete_once(hub, actor, sid)).await
}

async fn delete_once(hub: &Hub, actor: &Actor, sid: DomainSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let domain = load(&mut tx, &scope, sid).await?;
    tx.domain_delete(&domain).await?;
    release(&mut tx, hub, actor, &domain).await?;
    record(&mut tx, hub, actor, &scope, "domain.delete", sid, Changed::gone(&domain)).await?;
    Ok(tx.commit().await?)
}

async fn load(tx: &mut Tx, scope: &Scope, sid: DomainSid) -> Result<SendingDomain> {
    tx.domain_find(scope, sid).await?.ok_or_else(|| Error::NotFound(format!("/Domains/{sid}")))
}

/// It is nobody's any more; the caller has saved that it is not proven.
async fn release(tx: &mut Tx, hub: &Hub, actor: &Actor, domain: &SendingDomain) -> Result<()> {
    tx.domain_owner_clear_any_account(domain).await?;
    credentials::follow::domain_lost(tx, hub, actor, domain).await
}

/// Queues the next look.
async fn schedule(tx: &mut Tx, hub: &Hub, domain: &SendingDomain) -> Result<()> {
    if let Some(next) = domain.next_check(hub.now()) {
        // One line of looks for each domain, whoever asked for one in between.
        let job = hub.job(JobKind::CheckDomain, domain.account_sid, domain.sid, next);
        tx.job_push(&job.once(format!("check_domain:{}", domain.sid))).await?;
    }
    Ok(())
}

/// What was entered as a name that somebody can hold.
pub(crate) fn parse(text: &str) -> Result<String> {
    name(text).map_err(|why| Error::from(Invalid::Field { field: "Domain", why: why.to_owned() }))
}

/// A name that somebody can hold, in lower case and ASCII.
///
/// # Errors
/// What is wrong with it, for who wrote it.
pub fn name(text: &str) -> std::result::Result<String, &'static str> {
    const AS_IN: &str = "write it as example.com, without https:// and @";
    let text = text.trim().trim_end_matches('.');
    if text.len() > 253 {
        return Err("a domain has at most 253 characters");
    }
    let Ok(Host::Domain(name)) = Host::parse(text) else { return Err(AS_IN) };
    if !input::is_host_name(&name) {
        return Err(AS_IN);
    }
    if !holds_mail(&name) {
        return Err("nobody holds this name alone: others register theirs below it");
    }
    Ok(name)
}

fn checked_selectors(mut selectors: Vec<String>) -> Result<Vec<String>> {
    let refuse = |why: String| Error::from(Invalid::Field { field: "DkimSelectors", why });
    for selector in &mut selectors {
        selector.make_ascii_lowercase();
    }
    selectors.sort_unstable();
    selectors.dedup();
    if selectors.len() > MOST_SELECTORS {
        return Err(refuse(format!("at most {MOST_SELECTORS} are looked at")));
    }
    let is_sound = |selector: &String| {
        (1..=63).contains(&selector.len())
            && selector.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            && !selector.starts_with('.')
            && !selector.ends_with('.')
            && !selector.contains("..")
    };
    match selectors.iter().all(is_sound) {
        true => Ok(selectors),
        false => Err(refuse("a selector is what stands before ._domainkey, such as s1".to_owned())),
    }
}

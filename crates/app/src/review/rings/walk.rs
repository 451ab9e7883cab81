//! Remembers what bundles were submitted with before it was kept, page by page; the migration that made room for it queues
//! the walk.
//!
//! A page and its successor change hands in one transaction, so a walk that is broken off goes on where it was. A page that
//! is done twice writes nothing the second time.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::UnknownName;
use trusthub_storage::{BundlePlace, Job, JobKind, Scope, Tx};

use super::remember;
use crate::erased::unless_erased;
use crate::record::internal;
use crate::work::Outcome;
use crate::{Error, Hub, Result};

/// Bundles of one transaction. Ours: it stays below a tenth of a second.
const AT_ONCE: u32 = 50;

/// How far a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Walk {
    after: Option<BundlePlace>,
}

pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let walk: Walk = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    let page = tx.bundles_at_stake_any_account(walk.after, AT_ONCE).await?;
    for place in &page {
        match of_bundle(&mut tx, hub, *place).await {
            // Without the account's key there is nothing to remember.
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(error @ (Error::Unavailable(_) | Error::Conflict)) => return Err(error),
            // One that cannot be read must not keep the others from being remembered; vetting will find it broken too.
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                bundle.sid = %place.bundle_sid,
                "what bundle {} shares with others could not be remembered",
                place.bundle_sid
            ),
        }
    }
    if let Some(last) = page.last().filter(|_| u32::try_from(page.len()) == Ok(AT_ONCE)) {
        let next = Walk { after: Some(*last) };
        tx.job_push(&hub.job(JobKind::Remember, job.account_sid, next, hub.now())).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Settled)
}

async fn of_bundle(tx: &mut Tx, hub: &Hub, place: BundlePlace) -> Result<()> {
    let found = tx.bundle_find(&Scope::own(place.account_sid), place.bundle_sid).await;
    match unless_erased(found)? {
        Some(bundle) => remember(tx, hub, &bundle).await,
        None => Ok(()),
    }
}

/// `walk`, `walk AC… BU…`
impl fmt::Display for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.after {
            None => f.write_str("walk"),
            Some(after) => write!(f, "walk {} {}", after.account_sid, after.bundle_sid),
        }
    }
}

impl FromStr for Walk {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let words: Vec<&str> = text.split(' ').collect();
        match *words.as_slice() {
            ["walk"] => Ok(Self { after: None }),
            ["walk", account, bundle] => {
                let account_sid = account.parse().map_err(|_| UnknownName)?;
                let bundle_sid = bundle.parse().map_err(|_| UnknownName)?;
                Ok(Self { after: Some(BundlePlace { account_sid, bundle_sid }) })
            }
            _ => Err(UnknownName),
        }
    }
}

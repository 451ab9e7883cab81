//! Screening again as background work: a walk over all bundles at stake after a list changed, page by page, and single
//! bundles.
//!
//! A page and its successor change hands in one transaction, so that each is done by one node and none is lost; a page
//! that is done twice finds nothing new the second time.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::UnknownName;
use trusthub_domain::sid::BundleSid;
use trusthub_storage::{BundlePlace, Job, JobKind, Scope};
use trusthub_vetting::watchlists::Source;

use super::Outcome;
use crate::record::internal;
use crate::registries;
use crate::review::rescreening::{self, Extent};
use crate::review::reverification;
use crate::{Error, Hub, Result};

/// Stands in a walk for the registers; no list is called so.
const REGISTERS: &str = "registers";

/// Bundles of one page. Ours: a second's work at most, far below a lease.
const AT_ONCE: u32 = 50;

/// What to screen again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rescreening {
    /// This bundle, over all lists.
    Bundle(BundleSid),
    /// All bundles at stake after a place, over what came into a list after a version of it; or in the registers.
    Walk { source: String, seen: i64, after: Option<BundlePlace> },
}

impl Rescreening {
    /// From the first bundle on, in the registers as they are then.
    pub(crate) fn walk_in_registers() -> Self {
        Self::walk(REGISTERS, 0)
    }

    /// From the first bundle on.
    pub(crate) fn walk(source: &str, seen: i64) -> Self {
        Self::Walk { source: source.to_owned(), seen, after: None }
    }
}

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    match job.subject.parse().map_err(internal)? {
        Rescreening::Bundle(sid) => {
            match rescreening::run(hub, &Scope::own(job.account_sid), sid, Extent::Everything).await {
                Ok(_) => Ok(Outcome::Done),
                // The account was erased.
                Err(Error::NotFound(_)) => Ok(Outcome::Done),
                Err(error) => Err(error),
            }
        }
        Rescreening::Walk { source, seen, after } => walk(hub, job, source, seen, after).await,
    }
}

async fn walk(
    hub: &Hub,
    job: &Job,
    source: String,
    seen: i64,
    after: Option<BundlePlace>,
) -> Result<Outcome> {
    let extent = match source.as_str() {
        REGISTERS => None,
        list => Some(Extent::Newer(list.parse::<Source>().map_err(internal)?, seen)),
    };
    if extent.is_none() {
        // This node may not have loaded yet what brought the walk about.
        registries::load_in_force(hub).await?;
    }
    let page = hub.db().read().await?.bundles_at_stake_any_account(after, AT_ONCE).await?;
    let mut troubled = Vec::new();
    for place in &page {
        let scope = Scope::own(place.account_sid);
        let looked = match extent {
            Some(extent) => rescreening::run(hub, &scope, place.bundle_sid, extent).await.map(drop),
            None => reverification::in_registers(hub, &scope, place.bundle_sid).await.map(drop),
        };
        match looked {
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(error @ (Error::Unavailable(_) | Error::Conflict)) => return Err(error),
            Err(error) => {
                // One that cannot be read must not keep the others from being looked at; it becomes a job of its own,
                // and in the end a dead letter that somebody sees.
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    bundle.sid = %place.bundle_sid,
                    "bundle {} could not be screened again",
                    place.bundle_sid
                );
                troubled.push(*place);
            }
        }
    }
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    for place in troubled {
        rescreening::push(&mut tx, hub, &Scope::own(place.account_sid), place.bundle_sid, hub.now()).await?;
    }
    if let Some(last) = page.last().filter(|_| u32::try_from(page.len()) == Ok(AT_ONCE)) {
        let next = Rescreening::Walk { source, seen, after: Some(*last) };
        tx.job_push(&hub.job(JobKind::Rescreen, job.account_sid, next, hub.now())).await?;
    }
    tx.commit().await?;
    Ok(Outcome::Settled)
}

/// `bundle BU…`, `walk un 3`, `walk un 3 AC… BU…`
impl fmt::Display for Rescreening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(sid) => write!(f, "bundle {sid}"),
            Self::Walk { source, seen, after: None } => write!(f, "walk {source} {seen}"),
            Self::Walk { source, seen, after: Some(after) } => {
                write!(f, "walk {source} {seen} {} {}", after.account_sid, after.bundle_sid)
            }
        }
    }
}

impl FromStr for Rescreening {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let words: Vec<&str> = text.split(' ').collect();
        match *words.as_slice() {
            ["bundle", sid] => Ok(Self::Bundle(sid.parse().map_err(|_| UnknownName)?)),
            ["walk", source, seen] => Ok(Self::walk(source, seen.parse().map_err(|_| UnknownName)?)),
            ["walk", source, seen, account, bundle] => Ok(Self::Walk {
                source: source.to_owned(),
                seen: seen.parse().map_err(|_| UnknownName)?,
                after: Some(BundlePlace {
                    account_sid: account.parse().map_err(|_| UnknownName)?,
                    bundle_sid: bundle.parse().map_err(|_| UnknownName)?,
                }),
            }),
            _ => Err(UnknownName),
        }
    }
}

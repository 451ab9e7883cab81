//! What follows for a bundle when what it rests on enters or leaves force, and for all bundles of an account when the
//! account is put on hold or is back.
//!
//! A change queues jobs here, in its own transaction; the worker then looks at the bundles concerned as they stand. A look
//! decides nothing from what the job says, so it may come late, twice, or in any order.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::{Bundle, BundleKind, Status, UnknownName};
use trusthub_domain::evaluation::support_losses;
use trusthub_domain::sid::BundleSid;
use trusthub_domain::time::Timestamp;
use trusthub_storage::{AccountFilter, Cursor, JobKind, PageRequest, Position, Scope, Tx};

use super::parts::gather;
use super::{changes, policy_of};
use crate::{Actor, Hub, Result};

/// Bundles that one transaction looks at. Ours: it stays below a tenth of a second.
const AT_ONCE: u32 = 50;

/// What a look at supports is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SupportLook {
    pub(crate) bundle: BundleSid,
    pub(crate) step: Step,
}

/// Where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// At the bundle itself. What carried it when it was approved may have left force in the same moment.
    Itself,
    /// At the bundles of the job's account that rest on it, after this one.
    Resting(Option<BundleSid>),
    /// For such bundles in the subaccounts of its account, after this one.
    Family(Option<Cursor>),
}

/// How far the walk over an account's bundles is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountWalk {
    pub(crate) kind: BundleKind,
    pub(crate) after: Option<Cursor>,
}

/// Queues what a change of this bundle's standing may have consequences for; nothing, if there is nothing.
pub(crate) async fn queue(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let scope = Scope::own(bundle.account_sid);
    let policy = policy_of(hub, bundle)?;
    if bundle.status == Status::Approved && policy.supports().next().is_some() {
        push_look(tx, hub, &scope, bundle.sid, Step::Itself).await?;
    }
    if !hub.catalog().carries_others(&policy.object_type) {
        return Ok(());
    }
    if !tx.bundles_resting_on(&scope, bundle.sid, None, 1).await?.is_empty() {
        push_look(tx, hub, &scope, bundle.sid, Step::Resting(None)).await?;
    }
    queue_family(tx, hub, bundle).await
}

/// Queues what it may have consequences for in subaccounts: only a primary profile is used across accounts.
async fn queue_family(tx: &mut Tx, hub: &Hub, bundle: &Bundle) -> Result<()> {
    let scope = Scope::own(bundle.account_sid);
    if !policy_of(hub, bundle)?.is_primary {
        return Ok(());
    }
    let two = PageRequest { size: 2, position: Position::Start };
    let family = tx.account_list_family(&scope, &AccountFilter::default(), &two).await?;
    if family.items.iter().any(|account| account.sid != bundle.account_sid) {
        push_look(tx, hub, &scope, bundle.sid, Step::Family(None)).await?;
    }
    Ok(())
}

/// Queues the walk over all bundles of an account whose status changed.
pub(crate) async fn queue_walk(tx: &mut Tx, hub: &Hub, scope: &Scope) -> Result<()> {
    for kind in [BundleKind::CustomerProfile, BundleKind::TrustProduct] {
        push(tx, hub, scope, JobKind::Account, AccountWalk { kind, after: None }).await?;
    }
    Ok(())
}

async fn push_look(tx: &mut Tx, hub: &Hub, scope: &Scope, bundle: BundleSid, step: Step) -> Result<()> {
    push(tx, hub, scope, JobKind::Support, SupportLook { bundle, step }).await
}

/// Without a dedupe key: a job that runs already may have looked too early.
async fn push(
    tx: &mut Tx,
    hub: &Hub,
    scope: &Scope,
    kind: JobKind,
    subject: impl fmt::Display,
) -> Result<()> {
    Ok(tx.job_push(&hub.job(kind, scope.account(), subject, hub.now())).await?)
}

/// One step of a look at supports, within the caller's transaction; queues the next.
pub(crate) async fn look(tx: &mut Tx, hub: &Hub, scope: &Scope, look: SupportLook) -> Result<()> {
    let support = look.bundle;
    match look.step {
        Step::Itself => follow_support(tx, hub, scope, support).await,
        Step::Resting(after) => {
            let resting = tx.bundles_resting_on(scope, support, after, AT_ONCE).await?;
            for sid in &resting {
                follow_support(tx, hub, scope, *sid).await?;
            }
            match resting.last().filter(|_| u32::try_from(resting.len()) == Ok(AT_ONCE)) {
                Some(last) => push_look(tx, hub, scope, support, Step::Resting(Some(*last))).await,
                None => Ok(()),
            }
        }
        Step::Family(after) => {
            let position = after.map_or(Position::Start, Position::After);
            let request = PageRequest { size: AT_ONCE, position };
            let page = tx.account_list_family(scope, &AccountFilter::default(), &request).await?;
            for account in page.items.iter().filter(|account| account.sid != scope.account()) {
                let own = Scope::own(account.sid);
                if !tx.bundles_resting_on(&own, support, None, 1).await?.is_empty() {
                    push_look(tx, hub, &own, support, Step::Resting(None)).await?;
                }
            }
            match page.next {
                Some(cursor) => push_look(tx, hub, scope, support, Step::Family(Some(cursor))).await,
                None => Ok(()),
            }
        }
    }
}

async fn follow_support(tx: &mut Tx, hub: &Hub, scope: &Scope, sid: BundleSid) -> Result<()> {
    let found = tx.bundle_find(scope, sid).await?;
    let Some(before) = found.filter(|bundle| bundle.status == Status::Approved) else {
        return Ok(());
    };
    let policy = policy_of(hub, &before)?;
    let parts = gather(tx, hub, &before, policy).await?.parts;
    let losses = support_losses(policy, hub.catalog(), &parts);
    if let Some(change) = before.follow_support(losses, hub.now()) {
        changes::apply(tx, hub, &Actor::system(), &before, change, "bundle.follow_support").await?;
    }
    Ok(())
}

/// One step of the walk over an account's bundles, within the caller's transaction; queues the next.
pub(crate) async fn walk(tx: &mut Tx, hub: &Hub, scope: &Scope, walk: AccountWalk) -> Result<()> {
    let position = walk.after.map_or(Position::Start, Position::After);
    let request = PageRequest { size: AT_ONCE, position };
    let page = tx.bundle_list_at_stake(scope, walk.kind, &request).await?;
    for before in &page.items {
        follow_account(tx, hub, before).await?;
    }
    match page.next {
        Some(cursor) => {
            let next = AccountWalk { kind: walk.kind, after: Some(cursor) };
            push(tx, hub, scope, JobKind::Account, next).await
        }
        None => Ok(()),
    }
}

/// Bundles of the same account that rest on this one need no look: the hold is on them too.
async fn follow_account(tx: &mut Tx, hub: &Hub, before: &Bundle) -> Result<()> {
    let actor = Actor::system();
    let Some(change) = before.follow_account(hub.now()) else {
        return Ok(());
    };
    let bundle = changes::carry_out(tx, hub, &actor, before, change, "bundle.follow_account").await?;
    queue_family(tx, hub, &bundle).await?;
    match bundle.expire(hub.now()) {
        Ok(change) if !bundle.is_suspended() => {
            changes::apply(tx, hub, &actor, &bundle, change, "bundle.expire").await.map(drop)
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// `BU… itself`, `BU… resting BU…`, `BU… family 1826971200000000 AC…`
impl fmt::Display for SupportLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.bundle)?;
        match &self.step {
            Step::Itself => f.write_str("itself"),
            Step::Resting(None) => f.write_str("resting"),
            Step::Resting(Some(after)) => write!(f, "resting {after}"),
            Step::Family(after) => {
                f.write_str("family")?;
                write_cursor(f, after.as_ref())
            }
        }
    }
}

impl FromStr for SupportLook {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let mut words = text.split(' ');
        let bundle = words.next().unwrap_or_default().parse().map_err(|_| UnknownName)?;
        let step = match words.next() {
            Some("itself") => Step::Itself,
            Some("resting") => {
                Step::Resting(words.next().map(str::parse).transpose().map_err(|_| UnknownName)?)
            }
            Some("family") => Step::Family(read_cursor(words)?),
            Some(_) | None => return Err(UnknownName),
        };
        Ok(Self { bundle, step })
    }
}

/// `customer_profile 1826971200000000 BU…`
impl fmt::Display for AccountWalk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        write_cursor(f, self.after.as_ref())
    }
}

impl FromStr for AccountWalk {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let mut words = text.split(' ');
        let kind = words.next().unwrap_or_default().parse()?;
        Ok(Self { kind, after: read_cursor(words)? })
    }
}

fn write_cursor(f: &mut fmt::Formatter<'_>, cursor: Option<&Cursor>) -> fmt::Result {
    match cursor {
        Some(cursor) => write!(f, " {} {}", cursor.date_created.as_micros(), cursor.sid),
        None => Ok(()),
    }
}

fn read_cursor<'a>(
    mut words: impl Iterator<Item = &'a str>,
) -> std::result::Result<Option<Cursor>, UnknownName> {
    let Some(micros) = words.next() else {
        return Ok(None);
    };
    let date_created = Timestamp::from_micros(micros.parse().map_err(|_| UnknownName)?);
    let sid = words.next().ok_or(UnknownName)?.to_owned();
    Ok(Some(Cursor { date_created, sid }))
}

//! Carries out what `bundles::consequences` queued: one step and the end of its job are one transaction.

use trusthub_storage::{Job, Scope};

use super::Outcome;
use crate::bundles::consequences::{self, AccountWalk, SupportLook};
use crate::record::internal;
use crate::{Hub, Result};

pub(super) async fn support(hub: &Hub, job: &Job) -> Result<Outcome> {
    let look: SupportLook = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    consequences::look(&mut tx, hub, &Scope::own(job.account_sid), look).await?;
    tx.commit().await?;
    Ok(Outcome::Settled)
}

pub(super) async fn account(hub: &Hub, job: &Job) -> Result<Outcome> {
    let walk: AccountWalk = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().write().await?;
    tx.job_finish(job).await?;
    consequences::walk(&mut tx, hub, &Scope::own(job.account_sid), walk).await?;
    tx.commit().await?;
    Ok(Outcome::Settled)
}

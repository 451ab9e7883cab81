//! A profile's turn to be verified again, and with it the next one.

use trusthub_storage::{Job, Scope};

use super::Outcome;
use super::dispatch::subject;
use crate::review::reverification;
use crate::{Error, Hub, Result};

/// The job ends and the next is queued in one transaction, so that a profile never drops out of the schedule.
pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let finish = async |tx: &mut trusthub_storage::Tx| Ok(tx.job_finish(job).await?);
    match reverification::run(hub, &scope, subject(job)?, finish).await {
        Ok(_) => Ok(Outcome::Settled),
        // The account was erased.
        Err(Error::NotFound(_)) => Ok(Outcome::Done),
        Err(error) => Err(error),
    }
}

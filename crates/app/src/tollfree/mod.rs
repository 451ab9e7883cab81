//! Toll-free verification: a customer submits what a toll-free number is for, the machine or a reviewer decides.
//!
//! Submitting ([`create`], [`update`]) only records and queues; `checking` decides in the background, `review` is where
//! reviewers do. A decision is told by one mail to whom the submission names. Start at `submission.rs`.

pub(crate) mod business;
pub(crate) mod checking;
mod deletion;
pub(crate) mod letters;
mod links;
mod listing;
pub mod review;
mod submission;

pub use deletion::delete;
pub use listing::{TollfreeFilter, Whose, find, list};
pub(crate) use submission::toll_free;
pub use submission::{Edit, Fields, NewVerification, create, update};

use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::Verification;
use trusthub_storage::{JobKind, Scope, Tx};

use crate::{Error, Hub, Result};

/// Of this account.
pub(crate) async fn load(tx: &mut Tx, scope: &Scope, sid: TollfreeSid) -> Result<Verification> {
    tx.tollfree_find(scope, sid).await?.ok_or_else(|| not_found(sid))
}

fn not_found(sid: TollfreeSid) -> Error {
    Error::NotFound(format!("/Tollfree/Verifications/{sid}"))
}

/// Has it looked at by the machine.
async fn queue_check(tx: &mut Tx, hub: &Hub, verification: &Verification) -> Result<()> {
    let job = hub.job(JobKind::VetTollfree, verification.account_sid, verification.sid, hub.now());
    Ok(tx.job_push(&job).await?)
}

/// Has whoever the submission names told how it was decided.
async fn queue_letter(tx: &mut Tx, hub: &Hub, decided: &Verification) -> Result<()> {
    let letter = letters::Decided { sid: decided.sid, version: decided.version };
    let job = hub.job(JobKind::MailTollfree, decided.account_sid, letter, hub.now());
    Ok(tx.job_push(&job).await?)
}

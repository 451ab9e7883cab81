//! The campaign registry downstream, where the operator has one: brands and campaigns go there once the hub has vetted them,
//! and are what it answers.
//!
//! What is wanted stands in the brand or campaign itself ([`RegistryEntry`]), and one job for each brings the registry to it:
//! it looks how things stand, here and there, and does the next thing. So nothing is lost however often the registry is
//! down, and nothing is made twice. At night `reconcile` has everything looked at once more.

mod brand;
mod campaign;
mod details;
mod reasons;
mod reconcile;
mod subject;

pub use reconcile::plan;
pub(crate) use reconcile::run as reconcile;

use std::fmt::Display;
use std::time::Duration;

use trusthub_domain::messaging::{RegistryAnswer, RegistryEntry, RegistryState};
use trusthub_domain::sid::{AccountSid, BrandSid, CampaignSid};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::registry::{Reason, RegistryError};
use trusthub_storage::{Job, JobKind, Scope, Tx};

use self::subject::Subject;
use crate::record::{causes, internal};
use crate::review::test_mode;
use crate::work::Outcome;
use crate::{Error, Hub, Result};

/// How soon, and how seldom, it is asked again about what it has not decided. Ours: it decides brands within two minutes, and
/// carriers decide campaigns within days.
const SOONEST: Duration = Duration::from_secs(5);
const LATEST: Duration = Duration::from_mins(10);

/// How soon it is looked again whether a campaign's brand is registered there.
const BEHIND_BRAND: Duration = Duration::from_secs(30);

/// Whether what belongs to an account goes to the registry: there is one, and neither account nor thing is for trying out.
pub(super) async fn is_told(tx: &mut Tx, hub: &Hub, scope: &Scope, is_mock: bool) -> Result<bool> {
    Ok(hub.registry().is_some() && !is_mock && !test_mode::is_on(tx, scope).await?)
}

/// Queues a look at a brand or campaign that changed, one at a time for each: one that waits is done now.
pub(super) async fn queue(tx: &mut Tx, hub: &Hub, account: AccountSid, subject: impl Display) -> Result<()> {
    let now = hub.now();
    if !tx.job_hasten_any_account(&once(&subject), now).await? {
        queue_for(tx, hub, account, subject, now).await?;
    }
    Ok(())
}

/// The same for a later time; one that waits goes on doing so. One that was given up begins anew.
async fn queue_for(
    tx: &mut Tx,
    hub: &Hub,
    account: AccountSid,
    subject: impl Display,
    at: Timestamp,
) -> Result<()> {
    let once = once(&subject);
    if !tx.job_revive_any_account(&once, at).await? {
        tx.job_push(&hub.job(JobKind::Registry, account, subject, at).once(once)).await?;
    }
    Ok(())
}

fn once(subject: &impl Display) -> String {
    format!("registry:{subject}")
}

/// Has campaigns that the hub is about to forget ended there. Nothing without a registry.
pub(crate) async fn end_all(
    tx: &mut Tx,
    hub: &Hub,
    account: AccountSid,
    campaigns: &[CampaignSid],
) -> Result<()> {
    if hub.registry().is_some() {
        for campaign in campaigns {
            queue(tx, hub, account, campaign).await?;
        }
    }
    Ok(())
}

/// Does the next thing that is to be done about a brand or campaign.
pub(crate) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let done = match (job.subject.parse::<BrandSid>(), job.subject.parse::<CampaignSid>()) {
        (Ok(sid), _) => brand::run(hub, job, sid).await,
        (Err(_), Ok(sid)) => campaign::run(hub, job, sid).await,
        (Err(_), Err(error)) => Err(internal(error)),
    };
    match done {
        // Its account is being erased.
        Err(Error::NotFound(_)) => Ok(Outcome::Done),
        other => other,
    }
}

/// What became of asking.
enum Heard {
    /// The registry said something of it.
    Answer(RegistryAnswer),
    /// Nothing that could be acted on; when to try again.
    Nothing(Outcome),
}

/// Tells refusals from failures, and counts both.
fn heard<S: Subject>(
    hub: &Hub,
    answered: std::result::Result<RegistryAnswer, RegistryError>,
    refused: impl FnOnce(Vec<Reason>) -> RegistryAnswer,
) -> Heard {
    let (heard, outcome) = match answered {
        Ok(answer) => {
            let word = word(&answer);
            (Heard::Answer(answer), word)
        }
        Err(RegistryError::Refused(reasons)) => (Heard::Answer(refused(reasons)), "refused"),
        Err(error) => {
            let (outcome, word) = failed(hub, &error);
            (Heard::Nothing(outcome), word)
        }
    };
    metrics::counter!("trusthub_registry_looks_total", "subject" => S::WORD, "outcome" => outcome)
        .increment(1);
    heard
}

const fn word(answer: &RegistryAnswer) -> &'static str {
    match answer {
        RegistryAnswer::Undecided { .. } => "undecided",
        RegistryAnswer::Registered { .. } => "registered",
        RegistryAnswer::Refused(_) => "refused",
        RegistryAnswer::Missing => "missing",
    }
}

/// What to do where the registry said nothing, and how that is counted.
fn failed(hub: &Hub, error: &RegistryError) -> (Outcome, &'static str) {
    match error {
        // Not this thing's fault, so that it takes none of its tries.
        RegistryError::Resting(rest) => (Outcome::Wait(hub.now().plus((*rest).max(SOONEST))), "skipped"),
        RegistryError::Address
        | RegistryError::Unreachable
        | RegistryError::Busy(_)
        | RegistryError::Credentials
        | RegistryError::Duplicate
        | RegistryError::Refused(_)
        | RegistryError::Unreadable(_) => (Outcome::Retry(causes(error)), "failed"),
    }
}

/// When to look again; `None` if there is nothing to wait for.
fn next_look(entry: Option<&RegistryEntry>, now: Timestamp) -> Option<Timestamp> {
    let entry = entry.filter(|entry| entry.is_open())?;
    Some(now.plus((now.since(entry.since) / 2).clamp(SOONEST, LATEST)))
}

/// Ends the job in the transaction that says what it came to: a change that is made after it finds no job, and queues one.
async fn end(mut tx: Tx, job: &Job, next: Option<Timestamp>) -> Result<Outcome> {
    if let Some(at) = next {
        tx.commit().await?;
        return Ok(Outcome::Wait(at));
    }
    tx.job_finish(job).await?;
    tx.commit().await?;
    Ok(Outcome::Settled)
}

/// What was registered is there no longer, or is there otherwise. Counted; what follows from it is in the audit log.
fn note_difference(before: Option<&RegistryEntry>, after: Option<&RegistryEntry>) {
    let (Some(before), Some(after)) = (before, after) else { return };
    if !matches!(before.state, RegistryState::Registered { .. }) || before.state == after.state {
        return;
    }
    let kind = if after.state == RegistryState::Due { "missing" } else { "status" };
    metrics::counter!("trusthub_registry_differences_total", "kind" => kind).increment(1);
}

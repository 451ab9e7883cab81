//! Whether this process can serve requests, and if not, what is missing. For machines that route requests; it names no
//! address, no user and no cause: those are in the log.

use std::sync::Arc;
use std::time::Duration;

use crate::Hub;

/// Whoever asks wants a quick answer; a database that takes longer is not ready.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// One thing that requests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// `process`, `database`, `schema`, `attestation`, or one that [`Hub::watch`] has added.
    pub name: &'static str,
    /// What is wrong with it; `None` if nothing.
    pub trouble: Option<&'static str>,
}

/// Looks at everything that requests need.
pub async fn look(hub: &Hub) -> Vec<Check> {
    let process = hub.is_ending().then_some("it is about to end");
    let database = match tokio::time::timeout(TIME_LIMIT, hub.db().ping()).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "not ready: the database does not answer"
            );
            Some("it does not answer")
        }
        Err(_) => Some("it does not answer in time"),
    };
    let schema = match database {
        Some(_) => Some("unknown while the database does not answer"),
        None => schema(hub).await,
    };
    let attestation = hub.attestations().is_loading().then_some("what calls are attested by is being loaded");
    let mut checks = vec![
        Check { name: "process", trouble: process },
        Check { name: "database", trouble: database },
        Check { name: "schema", trouble: schema },
        Check { name: "attestation", trouble: attestation },
    ];
    checks.extend(hub.watched().iter().map(|part| Check { name: part.name, trouble: part.trouble() }));
    checks
}

/// A part of the process beside the API, without which some requests go unanswered.
#[derive(Clone)]
pub(crate) struct Watched {
    name: &'static str,
    is_alive: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Watched {
    pub(crate) fn new(name: &'static str, is_alive: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { name, is_alive: Arc::new(is_alive) }
    }

    fn trouble(&self) -> Option<&'static str> {
        (!(self.is_alive)()).then_some("it has ended")
    }
}

async fn schema(hub: &Hub) -> Option<&'static str> {
    match tokio::time::timeout(TIME_LIMIT, hub.db().pending_migrations()).await {
        Ok(Ok(pending)) if pending.is_empty() => None,
        Ok(Ok(_)) => Some("it lacks migrations of this version"),
        Ok(Err(_)) | Err(_) => Some("it could not be looked at"),
    }
}

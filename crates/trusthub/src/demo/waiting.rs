//! Waiting for what the hub does by itself, with an end to patience.

use std::time::Duration;

use serde_json::Value;
use trusthub_app::{Actor, Hub, review};
use trusthub_domain::review::CaseState;
use trusthub_domain::sid::BundleSid;

use super::client::{Customer, text};
use crate::failure::{Failure, Outcome};

/// Automatic vetting takes seconds at most.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often to look.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Until automatic vetting is through with the bundle's case.
pub(super) async fn until_open(hub: &Hub, reviewer: &Actor, sid: BundleSid) -> Outcome {
    let looking = async {
        loop {
            let dossier = review::show(hub, reviewer, sid).await?;
            if dossier.cases.first().is_some_and(|case| case.state != CaseState::Vetting) {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .map_err(|_| Failure::refused_because(format!("automatic vetting of {sid} did not end")))?
}

/// Until the resource has the status; the resource.
pub(super) async fn until_status(customer: &Customer<'_>, path: &str, status: &str) -> Outcome<Value> {
    let looking = async {
        loop {
            let shown = customer.get(path).await?;
            if text(&shown, "status") == status {
                return Ok(shown);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking)
        .await
        .map_err(|_| Failure::refused_because(format!("{path} did not become {status}")))?
}

//! A certificate for signing calls is ordered.

use super::Outcome;
use crate::certificates::{self, OrderError};
use crate::record::causes;
use crate::{Actor, Error, Hub, Result};

/// Orders one. A second one does no harm, should the job run twice.
pub(super) async fn order(hub: &Hub) -> Result<Outcome> {
    let (outcome, label) = match certificates::order(hub, &Actor::system()).await {
        Ok(_) => (Outcome::Done, "issued"),
        // The operator has changed their mind since it was queued.
        Err(OrderError::NotConfigured) => (Outcome::Done, "not_configured"),
        Err(OrderError::Hub(Error::Conflict)) => return Err(Error::Conflict),
        Err(error) => (Outcome::Retry(causes(&error)), "failed"),
    };
    metrics::counter!("trusthub_certificate_orders_total", "outcome" => label).increment(1);
    Ok(outcome)
}

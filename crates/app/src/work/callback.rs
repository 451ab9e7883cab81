//! Calls a status callback: in the order of the bundle's events while its receiver answers.

use std::time::{Duration, Instant};

use tracing::Instrument;
use trusthub_gateways::webhook::{CallbackRequest, FieldsRequest, Outcome as Delivery};
use trusthub_storage::{Job, Scope};

use super::dispatch::event_of;
use super::{Outcome, trace_of_delivery};
use crate::review::test_mode;
use crate::{Hub, Result};

/// A later event waits this long for an earlier one, then goes ahead; `EventSequence` tells the receiver the order.
const PATIENCE: Duration = Duration::from_secs(60);

/// How soon a waiting callback looks again.
const PAUSE: Duration = Duration::from_millis(500);

pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let Some(event) = event_of(hub, job).await?.map(|stored| stored.event) else {
        return Ok(Outcome::Done);
    };
    let sid = event.sid;
    let mut tx = hub.db().read().await?;
    let Some(url) = event.addressee.status_callback.clone() else {
        return Ok(Outcome::Done);
    };
    let earlier = tx.event_earlier_unsettled(&scope, event.bundle_sid, event.transition.sequence).await?;
    if earlier.is_some_and(|since| hub.now().since(since) < PATIENCE) {
        return Ok(Outcome::Wait(hub.now().plus(PAUSE)));
    }
    let Some(tokens) = tx.account_tokens(&scope).await? else {
        return Ok(Outcome::Done);
    };
    let is_test = test_mode::is_on(&mut tx, &scope).await?;
    drop(tx);
    let request = CallbackRequest { url, auth_token: tokens.primary, event, is_test };
    let outcome = measured(hub.callbacks().deliver(&request)).await;
    if matches!(outcome, Outcome::Done) {
        let mut tx = hub.db().write().await?;
        tx.event_settle_callback(&scope, sid, hub.now()).await?;
        tx.commit().await?;
    }
    Ok(outcome)
}

/// Calls a status callback about anything but a bundle's own events, whose order nobody keeps.
pub(crate) async fn called(hub: &Hub, request: &FieldsRequest) -> Outcome {
    measured(hub.callbacks().deliver_fields(request)).await
}

/// Makes one attempt, measured and traced.
async fn measured(attempt: impl Future<Output = Delivery>) -> Outcome {
    let begun = Instant::now();
    let trace = trace_of_delivery("callback");
    let delivery = attempt.instrument(trace.clone()).await;
    trace.record("delivery.outcome", name(&delivery));
    metrics::histogram!(
        "trusthub_delivery_duration_seconds", "channel" => "callback", "outcome" => name(&delivery)
    )
    .record(begun.elapsed());
    match delivery {
        Delivery::Delivered { .. } => Outcome::Done,
        Delivery::Retry { why } => Outcome::Retry(why.to_string()),
        Delivery::Dead { why } => Outcome::Dead(why.to_string()),
    }
}

fn name(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Delivered { .. } => "delivered",
        Delivery::Retry { .. } => "failed",
        Delivery::Dead { .. } => "refused",
    }
}

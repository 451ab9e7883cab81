//! The feed as server-sent events (HTML standard, section 9.2): each with its cursor as `id`, so that a client that comes
//! back with `Last-Event-ID` misses nothing.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::stream;
use tokio::sync::OwnedSemaphorePermit;
use trusthub_app::partners::{self, CloudEvent};
use trusthub_app::{Actor, Hub};

/// After so long without an event a comment is sent, so that nobody between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Entries that are read at once.
const AT_ONCE: u32 = 100;

/// What a client waits before it comes back.
const RETRY: &str = "retry: 1000\n\n";

struct Reading {
    hub: Hub,
    actor: Actor,
    cursor: i64,
    has_begun: bool,
    /// Held while the stream is open.
    _waiting: OwnedSemaphorePermit,
}

/// The stream from behind `cursor` on. It ends when the partner is revoked, and when this process ends: the client comes
/// back, to another one or in vain.
pub(super) fn of(hub: Hub, actor: Actor, cursor: i64, waiting: OwnedSemaphorePermit) -> Response {
    let reading = Reading { hub, actor, cursor, has_begun: false, _waiting: waiting };
    let pieces = stream::unfold(reading, |mut reading| async move {
        let piece = next(&mut reading).await?;
        Some((Ok::<_, Infallible>(Bytes::from(piece)), reading))
    });
    (
        [
            (CONTENT_TYPE, "text/event-stream"),
            (axum::http::HeaderName::from_static("x-accel-buffering"), "no"),
        ],
        Body::from_stream(pieces),
    )
        .into_response()
}

/// What is sent next; `None` to end. Why it ends, whoever comes back is told.
async fn next(reading: &mut Reading) -> Option<String> {
    if !reading.has_begun {
        reading.has_begun = true;
        return Some(RETRY.to_owned());
    }
    let Reading { hub, actor, cursor, .. } = reading;
    let mut batch = partners::read(hub, actor, *cursor, AT_ONCE).await.ok()?;
    if batch.events.is_empty() {
        match partners::wait(hub, actor, *cursor, KEEP_ALIVE).await.ok()? {
            partners::Waited::Ending => return None,
            partners::Waited::InVain => return Some(": nothing new\n\n".to_owned()),
            partners::Waited::News => batch = partners::read(hub, actor, *cursor, AT_ONCE).await.ok()?,
        }
    }
    *cursor = batch.cursor;
    Some(batch.events.iter().filter_map(written).collect())
}

/// JSON has no line breaks.
fn written(event: &CloudEvent) -> Option<String> {
    let json = serde_json::to_string(event).ok()?;
    Some(format!("id: {}\nevent: {}\ndata: {json}\n\n", event.sequence, event.type_name))
}

//! The customer's server: receives status callbacks and checks their signature, as an SDK's request validator would.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{RawForm, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use trusthub_gateways::webhook::{SIGNATURE_HEADER, signature};
use url::form_urlencoded;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};

/// How long a callback may take to come: it is queued with the change and sent within a second.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often the receiver looks whether one has come.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A callback as it came in.
#[derive(Debug, Clone)]
struct Callback {
    fields: Vec<(String, String)>,
    signature: String,
}

impl Callback {
    fn field(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .unwrap_or_default()
    }
}

/// The server.
pub(super) struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<Callback>>>,
}

impl Receiver {
    /// Listens on a free port of the loopback interface.
    pub(super) async fn start(tracker: &TaskTracker, stop: &CancellationToken) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(Failure::environment)?;
        let address = listener.local_addr().map_err(Failure::environment)?;
        let received = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new().route("/callbacks", post(receive)).with_state(Arc::clone(&received));
        let end = stop.clone();
        tracker.spawn(async move {
            let served = axum::serve(listener, router).with_graceful_shutdown(end.cancelled_owned());
            if let Err(error) = served.await {
                tracing::warn!(%error, "the demo's receiver ended");
            }
        });
        Ok(Self { url: format!("http://{address}/callbacks"), received })
    }

    /// Where callbacks go.
    pub(super) fn url(&self) -> String {
        self.url.clone()
    }

    /// Waits for the callback about `status` of a bundle, checks its signature, and shows it.
    pub(super) async fn expect(
        &self,
        stage: &Stage,
        bundle: &str,
        status: &str,
        token: &SecretString,
    ) -> Outcome {
        let waited = tokio::time::timeout(PATIENCE, self.find(bundle, status)).await;
        let callback = waited.map_err(|_| {
            Failure::refused_because(format!("no callback about {status} of {bundle} has come"))
        })?;
        if callback.signature != signature(token, &self.url, &callback.fields) {
            return Err(Failure::refused_because(format!(
                "the callback about {status} of {bundle} is not signed by the hub"
            )));
        }
        stage.callback(&format!(
            "{status}, number {} of this bundle, {}, X-Twilio-Signature verified",
            callback.field("EventSequence"),
            callback.field("EventSid")
        ));
        let reason = callback.field("FailureReason");
        if !reason.is_empty() {
            stage.detail(&format!("FailureReason: {reason}"));
        }
        Ok(())
    }

    async fn find(&self, bundle: &str, status: &str) -> Callback {
        loop {
            let found = self.take(bundle, status);
            if let Some(callback) = found {
                return callback;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Each callback is told once: the second rejection of a profile is another one than the first.
    fn take(&self, bundle: &str, status: &str) -> Option<Callback> {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let place = received
            .iter()
            .position(|one| one.field("BundleSid") == bundle && one.field("Status") == status)?;
        Some(received.remove(place))
    }
}

async fn receive(
    State(received): State<Arc<Mutex<Vec<Callback>>>>,
    headers: HeaderMap,
    RawForm(body): RawForm,
) -> StatusCode {
    let signature =
        headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let fields = form_urlencoded::parse(&body).into_owned().collect();
    received.lock().unwrap_or_else(PoisonError::into_inner).push(Callback { fields, signature });
    StatusCode::NO_CONTENT
}

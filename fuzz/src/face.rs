//! The HTTP face of a hub on a throw-away database, made once and kept for the life of the process.

use std::cell::LazyCell;
use std::num::NonZeroU32;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, header, request};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::ServiceExt;
use trusthub_api::ApiConfig;
use trusthub_testkit::{TestHub, Wish};

/// A hub, its face and one account.
pub struct Face {
    runtime: Runtime,
    router: Router,
    basic: String,
    _hub: TestHub,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

thread_local! {
    static FACE: LazyCell<Face> = LazyCell::new(Face::new);
}

/// The face of this thread.
pub fn with<T>(use_it: impl FnOnce(&Face) -> T) -> T {
    FACE.with(|face| use_it(face))
}

impl Face {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (hub, account) = runtime.block_on(async {
            let wish = Wish { seed: Some(1), ..Wish::default() };
            let backend = trusthub_testkit::database::Backend::Sqlite;
            let hub = TestHub::on(backend, wish).await.expect("SQLite is always there");
            let account = hub.account("Owl Bakery Inc.").await;
            (hub, account)
        });
        let many = NonZeroU32::MAX;
        let config = ApiConfig {
            requests_per_second: many,
            burst: many,
            failed_logins_per_minute: u32::MAX,
            ..ApiConfig::default()
        };
        let router = trusthub_api::router(hub.hub.clone(), config, axum::Router::new());
        let (username, password) = account.basic();
        let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{username}:{password}")));
        Self { runtime, router, basic, _hub: hub }
    }

    /// Sends a request with the account's credentials; no answer may be a fault of the hub's, and every refusal has the
    /// vendor's shape.
    pub fn send(&self, method: Method, path: &str, content_type: Option<&str>, body: Vec<u8>) -> Answer {
        let request = self.authorized(method, path);
        let request =
            content_type.iter().fold(request, |request, kind| request.header(header::CONTENT_TYPE, *kind));
        self.send_request(request.body(Body::from(body)).expect("a request"))
    }

    /// A request with the account's credentials, to be finished.
    pub fn authorized(&self, method: Method, path: &str) -> request::Builder {
        Request::builder().method(method).uri(path).header(header::AUTHORIZATION, &self.basic)
    }

    /// The same as `send` with a request of the caller's making.
    pub fn send_request(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("an answer");
            let (head, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a whole body").to_vec();
            let answer = Answer { status: head.status.as_u16(), headers: head.headers, body };
            answer.check();
            answer
        })
    }
}

impl Answer {
    fn check(&self) {
        let shown = || String::from_utf8_lossy(&self.body).into_owned();
        assert!(self.status < 500, "{}: {}", self.status, shown());
        if self.status >= 400 {
            let body = self.json();
            assert_eq!(body["status"], self.status, "{}", shown());
            assert!(
                body["code"].is_u64() && body["message"].is_string() && body["more_info"].is_string(),
                "{}",
                shown()
            );
        }
    }

    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

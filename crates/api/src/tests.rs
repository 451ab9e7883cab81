//! What happens around a handler that fails: seen with handlers that fail on purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tower::ServiceExt;
use trusthub_testkit::TestHub;

use super::*;
use crate::error::Result;

struct Face {
    router: Router,
    credentials: String,
    _test: TestHub,
}

/// A hub whose `/fails` panics at first and `/hangs` never answers at first; both succeed when asked again.
async fn face() -> Option<Face> {
    let test = TestHub::new().await?;
    let (username, password) = test.account("Owl Bakery Inc.").await.basic();
    let config = ApiConfig { request_timeout: Duration::from_millis(50), ..ApiConfig::default() };
    let (_, description) = account_routes().into_parts();
    let document = description.document(Routes::new().into_parts().1, "https://hub.example");
    let state = ApiState::new(test.hub.clone(), config, &document);
    let calls = Arc::new(AtomicU32::new(0));
    let (panics, hangs) = (Arc::clone(&calls), calls);
    let router = Router::new()
        .route(
            "/fails",
            post(|| async move {
                assert!(panics.fetch_add(1, Ordering::SeqCst) > 0, "rosalind@owlbakery.com is a secret");
                StatusCode::CREATED
            }),
        )
        .route(
            "/hangs",
            post(|| async move {
                if hangs.fetch_add(1, Ordering::SeqCst) == 0 {
                    std::future::pending::<()>().await;
                }
                StatusCode::CREATED
            }),
        )
        .route(
            "/broken",
            post(|| async {
                Result::<()>::Err(ApiError::internal("the page of rosalind@owlbakery.com is gone"))
            }),
        );
    let credentials = STANDARD.encode(format!("{username}:{password}"));
    Some(Face {
        router: assemble(Router::new(), router, Router::new(), state),
        credentials: format!("Basic {credentials}"),
        _test: test,
    })
}

async fn ask(face: &Face, path: &str) -> (StatusCode, String) {
    let request =
        Request::post(path).header("authorization", &face.credentials).header("idempotency-key", "k");
    let response = face.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_panic_is_an_answer_that_says_nothing_and_may_be_retried() {
    let Some(face) = face().await else { return };
    let (status, body) = ask(&face, "/fails").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(body.contains("\"code\":20500") && !body.contains("rosalind"), "{body}");
    assert_eq!(ask(&face, "/fails").await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_request_that_takes_too_long_ends_and_may_be_retried() {
    let Some(face) = face().await else { return };
    let (status, body) = ask(&face, "/hangs").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(body.contains("\"code\":20503"), "{body}");
    assert_eq!(ask(&face, "/hangs").await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn an_internal_error_keeps_its_cause_to_itself() {
    let Some(face) = face().await else { return };
    let (status, body) = ask(&face, "/broken").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!body.contains("rosalind") && body.contains("Twilio-Request-Id"), "{body}");
}

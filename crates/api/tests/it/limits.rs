//! Too much is too much, for the one who asks too much.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Method;
use trusthub_api::ApiConfig;
use trusthub_testkit::Wish;

use crate::client::{Api, Client, roomy, some_or_skip};

#[tokio::test]
async fn an_account_has_its_burst_and_its_neighbours_have_theirs() {
    let one = NonZeroU32::MIN;
    let config = ApiConfig { requests_per_second: one, burst: NonZeroU32::new(3).unwrap(), ..roomy() };
    let api = some_or_skip!(Api::with(Wish::default(), config).await);
    let client = api.client();
    for _ in 0..3 {
        assert_eq!(client.get("/v1/Policies").await.status, 200);
    }
    let refused = client.get("/v1/Policies").await;
    refused.assert_error(429, 20429);
    assert_eq!(refused.header("retry-after"), Some("1"));
    let neighbour = api.client_of(&api.test.account("Neighbour").await);
    assert_eq!(neighbour.get("/v1/Policies").await.status, 200);
}

#[tokio::test]
async fn guessing_is_slowed_down_for_the_guesser() {
    let config = ApiConfig { failed_logins_per_minute: 3, ..roomy() };
    let api = some_or_skip!(Api::with(Wish::default(), config).await);
    let from = |client: &Client, address: &str| {
        let peer: SocketAddr = address.parse().unwrap();
        Client { router: client.router.clone().layer(Extension(ConnectInfo(peer))), ..client.clone() }
    };
    let right = api.client();
    let wrong =
        Client { credentials: Some((api.owner.sid.to_string(), "guess".to_owned())), ..right.clone() };
    for _ in 0..3 {
        from(&wrong, "192.0.2.1:1").get("/v1/Policies").await.assert_error(401, 20003);
    }
    let refused = from(&wrong, "192.0.2.1:2").get("/v1/Policies").await;
    refused.assert_error(429, 20429);
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() <= 60);
    from(&right, "192.0.2.1:3").get("/v1/Policies").await.assert_error(429, 20429);
    assert_eq!(from(&right, "192.0.2.2:1").get("/v1/Policies").await.status, 200);
    let neighbour = api.client_of(&api.test.account("Neighbour").await);
    assert_eq!(from(&neighbour, "192.0.2.1:4").get("/v1/Policies").await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_refused_and_nothing_is_done() {
    let config = ApiConfig { body_timeout: Duration::from_millis(50), ..roomy() };
    let api = some_or_skip!(Api::with(Wish::default(), config).await);
    let client = api.client();
    let half = futures::stream::iter([Ok::<_, std::io::Error>("FriendlyName=half")]);
    let body = Body::from_stream(futures::StreamExt::chain(half, futures::stream::pending()));
    let form = [("content-type", "application/x-www-form-urlencoded"), ("idempotency-key", "k")];
    client.send(Method::POST, "/v1/EndUsers", &form, body).await.assert_error(408, 20408);
    let broken = futures::stream::iter([Ok("FriendlyName=half"), Err(std::io::Error::other("gone"))]);
    client
        .send(Method::POST, "/v1/EndUsers", &form, Body::from_stream(broken))
        .await
        .assert_error(400, 20001);
    assert_eq!(client.get("/v1/EndUsers").await.json()["results"], serde_json::json!([]));
}

#[tokio::test]
async fn a_head_has_room_for_what_is_honest() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let path = |bytes: usize| format!("/v1/Policies?x={}", "y".repeat(bytes - "/v1/Policies?x=".len()));
    assert_eq!(client.get(&path(8 * 1024)).await.status, 200);
    client.get(&path(8 * 1024 + 1)).await.assert_error(414, 20414);
    api.anonymous().get(&path(8 * 1024 + 1)).await.assert_error(414, 20414);
    let with = async |count: usize, bytes: usize| {
        let value = "v".repeat(bytes);
        let headers: Vec<(&str, &str)> = vec![("x-header", value.as_str()); count];
        client.send(Method::GET, "/v1/Policies", &headers, Body::empty()).await
    };
    assert_eq!(with(60, 100).await.status, 200);
    with(64, 1).await.assert_error(431, 20431);
    with(4, 4096).await.assert_error(431, 20431);
}

//! `Idempotency-Key`: once is enough.

use crate::client::{Api, some_or_skip};

const PATH: &str = "/v1/EndUsers";
const REPRESENTATIVE: [(&str, &str); 2] = [("FriendlyName", "rep"), ("Type", "authorized_representative_1")];

#[tokio::test]
async fn a_repeated_request_is_answered_alike_and_done_once() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let key = [("Idempotency-Key", "order-1")];
    let first = client.post_with(PATH, &key, &REPRESENTATIVE).await;
    assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
    let second = client.post_with(PATH, &key, &REPRESENTATIVE).await;
    assert_eq!((second.status, second.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!((second.text(), second.header("content-type")), (first.text(), Some("application/json")));
    assert_eq!(client.get(PATH).await.json()["results"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_duplicate_header_is_replayed_too() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let live = client.profile("Owl Bakery").await;
    let parameters = [
        ("FriendlyName", "Owl Bakery"),
        ("Email", "a@owlbakery.com"),
        ("PolicySid", trusthub_testkit::PRIMARY),
    ];
    for _ in 0..2 {
        let answer = client.post_with("/v1/CustomerProfiles", &[("Idempotency-Key", "k")], &parameters).await;
        assert_eq!((answer.status, answer.header("x-trusthub-duplicate-of")), (201, Some(live.as_str())));
    }
}

#[tokio::test]
async fn a_key_with_another_body_is_refused() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let key = [("Idempotency-Key", "order-1")];
    client.post_with(PATH, &key, &REPRESENTATIVE).await;
    let other = [("FriendlyName", "other"), ("Type", "authorized_representative_1")];
    client.post_with(PATH, &key, &other).await.assert_error(422, 20422);
}

#[tokio::test]
async fn a_key_belongs_to_its_path_and_account() {
    let api = some_or_skip!(Api::new().await);
    let key = [("Idempotency-Key", "order-1")];
    let stranger = api.client_of(&api.test.account("Stranger").await);
    let first = api.client().post_with(PATH, &key, &REPRESENTATIVE).await;
    let strangers = stranger.post_with(PATH, &key, &REPRESENTATIVE).await;
    assert_eq!((strangers.status, strangers.header("idempotency-replayed")), (201, None));
    assert_ne!(first.field("sid"), strangers.field("sid"));
    let document = [("FriendlyName", "rep"), ("Type", "customer_profile_address")];
    assert_eq!(api.client().post_with("/v1/SupportingDocuments", &key, &document).await.status, 201);
}

#[tokio::test]
async fn refusals_are_remembered_but_conflicts_are_not() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let key = [("Idempotency-Key", "order-1")];
    for replayed in [None, Some("true")] {
        let answer = client.post_with(PATH, &key, &[]).await;
        answer.assert_error(400, 20001);
        assert_eq!(answer.header("idempotency-replayed"), replayed);
    }
    let path = format!("/v1/CustomerProfiles/{}/EntityAssignments", client.profile("Owl Bakery").await);
    let item = client.made(PATH, &REPRESENTATIVE).await;
    let assigned = client.post(&path, &[("ObjectSid", &item)]).await;
    client.post_with(&path, &key, &[("ObjectSid", &item)]).await.assert_error(409, 20409);
    client.delete(&assigned.field("url")).await;
    assert_eq!(client.post_with(&path, &key, &[("ObjectSid", &item)]).await.status, 201);
}

#[tokio::test]
async fn keys_are_forgotten_after_a_day() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let key = [("Idempotency-Key", "order-1")];
    client.post_with(PATH, &key, &REPRESENTATIVE).await;
    api.test.advance(25 * trusthub_testkit::DAY / 24);
    let later = client.post_with(PATH, &key, &REPRESENTATIVE).await;
    assert_eq!((later.status, later.header("idempotency-replayed")), (201, None));
}

#[tokio::test]
async fn unusable_keys_are_refused() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    let long = "x".repeat(256);
    for key in ["", "a b", "ä", &long] {
        let answer = client.post_with(PATH, &[("Idempotency-Key", key)], &REPRESENTATIVE).await;
        answer.assert_error(400, 20001);
        assert!(answer.field("message").contains("Idempotency-Key"));
    }
    let twice = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")];
    client.post_with(PATH, &twice, &REPRESENTATIVE).await.assert_error(400, 20001);
    assert_eq!(client.get(PATH).await.json()["results"].as_array().unwrap().len(), 0);
}

/// Polls a request a few times, as far as it gets, and hangs up.
async fn hang_up_after(polls: usize, request: impl Future) {
    let mut request = Box::pin(request);
    for _ in 0..polls {
        if futures::poll!(request.as_mut()).is_ready() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_finds_its_answer_when_it_comes_back() {
    let api = some_or_skip!(Api::new().await);
    let client = api.client();
    for polls in 1..40 {
        let name = format!("key-{polls}");
        let key = [("Idempotency-Key", name.as_str())];
        hang_up_after(polls, client.post_with(PATH, &key, &REPRESENTATIVE)).await;
        let mut status = 409;
        for _ in 0..200 {
            status = client.post_with(PATH, &key, &REPRESENTATIVE).await.status;
            if status != 409 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(status, 201, "hung up after {polls} polls");
    }
    let made = client.get(&format!("{PATH}?PageSize=1000")).await.json();
    assert_eq!(made["results"].as_array().unwrap().len(), 39, "each once");
}

//! Status callbacks against real receivers.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use trusthub_domain::bundle::{BundleEvent, EventKind, Reason, ReasonCode, Status};
use trusthub_gateways::webhook::{CallbackRequest, Callbacks, Failure, Outcome, form_fields, signature};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{EVENT, Server, approval, client, closed_port, event, rejection};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

async fn deliver(url: &str, event: BundleEvent) -> Outcome {
    let request = CallbackRequest { url: url.to_owned(), auth_token: TOKEN.into(), event, is_test: false };
    Callbacks::new(client("127.0.0.0/8 ::1")).deliver(&request).await
}

async fn receiver(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/callback")).respond_with(answer).mount(&server).await;
    server
}

async fn only_request(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn fields(request: &Request) -> Vec<(String, String)> {
    url::form_urlencoded::parse(&request.body).into_owned().collect()
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).unwrap().to_str().unwrap()
}

/// What a receiver computes from the URL it gave and the fields it got, as the SDKs' validators do.
fn expected_signature(url: &str, mut fields: Vec<(String, String)>) -> String {
    fields.sort();
    let signed = fields.into_iter().fold(url.to_owned(), |signed, (name, value)| signed + &name + &value);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, TOKEN.as_bytes());
    BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes()))
}

#[tokio::test]
async fn a_rejection_is_told_as_the_contract_says() {
    let server = receiver(ResponseTemplate::new(204)).await;
    let url = format!("{}/callback?tenant=7", server.uri());
    assert_eq!(deliver(&url, rejection()).await, Outcome::Delivered { status: 204 });
    let request = only_request(&server).await;
    assert_eq!(
        fields(&request),
        [
            ("AccountSid", "AC00000000000000000000000000000001"),
            ("BundleSid", "BU00000000000000000000000000000002"),
            ("Status", "twilio-rejected"),
            (
                "FailureReason",
                "18602: Größe & Identität unbekannt (business.registration_number) We looked. Nothing found."
            ),
            ("EventSid", EVENT),
            ("EventSequence", "3"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(request.url.query(), Some("tenant=7"));
    assert_eq!(header(&request, "content-type"), "application/x-www-form-urlencoded");
    assert_eq!(header(&request, "i-twilio-idempotency-token"), EVENT);
    assert!(header(&request, "user-agent").starts_with("trusthub/"));
    assert_eq!(header(&request, "x-twilio-signature"), expected_signature(&url, fields(&request)));
}

#[tokio::test]
async fn without_reasons_no_failure_reason_is_sent() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let url = format!("{}/callback", server.uri());
    assert_eq!(deliver(&url, approval()).await, Outcome::Delivered { status: 200 });
    let names: Vec<String> = fields(&only_request(&server).await).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["AccountSid", "BundleSid", "Status", "EventSid", "EventSequence"]);
}

#[tokio::test]
async fn only_2xx_is_success() {
    for status in [200, 201, 204, 299] {
        let server = receiver(ResponseTemplate::new(status)).await;
        let url = format!("{}/callback", server.uri());
        assert_eq!(deliver(&url, approval()).await, Outcome::Delivered { status });
    }
    for status in [400, 401, 404, 410, 429, 500, 503] {
        let server = receiver(ResponseTemplate::new(status)).await;
        let url = format!("{}/callback", server.uri());
        assert_eq!(deliver(&url, approval()).await, Outcome::Retry { why: Failure::Status(status) });
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(307).insert_header("location", format!("{}/elsewhere", server.uri()));
    Mock::given(path("/callback")).respond_with(answer).mount(&server).await;
    Mock::given(path("/elsewhere")).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let url = format!("{}/callback", server.uri());
    assert_eq!(deliver(&url, approval()).await, Outcome::Retry { why: Failure::Redirect(307) });
}

#[tokio::test]
async fn a_user_in_the_url_logs_in_and_is_signed() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let url = format!("http://hub:p%40ss@{}/callback", server.address());
    assert_eq!(deliver(&url, approval()).await, Outcome::Delivered { status: 200 });
    let request = only_request(&server).await;
    assert_eq!(header(&request, "authorization"), format!("Basic {}", BASE64_STANDARD.encode("hub:p@ss")));
    assert_eq!(header(&request, "x-twilio-signature"), expected_signature(&url, fields(&request)));
}

#[tokio::test]
async fn each_attempt_of_an_event_is_the_same_request() {
    let server = receiver(ResponseTemplate::new(500)).await;
    let url = format!("{}/callback", server.uri());
    let _ = deliver(&url, rejection()).await;
    let _ = deliver(&url, rejection()).await;
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, requests[1].body);
    assert_eq!(requests[0].headers, requests[1].headers);
}

#[tokio::test]
async fn a_forbidden_address_is_never_called() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let port = server.address().port();
    let callbacks = Callbacks::new(client(""));
    let outcome = async |host: &str| {
        let url = format!("http://{host}:{port}/callback");
        callbacks
            .deliver(&CallbackRequest { url, auth_token: TOKEN.into(), event: approval(), is_test: false })
            .await
    };
    for literal in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"] {
        assert_eq!(outcome(literal).await, Outcome::Dead { why: Failure::Forbidden }, "{literal}");
    }
    // A name can come to lead elsewhere before the last attempt.
    assert_eq!(outcome("localhost").await, Outcome::Retry { why: Failure::Forbidden });
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_no_web_url_is_dead_at_once() {
    for url in ["", "callback", "ftp://example.com/callback", "http://"] {
        assert_eq!(deliver(url, approval()).await, Outcome::Dead { why: Failure::BadUrl }, "{url:?}");
    }
}

#[tokio::test]
async fn a_receiver_that_is_away_or_hangs_up_is_tried_again() {
    let url = format!("http://{}/callback", closed_port().await);
    assert_eq!(deliver(&url, approval()).await, Outcome::Retry { why: Failure::Connection });
    let hanging_up = Server::start(|mut stream| async move {
        let _ = stream.read(&mut [0; 1024]).await;
    })
    .await;
    let url = format!("http://{}/callback", hanging_up.address);
    assert_eq!(deliver(&url, approval()).await, Outcome::Retry { why: Failure::Broken });
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_is_given_up() {
    let silent = Server::start(|stream| async move {
        let _held = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let url = format!("http://{}/callback", silent.address);
    assert_eq!(deliver(&url, approval()).await, Outcome::Retry { why: Failure::Timeout });
}

#[tokio::test]
async fn an_answer_without_end_does_not_hold_us() {
    let endless = Server::start(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n").await;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    })
    .await;
    let url = format!("http://{}/callback", endless.address);
    assert_eq!(deliver(&url, approval()).await, Outcome::Delivered { status: 200 });
}

#[test]
fn neither_the_urls_secrets_nor_a_note_show_in_debug() {
    let url = "https://hub:topsecret@example.com/".to_owned();
    let request = CallbackRequest { url, auth_token: TOKEN.into(), event: rejection(), is_test: false };
    assert_eq!(format!("{request:?}"), format!("CallbackRequest {{ event_sid: {EVENT}, .. }}"));
}

#[test]
fn the_published_example_is_what_would_be_sent() {
    let page = include_str!("../../../../docs/callbacks.md");
    let mut event = event(EventKind::Rejected, Status::Rejected, Vec::new());
    event.sid = "EV019ab1f2a0b77c3298d1e45f60718293".parse().unwrap();
    event.account_sid = "AC5ef8732a3c49700934481addd5ce1659".parse().unwrap();
    event.bundle_sid = "BU019ab1f0c3d47e21a54f7c1d9e0b2a66".parse().unwrap();
    event.transition.reasons.push(Reason {
        code: ReasonCode::BUSINESS_ID,
        field: Some("customer_profile_business_information.business_registration_number".to_owned()),
        object: None,
        message: "The business identifier could not be verified".to_owned(),
        note: Some("The number belongs to another company.".to_owned()),
    });
    let fields = form_fields(&event);
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let signature = signature(&TOKEN.into(), "https://example.com/trusthub/status?tenant=7", &fields);
    assert!(page.contains(&body), "{body}");
    assert!(page.contains(&format!("X-Twilio-Signature: {signature}\n")), "{signature}");
}

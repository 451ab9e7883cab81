//! Text messages against a real gateway.

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use trusthub_gateways::sms::{SmsError, SmsGateway, TextMessage};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::support::{client, closed_port};

const SECRET: &str = "gateway-secret-4711";

fn message() -> TextMessage {
    TextMessage {
        id: "CF0123456789abcdef0123456789abcdef".to_owned(),
        to: "+15102345678".parse().unwrap(),
        text: "Grüße: 004711".to_owned(),
    }
}

async fn send_to(url: &str, allow: &str) -> Result<(), SmsError> {
    let gateway = SmsGateway::new(client(allow), &url.into(), SECRET.into());
    gateway.map_err(|_| SmsError::Forbidden)?.send(&message()).await
}

/// How an attempt ended, what the gateway got, and under which address, without the query.
async fn answered(answer: ResponseTemplate) -> (Result<(), SmsError>, Vec<Request>, String) {
    let server = MockServer::start().await;
    Mock::given(method("POST")).and(path("/sms")).respond_with(answer).mount(&server).await;
    let sent = send_to(&format!("{}/sms?customer=7", server.uri()), "127.0.0.0/8").await;
    (sent, server.received_requests().await.unwrap(), format!("{}/sms", server.uri()))
}

fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).unwrap().to_str().unwrap()
}

/// What the SDKs' validators do with a body that is no form: the hash in the query must be that of the body, and the
/// signature that of the URL.
#[tokio::test]
async fn a_message_is_json_signed_so_that_an_sdk_can_check_it() {
    let (sent, requests, address) = answered(ResponseTemplate::new(202)).await;
    assert_eq!((sent, requests.len()), (Ok(()), 1));
    let request = &requests[0];
    assert_eq!(
        String::from_utf8(request.body.clone()).unwrap(),
        r#"{"to":"+15102345678","text":"Grüße: 004711","message_id":"CF0123456789abcdef0123456789abcdef"}"#
    );
    assert_eq!(header(request, "content-type"), "application/json");
    assert_eq!(header(request, "i-twilio-idempotency-token"), message().id);
    let hash = digest::digest(&digest::SHA256, &request.body);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let query = request.url.query().unwrap();
    assert_eq!(query, format!("customer=7&bodySHA256={hash}"));
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, SECRET.as_bytes());
    let signature = hmac::sign(&key, format!("{address}?{query}").as_bytes());
    assert_eq!(header(request, "x-twilio-signature"), BASE64_STANDARD.encode(signature));
}

#[tokio::test]
async fn refusals_are_for_good_and_what_speaks_of_the_moment_is_not() {
    for (status, is_permanent) in [
        (400, true),
        (404, true),
        (422, true),
        (408, false),
        (429, false),
        (302, false),
        (500, false),
        (503, false),
    ] {
        let (sent, ..) = answered(ResponseTemplate::new(status)).await;
        assert_eq!(sent.unwrap_err().is_permanent(), is_permanent, "{status}");
    }
    let nobody = format!("http://{}/sms", closed_port().await);
    assert_eq!(send_to(&nobody, "127.0.0.0/8").await, Err(SmsError::Connection));
}

#[tokio::test]
async fn the_guard_stands_between_the_hub_and_its_own_network() {
    let server = MockServer::start().await;
    assert_eq!(send_to(&server.uri(), "").await, Err(SmsError::Forbidden));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
    let name = format!("http://localhost:{}/sms", server.address().port());
    assert_eq!(send_to(&name, "").await, Err(SmsError::Forbidden));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[test]
fn nothing_of_a_message_or_a_gateway_shows_when_printed() {
    let gateway =
        SmsGateway::new(client(""), &"https://user:hidden@sms.example/x?key=hidden".into(), SECRET.into());
    let printed = format!("{:?} {:?}", gateway.unwrap(), message());
    for secret in ["hidden", SECRET, "5102345678", "004711"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

//! The guarded client against a real server.

use reqwest::Method;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::client;

async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    server
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let server = server().await;
    let url = format!("http://localhost:{}/", server.address().port());
    let error = client("").request(Method::GET, &url).unwrap().send().await.unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_exempt_network_is_reached_by_address_and_by_name() {
    let server = server().await;
    let client = client("127.0.0.0/8");
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}/", server.address().port());
        let answer = client.request(Method::GET, &url).unwrap().send().await.unwrap();
        assert_eq!(answer.status(), 200, "{host}");
    }
}

#[tokio::test]
async fn no_redirect_is_followed_wherever_it_leads() {
    let inside = server().await;
    let locations = [
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        inside.uri(),
        format!("//{}/", inside.address()),
        "/elsewhere".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1:6379/_FLUSHALL".to_owned(),
        "ftp://127.0.0.1/".to_owned(),
    ];
    for status in [300, 301, 302, 303, 307, 308] {
        for location in &locations {
            let server = MockServer::start().await;
            let redirect = ResponseTemplate::new(status)
                .insert_header("location", location.as_str())
                .insert_header("refresh", format!("0; url={location}"));
            Mock::given(any()).respond_with(redirect).expect(1).mount(&server).await;
            let request = client("127.0.0.0/8").request(Method::POST, &server.uri()).unwrap();
            assert_eq!(request.send().await.unwrap().status(), status, "{location}");
        }
    }
    assert!(inside.received_requests().await.unwrap().is_empty());
}

//! Lists of who is trusted, from servers on this machine: what is asked, what is taken, what nobody gets.

use std::path::PathBuf;

use serde_json::json;
use trusthub_gateways::authorities::{ListError, Lists, Login, RootsFile, RootsFileError};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};
use wiremock::matchers::{body_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn client(allow: &str) -> GuardedClient {
    GuardedClient::new(ClientConfig { allow: allow.parse().unwrap(), ..ClientConfig::default() }).unwrap()
}

fn lists(login: Option<Login>) -> Lists {
    Lists { client: client("127.0.0.1"), login }
}

fn login(server: &MockServer) -> Login {
    Login { base: server.uri().parse().unwrap(), user: "owl".to_owned(), password: "hoot".into() }
}

/// A JWS by its form; nobody signed it.
fn jws(server: &MockServer) -> String {
    use base64::Engine;
    let header = json!({ "alg": "ES256", "x5u": format!("{}/signer.pem", server.uri()) }).to_string();
    format!("{}.e30.c2ln", base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(header))
}

async fn serve(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(method("GET")).and(path(at)).respond_with(answer).mount(server).await;
}

async fn with_signer() -> MockServer {
    let server = MockServer::start().await;
    serve(&server, "/signer.pem", ResponseTemplate::new(200).set_body_string("a chain")).await;
    server
}

#[tokio::test]
async fn a_list_is_taken_bare_or_wrapped_with_its_signers_chain() {
    let server = with_signer().await;
    let jws = jws(&server);
    serve(&server, "/bare", ResponseTemplate::new(200).set_body_string(&jws)).await;
    let wrapped = json!({ "status": "success", "caList": jws });
    serve(&server, "/wrapped", ResponseTemplate::new(200).set_body_json(wrapped)).await;
    for at in ["bare", "wrapped"] {
        let fetched = lists(None).trust_list(&format!("{}/{at}", server.uri())).await.unwrap();
        assert_eq!(
            (fetched.jws.as_str(), fetched.signer.as_slice()),
            (jws.as_str(), &b"a chain"[..]),
            "{at}"
        );
    }
}

#[tokio::test]
async fn the_administrator_is_signed_in_to_and_nobody_else_gets_its_token() {
    let server = with_signer().await;
    Mock::given(method("POST"))
        .and(path("/api/v1/auth/login"))
        .and(body_json(json!({ "userId": "owl", "password": "hoot" })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "accessToken": "open" })))
        .mount(&server)
        .await;
    let list = ResponseTemplate::new(200).set_body_string(jws(&server));
    let asks = Mock::given(path("/api/v1/ca-list")).and(header("authorization", "open"));
    asks.respond_with(list.clone()).expect(1).mount(&server).await;
    let url = format!("{}/api/v1/ca-list", server.uri());
    lists(Some(login(&server))).trust_list(&url).await.unwrap();
    let refused = lists(None).trust_list(&url).await;
    assert_eq!(refused, Err(ListError::Status("the trust list", 404)));

    let mirror = MockServer::start().await;
    serve(&mirror, "/list", list).await;
    lists(Some(login(&server))).trust_list(&format!("{}/list", mirror.uri())).await.unwrap();
    let asked = mirror.received_requests().await.unwrap();
    assert!(asked.iter().all(|request| !request.headers.contains_key("authorization")));
    let signer = server.received_requests().await.unwrap();
    assert!(
        signer
            .iter()
            .filter(|request| request.url.path() == "/signer.pem")
            .all(|request| !request.headers.contains_key("authorization"))
    );
}

#[tokio::test]
async fn what_is_no_list_is_told_in_words_without_an_address() {
    let server = with_signer().await;
    for (at, answer) in [
        ("/redirect", ResponseTemplate::new(302).insert_header("location", "/bare")),
        ("/html", ResponseTemplate::new(200).set_body_string("<html>")),
        ("/failure", ResponseTemplate::new(200).set_body_json(json!({ "status": "failure", "caList": "" }))),
        ("/json", ResponseTemplate::new(200).set_body_json(json!({}))),
        ("/long", ResponseTemplate::new(200).set_body_bytes(vec![b'a'; 4 * 1024 * 1024 + 1])),
    ] {
        serve(&server, at, answer).await;
    }
    for (at, expected) in [
        ("redirect", "the trust list is answered with HTTP 302"),
        ("html", "what was fetched is no trust list"),
        ("failure", "the trust list cannot be read: its status is not success"),
        ("json", "the trust list cannot be read: it has no caList"),
        ("long", "the trust list is longer than any"),
        ("nowhere", "the trust list is answered with HTTP 404"),
    ] {
        let told = lists(None).trust_list(&format!("{}/{at}", server.uri())).await.unwrap_err().to_string();
        assert_eq!(told, expected, "{at}");
    }
    let guarded = Lists { client: client(""), login: None };
    let told = guarded.trust_list(&format!("{}/bare", server.uri())).await;
    assert_eq!(told, Err(ListError::Address("the trust list")));
}

#[tokio::test]
async fn a_revocation_list_is_taken_in_der_and_in_pem() {
    let server = MockServer::start().await;
    let der = [0x30, 0x03, 0x02, 0x01, 0x01];
    let pem = "-----BEGIN X509 CRL-----\nMAMCAQE=\n-----END X509 CRL-----\n";
    serve(&server, "/der", ResponseTemplate::new(200).set_body_bytes(der)).await;
    serve(&server, "/pem", ResponseTemplate::new(200).set_body_string(pem)).await;
    serve(&server, "/html", ResponseTemplate::new(200).set_body_string("<html>")).await;
    for at in ["der", "pem"] {
        assert_eq!(lists(None).crl(&format!("{}/{at}", server.uri())).await.as_deref(), Ok(&der[..]), "{at}");
    }
    let told = lists(None).crl(&format!("{}/html", server.uri())).await.unwrap_err().to_string();
    assert_eq!(told, "the revocation list cannot be read: it is neither DER nor PEM");
}

#[tokio::test]
async fn a_file_that_is_not_there_trusts_nobody_only_where_it_may_be_missing() {
    let path = PathBuf::from("/nowhere/roots.pem");
    let told = RootsFile::new(path.clone()).read().await;
    assert!(matches!(told, Err(RootsFileError::Read(..))), "{told:?}");
    let missing = RootsFile::that_may_be_missing(path);
    assert_eq!(missing.read().await.unwrap().anchors().len(), 0);
    assert_eq!(missing.stamp().await.unwrap(), None);
}

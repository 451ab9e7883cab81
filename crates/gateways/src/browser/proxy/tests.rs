//! The proxy against real servers on the loopback interface.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::Proxy;
use crate::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};

/// A client that may reach the loopback interface, or not; `owl.example` leads there.
fn client(allow: &str) -> GuardedClient {
    let names = NameTable::default();
    names.set("owl.example", vec![vec!["127.0.0.1".parse().unwrap()]]);
    let config = ClientConfig {
        allow: allow.parse().unwrap(),
        names: NameSource::Table(names),
        ..ClientConfig::default()
    };
    GuardedClient::new(config).unwrap()
}

/// What a proxy answers to what is written to it, until it ends the connection.
async fn exchange(proxy: &Proxy, request: &str) -> String {
    let talk = async {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A connection that is broken off says as much as it said.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    };
    tokio::select! {
        answer = talk => answer,
        never = proxy.serve() => match never {},
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

async fn site(body: &str) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_raw(body.as_bytes().to_vec(), "text/html"))
        .mount(&server)
        .await;
    server
}

/// A server that says what it was told, once.
async fn echo() -> (SocketAddr, impl Future<Output = ()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut told = [0; 4];
        stream.read_exact(&mut told).await.unwrap();
        stream.write_all(&told).await.unwrap();
        stream.shutdown().await.unwrap();
    };
    (address, serve)
}

#[tokio::test]
async fn a_page_is_fetched_without_what_is_between_chromium_and_the_proxy() {
    let server = site("<p>Owl</p>").await;
    let port = server.address().port();
    let proxy = Proxy::listen(client("127.0.0.1"), &[port]).await.unwrap();
    let request = format!(
        "GET http://owl.example:{port}/a?b=c HTTP/1.1\r\nHost: elsewhere.example\r\nProxy-Connection: keep-alive\r\n\
         User-Agent: Chrome\r\nAccept: text/html\r\n\r\n"
    );
    let answer = exchange(&proxy, &request).await;
    assert_eq!(status(&answer), "200", "{answer}");
    assert!(answer.contains("connection: close") && answer.ends_with("<p>Owl</p>"), "{answer}");
    let seen = server.received_requests().await.unwrap();
    assert_eq!(seen[0].url.query(), Some("b=c"));
    assert_eq!(seen[0].headers["host"].to_str().unwrap(), format!("owl.example:{port}"));
    assert_eq!(seen[0].headers["user-agent"], "Chrome");
    assert!(!seen[0].headers.contains_key("proxy-connection"));
}

#[tokio::test]
async fn a_tunnel_carries_bytes_both_ways_to_the_address_that_was_judged() {
    let (address, serve) = echo().await;
    let proxy = Proxy::listen(client("127.0.0.1"), &[address.port()]).await.unwrap();
    let talk = async {
        let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
        let ask = format!("CONNECT owl.example:{} HTTP/1.1\r\nHost: x\r\n\r\n", address.port());
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut established = [0; 39];
        stream.read_exact(&mut established).await.unwrap();
        assert_eq!(&established, b"HTTP/1.1 200 Connection Established\r\n\r\n");
        stream.write_all(b"ping").await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        answer
    };
    let answer = tokio::select! {
        (answer, ()) = async { tokio::join!(talk, serve) } => answer,
        never = proxy.serve() => match never {},
    };
    assert_eq!(answer, b"ping");
}

#[tokio::test]
async fn inward_addresses_are_refused_however_they_are_written() {
    let server = site("secret").await;
    let port = server.address().port();
    let proxy = Proxy::listen(client(""), &[port, 80, 443]).await.unwrap();
    for host in
        ["127.0.0.1", "owl.example", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"]
    {
        let tunnel = exchange(&proxy, &format!("CONNECT {host}:{port} HTTP/1.1\r\n\r\n")).await;
        assert_eq!(status(&tunnel), "403", "{host}: {tunnel}");
        let page = exchange(&proxy, &format!("GET http://{host}:{port}/ HTTP/1.1\r\n\r\n")).await;
        assert_eq!(status(&page), "403", "{host}: {page}");
    }
    let nobody = exchange(&proxy, "CONNECT nobody.example:443 HTTP/1.1\r\n\r\n").await;
    assert_eq!(status(&nobody), "502");
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn other_ports_are_refused_and_so_is_what_sends() {
    let server = site("mail").await;
    let port = server.address().port();
    let proxy = Proxy::listen(client("127.0.0.1"), &[80, 443]).await.unwrap();
    for (request, expected) in [
        (format!("CONNECT owl.example:{port} HTTP/1.1\r\n\r\n"), "403"),
        (format!("GET http://owl.example:{port}/ HTTP/1.1\r\n\r\n"), "403"),
        ("POST http://owl.example/ HTTP/1.1\r\ncontent-length: 1\r\n\r\n".to_owned(), "405"),
        ("GET ftp://owl.example/ HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("CONNECT owl.example HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("CONNECT user@owl.example:443 HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("HELO owl.example\r\n\r\n".to_owned(), "400"),
    ] {
        let answer = exchange(&proxy, &request).await;
        assert_eq!(status(&answer), expected, "{request}");
    }
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn no_more_bytes_come_in_than_the_budget_has() {
    let server = site(&"x".repeat(40_000)).await;
    let port = server.address().port();
    let proxy = Proxy::with(client("127.0.0.1"), &[port], 50_000).await.unwrap();
    let ask = format!("GET http://owl.example:{port}/ HTTP/1.1\r\n\r\n");
    let (first, second) = (exchange(&proxy, &ask).await, exchange(&proxy, &ask).await);
    assert!(first.ends_with(&"x".repeat(40_000)));
    let body = second.split_once("\r\n\r\n").map(|(_, body)| body.len());
    assert!(body.is_none_or(|bytes| bytes <= 10_000), "{body:?} bytes more");
}

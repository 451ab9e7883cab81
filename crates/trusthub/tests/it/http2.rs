//! HTTP/2 as attackers speak it, frame by frame, against the real server.

use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::hub::{Hub, PATIENCE};
use crate::tls::with_tls;

const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// RFC 9113 §7.
const ENHANCE_YOUR_CALM: u32 = 0xb;
/// `:method GET`, `:scheme https`, `:path /`, `:authority x` (RFC 7541, appendix A).
const GET: &[u8] = &[0x82, 0x87, 0x84, 0x41, 0x01, b'x'];

struct Peer {
    stream: TlsStream<TcpStream>,
}

impl Peer {
    async fn greet(hub: &Hub, pem: &str) -> Self {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        let stream = TcpStream::connect(hub.url.strip_prefix("https://").unwrap()).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        let mut peer = Self { stream };
        peer.stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        assert!(peer.send(SETTINGS, 0, 0, &[]).await);
        peer
    }

    /// Whether the connection still takes it.
    async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> bool {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let mut frame = vec![length[1], length[2], length[3], kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        let sent = tokio::time::timeout(PATIENCE, self.stream.write_all(&frame)).await;
        sent.expect("the server reads or hangs up").is_ok()
    }

    /// What the server gives as its reason for going away.
    async fn farewell(&mut self) -> Option<u32> {
        loop {
            let mut head = [0; 9];
            let read = tokio::time::timeout(PATIENCE, self.stream.read_exact(&mut head)).await;
            read.expect("the server says something or hangs up").ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await.ok()?;
            if head[3] == GOAWAY {
                return Some(u32::from_be_bytes(payload[4..8].try_into().unwrap()));
            }
        }
    }
}

async fn is_healthy(hub: &Hub, pem: &str) {
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client =
        reqwest::Client::builder().no_proxy().tls_certs_only([root]).timeout(PATIENCE).build().unwrap();
    assert_eq!(client.get(format!("{}/health", hub.url)).send().await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn requests_that_are_taken_back_at_once_end_the_connection() {
    let (mut hub, pem) = with_tls();
    hub.start();
    let mut peer = Peer::greet(&hub, &pem).await;
    let mut is_open = true;
    for stream in (1..60_000).step_by(2) {
        is_open = peer.send(HEADERS, END_STREAM | END_HEADERS, stream, GET).await
            && peer.send(RESET, 0, stream, &8_u32.to_be_bytes()).await;
        if !is_open {
            break;
        }
    }
    let reason = peer.farewell().await;
    assert!(!is_open || reason == Some(ENHANCE_YOUR_CALM), "{reason:?}");
    is_healthy(&hub, &pem).await;
}

#[tokio::test]
async fn a_header_without_end_ends_the_connection() {
    let (mut hub, pem) = with_tls();
    hub.start();
    let mut peer = Peer::greet(&hub, &pem).await;
    assert!(peer.send(HEADERS, END_STREAM, 1, GET).await);
    // A literal field of 16 KB, again and again: 64 MB in all, if somebody took them.
    let mut field = vec![0x00, 0x01, b'x', 0x7f, 0x81, 0x7e];
    field.resize(6 + 16_256, b'y');
    let mut taken = 0;
    while taken < 4_000 && peer.send(CONTINUATION, 0, 1, &field).await {
        taken += 1;
    }
    assert!(taken < 4_000, "all of it was taken");
    is_healthy(&hub, &pem).await;
}

#[tokio::test]
async fn a_header_that_is_too_long_is_told_so_and_the_connection_goes_on() {
    let (mut hub, pem) = with_tls();
    hub.start();
    let root = reqwest::Certificate::from_pem(pem.as_bytes()).unwrap();
    let client =
        reqwest::Client::builder().no_proxy().tls_certs_only([root]).timeout(PATIENCE).build().unwrap();
    let ask = async |bytes: usize| {
        let answer = client
            .get(format!("{}/health", hub.url))
            .header("cookie", "c".repeat(bytes))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.version(), reqwest::Version::HTTP_2);
        let status = answer.status().as_u16();
        (status, answer.json::<serde_json::Value>().await.ok().and_then(|body| body["code"].as_u64()))
    };
    assert_eq!(ask(17 * 1024).await, (431, Some(20431)));
    assert_eq!(ask(40 * 1024).await, (431, None), "beyond what the connection bears, without words");
    assert_eq!(ask(10).await.0, 200);
}

#[tokio::test]
async fn a_peer_whose_windows_stay_shut_is_ended_when_the_connection_is_old() {
    let (hub, pem) = with_tls();
    let mut hub = hub.set("TRUSTHUB_CONNECTION_SECONDS", "1").set("TRUSTHUB_BODY_SECONDS", "1");
    hub.start();
    let mut peer = Peer::greet(&hub, &pem).await;
    // SETTINGS_INITIAL_WINDOW_SIZE 0: no answer's body may be sent.
    assert!(peer.send(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]).await);
    for stream in (1..20).step_by(2) {
        assert!(peer.send(HEADERS, END_STREAM | END_HEADERS, stream, GET).await);
    }
    let begun = std::time::Instant::now();
    while peer.farewell().await.is_some() {}
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    is_healthy(&hub, &pem).await;
}

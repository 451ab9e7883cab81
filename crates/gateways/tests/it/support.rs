//! What several of the tests need.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::CertifiedKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use trusthub_domain::bundle::{
    Addressee, BundleEvent, BundleKind, Cause, EventKind, Reason, ReasonCode, Status, Transition,
};
use trusthub_domain::time::Timestamp;
use trusthub_gateways::mail::{Envelope, Letter, Mail};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient};

pub const EVENT: &str = "EV0123456789abcdef0123456789abcdef";

/// A TCP server on a free port of the loopback interface; it ends with the value.
pub struct Server {
    pub address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Handles connections one after the other.
    pub async fn start<H, F>(handle: H) -> Self
    where
        H: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                handle(stream).await;
            }
        });
        Self { address, _tasks: tasks }
    }
}

/// TLS with a certificate of its own for `localhost`, and that certificate in PEM.
pub fn tls_of_localhost() -> (TlsAcceptor, Vec<u8>) {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), cert.pem().into_bytes())
}

/// An address nobody listens at.
pub async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

pub fn client(allow: &str) -> GuardedClient {
    GuardedClient::new(ClientConfig { allow: allow.parse().unwrap(), ..ClientConfig::default() }).unwrap()
}

pub fn rejection() -> BundleEvent {
    let reason = Reason {
        code: ReasonCode::BUSINESS_ID,
        field: Some("business.registration_number".to_owned()),
        object: None,
        message: "Größe & Identität unbekannt".to_owned(),
        note: Some("We looked.\nNothing found.".to_owned()),
    };
    event(EventKind::Rejected, Status::Rejected, vec![reason])
}

pub fn approval() -> BundleEvent {
    event(EventKind::Approved, Status::Approved, Vec::new())
}

pub fn event(kind: EventKind, status: Status, reasons: Vec<Reason>) -> BundleEvent {
    BundleEvent {
        sid: EVENT.parse().unwrap(),
        account_sid: "AC00000000000000000000000000000001".parse().unwrap(),
        bundle_sid: "BU00000000000000000000000000000002".parse().unwrap(),
        bundle_kind: BundleKind::CustomerProfile,
        transition: Transition { kind, status, sequence: 3, reasons, at: Timestamp::from_micros(0) },
        cause: Cause::Reviewer,
        trust: None,
        addressee: Addressee {
            friendly_name: "Owl".to_owned(),
            email: "owner@customer.example".parse().unwrap(),
            status_callback: None,
        },
    }
}

pub fn mail() -> Mail {
    let envelope = Envelope {
        from: "Trust Hub <hub@provider.example>".parse().unwrap(),
        to: "owner@customer.example".parse().unwrap(),
        reply_to: Some("help@provider.example".parse().unwrap()),
    };
    let letter = Letter {
        subject: "Your Customer Profile \"Öwl\" is approved".to_owned(),
        text: "It is approved.\n.\n..dots at the start of lines\n".to_owned(),
        html: "<p>It is approved.</p>\n".to_owned(),
    };
    let date = Timestamp::parse_rfc3339("2026-11-23T12:00:00Z").unwrap();
    Mail::named(EVENT, date, envelope, letter)
}

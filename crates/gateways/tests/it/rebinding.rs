//! Names under somebody else's control: what a hostile name server may answer, against real servers.
//!
//! No test can own a public address, so 127.0.0.2 plays one: it is exempt, as a public one would be, and 127.0.0.1 on
//! the same port is not.

use std::net::{IpAddr, TcpListener};

use reqwest::{Method, Response};
use trusthub_gateways::ssrf::{ClientConfig, GuardedClient, NameSource, NameTable};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const NAME: &str = "callbacks.customer.example";
const PUBLIC: &str = "127.0.0.2";
const PRIVATE: &str = "127.0.0.1";

/// Two servers on one port, and a client that asks `names`.
struct Stage {
    public: MockServer,
    private: MockServer,
    names: NameTable,
    client: GuardedClient,
    port: u16,
}

impl Stage {
    async fn set(answers: &[&[&str]]) -> Self {
        let (public, private) = listeners();
        let port = public.local_addr().unwrap().port();
        let names = NameTable::default();
        let addresses = |answer: &&[&str]| answer.iter().map(|one| one.parse().unwrap()).collect();
        names.set(NAME, answers.iter().map(addresses).collect::<Vec<Vec<IpAddr>>>());
        let config = ClientConfig {
            allow: PUBLIC.parse().unwrap(),
            names: NameSource::Table(names.clone()),
            ..ClientConfig::default()
        };
        let client = GuardedClient::new(config).unwrap();
        Self { public: answering(public).await, private: answering(private).await, names, client, port }
    }

    async fn call(&self, host: &str) -> reqwest::Result<Response> {
        self.client.request(Method::POST, &format!("http://{host}:{}/", self.port)).unwrap().send().await
    }

    /// How many requests reached each.
    async fn reached(&self) -> (usize, usize) {
        let count = async |server: &MockServer| server.received_requests().await.unwrap().len();
        (count(&self.public).await, count(&self.private).await)
    }
}

/// The same port of both addresses; another one if somebody has one half of it.
fn listeners() -> (TcpListener, TcpListener) {
    let pair = || {
        let public = TcpListener::bind((PUBLIC, 0)).ok()?;
        let private = TcpListener::bind((PRIVATE, public.local_addr().ok()?.port())).ok()?;
        Some((public, private))
    };
    (0..20).find_map(|_| pair()).expect("a port free on 127.0.0.1 and 127.0.0.2")
}

/// Hangs up after each answer, so that each request needs a connection of its own.
async fn answering(listener: TcpListener) -> MockServer {
    let server = MockServer::builder().listener(listener).start().await;
    let answer = ResponseTemplate::new(200).insert_header("connection", "close");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

#[tokio::test]
async fn a_name_that_turns_inside_after_the_first_request_is_refused_at_the_second() {
    let stage = Stage::set(&[&[PUBLIC], &[PRIVATE]]).await;
    assert_eq!(stage.call(NAME).await.unwrap().status(), 200);
    assert!(stage.call(NAME).await.unwrap_err().is_connect());
    assert_eq!(stage.reached().await, (1, 0));
}

#[tokio::test]
async fn one_request_asks_once_and_connects_to_what_was_judged() {
    let stage = Stage::set(&[&[PUBLIC], &[PRIVATE]]).await;
    let answer = stage.call(NAME).await.unwrap();
    assert_eq!(answer.remote_addr().map(|address| address.ip()), Some(PUBLIC.parse().unwrap()));
    assert_eq!(stage.names.asked(NAME), 1);
}

#[tokio::test]
async fn of_several_addresses_only_permitted_ones_are_tried() {
    for answer in [
        &[PRIVATE, PUBLIC][..],
        &[PUBLIC, PRIVATE],
        &["10.0.0.1", "::1", "::ffff:127.0.0.1", "fe80::1", "0.0.0.0", PUBLIC, "169.254.169.254"],
    ] {
        let stage = Stage::set(&[answer]).await;
        assert_eq!(stage.call(NAME).await.unwrap().status(), 200, "{answer:?}");
        assert_eq!(stage.reached().await, (1, 0), "{answer:?}");
    }
}

#[tokio::test]
async fn a_permitted_address_that_does_not_answer_leads_to_no_other() {
    let stage = Stage::set(&[&[PUBLIC, PRIVATE], &[PRIVATE]]).await;
    // Nobody listens at this port of the permitted address, but somebody may at the forbidden one.
    let vacant = TcpListener::bind((PUBLIC, 0)).unwrap().local_addr().unwrap().port();
    let request = stage.client.request(Method::POST, &format!("http://{NAME}:{vacant}/")).unwrap();
    assert!(request.send().await.unwrap_err().is_connect());
    assert_eq!((stage.names.asked(NAME), stage.reached().await), (1, (0, 0)));
}

#[tokio::test]
async fn special_addresses_behind_a_name_are_refused_in_every_family() {
    for address in [
        PRIVATE,
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "192.168.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fd00::1",
        "fe80::1",
        "ff02::1",
    ] {
        let stage = Stage::set(&[&[address]]).await;
        assert!(stage.call(NAME).await.unwrap_err().is_connect(), "{address}");
        assert_eq!(stage.reached().await, (0, 0), "{address}");
    }
}

#[tokio::test]
async fn every_spelling_of_a_name_is_the_name_that_is_judged() {
    let stage = Stage::set(&[&[PRIVATE]]).await;
    stage.names.set("xn--mnchen-3ya.example", vec![vec![PRIVATE.parse().unwrap()]]);
    stage.names.set("localhost", vec![vec![PRIVATE.parse().unwrap()]]);
    for (host, name) in [
        (NAME, NAME),
        ("CALLBACKS.Customer.Example", NAME),
        ("user:secret@callbacks.customer.example", NAME),
        ("callbacks%2ecustomer%2eexample", NAME),
        ("callbacks。customer．example", NAME),
        ("ⓒallbacks.customer.example", NAME),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("LOCALHOST", "localhost"),
        ("ⓛocalhost", "localhost"),
    ] {
        let asked = stage.names.asked(name);
        assert!(stage.call(host).await.unwrap_err().is_connect(), "{host}");
        assert_eq!(stage.names.asked(name), asked + 1, "{host}");
    }
    // A full stop at the end makes another name for a resolver; it is not exempt from anything.
    stage.names.set("localhost.", vec![vec![PRIVATE.parse().unwrap()]]);
    assert!(stage.call("localhost.").await.unwrap_err().is_connect());
    assert_eq!(stage.names.asked("localhost."), 1);
    assert_eq!(stage.reached().await, (0, 0));
}

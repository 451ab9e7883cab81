use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::hub::{Hub, PATIENCE, eventually};

#[test]
fn a_silent_client_does_not_hold_up_the_end() {
    let mut hub = Hub::started();
    let address = hub.url.strip_prefix("http://").unwrap().to_owned();
    let silent = TcpStream::connect(&address).unwrap();
    let mut half = TcpStream::connect(&address).unwrap();
    half.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n").unwrap();
    let begun = Instant::now();
    assert_eq!(hub.stop(), 0);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    drop((silent, half));
}

#[tokio::test]
async fn asked_to_end_it_answers_for_a_while_and_says_that_it_is_not_ready() {
    let mut hub = Hub::new().set("TRUSTHUB_DRAIN_SECONDS", "4");
    hub.start();
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
    let ask = async |path: &str| client.get(format!("{}{path}", hub.url)).send().await.unwrap();
    assert_eq!(ask("/ready").await.status(), 200);
    assert!(!ask("/health").await.headers().contains_key("connection"));
    hub.ask_to_end();
    eventually("a node that is not ready", async || (ask("/ready").await.status() == 503).then_some(()))
        .await;
    let answer = ask("/health").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["connection"], "close");
    let customer = hub.first();
    assert_eq!(customer.get("/v1/CustomerProfiles").await.0, 200, "customers are still served");
    assert_eq!(hub.wait(), 0);
}

#[test]
fn who_has_knocked_before_the_end_is_let_in() {
    let mut hub = Hub::started();
    let address = hub.url.strip_prefix("http://").unwrap().to_owned();
    // A frozen process takes no connection; the system takes them on its behalf.
    hub.freeze();
    let mut knocking: Vec<TcpStream> = (0..8).map(|_| TcpStream::connect(&address).unwrap()).collect();
    for stream in &mut knocking {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    }
    hub.ask_to_end();
    hub.thaw();
    for stream in &mut knocking {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }
    assert_eq!(hub.wait(), 0);
}

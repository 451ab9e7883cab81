//! Clients that send too much, too slowly, or too often, against the real server: what each is told, and that the
//! others are still served.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::hub::{Hub, PATIENCE};

/// A hub that loses its patience within a second.
fn impatient() -> Hub {
    ["HEAD", "BODY", "STALL"]
        .iter()
        .fold(Hub::new(), |hub, key| hub.set(&format!("TRUSTHUB_{key}_SECONDS"), "1"))
}

fn started(mut hub: Hub) -> Hub {
    hub.start();
    hub
}

fn connected(hub: &Hub) -> TcpStream {
    let stream = TcpStream::connect(hub.url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Everything until the server hangs up. It may hang up on what it has not read.
fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Err(error) if error.kind() != ErrorKind::ConnectionReset => {
            panic!("the server did not hang up: {error}")
        }
        _ => all,
    }
}

/// One answer: its status and its body as JSON.
fn answer(stream: &mut TcpStream) -> (u16, Value) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        assert_eq!(stream.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&head));
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    (head[9..12].parse().unwrap(), serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[track_caller]
fn assert_refused(stream: &mut TcpStream, status: u16, code: u64) {
    let (got, body) = answer(stream);
    assert_eq!(
        (got, body["status"].as_u64(), body["code"].as_u64()),
        (status, Some(status.into()), Some(code)),
        "{body}"
    );
    assert!(body["more_info"].as_str().unwrap().ends_with(&format!("/docs/errors/{code}")), "{body}");
}

fn is_healthy(hub: &Hub) {
    let mut stream = connected(hub);
    stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    assert_eq!(answer(&mut stream).0, 200);
}

/// The head of a POST of the first account.
fn post(hub: &Hub, path: &str, headers: &str) -> String {
    let credentials = hub.credentials();
    let pair = format!("{}:{}", credentials["TRUSTHUB_ACCOUNT_SID"], credentials["TRUSTHUB_AUTH_TOKEN"]);
    let basic = BASE64_STANDARD.encode(pair);
    format!("POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Basic {basic}\r\n{headers}\r\n\r\n")
}

#[test]
fn a_head_that_is_too_long_is_told_so() {
    let hub = Hub::started();
    let many = "x: y\r\n".repeat(70);
    let long = format!("cookie: {}\r\n", "c".repeat(17 * 1024));
    let query = format!("/v1/Policies?{}", "q".repeat(9 * 1024));
    let table = [
        (format!("GET /v1/Policies HTTP/1.1\r\nhost: x\r\n{many}\r\n"), 431, 20431),
        (format!("GET /v1/Policies HTTP/1.1\r\nhost: x\r\n{long}\r\n"), 431, 20431),
        (format!("GET {query} HTTP/1.1\r\nhost: x\r\n\r\n"), 414, 20414),
        (format!("GET /health?{} HTTP/1.1\r\nhost: x\r\n\r\n", "q".repeat(9 * 1024)), 414, 20414),
    ];
    for (request, status, code) in table {
        let mut stream = connected(&hub);
        stream.write_all(request.as_bytes()).unwrap();
        assert_refused(&mut stream, status, code);
        // A mistake, not an attack: the connection may go on.
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
        assert_eq!(answer(&mut stream).0, 200);
    }
}

#[test]
fn a_head_without_end_is_cut_off() {
    let hub = Hub::started();
    for filler in ["x: y\r\n", "no-line-end-", "x: \r\n"] {
        let mut stream = connected(&hub);
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n");
        // Far more than any limit; the server hangs up in the middle.
        let written = (0..64).all(|_| stream.write_all(filler.repeat(16 * 1024).as_bytes()).is_ok());
        assert!(!written, "{filler:?} was swallowed");
        is_healthy(&hub);
    }
    let mut stream = connected(&hub);
    stream
        .write_all(format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(200)).as_bytes())
        .unwrap();
    assert!(rest(&mut stream).starts_with(b"HTTP/1.1 431 "));
    for nonsense in [
        &b"\x16\x03\x01\x02\x00\x01\x00"[..],
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0",
        b"PRI * HTTP/2.0\r\n\r\n",
    ] {
        let mut stream = connected(&hub);
        stream.write_all(nonsense).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let said = rest(&mut stream);
        assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 400 "), "{}", String::from_utf8_lossy(&said));
    }
    is_healthy(&hub);
}

#[test]
fn a_client_that_dawdles_over_its_head_or_says_nothing_more_is_hung_up_on() {
    let hub = started(impatient());
    let mut silent = connected(&hub);
    let mut half = connected(&hub);
    half.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n").unwrap();
    let mut idle = connected(&hub);
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert_eq!(answer(&mut idle).0, 200);
    let begun = Instant::now();
    for stream in [&mut silent, &mut half, &mut idle] {
        assert_eq!(rest(stream), b"");
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    // One byte now and then is no progress.
    let mut drip = connected(&hub);
    let begun = Instant::now();
    let is_cut_off =
        b"GET /health HTTP/1.1\r\nx: ".iter().chain(std::iter::repeat(&b'y')).take(200).any(|byte| {
            std::thread::sleep(Duration::from_millis(50));
            drip.write_all(&[*byte]).is_err()
        });
    assert!(is_cut_off, "fed for {:?}", begun.elapsed());
    is_healthy(&hub);
}

#[test]
fn a_body_that_does_not_arrive_is_told_so() {
    let hub = started(impatient());
    for headers in [
        "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100",
        "content-type: application/json\r\ntransfer-encoding: chunked",
        "content-type: multipart/form-data; boundary=x\r\ncontent-length: 100",
        "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\nidempotency-key: k",
    ] {
        let mut stream = connected(&hub);
        stream.write_all(post(&hub, "/v1/SupportingDocuments", headers).as_bytes()).unwrap();
        stream.write_all(b"5\r\nxyz").unwrap();
        assert_refused(&mut stream, 408, 20408);
        assert_eq!(rest(&mut stream), b"", "half a body is still to come, so the connection cannot go on");
    }
}

#[test]
fn a_body_that_is_too_long_is_told_so_whatever_its_kind() {
    let hub = started(Hub::new().set("TRUSTHUB_DOCUMENT_MAX_BYTES", "2000000"));
    let form = "content-type: application/x-www-form-urlencoded";
    let kinds = [
        (form, 1_100_000),
        ("content-type: application/json", 1_100_000),
        ("content-type: text/plain", 1_100_000),
        ("content-type: multipart/form-data; boundary=x", 2_400_000),
    ];
    for (kind, length) in kinds {
        for path in ["/v1/SupportingDocuments", "/v1/EndUsers"] {
            let mut stream = connected(&hub);
            stream
                .write_all(post(&hub, path, &format!("{kind}\r\ncontent-length: {length}")).as_bytes())
                .unwrap();
            stream.write_all(&vec![b'x'; length]).unwrap();
            assert_refused(&mut stream, 413, 20413);
        }
    }
    let mut chunked = connected(&hub);
    chunked
        .write_all(post(&hub, "/v1/EndUsers", &format!("{form}\r\ntransfer-encoding: chunked")).as_bytes())
        .unwrap();
    for _ in 0..12 {
        chunked.write_all(format!("186a0\r\n{}\r\n", "x".repeat(100_000)).as_bytes()).unwrap();
    }
    chunked.write_all(b"0\r\n\r\n").unwrap();
    assert_refused(&mut chunked, 413, 20413);
    // A client that asks first is told before it sends anything.
    let mut asking = connected(&hub);
    let headers = format!("{form}\r\ncontent-length: 99999999999\r\nexpect: 100-continue");
    asking.write_all(post(&hub, "/v1/EndUsers", &headers).as_bytes()).unwrap();
    assert_refused(&mut asking, 413, 20413);
    // Whoever has no credentials is told that, and not listened to.
    let mut stranger = connected(&hub);
    stranger
        .write_all(b"POST /v1/EndUsers HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n")
        .unwrap();
    assert_refused(&mut stranger, 401, 20003);
    is_healthy(&hub);
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_hung_up_on() {
    let hub = started(impatient());
    let mut stream = connected(&hub);
    // One answer is more than 100 KB; all of them are more than any buffer on the way.
    let asked = 400;
    stream.write_all("GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(asked).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let taken = rest(&mut stream);
    let answers = taken.windows(15).filter(|window| window == b"HTTP/1.1 200 OK").count();
    assert!((1..asked).contains(&answers), "{answers}");
    is_healthy(&hub);
}

#[test]
fn a_connection_that_has_grown_old_is_ended_between_two_requests() {
    let hub = started(Hub::new().set("TRUSTHUB_CONNECTION_SECONDS", "1"));
    let mut stream = connected(&hub);
    let begun = Instant::now();
    let mut answered = 0;
    while stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").is_ok() {
        let mut said = [0; 4096];
        match stream.read(&mut said) {
            Ok(count) if count > 0 => answered += 1,
            _ => break,
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "still open");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(answered > 3, "{answered}");
    is_healthy(&hub);
}

#[test]
fn one_address_has_its_share_of_connections_and_a_proxy_has_all() {
    let few = || Hub::new().set("TRUSTHUB_MAX_CONNECTIONS_PER_ADDRESS", "3");
    let hub = started(few());
    let mut held: Vec<TcpStream> = (0..3).map(|_| connected(&hub)).collect();
    // They are taken in the order in which they came.
    held[2].write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert_eq!(answer(&mut held[2]).0, 200);
    assert_eq!(rest(&mut connected(&hub)), b"");
    drop(held);
    let begun = Instant::now();
    loop {
        let mut stream = connected(&hub);
        let _ = stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        if rest(&mut stream).starts_with(b"HTTP/1.1 200 ") {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "the share is given back");
    }

    let behind = started(few().set("TRUSTHUB_TRUSTED_PROXIES", "127.0.0.1"));
    let held: Vec<TcpStream> = (0..8).map(|_| connected(&behind)).collect();
    is_healthy(&behind);
    drop(held);
}

#[test]
fn beyond_the_most_connections_the_next_one_waits() {
    let hub = started(Hub::new().set("TRUSTHUB_MAX_CONNECTIONS", "2"));
    let held = [connected(&hub), connected(&hub)];
    let mut waiting = connected(&hub);
    waiting.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    waiting.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let silence = waiting.read(&mut [0; 1]).unwrap_err();
    assert!(matches!(silence.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{silence}");
    drop(held);
    waiting.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(answer(&mut waiting).0, 200);
}

//! A collector of traces on loopback: it keeps what it is sent, or says nothing at all.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

/// Listens until the process ends.
pub struct Collector {
    pub address: SocketAddr,
    messages: Arc<Mutex<Vec<Received>>>,
}

/// A message: its head in lower case, and its body.
#[derive(Clone)]
pub struct Received {
    pub head: String,
    pub body: Vec<u8>,
}

/// A span as far as the tests look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    pub name: String,
    pub kind: i32,
    pub trace: String,
    pub id: String,
    pub parent: String,
    pub is_error: bool,
    pub attributes: BTreeMap<String, String>,
}

impl Collector {
    /// One that takes everything.
    pub fn start() -> Self {
        Self::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    }

    /// One that answers this; nothing if it is empty, while the connection stays open.
    pub fn answering(answer: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&messages);
        std::thread::spawn(move || {
            let mut silent = Vec::new();
            for mut stream in listener.incoming().flatten() {
                if answer.is_empty() {
                    silent.push(stream);
                } else if let Some(message) = read(&mut stream) {
                    kept.lock().unwrap().push(message);
                    let _ = stream.write_all(answer.as_bytes());
                }
            }
        });
        Self { address, messages }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn messages(&self) -> Vec<Received> {
        self.messages.lock().unwrap().clone()
    }

    /// Every span that came.
    pub fn spans(&self) -> Vec<Told> {
        let messages = self.messages();
        let requests = messages.iter().map(|message| {
            ExportTraceServiceRequest::decode(message.body.as_slice()).unwrap().resource_spans
        });
        let mut spans = Vec::new();
        for of_resource in requests.flatten() {
            let about = attributes(&of_resource.resource.unwrap().attributes);
            assert_eq!(about["service.name"], "trusthub");
            assert_eq!(about["service.version"], env!("CARGO_PKG_VERSION"));
            for span in of_resource.scope_spans.into_iter().flat_map(|scope| scope.spans) {
                assert!(span.events.is_empty() && span.links.is_empty(), "{span:?}");
                spans.push(Told::from(span));
            }
        }
        spans
    }
}

impl From<Span> for Told {
    fn from(span: Span) -> Self {
        assert!(span.end_time_unix_nano >= span.start_time_unix_nano, "{span:?}");
        Self {
            name: span.name,
            kind: span.kind,
            trace: hexadecimal(&span.trace_id),
            id: hexadecimal(&span.span_id),
            parent: hexadecimal(&span.parent_span_id),
            is_error: span.status.is_some_and(|status| status.code == 2),
            attributes: attributes(&span.attributes),
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn attributes(pairs: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |pair: &KeyValue| match pair.value.clone().unwrap().value.unwrap() {
        Value::StringValue(text) => text,
        Value::IntValue(number) => number.to_string(),
        other => panic!("{}: {other:?}", pair.key),
    };
    pairs.iter().map(|pair| (pair.key.clone(), text(pair))).collect()
}

fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 64 * 1024];
    loop {
        let count = stream.read(&mut buffer).ok()?;
        bytes.extend_from_slice(&buffer[..count]);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            let body = &bytes[end + 4..];
            if body.len() >= length.unwrap_or(0) {
                return Some(Received { head, body: body.to_vec() });
            }
        }
        if count == 0 {
            return None;
        }
    }
}

//! A NATS server of its own for a test: Debian's `nats-server`, with JetStream, on loopback.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use async_nats::Client;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use trusthub_gateways::jetstream::JetStreamConfig;

/// How long it may take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server; it ends with the value.
pub struct NatsServer {
    program: PathBuf,
    arguments: Vec<String>,
    port: u16,
    folder: TempDir,
    child: Option<Child>,
}

/// A message of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its subject.
    pub subject: String,
    /// Its identifier.
    pub id: String,
    /// Its body.
    pub body: Value,
}

/// The program that `cargo xtask test` names, or an installed one.
fn program() -> Option<PathBuf> {
    let named = std::env::var_os("TRUSTHUB_TEST_NATS_SERVER").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Those who are not root seldom have /usr/sbin on their PATH.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    named.into_iter().chain(folders.map(|folder| folder.join("nats-server"))).find(|place| place.is_file())
}

impl NatsServer {
    /// With JetStream; `None`, after a loud line, if there is no such program.
    #[must_use]
    pub fn start() -> Option<Self> {
        Self::start_with(&["--jetstream"])
    }

    /// With these arguments, on a free port.
    ///
    /// # Panics
    /// If it does not start.
    #[must_use]
    pub fn start_with(arguments: &[&str]) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("SKIPPED: nats-server is not installed");
            return None;
        };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let mut server = Self { program, arguments, port, folder, child: None };
        server.again();
        Some(server)
    }

    /// Starts it again, with what it kept.
    pub fn again(&mut self) {
        let child = Command::new(&self.program)
            .args(&self.arguments)
            .args(["--addr", "127.0.0.1", "--port"])
            .arg(self.port.to_string())
            .arg("--store_dir")
            .arg(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a server");
        self.child = Some(child);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "nats-server does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// As if its machine had lost power.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("an end");
            child.wait().expect("an end");
        }
    }

    /// A stream of it.
    #[must_use]
    pub fn stream(&self, name: &str) -> JetStreamConfig {
        JetStreamConfig {
            url: self.url().into(),
            stream: name.to_owned(),
            subject: "trusthub".to_owned(),
            kept: Duration::from_hours(1),
            ca_file: None,
        }
    }

    /// `127.0.0.1:PORT`
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn url(&self) -> String {
        format!("nats://{}", self.address())
    }

    /// All that a stream holds, in its order.
    pub async fn published(&self, stream: &str) -> Vec<Published> {
        let client = async_nats::connect(self.url()).await.expect("a connection");
        let mut all = Vec::new();
        while let Some(message) = message(&client, stream, all.len() + 1).await {
            all.push(message);
        }
        all
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn message(client: &Client, stream: &str, sequence: usize) -> Option<Published> {
    let subject = format!("$JS.API.STREAM.MSG.GET.{stream}");
    let asked = json!({ "seq": sequence }).to_string();
    let answer = client.request(subject, asked.into()).await.expect("an answer");
    let answer: Value = serde_json::from_slice(&answer.payload).expect("JSON");
    let message = answer.get("message")?;
    let part = |name: &str| BASE64_STANDARD.decode(message[name].as_str().expect(name)).expect(name);
    let headers = String::from_utf8(part("hdrs")).expect("headers");
    let id = headers.lines().find_map(|line| line.strip_prefix("Nats-Msg-Id: ")).expect("an identifier");
    Some(Published {
        subject: message["subject"].as_str().expect("a subject").to_owned(),
        id: id.to_owned(),
        body: serde_json::from_slice(&part("data")).expect("JSON"),
    })
}

//! `trusthub serve` on a folder of its own, and the same binary beside it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tempfile::TempDir;

/// How long anything that the hub does by itself may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub struct Hub {
    folder: TempDir,
    settings: Vec<(String, String)>,
    child: Option<Child>,
    pub url: String,
}

/// A command that has ended.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// The binary without anything of the caller's own configuration.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trusthub"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TRUSTHUB_") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

pub fn run(command: &mut Command) -> Done {
    let Output { status, stdout, stderr } = command.output().unwrap();
    Done {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// Looks again and again until there is something to see.
pub async fn eventually<T>(what: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_within(PATIENCE, what, look).await
}

pub async fn eventually_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < patience, "{what}: not within {patience:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

impl Hub {
    /// A folder where no hub has been yet.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), settings: Vec::new(), child: None, url: String::new() }
    }

    pub fn started() -> Self {
        let mut hub = Self::new();
        hub.start();
        hub
    }

    /// Sets a key for the server and every command.
    pub fn set(mut self, variable: &str, value: &str) -> Self {
        self.settings.push((variable.to_owned(), value.to_owned()));
        self
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The server, not started.
    pub fn serve(&self) -> Command {
        let mut command = self.beside(&["serve", "--listen", "127.0.0.1:0"]);
        if !self.settings.iter().any(|(variable, _)| variable == "TRUSTHUB_METRICS_LISTEN") {
            command.env("TRUSTHUB_METRICS_LISTEN", "off");
        }
        command
    }

    /// A command on the same data.
    pub fn beside(&self, arguments: &[&str]) -> Command {
        let mut command = binary();
        command.args(arguments).arg("--data-dir").arg(self.data_dir());
        command.envs(self.settings.iter().map(|(variable, value)| (variable.as_str(), value.as_str())));
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        run(&mut self.beside(arguments))
    }

    /// As `run`, and it must succeed.
    pub fn must(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "trusthub {arguments:?}: {}{}", done.err, done.out);
        done
    }

    /// Starts the server and waits until it has said where it is; what it said.
    pub fn start(&mut self) -> String {
        self.start_as(&mut self.serve())
    }

    /// The same by a command of the caller's that starts the server in the end.
    pub fn start_as(&mut self, command: &mut Command) -> String {
        let log = std::fs::File::options().create(true).append(true).open(self.path("server.log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in &mut lines {
            let line = line.unwrap();
            said.push_str(&line);
            said.push('\n');
            if let Some(url) = line.trim().strip_prefix("API ") {
                url.trim().clone_into(&mut self.url);
            }
            if line.starts_with("Stop it with") {
                break;
            }
        }
        assert!(!self.url.is_empty(), "serve said only: {said}{}", self.log());
        self.child = Some(child);
        said
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("server.log")).unwrap_or_default()
    }

    /// Asks it to end; its exit code.
    pub fn stop(&mut self) -> i32 {
        self.ask_to_end();
        self.wait()
    }

    /// Asks it to end, and lets it.
    pub fn ask_to_end(&self) {
        self.signal("TERM");
    }

    /// Its exit code, once it has ended.
    pub fn wait(&mut self) -> i32 {
        self.child.take().unwrap().wait().unwrap().code().unwrap_or(-1)
    }

    /// Keeps it from doing anything.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Makes it crash, as a fault in a library would.
    pub fn abort(&mut self) {
        self.signal("ABRT");
        self.wait();
    }

    pub fn hang_up(&self) {
        self.signal("HUP");
    }

    fn signal(&self, name: &str) {
        let process = self.child.as_ref().unwrap().id().to_string();
        let status = Command::new("kill").arg(format!("-{name}")).arg(process).status().unwrap();
        assert!(status.success());
    }

    pub fn process_id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    pub fn credentials(&self) -> BTreeMap<String, String> {
        credentials(&self.data_dir())
    }

    /// The first start's account.
    pub fn first(&self) -> Customer {
        let credentials = self.credentials();
        Customer::new(&self.url, &credentials["TRUSTHUB_ACCOUNT_SID"], &credentials["TRUSTHUB_AUTH_TOKEN"])
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn credentials(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("credentials.env")).unwrap();
    let pairs = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// One account's access to the API.
#[derive(Clone)]
pub struct Customer {
    url: String,
    pub sid: String,
    token: String,
    client: reqwest::Client,
}

impl Customer {
    pub fn new(url: &str, sid: &str, token: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        Self { url: url.to_owned(), sid: sid.to_owned(), token: token.to_owned(), client }
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> (u16, Value) {
        self.send(self.request(Method::POST, path).form(form)).await
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.request(Method::GET, path)).await
    }

    /// A request with the account's credentials.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).basic_auth(&self.sid, Some(&self.token))
    }

    pub async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// Makes something and gives its SID.
    pub async fn make(&self, path: &str, form: &[(&str, &str)]) -> String {
        let (status, made) = self.post(path, form).await;
        assert!(status < 300, "{path}: {status} {made}");
        made["sid"].as_str().unwrap().to_owned()
    }
}

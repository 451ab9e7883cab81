//! The processes that are measured: how they are started, stopped and looked at. Linux only, for `/proc`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Client;
use crate::journey::Account;

/// Longer than any start takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A data directory, its database, and the accounts in it.
pub struct Place {
    pub folder: TempDir,
    binary: PathBuf,
    database_url: String,
    pub accounts: Vec<Account>,
    /// From an empty folder to the first answer.
    pub first_start: Duration,
}

/// A running process, killed when dropped.
pub struct Server {
    child: Child,
    pub address: String,
    pub started_in: Duration,
}

/// What a process had used up at some time.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    pub cpu: Duration,
    pub resident: Resident,
}

impl Place {
    /// A new folder with a migrated database and `accounts` accounts. Without a URL the database is SQLite.
    pub async fn prepare(binary: &Path, database_url: Option<&str>, accounts: usize) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let sqlite = || format!("sqlite:{}", folder.path().join("trusthub.db").display());
        let database_url = database_url.map_or_else(sqlite, str::to_owned);
        let (binary, accounts_wanted) = (binary.to_owned(), accounts);
        let mut place =
            Self { folder, binary, database_url, accounts: Vec::new(), first_start: Duration::ZERO };
        place.run(&["migrate"]).await?;
        let server = place.hub(&[]).await?;
        place.first_start = server.started_in;
        for number in 0..accounts_wanted {
            let name = format!("Bench {number}");
            let made = place.run(&["account", "create", "--friendly-name", &name, "--json"]).await?;
            let made: Value = serde_json::from_str(&made).context("account create answers no JSON")?;
            let text = |key: &str| made.get(key).and_then(Value::as_str).context("an account without tokens");
            place.accounts.push(Account::new(text("sid")?, text("auth_token")?));
        }
        server.stop().await?;
        Ok(place)
    }

    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Starts a hub on it; `settings` are more of its environment.
    pub async fn hub(&self, settings: &[(&str, &str)]) -> Result<Server> {
        let address = free_address()?;
        let mut command = self.command();
        command.arg("serve").env("TRUSTHUB_LISTEN", &address).env("TRUSTHUB_METRICS_LISTEN", "off");
        // The limits protect a hub from what this does to it.
        command.env("TRUSTHUB_RATE_LIMIT_PER_SECOND", "1000000").env("TRUSTHUB_RATE_LIMIT_BURST", "1000000");
        command.envs(settings.iter().copied());
        Server::start(command, address, &self.folder.path().join("server.log")).await
    }

    /// Starts the baseline on its database.
    pub async fn baseline(&self, settings: &[(&str, &str)]) -> Result<Server> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe().context("where is this program?")?);
        command
            .args(["baseline", "--listen", &address])
            .env("TRUSTHUB_BENCH_DATABASE_URL", &self.database_url);
        command.envs(settings.iter().copied());
        Server::start(command, address, &self.folder.path().join("baseline.log")).await
    }

    /// Starts what signs and verifies calls as a baseline; `arguments` say with what.
    pub async fn bare_calls(&self, arguments: &[&str]) -> Result<Server> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe().context("where is this program?")?);
        command.args(["bare-calls", "--listen", &address]).args(arguments);
        Server::start(command, address, &self.folder.path().join("baseline.log")).await
    }

    /// What it and the baseline wrote to their logs.
    pub fn log(&self, name: &str) -> Result<String> {
        let path = self.folder.path().join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        // Keys and documents are in the folder too, so that several hubs on one database share them.
        command.env("TRUSTHUB_DATA_DIR", self.folder.path()).env("TRUSTHUB_DATABASE_URL", &self.database_url);
        command
    }

    /// Runs a command beside it; what it wrote.
    pub async fn run(&self, arguments: &[&str]) -> Result<String> {
        let mut command = self.command();
        command.args(arguments);
        let output = tokio::task::spawn_blocking(move || command.output()).await?;
        let output = output.context("cannot run the hub's binary")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "trusthub {} fails: {errors}", arguments.join(" "));
        Ok(String::from_utf8(output.stdout)?)
    }
}

impl Server {
    async fn start(mut command: Command, address: String, log: &Path) -> Result<Self> {
        let log = std::fs::File::options().create(true).append(true).open(log).context("no log file")?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let began = Instant::now();
        let child = command.spawn().context("cannot start a server")?;
        let mut server = Self { child, address, started_in: Duration::ZERO };
        while began.elapsed() < PATIENCE {
            if let Some(status) = server.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            if is_ready(&server.address).await {
                server.started_in = began.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the server does not get ready")
    }

    /// Ends it as an operator would, and waits.
    pub async fn stop(mut self) -> Result<()> {
        self.signal("TERM")?;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server ends with {status}");
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("the server does not end")
    }

    /// It does nothing until [`Server::go_on`], so that it takes nothing away from whoever is measured.
    pub fn pause(&self) -> Result<()> {
        self.signal("STOP")
    }

    pub fn go_on(&self) -> Result<()> {
        self.signal("CONT")
    }

    /// Waits until it has done what is queued: it uses no processor any more.
    pub async fn settle(&self) -> Result<()> {
        let began = Instant::now();
        let mut before = self.usage()?.cpu;
        loop {
            tokio::time::sleep(Duration::from_millis(400)).await;
            let now = self.usage()?.cpu;
            if now - before < Duration::from_millis(40) || began.elapsed() > PATIENCE {
                return Ok(());
            }
            before = now;
        }
    }

    pub fn usage(&self) -> Result<Usage> {
        let process = self.child.id();
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).context("no /proc")?;
        // After the name in parentheses: user and system time are the 12th and 13th, in hundredths of a second.
        let (_, after) = stat.rsplit_once(')').context("an unknown /proc")?;
        let ticks: u64 =
            after.split_whitespace().skip(11).take(2).filter_map(|one| one.parse::<u64>().ok()).sum();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).context("no /proc")?;
        Ok(Usage { cpu: Duration::from_millis(ticks * 10), resident: Resident::read(&status)? })
    }

    fn signal(&self, name: &str) -> Result<()> {
        let process = self.child.id().to_string();
        let status = Command::new("kill").args(["-s", name, &process]).status().context("no kill")?;
        ensure!(status.success(), "cannot signal the server");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is left running, whatever went wrong before. One that has ended already cannot be killed.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What this process itself has in memory.
pub fn resident_mib() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("no /proc")?;
    Ok(Resident::read(&status)?.mib)
}

/// What a process has in memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resident {
    pub mib: f64,
    /// Without the pages of its program file: those are the system's to take back, which maps as many as it likes.
    pub own_mib: f64,
}

impl Resident {
    fn read(status: &str) -> Result<Self> {
        let of = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            let kib = line.with_context(|| format!("no {name}"))?.trim().trim_end_matches(" kB");
            let kib: f64 = kib.parse().with_context(|| format!("an unknown {name}"))?;
            Ok(kib / 1024.0)
        };
        let mib = of("VmRSS")?;
        Ok(Self { mib, own_mib: mib - of("RssFile")? })
    }

    /// The larger of two.
    pub fn or_more(self, other: Self) -> Self {
        if other.mib > self.mib { other } else { self }
    }
}

impl fmt::Display for Resident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} MiB resident, {:.0} MiB of them its own", self.mib, self.own_mib)
    }
}

async fn is_ready(address: &str) -> bool {
    let Ok(mut client) = Client::connect(address).await else { return false };
    client.send("GET", "/ready", "", None).await.is_ok_and(|answer| answer.status == 200)
}

/// Somebody else may take it before it is used; then the start fails, and says so.
fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr()?.to_string())
}

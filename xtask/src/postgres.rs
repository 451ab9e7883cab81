//! A private PostgreSQL server for the tests, started once per run and gone afterwards, whatever happens.
//!
//! `postgres.sh` does the work and watches our end of a pipe, so that Ctrl-C, a failure or a kill of this program
//! all end the server and remove its files. PostgreSQL refuses to run as root: then it runs as `postgres`.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, Result, bail};

use crate::{shell, tools, workspace};

const SCRIPT: &str = include_str!("postgres.sh");

/// A running server; dropping it stops it.
pub struct Cluster {
    watcher: Child,
    url: String,
    programs: PathBuf,
}

impl Cluster {
    /// Starts a server on a free port of the loopback interface.
    ///
    /// # Errors
    /// PostgreSQL is missing and cannot be installed, or does not start.
    pub fn start() -> Result<Self> {
        Self::start_with("fleeting")
    }

    /// The same, with commits that wait for the disk, as an operator's do.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn durable() -> Result<Self> {
        Self::start_with("durable")
    }

    fn start_with(commits: &str) -> Result<Self> {
        let programs = tools::postgres()?;
        // Somebody else may take the port between our look and the server's start: try again.
        let mut last = Self::start_on(&programs, free_port()?, commits);
        for _ in 0..2 {
            if last.is_ok() {
                break;
            }
            last = Self::start_on(&programs, free_port()?, commits);
        }
        last
    }

    fn start_on(programs: &Path, port: u16, commits: &str) -> Result<Self> {
        let mut watcher = as_server_user()
            .args(["sh", "-c", SCRIPT, "postgres.sh"])
            .arg(programs)
            .arg(port.to_string())
            .arg(commits)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the PostgreSQL server")?;
        let mut line = String::new();
        if let Some(output) = watcher.stdout.take() {
            BufReader::new(output).read_line(&mut line).context("cannot read from the PostgreSQL server")?;
        }
        let Some(password) = line.trim_end().strip_prefix("ready ") else {
            // Reaped here: whoever reads the error should not find a zombie beside it.
            drop(watcher.stdin.take());
            watcher.wait().context("cannot wait for the PostgreSQL server")?;
            bail!("the PostgreSQL server in {} does not start", programs.display());
        };
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        Ok(Self { watcher, url, programs: programs.to_owned() })
    }

    /// Tells a command where the server is, and that skipping PostgreSQL tests is a failure.
    pub fn tell(&self, command: &mut Command) {
        command.env("TRUSTHUB_TEST_POSTGRES_URL", &self.url).env("TRUSTHUB_TEST_REQUIRE_POSTGRES", "1");
    }

    /// The folder of the server's programs.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// Makes an empty database; its URL.
    ///
    /// # Errors
    /// The server refuses.
    pub fn create_database(&self, name: &str) -> Result<String> {
        let maintenance = format!("--maintenance-db={}", self.url);
        shell::run(workspace::program(self.programs.join("createdb")).args([maintenance.as_str(), name]))?;
        let (server, _) = self.url.rsplit_once('/').context("the server's URL names no database")?;
        Ok(format!("{server}/{name}"))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        if let Some(mut output) = self.watcher.stdout.take() {
            let mut rest = String::new();
            output.read_to_string(&mut rest).ok();
        }
        self.watcher.wait().ok();
    }
}

/// Runs a command with a private server behind it; the command's own exit code.
///
/// # Errors
/// The server or the command does not start.
pub fn run_with(command: &[String]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("no command given")?;
    let cluster = Cluster::start()?;
    let mut command = Command::new(program);
    command.args(arguments);
    cluster.tell(&mut command);
    let status = command.status().with_context(|| format!("cannot start {program}"))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// A command prefix that gives up root, where we have it.
fn as_server_user() -> Command {
    if !tools::is_root() {
        return Command::new("env");
    }
    let user =
        if shell::succeeds(Command::new("id").args(["-u", "postgres"])) { "postgres" } else { "nobody" };
    if shell::succeeds(Command::new("setpriv").arg("--version")) {
        let mut command = Command::new("setpriv");
        command.args(["--reuid", user, "--regid", group_of(user).as_str(), "--init-groups", "--"]);
        return command;
    }
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--"]);
    command
}

fn group_of(user: &str) -> String {
    shell::capture(Command::new("id").args(["-g", user]))
        .map_or_else(|_| user.to_owned(), |it| it.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Cluster, shell, workspace};

    #[test]
    fn a_dropped_server_leaves_nothing_behind() {
        let cluster = Cluster::start().unwrap();
        let url = cluster.create_database("probe").unwrap();
        let psql = cluster.programs.join("psql");
        let mut ask = workspace::program(&psql);
        ask.args([url.as_str(), "--tuples-only", "--no-align", "--command", "show data_directory"]);
        let folder = shell::capture(&mut ask).unwrap();
        drop(cluster);
        assert!(!std::path::Path::new(folder.trim()).exists(), "{folder}");
        assert!(!shell::succeeds(&mut ask), "the server still answers");
    }
}

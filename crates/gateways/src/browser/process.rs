//! The process: started with limits and a profile of its own, ended with all that it started, and nothing is left of it.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::{ChromiumConfig, Undrawn};
use crate::process::Group;

/// Limits of each process of Chromium's, then Chromium, which is spoken to over what it knows as 3 and 4.
///
/// `-d`, 1 GiB: private memory that is written to. Not address space (`-v`), of which Chromium reserves terabytes. `-t`:
/// seconds of processor time. `-f`, 256 MiB: the size of a file, shared memory included. Where a limit cannot be set,
/// nothing is started.
const START: &str = "set -e; ulimit -c 0; ulimit -d 1048576; ulimit -t 40; ulimit -f 524288; \
    exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null";

/// Closed doors, in the order: the network, what Chromium does by itself, what a page may do.
const SWITCHES: [&str; 25] = [
    "--headless=new",
    "--remote-debugging-pipe",
    // Nobody is there: a context that may fetch is given a proxy of its own.
    "--proxy-server=http://nowhere.invalid:80",
    "--proxy-bypass-list=<-loopback>",
    // No name is resolved but by the proxy, whatever asks.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-features=AsyncDns,DnsOverHttps,NetworkPrediction,WebTransport,MediaRouter,OptimizationHints,Translate",
    "--no-pings",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--password-store=basic",
    // No compiler of scripts: no memory that is both written and run, and one thing less to attack.
    "--js-flags=--jitless",
    "--renderer-process-limit=1",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--incognito",
];

/// How often the profile is tried to be deleted: who was just killed may still write.
const DELETIONS: u32 = 5;
/// The pause before the next try.
const BETWEEN_DELETIONS: Duration = Duration::from_millis(50);

/// Chromium, running. Dropped, it is killed; its folder goes by [`Running::end`], or as well as it can at once.
pub(super) struct Running {
    group: Group,
    child: Child,
    profile: Profile,
}

impl Running {
    /// # Errors
    /// `NotStarted`.
    pub(super) fn start(config: &ChromiumConfig) -> Result<Self, Undrawn> {
        let profile = Profile::new().map_err(Undrawn::NotStarted)?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", START]).arg(&config.program).args(SWITCHES);
        if !config.has_sandbox {
            command.arg("--no-sandbox");
        }
        let child = command
            .arg(format!("--user-data-dir={}", profile.0.display()))
            .arg("about:blank")
            // Our own environment holds secrets.
            .env_clear()
            .envs([("LC_ALL", "C.UTF-8"), ("PATH", "/usr/local/bin:/usr/bin:/bin")])
            .envs([("HOME", &profile.0), ("TMPDIR", &profile.0)])
            .current_dir(&profile.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(Undrawn::NotStarted)?;
        Ok(Self { group: Group::of(&child), child, profile })
    }

    /// What it is spoken to over; once.
    pub(super) fn pipes(&mut self) -> Result<(ChildStdin, ChildStdout), Undrawn> {
        self.child.stdin.take().zip(self.child.stdout.take()).ok_or(Undrawn::Broken("it has no pipes"))
    }

    /// Ends it and what it started, and deletes what it wrote.
    pub(super) async fn end(mut self) {
        self.group.end();
        let _ = self.child.wait().await;
        for _ in 0..DELETIONS {
            match tokio::fs::remove_dir_all(&self.profile.0).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tokio::time::sleep(BETWEEN_DELETIONS).await;
                }
                Ok(()) | Err(_) => return,
            }
        }
    }
}

/// A folder for one picture, for this user alone.
struct Profile(PathBuf);

impl Profile {
    fn new() -> io::Result<Self> {
        let mut name = [0; 8];
        aws_lc_rs::rand::fill(&mut name).map_err(|_| io::Error::other("there is no randomness"))?;
        let name = u64::from_ne_bytes(name);
        // A short path: Chromium puts a socket there, and those have short names.
        let folder = std::env::temp_dir().join(format!("trusthub-{name:016x}"));
        std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // Gone already, unless the future that waited was given up.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

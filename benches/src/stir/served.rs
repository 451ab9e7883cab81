//! What a call costs a hub at work: signed and verified, over REST and by SIP, with everything that is done for one, from
//! the switch's credentials to the stored decision. In processor time of the hub's process alone.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::task::JoinSet;
use trusthub_app::{Clock, SystemClock};

use super::switch::{self, CALLER, called};
use crate::http::Client;
use crate::journey::basic;
use crate::process::{Place, Server};

/// Connections, or sockets, that ask at once.
const AT_ONCE: usize = 8;

/// Longer than a certificate takes to be noticed.
const PATIENCE: Duration = Duration::from_secs(30);

const MICROSECONDS: i64 = 1_000_000;

/// Operations a second of the bare operations, in the same run.
pub struct Bare {
    pub sign: f64,
    pub verify: f64,
}

/// Measures `calls` of each.
///
/// # Errors
/// A call is not signed, or not believed.
pub async fn run(binary: &Path, calls: usize, bare: &Bare) -> Result<()> {
    let hub = Hub::start(binary).await?;
    println!("\n{calls} calls each, {AT_ONCE} at once; processor time of the hub's process\n");
    println!(
        "| | calls per second of processor | µs a call | of bare ES256 | goal |\n|---|---:|---:|---:|---:|"
    );
    let before = hub.server.usage()?.cpu;
    let identities = hub.rest_signed(calls).await?;
    hub.tell("REST: signed", before, calls, bare.sign, "≥ 20,000").await?;
    let before = hub.server.usage()?.cpu;
    hub.rest_verified(identities).await?;
    hub.tell("REST: verified", before, calls, bare.verify, "≥ 9,000").await?;
    let before = hub.server.usage()?.cpu;
    let identities = switch::signed(hub.sip, calls, AT_ONCE, &hub.account).await?;
    hub.tell("SIP: signed", before, calls, bare.sign, "≥ 20,000").await?;
    let before = hub.server.usage()?.cpu;
    switch::verified(hub.sip, identities, AT_ONCE).await?;
    hub.tell("SIP: verified", before, calls, bare.verify, "≥ 10,000").await?;
    hub.server.stop().await
}

struct Hub {
    server: Server,
    /// The switch's credentials, for HTTP Basic.
    switch: String,
    /// The account that calls.
    account: String,
    sip: SocketAddr,
    // Its folder goes last.
    _place: Place,
}

impl Hub {
    /// One that signs with a test certificate, for an account whose calls get a C: what is looked at is the same.
    async fn start(binary: &Path) -> Result<Self> {
        let place = Place::prepare(binary, None, 1).await?;
        let made: Value =
            serde_json::from_str(&place.run(&["switch", "create", "--name", "bench", "--json"]).await?)?;
        let text = |value: &Value, key: &str| -> Result<String> {
            Ok(value.get(key).and_then(Value::as_str).with_context(|| format!("no {key}"))?.to_owned())
        };
        let switch = basic(&text(&made, "sid")?, &text(&made, "secret")?);
        let folder = place.folder.path().join("authority").display().to_string();
        let authority = place.run(&["stir", "ca-init", "--spc", "709J", "--out", &folder, "--json"]).await?;
        let authority: Value = serde_json::from_str(&authority)?;
        let trunks = place.folder.path().join("trunks.toml");
        let trunk =
            "[[trunk]]\nname = 'bench'\nfrom = ['127.0.0.1']\naccount_header = true\nfailed = 'reject'\n";
        std::fs::write(&trunks, trunk).with_context(|| format!("cannot write {}", trunks.display()))?;
        let sip = std::net::UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
        let server = place
            .hub(&[
                ("TRUSTHUB_SIP_LISTEN", &format!("udp:{sip}")),
                ("TRUSTHUB_SIP_TRUNKS_FILE", &trunks.display().to_string()),
                ("TRUSTHUB_STIR_ROOTS_FILE", &text(&authority, "root")?),
            ])
            .await?;
        let (chain, key) = (text(&authority, "chain")?, text(&authority, "key")?);
        place.run(&["stir", "cert", "import", &chain, "--key", &key]).await?;
        let account = place.accounts.first().context("no account")?.sid.clone();
        let hub = Self { server, switch, account, sip, _place: place };
        let begun = std::time::Instant::now();
        while hub.rest_signed(1).await.is_err() {
            ensure!(begun.elapsed() < PATIENCE, "the certificate does not sign");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(hub)
    }

    /// A row. What was put off, decisions to be stored above all, is waited for and counted.
    async fn tell(&self, name: &str, before: Duration, calls: usize, bare: f64, goal: &str) -> Result<()> {
        self.server.settle().await?;
        let cpu = self.server.usage()?.cpu.saturating_sub(before).as_secs_f64().max(f64::EPSILON);
        let rate = calls as f64 / cpu;
        println!("| {name} | {rate:.0} | {:.1} | {:.2} | {goal} |", 1e6 / rate, rate / bare);
        Ok(())
    }

    async fn rest_signed(&self, calls: usize) -> Result<Vec<String>> {
        let bodies = (0..calls).map(|number| {
            let request = json!({"attest": "A", "orig": {"tn": CALLER}, "dest": {"tn": [called(number)]}, "iat": now()});
            json!({ "signingRequest": request }).to_string()
        });
        let answers = self.asked("/stir/v1/signing", bodies.collect()).await?;
        let identity = |answer: &String| -> Result<String> {
            let answer: Value = serde_json::from_str(answer)?;
            let identity = answer.pointer("/signingResponse/identity").and_then(Value::as_str);
            Ok(identity.context("not signed")?.to_owned())
        };
        answers.iter().map(identity).collect()
    }

    async fn rest_verified(&self, identities: Vec<String>) -> Result<()> {
        let bodies = identities.into_iter().enumerate().map(|(number, identity)| {
            let request = json!({"from": {"tn": CALLER}, "to": {"tn": [called(number)]}, "time": now(), "identity": identity});
            json!({ "verificationRequest": request }).to_string()
        });
        for answer in self.asked("/stir/v1/verification", bodies.collect()).await? {
            ensure!(answer.contains("TN-Validation-Passed"), "not believed: {answer}");
        }
        Ok(())
    }

    /// The answers to these bodies, in their order.
    async fn asked(&self, path: &'static str, bodies: Vec<String>) -> Result<Vec<String>> {
        let share = bodies.len().div_ceil(AT_ONCE).max(1);
        let mut working = JoinSet::new();
        for (place, bodies) in bodies.chunks(share).enumerate() {
            let (bodies, mut client) = (bodies.to_vec(), Client::connect(&self.server.address).await?);
            let headers =
                format!("Authorization: {}\r\nX-TrustHub-Account-Sid: {}\r\n", self.switch, self.account);
            working.spawn(async move {
                let mut answers = Vec::with_capacity(bodies.len());
                for body in bodies {
                    let answer = client.post_json(path, &headers, &body).await?;
                    if answer.status != 200 {
                        bail!("{path} answers {}: {}", answer.status, answer.body);
                    }
                    answers.push(answer.body);
                }
                Ok((place, answers))
            });
        }
        in_order(working).await
    }
}

/// What each of them came to, one after the other.
pub(super) async fn in_order(mut working: JoinSet<Result<(usize, Vec<String>)>>) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    while let Some(part) = working.join_next().await {
        parts.push(part??);
    }
    parts.sort_by_key(|(place, _)| *place);
    Ok(parts.into_iter().flat_map(|(_, part)| part).collect())
}

fn now() -> i64 {
    SystemClock.now().as_micros().div_euclid(MICROSECONDS)
}

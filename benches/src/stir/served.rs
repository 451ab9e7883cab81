//! What a call costs a hub at work: signed and verified, over REST and by SIP, with everything that is done for one, from
//! the switch's credentials to the stored decision. In processor time of the hub's process alone, beside that of the
//! baseline ([`super::bare`]), which answers the same questions.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::asking::{AT_ONCE, Asked};
use crate::journey::basic;
use crate::process::Place;

/// Most turns of each. Ours: the processor time of a process is told in hundredths of a second, so a turn should not be short.
const MOST_TURNS: usize = 5;

/// Longer than a certificate takes to be noticed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The services that are measured, as [`Asked::turn`] has them, with their goals.
const SERVICES: [(&str, &str); 4] = [
    ("REST: signed", "≥ 20,000"),
    ("REST: verified", "≥ 9,000"),
    ("SIP: signed", "≥ 20,000"),
    ("SIP: verified", "≥ 10,000"),
];

/// Operations a second of the bare operations, in the same run.
pub struct Bare {
    pub sign: f64,
    pub verify: f64,
}

/// Measures about `calls` of each, in up to so many turns.
///
/// # Errors
/// A call is not signed, or not believed.
pub async fn run(binary: &Path, calls: usize, turns: usize, bare: &Bare) -> Result<()> {
    let at_work = AtWork::start(binary).await?;
    let AtWork { hub, baseline, .. } = &at_work;
    let turns = turns.clamp(1, MOST_TURNS);
    let share = calls.div_ceil(turns);
    let (mut ours, mut theirs) = ([Duration::ZERO; 4], [Duration::ZERO; 4]);
    for _ in 0..turns {
        // Whoever is not asked is stopped, so that it takes nothing away from the other.
        baseline.server.pause()?;
        add(&mut ours, hub.turn(share).await?);
        baseline.server.go_on()?;
        hub.server.pause()?;
        add(&mut theirs, baseline.turn(share).await?);
        hub.server.go_on()?;
    }
    println!(
        "\n{} calls each in {turns} turns, {AT_ONCE} at once; processor time of the process that is asked\n",
        share * turns
    );
    println!(
        "| | calls per second of processor | µs a call | µs a call of the baseline | ratio to the baseline \
         | of bare ES256 | goal |\n|---|---:|---:|---:|---:|---:|---:|"
    );
    let operations = [bare.sign, bare.verify, bare.sign, bare.verify];
    let rate = |took: Duration| (share * turns) as f64 / took.as_secs_f64().max(f64::EPSILON);
    for ((((name, goal), ours), theirs), operation) in SERVICES.iter().zip(ours).zip(theirs).zip(operations) {
        let (ours, theirs) = (rate(ours), rate(theirs));
        println!(
            "| {name} | {ours:.0} | {:.1} | {:.1} | {:.2} | {:.2} | {goal} |",
            1e6 / ours,
            1e6 / theirs,
            ours / theirs,
            ours / operation
        );
    }
    at_work.hub.server.stop().await
}

fn add(sums: &mut [Duration; 4], turn: [Duration; 4]) {
    for (sum, one) in sums.iter_mut().zip(turn) {
        *sum += one;
    }
}

/// A hub, and the baseline beside it.
struct AtWork {
    hub: Asked,
    baseline: Asked,
    // Its folder goes last.
    _place: Place,
}

impl AtWork {
    /// A hub that signs with a test certificate, for an account whose calls get a C: what is looked at is the same. The
    /// baseline signs with the same one.
    async fn start(binary: &Path) -> Result<Self> {
        let place = Place::prepare(binary, None, 1).await?;
        let made: Value =
            serde_json::from_str(&place.run(&["switch", "create", "--name", "bench", "--json"]).await?)?;
        let switch = basic(text(&made, "sid")?, text(&made, "secret")?);
        let folder = place.folder.path().join("authority").display().to_string();
        let authority = place.run(&["stir", "ca-init", "--spc", "709J", "--out", &folder, "--json"]).await?;
        let authority: Value = serde_json::from_str(&authority)?;
        let (root, chain, key) =
            (text(&authority, "root")?, text(&authority, "chain")?, text(&authority, "key")?);
        let trunks = place.folder.path().join("trunks.toml");
        let trunk =
            "[[trunk]]\nname = 'bench'\nfrom = ['127.0.0.1']\naccount_header = true\nfailed = 'reject'\n";
        std::fs::write(&trunks, trunk).with_context(|| format!("cannot write {}", trunks.display()))?;
        let sip = free_port()?;
        let server = place
            .hub(&[
                ("TRUSTHUB_SIP_LISTEN", &format!("udp:{sip}")),
                ("TRUSTHUB_SIP_TRUNKS_FILE", &trunks.display().to_string()),
                ("TRUSTHUB_STIR_ROOTS_FILE", root),
            ])
            .await?;
        place.run(&["stir", "cert", "import", chain, "--key", key]).await?;
        let account = place.accounts.first().context("no account")?.sid.clone();
        let hub = Asked { server, sip, switch: switch.clone(), account: account.clone() };
        let begun = std::time::Instant::now();
        while hub.rest_signed(1).await.is_err() {
            ensure!(begun.elapsed() < PATIENCE, "the certificate does not sign");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let sip = free_port()?;
        let server = place
            .bare_calls(&["--sip", &sip.to_string(), "--root", root, "--chain", chain, "--key", key])
            .await?;
        Ok(Self { hub, baseline: Asked { server, sip, switch, account }, _place: place })
    }
}

fn text<'v>(value: &'v Value, key: &str) -> Result<&'v str> {
    value.get(key).and_then(Value::as_str).with_context(|| format!("no {key}"))
}

/// Somebody else may take it before it is used; then the start fails, and says so.
fn free_port() -> Result<SocketAddr> {
    Ok(std::net::UdpSocket::bind("127.0.0.1:0")?.local_addr()?)
}

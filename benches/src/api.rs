//! `bench api`: the measurements, one after the other, and the tables they end in.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::compare::{self, Comparison, Plan};
use crate::journey::{Customer, Step};
use crate::load::{self, Target};
use crate::process::{Place, Resident};
use crate::{SERVER, growth, likeness, stats};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The hub
    #[arg(long, default_value = "target/release/trusthub")]
    binary: PathBuf,
    /// Grow to a million profiles
    #[arg(long)]
    full: bool,
    /// A few requests of everything, to see that it still works; the figures mean nothing
    #[arg(long, conflicts_with = "full")]
    smoke: bool,
    /// Only what requests cost as profiles grow
    #[arg(long)]
    growth: bool,
    /// Rounds that are counted, of each comparison
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Seconds of building profiles in each round
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Connections at once
    #[arg(long, default_value_t = 16)]
    connections: usize,
}

/// What is behind the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// SQLite, and PostgreSQL if a server is named; else that is said.
    pub fn at_hand() -> Vec<Self> {
        if std::env::var_os(SERVER).is_some_and(|url| !url.is_empty()) {
            return vec![Self::Sqlite, Self::Postgres];
        }
        println!("SKIPPED: {SERVER} names no PostgreSQL");
        vec![Self::Sqlite]
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// Runs everything.
pub async fn run(options: &Options) -> Result<()> {
    let plan = if options.smoke {
        Plan { rounds: 0, connections: 2, lasts: Duration::from_millis(100) }
    } else {
        let lasts = Duration::from_secs_f64(options.seconds);
        Plan { rounds: options.rounds, connections: options.connections, lasts }
    };
    size(&options.binary)?;
    for backend in Backend::at_hand() {
        println!("\n## {}\n", backend.name());
        if options.growth {
            grow(options, backend).await?;
            continue;
        }
        starts(options, backend).await?;
        let accounts = plan.connections;
        let hub = place(&options.binary, backend, "hub", accounts).await?;
        let bare = place(&options.binary, backend, "bare", accounts).await?;
        likeness::check(&hub, &bare).await?;
        let one = hub.hub(&[]).await?;
        let compared = compare::compare(plan, &hub, std::slice::from_ref(&one), &bare).await?;
        table(&compared, "one node");
        one.stop().await?;
        if backend == Backend::Postgres {
            let nodes = [hub.hub(&[]).await?, hub.hub(&[]).await?];
            let two = compare::compare(plan, &hub, &nodes, &bare).await?;
            table(&two, "two nodes");
            for node in nodes {
                node.stop().await?;
            }
        }
        steady(options, &hub, compared.journeys.0 * 0.6).await?;
        decisions(options, &hub).await?;
        grow(options, backend).await?;
    }
    Ok(())
}

/// A new place; on PostgreSQL in a new database.
pub async fn place(binary: &Path, backend: Backend, name: &str, accounts: usize) -> Result<Place> {
    if backend == Backend::Sqlite {
        return Place::prepare(binary, None, accounts).await;
    }
    let server = std::env::var(SERVER).context("no PostgreSQL")?;
    let (base, _) = server.rsplit_once('/').context("the server's URL names no database")?;
    let mut admin = PgConnection::connect(&server).await.context("PostgreSQL cannot be reached")?;
    let name = format!("trusthub_bench_{name}");
    for statement in
        [format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"), format!("CREATE DATABASE {name}")]
    {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut admin).await?;
    }
    admin.close().await?;
    Place::prepare(binary, Some(&format!("{base}/{name}")), accounts).await
}

fn size(binary: &Path) -> Result<()> {
    let size =
        std::fs::metadata(binary).with_context(|| format!("no {}; build it first", binary.display()))?;
    println!("binary: {:.1} MiB", size.len() as f64 / f64::from(1 << 20));
    Ok(())
}

/// From the start to the first answer, and what it takes up before anybody comes.
async fn starts(options: &Options, backend: Backend) -> Result<()> {
    let place = place(&options.binary, backend, "starts", 1).await?;
    let mut took = Vec::new();
    let mut resident = Resident::default();
    for _ in 0..if options.smoke { 1 } else { 5 } {
        let server = place.hub(&[]).await?;
        took.push(server.started_in.as_secs_f64() * 1000.0);
        server.settle().await?;
        resident = resident.or_more(server.usage()?.resident);
        server.stop().await?;
    }
    println!(
        "start to /ready: {:.0} ms (first start, on an empty folder: {:.0} ms); idle: at most {resident}",
        stats::median(took),
        place.first_start.as_secs_f64() * 1000.0,
    );
    Ok(())
}

fn table(compared: &Comparison, title: &str) {
    println!("\n{title}\n\n| | hub, requests/s | baseline, requests/s | ratio |\n|---|---:|---:|---:|");
    for (step, ours, theirs, ratio) in &compared.steps {
        println!("| {} | {ours:.0} | {theirs:.0} | {ratio:.2} |", step.name());
    }
    let (ours, theirs, ratio) = compared.journeys;
    println!("| **a whole profile, submitted (10 requests)** | {ours:.1} | {theirs:.1} | **{ratio:.2}** |");
    println!(
        "\nprocessor time of the hub per profile, background work included: {:.1} ms; under load: {}",
        compared.cpu_per_journey.as_secs_f64() * 1000.0,
        compared.resident
    );
}

/// Latencies at three fifths of what the closed loop got done.
async fn steady(options: &Options, hub: &Place, per_second: f64) -> Result<()> {
    let lasts = Duration::from_secs_f64(if options.smoke { 0.3 } else { options.seconds * 5.0 });
    let server = hub.hub(&[]).await?;
    let target = Target { addresses: vec![server.address.clone()], accounts: &hub.accounts };
    let times = load::open_loop(&target, per_second.max(5.0), lasts).await?;
    println!("\nat {per_second:.1} profiles per second (60 %)\n\n| | p50 ms | p99 ms |\n|---|---:|---:|");
    for step in Step::ALL {
        let took = times.get(&step).cloned().unwrap_or_default();
        let [half, most] = stats::quantiles(took, [0.5, 0.99]).map(|took| took.as_secs_f64() * 1000.0);
        println!("| {} | {half:.1} | {most:.1} |", step.name());
    }
    server.stop().await
}

/// How long a submission waits for the machine's decision, all that could be asked outside being off.
async fn decisions(options: &Options, hub: &Place) -> Result<()> {
    let server = hub.hub(&[]).await?;
    // What is queued from before is none of this.
    server.settle().await?;
    let account = hub.accounts.first().context("no account")?.clone();
    let mut customer = Customer::connect(&server.address, account).await?;
    let mut took = Vec::new();
    for number in 0..if options.smoke { 2 } else { 200 } {
        took.push(customer.be_rejected(5_000_000 + number).await?);
    }
    let [half, most] = stats::quantiles(took, [0.5, 0.99]).map(|took| took.as_secs_f64() * 1000.0);
    println!(
        "\nfrom the submission to the machine's decision, one after the other: p50 {half:.0} ms, p99 {most:.0} ms"
    );
    server.stop().await
}

/// One customer alone, with more and more profiles there already.
async fn grow(options: &Options, backend: Backend) -> Result<()> {
    let sizes: &[i64] = match (options.smoke, options.full) {
        (true, _) => &[10],
        (_, false) => &[1_000, 10_000, 100_000],
        (_, true) => &[1_000, 10_000, 100_000, 1_000_000],
    };
    let place = place(&options.binary, backend, "growth", 8).await?;
    println!("\n| ms per request, one connection, by profiles there |{}", heads(sizes));
    let mut rows: Vec<(Step, Vec<f64>)> = Step::ALL.iter().map(|step| (*step, Vec::new())).collect();
    let mut there = 0;
    for size in sizes {
        growth::fill(&place, there, *size).await.context("the place cannot be filled")?;
        there = *size;
        let server = place.hub(&[]).await?;
        let target = Target { addresses: vec![server.address.clone()], accounts: &place.accounts };
        let lasts = Duration::from_secs_f64(if options.smoke { 0.1 } else { options.seconds });
        // The first round warms up.
        load::round(&target, 1, lasts / 3).await?;
        server.settle().await?;
        let run = load::round(&target, 1, lasts).await?;
        for (step, row) in &mut rows {
            row.push(stats::mean_millis(run.get(step).map_or(&[], Vec::as_slice)));
        }
        server.stop().await?;
    }
    for (step, row) in rows {
        let cells: String = row.iter().map(|millis| format!(" {millis:.2} |")).collect();
        println!("| {} |{cells}", step.name());
    }
    Ok(())
}

fn heads(sizes: &[i64]) -> String {
    let names: String = sizes.iter().map(|size| format!(" {size} |")).collect();
    format!("{names}\n|---|{}", "---:|".repeat(sizes.len()))
}

//! The hub against the baseline, taking turns within one run, so that both see the same machine.

use std::time::Duration;

use anyhow::Result;

use crate::journey::Step;
use crate::load::{self, Target, Times};
use crate::process::{Place, Resident, Server};
use crate::stats;

/// How a comparison goes.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub rounds: usize,
    pub connections: usize,
    pub lasts: Duration,
}

/// What came out of it.
#[derive(Default)]
pub struct Comparison {
    /// Of each step: requests per second that one connection after the other gets done, hub and baseline, and the
    /// median of their ratios.
    pub steps: Vec<(Step, f64, f64, f64)>,
    /// Whole journeys per second of the hub and of the baseline, and the median of their ratios.
    pub journeys: (f64, f64, f64),
    /// Processor time of the hub's own process per journey, its background work included.
    pub cpu_per_journey: Duration,
    /// The most it was.
    pub resident: Resident,
}

/// Measures. Whoever is not measured is stopped meanwhile; background work is finished before the hub's turn ends.
pub async fn compare(plan: Plan, hub: &Place, servers: &[Server], baseline: &Place) -> Result<Comparison> {
    let other = baseline.baseline(&[]).await?;
    let addresses = servers.iter().map(|server| server.address.clone()).collect();
    let hubs = Target { addresses, accounts: &hub.accounts };
    let bare = Target { addresses: vec![other.address.clone()], accounts: &baseline.accounts };
    let (mut runs, mut bare_runs) = (Vec::new(), Vec::new());
    let mut comparison = Comparison::default();
    let mut cpu = Vec::new();
    // One round more than is counted: the first warms up both.
    for round in 0..=plan.rounds {
        other.pause()?;
        for server in servers {
            server.go_on()?;
            server.settle().await?;
        }
        let before = used(servers)?;
        let run = load::round(&hubs, plan.connections, plan.lasts).await?;
        for server in servers {
            server.settle().await?;
            comparison.resident = comparison.resident.or_more(server.usage()?.resident);
        }
        let journeys = run.get(&Step::Submit).map_or(1, Vec::len).max(1);
        cpu.push((used(servers)? - before).as_secs_f64() / journeys as f64);
        for server in servers {
            server.pause()?;
        }
        other.go_on()?;
        let bare_run = load::round(&bare, plan.connections, plan.lasts).await?;
        if round > 0 || plan.rounds == 0 {
            runs.push(run);
            bare_runs.push(bare_run);
        }
    }
    for server in servers {
        server.go_on()?;
    }
    let (runs, bare_runs) = (per_request(&runs), per_request(&bare_runs));
    for step in Step::ALL {
        let (ours, theirs) = (of(&runs, step), of(&bare_runs, step));
        let rate = |millis: f64| plan.connections as f64 * 1000.0 / millis;
        let ratio = stats::median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours).collect());
        comparison.steps.push((step, rate(stats::median(ours)), rate(stats::median(theirs)), ratio));
    }
    let whole = |run: &Vec<(Step, f64)>| {
        run.iter().map(|(step, millis)| f64::from(step.per_journey()) * millis).sum::<f64>()
    };
    let (ours, theirs): (Vec<_>, Vec<_>) =
        (runs.iter().map(whole).collect(), bare_runs.iter().map(whole).collect());
    let rate = |millis: f64| plan.connections as f64 * 1000.0 / millis;
    let ratio = stats::median(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours).collect());
    comparison.journeys = (rate(stats::median(ours)), rate(stats::median(theirs)), ratio);
    comparison.cpu_per_journey = Duration::from_secs_f64(stats::median(cpu));
    Ok(comparison)
}

fn used(servers: &[Server]) -> Result<Duration> {
    servers.iter().map(|server| Ok(server.usage()?.cpu)).sum()
}

/// Mean time of a request of each step, round by round.
fn per_request(runs: &[Times]) -> Vec<Vec<(Step, f64)>> {
    let means = |times: &Times| times.iter().map(|(step, took)| (*step, stats::mean_millis(took))).collect();
    runs.iter().map(means).collect()
}

fn of(rounds: &[Vec<(Step, f64)>], step: Step) -> Vec<f64> {
    rounds.iter().flatten().filter(|(one, _)| *one == step).map(|(_, millis)| *millis).collect()
}

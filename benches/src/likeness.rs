//! Whether the baseline still runs the hub's statements: both are watched during one journey.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::journey::Customer;
use crate::process::{Place, Server};

/// Tells one journey to each, and compares what they logged.
pub async fn check(hub: &Place, baseline: &Place) -> Result<()> {
    let logging = [("TRUSTHUB_LOG", "info,sqlx::query=debug"), ("TRUSTHUB_LOG_FORMAT", "json")];
    let server = hub.hub(&logging).await?;
    travel(&server, hub).await?;
    server.stop().await?;
    let server = baseline.baseline(&[("TRUSTHUB_BENCH_STATEMENTS", "on")]).await?;
    travel(&server, baseline).await?;
    drop(server);
    let ours = hub.log("server.log")?.lines().filter_map(statement_of_a_request).collect::<Vec<_>>();
    let theirs = baseline.log("baseline.log")?;
    let theirs = theirs.lines().filter_map(|line| line.strip_prefix("statement ")).collect::<Vec<_>>();
    if let Some(place) = (0..ours.len().max(theirs.len()))
        .find(|place| ours.get(*place).map(String::as_str) != theirs.get(*place).copied())
    {
        bail!(
            "statement {place} of the journey differs; benches/src/baseline/statements.rs must follow the hub:\n\
             hub:      {}\nbaseline: {}",
            ours.get(place).map_or("none", String::as_str),
            theirs.get(place).copied().unwrap_or("none"),
        )
    }
    println!("one journey: {} statements, the same in hub and baseline", ours.len());
    Ok(())
}

async fn travel(server: &Server, place: &Place) -> Result<()> {
    let account = place.accounts.first().context("no account")?;
    let mut customer = Customer::connect(&server.address, account.clone()).await?;
    let profile = customer.build(1).await?;
    customer.submit(&profile).await?;
    customer.fetch(&profile).await?;
    customer.list().await
}

/// The statement in a line of the hub's log, if a request ran it. Transactions' own words are left out: there the hub
/// may do better than the baseline.
fn statement_of_a_request(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    // Whether the hub is ready is asked too, while it starts.
    line.get("span")?.get("http.route")?.as_str().filter(|route| *route != "/ready")?;
    (line.get("target")? == "sqlx::query").then_some(())?;
    let text = |key: &str| line.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let statement = one_line(text("db.statement").or_else(|| text("summary"))?);
    let is_ours = ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|word| statement.starts_with(word));
    (is_ours && !statement.contains("pg_notify")).then_some(statement)
}

/// The statement with single spaces.
pub fn one_line(statement: &str) -> String {
    statement.split_whitespace().collect::<Vec<_>>().join(" ")
}

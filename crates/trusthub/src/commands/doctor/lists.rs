//! Sanctions lists: some are in force, they are of today, and they can be read.

use trusthub_app::watchlists;
use trusthub_app::{Actor, Hub};

use super::Finding;
use crate::commands::words;
use crate::failure::Outcome;

const SUBJECT: &str = "watchlists";

pub(super) async fn check(hub: &Hub) -> Outcome<Finding> {
    let damaged = watchlists::check(hub, &Actor::operator()).await?;
    if let Some((source, why)) = damaged.first() {
        return Ok(Finding::fail(
            SUBJECT,
            format!("nobody is screened against {source}: {why}"),
            format!("import it again: `trusthub watchlist import --source {source} FILE…`"),
        ));
    }
    let states = watchlists::list(hub, &Actor::operator()).await?;
    let in_force: Vec<_> = states.iter().filter(|state| state.is_in_force).collect();
    if in_force.is_empty() {
        return Ok(Finding::warn(
            SUBJECT,
            "no sanctions list is in force",
            "`trusthub watchlist import`; docs/screening.md says which there are",
        ));
    }
    let stale = in_force.iter().filter(|state| state.is_stale()).max_by_key(|state| state.age);
    Ok(match stale {
        Some(oldest) => Finding::warn(
            SUBJECT,
            format!("{} was last looked at {} ago", oldest.version.source, words::length(oldest.age)),
            "import the lists daily by a timer, see docs/screening.md",
        ),
        None => {
            let entries: i64 = in_force.iter().map(|state| state.version.entries).sum();
            let lists = words::count(u64::try_from(in_force.len()).unwrap_or(u64::MAX), "list", "lists");
            Finding::ok(SUBJECT, format!("{lists} in force, {entries} entries, looked at since yesterday"))
        }
    })
}

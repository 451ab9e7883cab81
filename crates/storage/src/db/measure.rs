//! What is counted about the database: waiting for a connection, the time of statements, failures, open connections.
//!
//! The names are explained in docs/operations.md. No value of a statement is ever measured or logged.

use std::time::{Duration, Instant};

use sqlx::{Database, Pool};
use tracing::Span;

use super::statement::Statement;
use super::{Db, Pools};
use crate::error::{Error, Result};

/// A statement that takes longer is worth a line in the log. Ours: every statement is bounded by an index, so one that
/// takes so long waits for a lock, a disk or a plan that went wrong.
const SLOW: Duration = Duration::from_secs(1);

/// How many connections of a pool there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// `read` and `write` (SQLite), or `all` (PostgreSQL).
    pub pool: &'static str,
    /// Open ones.
    pub open: u32,
    /// Open ones that nobody uses.
    pub idle: u32,
    /// As many as there may be.
    pub most: u32,
}

impl Db {
    /// The connections of this process, by pool.
    #[must_use]
    pub fn connections(&self) -> Vec<Connections> {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                let (open, idle) = (u32::from(write.is_open()), u32::from(write.is_idle()));
                vec![Connections::of("read", read), Connections { pool: "write", open, idle, most: 1 }]
            }
            Pools::Postgres(primary) => vec![Connections::of("all", primary.pool())],
        }
    }
}

impl Connections {
    fn of<D: Database>(name: &'static str, pool: &Pool<D>) -> Self {
        Self {
            pool: name,
            open: pool.size(),
            idle: u32::try_from(pool.num_idle()).unwrap_or(u32::MAX),
            most: pool.options().get_max_connections(),
        }
    }
}

/// What exported traces say of a statement: its name, never its text or a value.
pub(super) fn trace_of(statement: &Statement) -> Span {
    trace(statement.name.strip_prefix("trusthub_storage::").unwrap_or(statement.name))
}

/// Of anything else that takes its time at the database.
pub(super) fn trace(name: &str) -> Span {
    tracing::debug_span!(target: "trusthub_traces", "database", otel.kind = "client", otel.name = name)
}

/// Counts how long it took to get a transaction of that kind, and whether it failed.
pub(super) fn begun<T>(access: &'static str, since: Instant, outcome: Result<T>) -> Result<T> {
    waited(access, since);
    outcome.inspect_err(failed)
}

/// Counts how long a connection was waited for.
pub(super) fn waited(access: &'static str, since: Instant) {
    metrics::histogram!("trusthub_database_wait_seconds", "access" => access).record(since.elapsed());
}

/// Counts a statement that has ended.
pub(super) fn ended(statement: &Statement, since: Instant) {
    let elapsed = since.elapsed();
    metrics::histogram!("trusthub_database_statement_duration_seconds", "of" => owner(statement))
        .record(elapsed);
    if elapsed >= SLOW {
        let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(db.statement = statement.name, duration_ms, "statement {} was slow", statement.name);
    }
}

/// Counts a failure that is the database's; refusals that callers expect are none.
pub(super) fn failed(error: &Error) {
    let kind = match error {
        Error::Unavailable(_) => "unavailable",
        Error::Driver(_) => "refused",
        Error::Corrupt { .. } => "corrupt",
        Error::Conflict | Error::Duplicate(_) | Error::Erased => return,
    };
    metrics::counter!("trusthub_database_errors_total", "kind" => kind).increment(1);
}

/// The module whose statement it is, such as `tenant::bundles`: few enough to be a label.
fn owner(statement: &Statement) -> &'static str {
    let name = statement.name.strip_prefix("trusthub_storage::").unwrap_or(statement.name);
    name.rsplit_once("::").map_or(name, |(module, _)| module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_counted_for_its_module() {
        let name = "trusthub_storage::tenant::bundles::FIND";
        assert_eq!(owner(&Statement::new(name, "", "")), "tenant::bundles");
    }
}

//! `trusthub migrate`: the database brought to this version and, if asked, spread over a cluster; or told what that
//! would take.

use trusthub_storage::{Db, DistributeError};

use crate::cli::{self, Place};
use crate::config;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::wiring::{self, Purpose};

/// Rounds of steps: the tables are moved, then what was copied is removed from where it was. A third round would find
/// nothing to do.
const ROUNDS: usize = 2;

pub(super) async fn run(place: &Place, arguments: &cli::Migrate) -> Outcome {
    let config = config::load(&place.given())?;
    let purpose = if arguments.check { Purpose::Look } else { Purpose::Migrate };
    let _presence = wiring::presence(&config, purpose)?;
    let db = wiring::database(&config, purpose).await?;
    let outcome = if arguments.check { check(&db, arguments).await } else { migrate(&db, arguments).await };
    db.close().await;
    outcome
}

async fn check(db: &Db, arguments: &cli::Migrate) -> Outcome {
    let pending = db.pending_migrations().await.map_err(Failure::environment)?;
    let mut lines: Vec<String> = pending.iter().map(|name| format!("pending {name}")).collect();
    // A table that is not there yet cannot be distributed: one thing after the other.
    if arguments.distribute && pending.is_empty() {
        let steps = db.distribution_steps().await.map_err(cannot_distribute)?;
        lines.extend(steps.iter().flat_map(|step| &step.statements).map(|sql| format!("pending {sql}")));
    }
    if lines.is_empty() {
        output::line("The database is up to date.");
        return Ok(());
    }
    for line in lines {
        output::line(line);
    }
    Err(Failure::found_wanting())
}

async fn migrate(db: &Db, arguments: &cli::Migrate) -> Outcome {
    if arguments.distribute {
        // Whether it is a cluster at all is said before anything is changed.
        db.distribution_steps().await.map_err(cannot_distribute)?;
    }
    let pending = db.pending_migrations().await.map_err(Failure::environment)?;
    // Also with nothing pending: this is what notices that a newer version has been here.
    wiring::migrate(db).await?;
    for name in &pending {
        output::line(format!("applied {name}"));
    }
    output::line("The database is up to date.");
    if arguments.distribute {
        distribute(db).await?;
    }
    Ok(())
}

async fn distribute(db: &Db) -> Outcome {
    for _ in 0..ROUNDS {
        for step in db.distribution_steps().await.map_err(cannot_distribute)? {
            db.distribute(&step).await.map_err(cannot_distribute)?;
            for statement in &step.statements {
                output::line(format!("ran {statement}"));
            }
        }
    }
    output::line("The tables are distributed by account.");
    Ok(())
}

fn cannot_distribute(error: DistributeError) -> Failure {
    match error {
        DistributeError::Embedded => Failure::refused(error)
            .while_doing("the tables cannot be distributed")
            .hint("use a Citus coordinator as TRUSTHUB_DATABASE_URL; see docs/scaling.md"),
        DistributeError::NoCitus => Failure::environment(error)
            .while_doing("the tables cannot be distributed")
            .hint("name the coordinator of a cluster, and run `CREATE EXTENSION citus` in this database on every node"),
        DistributeError::NoCoordinator => Failure::environment(error)
            .while_doing("the tables cannot be distributed")
            .hint("run `SELECT citus_set_coordinator_host('NAME')` and `SELECT citus_add_node('NAME', 5432)` for each worker"),
        DistributeError::Database(error) => Failure::environment(error)
            .while_doing("the tables could not be distributed")
            .hint("mend what Citus says and run the command again: it goes on where it stopped"),
    }
}

//! `trusthub migrate`: the database brought to this version, or told what that would take.

use crate::cli::{self, Place};
use crate::config;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::wiring::{self, Purpose};

pub(super) async fn run(place: &Place, arguments: &cli::Migrate) -> Outcome {
    let config = config::load(&place.given())?;
    let purpose = if arguments.check { Purpose::Look } else { Purpose::Migrate };
    let _presence = wiring::presence(&config, purpose)?;
    let db = wiring::database(&config, purpose).await?;
    let outcome = async {
        let pending = db.pending_migrations().await.map_err(Failure::environment)?;
        if arguments.check {
            return told(&pending);
        }
        // Also with nothing pending: this is what notices that a newer version has been here.
        wiring::migrate(&db).await?;
        for name in &pending {
            output::line(format!("applied {name}"));
        }
        output::line("The database is up to date.");
        Ok(())
    };
    let outcome = outcome.await;
    db.close().await;
    outcome
}

fn told(pending: &[String]) -> Outcome {
    if pending.is_empty() {
        output::line("The database is up to date.");
        return Ok(());
    }
    for name in pending {
        output::line(format!("pending {name}"));
    }
    Err(Failure::found_wanting())
}

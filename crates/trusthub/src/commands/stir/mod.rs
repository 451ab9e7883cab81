//! `trusthub stir`: signed calls.

pub(crate) mod ca_init;
mod certificates;
mod files;
mod lint;
mod sign;
pub(crate) mod trace;
mod verify;

use super::{beside, with_config};
use crate::cli::{Cert, Place, Stir};
use crate::config;
use crate::failure::Outcome;

pub(super) async fn run(place: &Place, command: Stir) -> Outcome {
    match command {
        Stir::Sign(arguments) => sign::run(*arguments),
        Stir::Verify(arguments) => verify::run(arguments),
        Stir::Cert(Cert::Lint(arguments)) => lint::run(&arguments),
        Stir::Cert(Cert::Import { chain, key, module_key, account, trust_root, json }) => {
            let given = certificates::Given { chain, key, module_key, account, trust_root, json };
            let config = config::load(&place.given())?;
            with_config(&config, async |hub| certificates::import(hub, &config, &given).await).await
        }
        Stir::Cert(Cert::List(json)) => beside(place, async |hub| certificates::list(hub, json).await).await,
        Stir::Cert(Cert::Order(json)) => {
            beside(place, async |hub| certificates::order(hub, json).await).await
        }
        Stir::Trace { origid, json } => beside(place, async |hub| trace::run(hub, &origid, json).await).await,
        Stir::CaInit { out, spc, json } => ca_init::run(&out, &spc, json),
    }
}

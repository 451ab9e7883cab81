//! `trusthub stir`: signed calls.

mod ca_init;
mod files;
mod lint;
mod sign;
mod test_authority;
mod verify;

use crate::cli::{Cert, Stir};
use crate::failure::Outcome;

pub(super) fn run(command: Stir) -> Outcome {
    match command {
        Stir::Sign(arguments) => sign::run(*arguments),
        Stir::Verify(arguments) => verify::run(arguments),
        Stir::Cert(Cert::Lint(arguments)) => lint::run(&arguments),
        Stir::CaInit { out, spc, json } => ca_init::run(&out, &spc, json),
    }
}

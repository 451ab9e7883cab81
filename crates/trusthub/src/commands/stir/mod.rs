//! `trusthub stir`: signed calls.

mod ca_init;
mod lint;
mod test_authority;

use crate::cli::{Cert, Stir};
use crate::failure::Outcome;

pub(super) fn run(command: Stir) -> Outcome {
    match command {
        Stir::Cert(Cert::Lint(arguments)) => lint::run(&arguments),
        Stir::CaInit { out, spc, json } => ca_init::run(&out, &spc, json),
    }
}

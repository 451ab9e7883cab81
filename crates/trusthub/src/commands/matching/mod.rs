//! `trusthub match`: whole files through one part of vetting, for measuring it and for trying it on one's own data.

mod identifiers;
mod names;
mod registry;
mod rows;

use crate::cli::Match;
use crate::failure::Outcome;

pub(super) fn run(command: Match) -> Outcome {
    match command {
        Match::Identifiers { file } => identifiers::run(&file),
        Match::Registry { registry, file } => registry::run(&registry, &file),
        Match::Pairs { file } => names::pairs(&file),
        Match::Screen { index, file } => names::screen(&index, &file),
    }
}

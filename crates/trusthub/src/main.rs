//! The Trust Hub in one binary: command line, configuration, wiring, shutdown.
//!
//! `cli` says what can be typed, `commands`, `serve` and `demo` do it, `wiring` puts a hub together from a `config`.
//! Rules live below: this crate parses, calls a use case, prints.

mod cli;
mod commands;
mod config;
mod data_dir;
mod demo;
mod failure;
mod inspection;
mod memory;
mod output;
#[cfg(test)]
mod reference;
mod rules;
mod serve;
mod telemetry;
mod test_authority;
#[cfg(feature = "otlp")]
mod traces;
#[cfg(not(feature = "otlp"))]
#[path = "no_traces.rs"]
mod traces;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Command, CommandLine};
use crate::failure::{Failure, Outcome};

fn main() -> ExitCode {
    let command_line = match CommandLine::try_parse() {
        Ok(command_line) => command_line,
        Err(error) => {
            // Help and version go to standard output, mistakes to standard error; clap knows which is which.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match run(command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.lines() {
                output::remark(line);
            }
            failure.exit_code()
        }
    }
}

fn run(command_line: CommandLine) -> Outcome {
    memory::close()?;
    if let Command::InspectDocument { task } = &command_line.command {
        // Alone in its process: no runtime, no thread, no configuration.
        return inspection::read(task);
    }
    // Without its models vetting would find nobody on any list, and say so with a straight face.
    trusthub_vetting::check_models().map_err(Failure::environment)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::environment)?;
    // One cryptographic library for everything; the only installer, so it cannot be installed already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    runtime.block_on(commands::run(command_line))
}

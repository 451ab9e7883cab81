//! `cargo xtask`: every command a person types in this project.
//!
//! Start at [`test`], which runs what CI runs, in order. Nothing here is part of the product; nothing has to be
//! installed by hand: what a step needs, [`tools`] fetches.

mod audit;
mod bench;
mod conformance;
mod console;
mod faults;
mod fuzz;
mod generate;
mod package;
mod postgres;
mod report;
mod shell;
mod snapshots;
mod steps;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything CI runs, with both databases and the official SDKs
    Test {
        /// Run property tests with many more cases, all of the contract, many more faults, and libFuzzer on each target
        #[arg(long)]
        long: bool,
        /// Run only this step; may be given several times
        #[arg(long, value_enum)]
        only: Vec<steps::Step>,
    },
    /// Check the house rules: file sizes, crate edges, migrations, documentation of the layout
    Tidy,
    /// Fetch what the tests need: cargo-nextest, cargo-deny, PostgreSQL, the SDKs
    Setup,
    /// Ask the RustSec database for known vulnerabilities (exit code 3: the database cannot be reached)
    Audit,
    /// Write the files that are made from the code: docs/reference, the table of metrics
    Gen {
        /// Only tell whether they are up to date
        #[arg(long)]
        check: bool,
    },
    /// Run the fuzz targets under libFuzzer
    Fuzz {
        /// Only this one
        target: Option<String>,
        /// How long each runs
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Make a picture of every page of the console: light, dark, on a telephone
    Screenshots {
        /// Where they go
        folder: std::path::PathBuf,
    },
    /// Make what operators install: Debian package, archive, list of components
    Package {
        #[command(subcommand)]
        what: package::Package,
    },
    /// Format the code
    Fmt,
    /// Measure (builds release; see docs/performance.md)
    Bench {
        /// What is measured
        #[command(subcommand)]
        what: Bench,
    },
    /// Run a command with a private PostgreSQL server behind it
    Postgres {
        /// The command and its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<String>,
    },
}

#[derive(Subcommand)]
enum Bench {
    /// The API: against a bare handler, under load, and as profiles grow
    Api {
        /// Passed on: --full, --rounds N, --seconds S, --connections N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Vetting: how often it is right on labelled data, beside goals and others, and how fast (see docs/accuracy.md)
    Vetting {
        /// Passed on: --only PART, --short, the folder of the data
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// The pages of the console: how heavy they are, and how long a browser waits with many profiles in the database
    Console {
        /// Passed on: --profiles N, --own N, --cases N, --times N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Decisions about messages and look-ups of partners among millions of numbers, and how fast partners are told (see docs/performance.md)
    Decisions {
        /// Passed on: --full, --numbers N, --decisions N, --batches N, --changes N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Signing and verifying calls, beside the bare signature and at work; look-ups among millions (see docs/performance.md)
    Stir {
        /// Passed on: --full, --rounds N, --batch N, --calls N, --numbers N, --decisions N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Test { long, only } => test::run(&only, long),
        Command::Tidy => tidy::run().map(|()| ExitCode::SUCCESS),
        Command::Setup => tools::set_up().map(|()| ExitCode::SUCCESS),
        Command::Audit => audit::run(),
        Command::Package { what } => package::run(&what).map(|()| ExitCode::SUCCESS),
        Command::Gen { check } => generate::run(check).map(|()| ExitCode::SUCCESS),
        Command::Screenshots { folder } => console::screenshots(&folder).map(|()| ExitCode::SUCCESS),
        Command::Fuzz { target, seconds } => {
            let (_, held) = fuzz::run(target.as_deref(), seconds)?;
            held.map(|()| ExitCode::SUCCESS)
        }
        Command::Fmt => shell::run(workspace::cargo().args(["fmt", "--all"])).map(|()| ExitCode::SUCCESS),
        Command::Bench { what: Bench::Api { options } } => bench::api(&options).map(|()| ExitCode::SUCCESS),
        Command::Bench { what: Bench::Vetting { options } } => {
            bench::vetting(&options).map(|()| ExitCode::SUCCESS)
        }
        Command::Bench { what: Bench::Console { options } } => {
            bench::console(&options).map(|()| ExitCode::SUCCESS)
        }
        Command::Bench { what: Bench::Decisions { options } } => {
            bench::decisions(&options).map(|()| ExitCode::SUCCESS)
        }
        Command::Bench { what: Bench::Stir { options } } => bench::stir(&options).map(|()| ExitCode::SUCCESS),
        Command::Postgres { command } => postgres::run_with(&command),
    }
}

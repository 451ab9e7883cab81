//! Measures the hub: against the least that could do the same, alone under load, and as its data grows; and how often
//! vetting is right.
//!
//! `cargo xtask bench` builds what is measured and runs this. Start at [`run`]; what is compared with what is in
//! [`baseline`], what customers do in [`journey`], what vetting is measured on in [`vetting`].

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its answer is what it prints")]

mod api;
mod baseline;
mod batches;
mod compare;
mod features;
mod growth;
mod http;
mod journey;
mod labelled;
mod likeness;
mod load;
mod messages;
mod pages;
mod process;
mod stats;
mod stir;
mod vetting;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Measure the API
    Api(api::Options),
    /// Measure how often vetting is right, and how fast it is
    Vetting(vetting::Options),
    /// Measure the pages of the console
    Console(pages::Options),
    /// Measure signing and verifying calls
    Stir(stir::Options),
    /// Measure decisions about messages, batches of a partner's look-ups, and how fast partners are told
    Decisions(messages::Options),
    /// Write what the training learns from
    #[command(subcommand)]
    Features(features::Of),
    /// Serve the baseline (started by `api`)
    Baseline {
        #[arg(long, env = "TRUSTHUB_BENCH_DATABASE_URL", hide_env_values = true)]
        database_url: String,
        #[arg(long)]
        listen: String,
    },
    /// Sign and verify calls as the baseline does (started by `stir`)
    BareCalls(stir::bare::Options),
}

/// A PostgreSQL server is named by `TRUSTHUB_TEST_POSTGRES_URL`; without it only SQLite is measured.
const SERVER: &str = "TRUSTHUB_TEST_POSTGRES_URL";

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<()> {
    match command {
        Command::Api(options) => api::run(&options).await,
        Command::Vetting(options) => vetting::run(&options),
        Command::Console(options) => pages::run(&options).await,
        Command::Stir(options) => stir::run(&options).await,
        Command::Decisions(options) => messages::run(&options).await,
        Command::Features(of) => features::write(&of),
        Command::Baseline { database_url, listen } => baseline::serve(&database_url, &listen).await,
        Command::BareCalls(options) => stir::bare::serve(&options).await,
    }
}

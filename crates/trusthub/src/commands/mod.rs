//! What each command does: open the hub beside a running server, call one use case, print.

mod account;
mod asker;
pub(crate) mod audit;
mod backup;
mod campaign;
mod credential;
mod csv_file;
mod customer;
mod doctor;
pub(crate) mod evidence;
mod health;
mod jobs;
mod key;
mod matching;
mod migrate;
mod number;
mod partner;
mod passkeys;
mod registry;
mod restore;
mod retention;
pub(crate) mod review;
mod reviewer;
mod screen;
mod show_config;
pub(crate) mod stir;
mod switch;
mod tollfree;
mod user;
mod vet;
mod watchlist;
pub(crate) mod words;

use std::path::Path;

use clap::CommandFactory;
use trusthub_app::Hub;

use crate::cli::{Command, CommandLine, Place};
use crate::config::{self, Config};
use crate::failure::{Failure, Outcome};
use crate::wiring::{self, Purpose};
use crate::{demo, inspection, output, serve, telemetry};

/// Does what was typed.
///
/// # Errors
/// See `Failure`.
pub(crate) async fn run(command_line: CommandLine) -> Outcome {
    let CommandLine { place, command } = command_line;
    if !matches!(command, Command::Serve(_) | Command::Demo(_)) {
        telemetry::for_a_command();
    }
    match command {
        Command::Serve(arguments) => serve::run(&place, &arguments).await,
        Command::Demo(arguments) => demo::run(&place, &arguments).await,
        Command::Account(command) => account::run(&place, command).await,
        Command::User(command) => user::run(&place, command).await,
        Command::Reviewer(command) => reviewer::run(&place, command).await,
        Command::Review(command) => review::run(&place, command).await,
        Command::Customer(command) => customer::run(&place, command).await,
        Command::Campaign(command) => campaign::run(&place, command).await,
        Command::Tollfree(command) => tollfree::run(&place, command).await,
        Command::Number(command) => number::run(&place, command).await,
        Command::Switch(command) => switch::run(&place, command).await,
        Command::Partner(command) => partner::run(&place, command).await,
        Command::Registry(command) => registry::run(&place, command).await,
        Command::Vet(arguments) => vet::run(&place, arguments).await,
        Command::Screen(arguments) => screen::run(&place, arguments).await,
        Command::Watchlist(command) => watchlist::run(&place, command).await,
        Command::Match(command) => matching::run(command),
        Command::Stir(command) => stir::run(&place, command).await,
        Command::Credential(command) => credential::run(&place, command).await,
        Command::Jobs(command) => jobs::run(&place, command).await,
        Command::Audit(command) => audit::run(&place, command).await,
        Command::Key(command) => key::run(&place, command).await,
        Command::Backup(arguments) => backup::run(&place, &arguments).await,
        Command::Restore(arguments) => restore::run(&place, &arguments).await,
        Command::Migrate(arguments) => migrate::run(&place, &arguments).await,
        Command::Doctor(json) => doctor::run(&place, json).await,
        Command::Health(arguments) => health::run(&place, arguments).await,
        Command::Config(json) => show_config::run(&place, json),
        Command::Openapi => openapi(&place),
        Command::Completions { shell } => completions(shell),
        Command::Man { folder } => man(&folder),
        Command::InspectDocument { task } => inspection::read(&task),
    }
}

/// Opens the hub, works with it, closes it whatever came of the work.
async fn beside<T>(place: &Place, work: impl AsyncFnOnce(&Hub) -> Outcome<T>) -> Outcome<T> {
    with_config(&config::load(&place.given())?, work).await
}

async fn with_config<T>(config: &Config, work: impl AsyncFnOnce(&Hub) -> Outcome<T>) -> Outcome<T> {
    let opened = wiring::open(config, &wiring::public_url(config), Purpose::Command).await?;
    let outcome = work(&opened.hub).await;
    opened.close().await;
    outcome
}

fn openapi(place: &Place) -> Outcome {
    let config = config::load(&place.given())?;
    let document = trusthub_api::openapi_json(&wiring::public_url(&config)).map_err(Failure::environment)?;
    output::line(document);
    Ok(())
}

fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut CommandLine::command(), "trusthub", &mut script);
    output::text(String::from_utf8(script).map_err(Failure::environment)?);
    Ok(())
}

fn man(folder: &Path) -> Outcome {
    clap_mangen::generate_to(CommandLine::command(), folder).map_err(|error| {
        Failure::environment(error)
            .while_doing(format!("cannot write the manual into {}", folder.display()))
            .hint("name a folder that exists")
    })
}

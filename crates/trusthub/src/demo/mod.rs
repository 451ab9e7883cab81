//! `trusthub demo`: three businesses go through a real hub, over its real HTTP API, and one of them calls, while you watch.
//!
//! The hub is the one `serve` starts, in this process, on a free port and a folder of its own; nothing of the caller's
//! configuration reaches it. Nothing here is played: each line shows what was sent, answered, mailed or called back.

mod business;
mod calls;
mod client;
mod knowledge;
mod mailbox;
mod peer;
mod receiver;
mod representative;
mod stage;
mod steps;
mod story;
mod waiting;

use std::path::{Path, PathBuf};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::{self, Place};
use crate::commands::stir::ca_init;
use crate::config::{self, Config};
use crate::failure::{Failure, Outcome};
use crate::serve::{self, Begun, Signals};
use crate::telemetry;
use crate::traces::Traces;

use self::receiver::Receiver;
use self::stage::Stage;

/// The provider's code in signatures: no real one has this form.
const SPC: &str = "DEMO";

/// Tells the story; leaves the hub running unless told to exit.
///
/// # Errors
/// Exit code 3 if the hub does not start, 1 if something did not go as told.
pub(crate) async fn run(place: &Place, arguments: &cli::Demo) -> Outcome {
    telemetry::for_a_command();
    let folder = folder(place)?;
    // Before anything is written into it.
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(not_new(&folder));
    }
    // What the hub is to trust must be there when it starts.
    let authority = ca_init::make(&folder.join("stir-test-ca"), SPC)?;
    let config = configuration(&folder, &authority.root)?;
    let stage = Stage::new();
    let mut signals = Signals::new()?;
    let running = serve::start(&config, &Traces::off()).await?;
    let Begun::First { made, credentials } = &running.begun else {
        running.stop().await?;
        return Err(not_new(&folder));
    };
    let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
    let receiver = Receiver::start(&tracker, &stop).await?;
    let told = story::tell(&stage, &running, made, &receiver, &authority, &folder).await;
    stop.cancel();
    tracker.close();
    tracker.wait().await;
    if told.is_ok() {
        stage.curtain(&running.public_url, credentials, &folder, arguments.exit);
        if !arguments.exit {
            signals.until_asked_to_end().await;
        }
    }
    let stopped = running.stop().await;
    told.and(stopped)
}

/// The folder asked for, or a new one that stays: the story ends with things to look at in it.
fn folder(place: &Place) -> Outcome<PathBuf> {
    match place.data_dir() {
        Some(folder) => Ok(folder),
        None => {
            let folder =
                tempfile::Builder::new().prefix("trusthub-demo-").tempdir().map_err(Failure::environment)?;
            Ok(folder.keep())
        }
    }
}

fn not_new(folder: &Path) -> Failure {
    let why = format!("{} is not empty; the demo wants a new folder", folder.display());
    Failure::refused_because(why).hint("leave --data-dir away, or name a folder that does not exist")
}

fn configuration(folder: &Path, stir_roots: &str) -> Outcome<Config> {
    let settings = [
        ("data_dir", folder.display().to_string()),
        ("listen", "127.0.0.1:0".to_owned()),
        ("metrics_listen", "off".to_owned()),
        // The story's own receiver of callbacks listens on the loopback interface.
        ("webhook_allow", "127.0.0.0/8".to_owned()),
        ("support_email", "help@trusthub.example".to_owned()),
        ("stir_roots_file", stir_roots.to_owned()),
    ];
    Ok(config::of_settings(settings.into_iter().map(|(key, text)| (key, "trusthub demo", text)).collect())?)
}

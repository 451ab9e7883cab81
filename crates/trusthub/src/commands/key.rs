//! `trusthub key`: the master key renewed, wrapped keys moved.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use secrecy::ExposeSecret;
use trusthub_app::{Actor, operator};
use trusthub_storage::MasterKey;

use super::{beside, with_config, words};
use crate::cli::{self, Place};
use crate::config::{self, MasterKeyPlace};
use crate::data_dir;
use crate::failure::{Failure, Outcome};
use crate::output;

pub(super) async fn run(place: &Place, command: cli::Key) -> Outcome {
    match command {
        cli::Key::Rotate { out } => rotate(place, out).await,
        cli::Key::Export { out } => export(place, &out).await,
        cli::Key::Import { file } => import(place, &file).await,
    }
}

async fn rotate(place: &Place, out: Option<PathBuf>) -> Outcome {
    let config = config::load(&place.given())?;
    let next = MasterKey::generate().map_err(Failure::environment)?;
    match (&config.master_key, &out) {
        (MasterKeyPlace::Given(_), None) => {
            return Err(Failure::usage(
                "the configuration gives the master key itself; say with --out where the new one is written",
            ));
        }
        (MasterKeyPlace::Given(_), Some(path)) => {
            // First the new key on disk, then the keys under it: in the other order a crash would lose them all.
            data_dir::write_private(path, format!("{}\n", next.to_hex().expose_secret()))?;
        }
        (MasterKeyPlace::NamedFile(_) | MasterKeyPlace::OwnFile(_), Some(_)) => {
            return Err(Failure::usage(
                "the master key lies in a file, which is renewed in place; leave --out away",
            ));
        }
        (MasterKeyPlace::NamedFile(_) | MasterKeyPlace::OwnFile(_), None) => {}
    }
    let count = with_config(&config, async |hub| {
        Ok(operator::rotate_master_key(hub, &Actor::operator(), &next).await?)
    })
    .await?;
    output::line(format!("{} under a new master key.", words::count(count, "key is", "keys are")));
    match (&config.master_key, &out) {
        (MasterKeyPlace::Given(_), Some(path)) => output::line(format!(
            "Now set TRUSTHUB_MASTER_KEY to what {} holds and restart the hub; the old key still opens it until then.",
            path.display()
        )),
        (MasterKeyPlace::NamedFile(path) | MasterKeyPlace::OwnFile(path), _) => output::line(format!(
            "The new master key is in {}; a running hub follows by itself. Back it up.",
            path.display()
        )),
        (MasterKeyPlace::Given(_), None) => {}
    }
    Ok(())
}

async fn export(place: &Place, out: &Path) -> Outcome {
    let text = beside(place, async |hub| Ok(operator::export_keys(hub, &Actor::operator()).await?)).await?;
    data_dir::write_private(out, &text)?;
    output::line(format!("All wrapped keys are in {}.", out.display()));
    output::remark(
        "They open nothing without the master key. Keep the two apart, and both away from the database's backup.",
    );
    Ok(())
}

async fn import(place: &Place, file: &Path) -> Outcome {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()));
    let text = text.map_err(Failure::environment)?;
    let count =
        beside(place, async |hub| Ok(operator::import_keys(hub, &Actor::operator(), &text).await?)).await?;
    output::line(format!("{} taken in.", words::count(count, "key was", "keys were")));
    Ok(())
}

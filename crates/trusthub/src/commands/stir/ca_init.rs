//! `trusthub stir ca-init`: a test authority in a folder.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use trusthub_app::{Clock, SystemClock};
use trusthub_stir::tn_auth_list::ServiceProviderCode;

use crate::cli::Json;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};
use crate::test_authority::TestAuthority;

/// For its owner only: there are keys in it.
const PRIVATE_FOLDER: u32 = 0o700;
const PRIVATE_FILE: u32 = 0o600;
const PUBLIC_FILE: u32 = 0o644;

/// Where everything is.
#[derive(Serialize)]
pub(crate) struct Told {
    spc: String,
    pub(crate) root: String,
    root_key: String,
    intermediate: String,
    intermediate_key: String,
    pub(crate) chain: String,
    pub(crate) key: String,
}

pub(super) fn run(folder: &Path, code: &str, json: Json) -> Outcome {
    let told = make(folder, code)?;
    if json.json {
        return output::json(&told);
    }
    show(&told);
    Ok(())
}

/// A new authority in the folder, with a certificate of it for the service provider code.
///
/// # Errors
/// Exit code 1 for a file that is there already, 3 for a folder that cannot be written.
pub(crate) fn make(folder: &Path, code: &str) -> Outcome<Told> {
    let spc = ServiceProviderCode::new(code).map_err(Failure::usage)?;
    let made = TestAuthority::generate_at(&spc, SystemClock.now()).map_err(Failure::environment)?;
    let files = [
        ("root.pem", &made.root, PUBLIC_FILE),
        ("root.key", &made.root_key, PRIVATE_FILE),
        ("intermediate.pem", &made.intermediate, PUBLIC_FILE),
        ("intermediate.key", &made.intermediate_key, PRIVATE_FILE),
        ("chain.pem", &made.chain, PUBLIC_FILE),
        ("signer.key", &made.signer_key, PRIVATE_FILE),
    ];
    // All or nothing, and nothing that somebody may already rely on is replaced.
    if let Some((name, ..)) = files.iter().find(|(name, ..)| folder.join(name).exists()) {
        return Err(exists(&folder.join(name)));
    }
    DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE_FOLDER)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
        .map_err(Failure::environment)?;
    for (name, content, mode) in files {
        write_new(&folder.join(name), content, mode)?;
    }
    let path = |name: &str| folder.join(name).display().to_string();
    Ok(Told {
        spc: spc.to_string(),
        root: path("root.pem"),
        root_key: path("root.key"),
        intermediate: path("intermediate.pem"),
        intermediate_key: path("intermediate.key"),
        chain: path("chain.pem"),
        key: path("signer.key"),
    })
}

fn write_new(path: &Path, content: &str, mode: u32) -> Outcome {
    let opened = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let written =
        opened.and_then(|mut file| file.write_all(content.as_bytes()).and_then(|()| file.sync_all()));
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => {
            Err(Failure::environment(error).while_doing(format!("cannot write {}", path.display())))
        }
    }
}

fn exists(path: &Path) -> Failure {
    Failure::refused_because(format!("{} exists, and is not overwritten", path.display()))
        .hint("name another folder with --out")
}

fn show(told: &Told) {
    let style = Style::of_standard_output();
    output::line(format!(
        "A test authority, and a certificate of it for service provider code {}. {}",
        style.bold(&told.spc),
        style.attention("Nobody else trusts it; never sign real calls with it.")
    ));
    output::line("");
    let rows = [
        ("what verifiers trust", &told.root),
        ("what the x5u serves", &told.chain),
        ("key that signs calls", &told.key),
        ("root's key", &told.root_key),
        ("intermediate", &told.intermediate),
        ("intermediate's key", &told.intermediate_key),
    ];
    let rows = rows.map(|(what, path)| vec![what.to_owned(), style.name(path)]);
    for line in output::columns(&rows) {
        output::line(format!("  {line}"));
    }
}

//! Another implementation's word on a signed call, where one is on the machine: secsipidx, which Kamailio verifies with.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::stage::Stage;
use crate::failure::{Failure, Outcome};

/// Its name in the `PATH`.
const PEER: &str = "secsipidx";

/// Has the peer verify a header; nothing happens where it is not installed.
///
/// # Errors
/// Exit code 1 if it does not take the header.
pub(super) async fn check(stage: &Stage, folder: &Path, chain: &str, identity: &str) -> Outcome {
    let Some(program) = installed() else { return Ok(()) };
    stage.say("Another implementation is on this machine; it says the same:");
    let file = folder.join("identity.txt");
    std::fs::write(&file, identity).map_err(Failure::environment)?;
    let file = file.display().to_string();
    let arguments = ["-check", "-expire", "60", "-fidentity", &file, "-fpubkey", chain].map(str::to_owned);
    stage.command(&format!("{PEER} {}", arguments.join(" ")));
    let ran = tokio::task::spawn_blocking(move || Command::new(program).args(arguments).output());
    let output = ran.await.map_err(Failure::environment)?.map_err(Failure::environment)?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    stage.printed(std::slice::from_ref(&said));
    if output.status.success() && said == "ok" {
        Ok(())
    } else {
        Err(Failure::refused_because(format!("{PEER} does not take the signed call")))
    }
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(PEER)).find(|program| program.is_file())
}

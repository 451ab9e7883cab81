//! Reading uploaded files: which programs help, how the server starts itself again for each file, and what that process
//! does.

use std::path::PathBuf;

use trusthub_gateways::documents::inspect::{Clamd, Inspector, Readers, Tool, Tools, child, find_on_path};

use crate::config::{Config, Helper};
use crate::failure::{Failure, Outcome};
use crate::output;

/// `trusthub inspect-document`: what is in the file on standard input, in JSON on standard output; or a page of it, in PNG.
///
/// # Errors
/// Exit code 3 if this process cannot limit itself, or the task is none: nothing was read.
pub(crate) fn read(task: &str) -> Outcome {
    let answer = child::work(task, std::io::stdin().lock()).map_err(Failure::environment)?;
    output::bytes(&answer);
    Ok(())
}

/// Reads files as configured.
pub(crate) fn inspector(config: &Config) -> Inspector {
    let documents = &config.inspection;
    let scanner = documents.clamd.clone().map(Clamd::new);
    Inspector::new(Readers::Process(own_binary()), tools(config), scanner)
}

/// The programs that help to read, where they are.
pub(crate) fn tools(config: &Config) -> Tools {
    let documents = &config.inspection;
    Tools {
        recogniser: find("tesseract", &documents.tesseract),
        languages: documents.tesseract_languages.clone(),
        renderer: find("pdftoppm", &documents.pdftoppm),
    }
}

fn find(name: &str, helper: &Helper) -> Option<Tool> {
    let path = match helper {
        Helper::Off => None,
        Helper::At(path) => Some(path.clone()),
        Helper::OnThePath => std::env::var_os("PATH").and_then(|path| find_on_path(name, &path)),
    };
    path.map(Tool::new)
}

/// This very binary, also after an upgrade has put another one in its place.
#[cfg(target_os = "linux")]
fn own_binary() -> PathBuf {
    "/proc/self/exe".into()
}

/// The binary in the place that this one was started from.
#[cfg(not(target_os = "linux"))]
fn own_binary() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| "trusthub".into())
}

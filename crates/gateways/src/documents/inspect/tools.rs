//! The programs that help to read: where they are, and which versions.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::OnceCell;

/// Asking a program for its version takes a few milliseconds.
const VERSION_TIME: Duration = Duration::from_secs(5);
/// As much of a first line as names a version.
const MOST_VERSION_CHARACTERS: usize = 60;

/// The programs that are there; without them pictures are kept and not read.
#[derive(Debug, Default)]
pub struct Tools {
    /// `tesseract`: reads text in pictures.
    pub recogniser: Option<Tool>,
    /// The languages it is asked for, as it names them: `eng`, `eng+deu`.
    pub languages: String,
    /// `pdftoppm`: makes pictures of pages.
    pub renderer: Option<Tool>,
}

/// A program.
#[derive(Debug)]
pub struct Tool {
    path: PathBuf,
    version: OnceCell<String>,
}

impl Tool {
    /// The program at that path.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, version: OnceCell::new() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it calls itself: `tesseract 5.3.0`; its path if it does not answer. Asked once.
    pub async fn version(&self) -> &str {
        self.version.get_or_init(|| async { version(&self.path).await }).await
    }

    /// Whether it runs and says who it is.
    pub async fn works(&self) -> bool {
        first_line(&self.path).await.is_some()
    }
}

async fn version(path: &Path) -> String {
    let line = first_line(path).await.unwrap_or_else(|| path.display().to_string());
    // `pdftoppm version 22.12.0`
    line.replace(" version ", " ").chars().take(MOST_VERSION_CHARACTERS).collect()
}

/// Both programs answer `-v`, one on each stream.
async fn first_line(path: &Path) -> Option<String> {
    let output = Command::new(path).arg("-v").env_clear().stdin(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(VERSION_TIME, output).await.ok()?.ok()?;
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let text = String::from_utf8_lossy(&text);
    text.lines().next().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned)
}

/// The program of that name in the folders of `path`, as a shell would find it; relative folders are passed over.
#[must_use]
pub fn find_on_path(name: &str, path: &std::ffi::OsStr) -> Option<PathBuf> {
    let folders = std::env::split_paths(path).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(name)).find(|place| place.is_file())
}

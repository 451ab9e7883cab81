//! Mail as `.eml` files in a folder, which any mail program opens: for trying out, not for production, since the
//! files hold personal data in clear.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::{MailError, MailFailure};
use super::message::Mail;
use crate::folder::private_folder;

/// Makes temporary names unique within the process; its id makes them unique among processes.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Writes mail into a folder, readable by this user alone.
#[derive(Debug)]
pub struct Folder {
    folder: PathBuf,
}

impl Folder {
    pub(super) fn open(folder: &Path) -> Result<Self, MailError> {
        private_folder(folder).map_err(|error| MailError::Config(failure(folder, error)))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Writes one file, named by the event. It appears whole or not at all, and a repetition replaces it.
    pub(super) async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let content = mail.to_message()?.formatted();
        let folder = self.folder.clone();
        let name: String =
            mail.message_id.split('@').next().unwrap_or_default().chars().filter(is_plain).collect();
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &content)).await;
        let written = written.unwrap_or_else(|error| Err(io::Error::other(error)));
        written.map_err(|error| MailError::Temporary(failure(&self.folder, error)))
    }

    pub(super) async fn healthy(&self) -> Result<(), MailError> {
        match tokio::fs::metadata(&self.folder).await {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(_) => Err(MailError::Temporary(failure(&self.folder, io::ErrorKind::NotADirectory.into()))),
            Err(error) => Err(MailError::Temporary(failure(&self.folder, error))),
        }
    }
}

fn failure(folder: &Path, source: io::Error) -> MailFailure {
    MailFailure::Folder { folder: folder.to_owned(), source }
}

const fn is_plain(c: &char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = folder.join(format!(".{name}.{}-{number}.part", std::process::id()));
    let written = write_whole(&temporary, content)
        .and_then(|()| std::fs::rename(&temporary, folder.join(format!("{name}.eml"))))
        // The new name is safe only when the folder is on disk as well.
        .and_then(|()| File::open(folder)?.sync_all());
    if written.is_err() {
        // Best effort: the error that matters is the first one.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

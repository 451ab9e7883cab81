//! Files that are written whole or not at all, readable by their owner only, and on the disk before the call returns.
//! All work runs on the blocking pool.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::vault::error::VaultError;

pub(in crate::vault) async fn blocking<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Interrupted)?;
    Ok(done.map_err(|source| VaultError::File { doing, source })?)
}

/// The file's text; `None` if there is no such file.
pub(in crate::vault) async fn read(path: PathBuf) -> Result<Option<String>> {
    blocking("read a file", move || match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// Writes the file, in place of an older one if there is one.
pub(in crate::vault) async fn write(path: PathBuf, text: impl AsRef<[u8]> + Send + 'static) -> Result<()> {
    blocking("write a file", move || {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let mut file = private().write(true).create(true).truncate(true).open(&unfinished)?;
        file.write_all(text.as_ref())?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        sync_folder_of(&path)
    })
    .await
}

/// Adds a line to the file.
pub(in crate::vault) async fn append(path: PathBuf, line: String) -> Result<()> {
    blocking("append to a file", move || {
        let mut file = private().append(true).create(true).open(&path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_all()?;
        sync_folder_of(&path)
    })
    .await
}

/// Removes the file; it may be gone already.
pub(in crate::vault) async fn remove(path: PathBuf) -> Result<()> {
    blocking("remove a file", move || {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        sync_folder_of(&path)
    })
    .await
}

/// Puts `from` in the place of `to`.
pub(in crate::vault) async fn rename(from: PathBuf, to: PathBuf) -> Result<()> {
    blocking("rename a file", move || {
        fs::rename(from, &to)?;
        sync_folder_of(&to)
    })
    .await
}

/// Waits until no other process or task holds the lock file; dropping the file lets the next one in.
pub(in crate::vault) async fn lock(path: PathBuf) -> Result<File> {
    blocking("lock the key store", move || {
        let file = private().write(true).create(true).truncate(false).open(path)?;
        file.lock()?;
        Ok(file)
    })
    .await
}

/// Makes the folder, closed to everybody else, if there is none.
pub(in crate::vault) async fn make_folder(path: PathBuf) -> Result<()> {
    blocking("make the key store's folder", move || {
        let mut folder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(path)
    })
    .await
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new name is on the disk only when its folder is.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

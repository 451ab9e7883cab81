//! The hub's own folder: made private, checked for room to write, its secrets written whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use secrecy::ExposeSecret;
use tempfile::NamedTempFile;
use trusthub_storage::{MasterKey, MasterKeySource};

use crate::config::{Config, MasterKeyPlace};
use crate::failure::{Failure, Outcome};
use crate::wiring;

/// For the hub's owner only.
const PRIVATE_FOLDER: u32 = 0o700;
/// For the hub's owner only.
const PRIVATE_FILE: u32 = 0o600;

/// How the names of files begin that are not yet whole.
const NEW_FILE: &str = ".new-";
/// A file that is not whole after so long never will be: its writer was killed.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// Makes the folder if it is not there, keeps others out, and finds out whether files can be made in it.
///
/// # Errors
/// Exit code 3: what is in the way.
pub(crate) fn prepare(folder: &Path) -> Outcome {
    if !folder.exists() {
        let made = DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(folder);
        made.with_context(|| format!("cannot make the data directory {}", folder.display()))
            .map_err(|error| Failure::environment(error).hint("name another one with --data-dir"))?;
    }
    if is_open_to_others(folder) {
        // On a mounted volume that belongs to somebody else this fails; its secrets are private by themselves, and
        // `trusthub doctor` tells of the folder.
        let _ = fs::set_permissions(folder, Permissions::from_mode(PRIVATE_FOLDER));
    }
    remove_abandoned(folder);
    tempfile::Builder::new()
        .prefix(NEW_FILE)
        .tempfile_in(folder)
        .map(drop)
        .with_context(|| format!("cannot write into the data directory {}", folder.display()))
        .map_err(|error| {
            Failure::environment(error)
                .hint("give this user write access, or name another one with --data-dir")
        })
}

/// Proof that this process may work with a data directory; dropped, or the process gone, it ends.
#[derive(Debug)]
pub(crate) struct Presence {
    _file: File,
}

/// The file that whoever works with the folder holds.
const PRESENCE_FILE: &str = "in-use";

/// Works with the folder beside others. `None` where no server has been yet and none may make the file: there is
/// nothing then that could be restored under its feet.
///
/// # Errors
/// Exit code 3 while a restore runs.
pub(crate) fn enter(folder: &Path, may_make: bool) -> Outcome<Option<Presence>> {
    let path = folder.join(PRESENCE_FILE);
    let opened = if may_make { make_presence_file(&path) } else { File::open(&path) };
    let file = match opened {
        Ok(file) => file,
        Err(error) if may_make => return Err(unusable(&path, error)),
        Err(_) => return Ok(None),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(Presence { _file: file })),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::environment_because(format!("a restore is running on {}", folder.display()))
                .hint("wait until it has ended"))
        }
        Err(TryLockError::Error(error)) => Err(unusable(&path, error)),
    }
}

/// Works with the folder alone.
///
/// # Errors
/// Exit code 1 while anybody else works with it, 3 if it cannot be used.
pub(crate) fn enter_alone(folder: &Path) -> Outcome<Presence> {
    let path = folder.join(PRESENCE_FILE);
    let file = make_presence_file(&path).map_err(|error| unusable(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(Presence { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Failure::refused_because(format!(
            "a server or another command is running on {}",
            folder.display()
        ))
        .hint("stop it first")),
        Err(TryLockError::Error(error)) => Err(unusable(&path, error)),
    }
}

fn make_presence_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(false).mode(PRIVATE_FILE).open(path)
}

fn unusable(path: &Path, error: io::Error) -> Failure {
    Failure::environment(error).while_doing(format!("cannot use {}", path.display()))
}

/// Takes away what a killed process had begun to write: it may hold a secret. What cannot be removed is as private as
/// the file that it was to become.
fn remove_abandoned(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_new = entry.file_name().to_string_lossy().starts_with(NEW_FILE);
        let age =
            entry.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|at| at.elapsed().ok());
        if is_new && age.is_some_and(|age| age > ABANDONED_AFTER) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether anybody but the owner may do anything with a file or folder; `false` if it is not there.
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Where the master key is; makes `DIR/master.key` on a data directory that has no keys yet.
///
/// # Errors
/// Exit code 3. A key that is missing beside keys it should open is never replaced: that would bury the data.
pub(crate) fn master_key(config: &Config, may_make: bool) -> Outcome<MasterKeySource> {
    match &config.master_key {
        MasterKeyPlace::Given(key) => Ok(MasterKeySource::Given(key.clone())),
        MasterKeyPlace::NamedFile(path) => Ok(MasterKeySource::File(path.clone())),
        MasterKeyPlace::OwnFile(path) => {
            if !path.exists() {
                if !may_make {
                    return Err(no_hub(config));
                }
                make_master_key(config, path)?;
            }
            Ok(MasterKeySource::File(path.clone()))
        }
    }
}

fn make_master_key(config: &Config, path: &Path) -> Outcome {
    let traces = [config.data_dir.join("keys"), config.data_dir.join("trusthub.db")];
    if let Some(trace) = traces.iter().find(|trace| trace.exists()) {
        return Err(Failure::environment_because(format!(
            "the master key {} is missing, but {} is there: without its key nothing in it can be read",
            path.display(),
            trace.display()
        ))
        .hint("put the key back, or set TRUSTHUB_MASTER_KEY_FILE to where it is"));
    }
    let key = MasterKey::generate().map_err(Failure::environment)?;
    write_private(path, format!("{}\n", key.to_hex().expose_secret()))
}

/// Makes the file of an embedded database, so that it and the logs beside it are for the hub's owner only; the driver
/// would leave that to the process's umask.
///
/// # Errors
/// Exit code 3.
pub(crate) fn make_database_file(path: &Path) -> Outcome {
    match OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Failure::environment(error)
            .while_doing(format!("cannot make the database {}", path.display()))
            .hint("check TRUSTHUB_DATABASE_URL")),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Whether a command finds a hub: an embedded database that is not there yet is none.
pub(crate) fn has_hub(config: &Config) -> bool {
    wiring::database_file(&config.database.url).is_none_or(|path| path.exists())
}

/// What a command says where no hub has been started yet.
pub(crate) fn no_hub(config: &Config) -> Failure {
    Failure::environment_because(format!("there is no hub in {}", config.data_dir.display()))
        .hint("start one with `trusthub serve`, prepare one with `trusthub migrate`, or name its folder with --data-dir")
}

/// Writes a file that only its owner may read. It is there whole or not at all, even if the machine stops now.
///
/// # Errors
/// Exit code 3.
pub(crate) fn write_private(path: &Path, content: impl AsRef<[u8]>) -> Outcome {
    replace(path, content.as_ref())
        .with_context(|| format!("cannot write {}", path.display()))
        .map_err(Failure::environment)
}

/// The same for whoever reports failures in its own words.
///
/// # Errors
/// Why not; the file is then as it was.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = begin_private(path)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder_of(path))?.sync_all()
}

/// A private file beside `path`, gone when dropped, for what takes long to write.
///
/// # Errors
/// Why not.
pub(crate) fn begin_private(path: &Path) -> io::Result<NamedTempFile> {
    let permissions = Permissions::from_mode(PRIVATE_FILE);
    tempfile::Builder::new().prefix(NEW_FILE).permissions(permissions).tempfile_in(folder_of(path))
}

/// Gives it its name, once all of it is written; never in the place of another file.
///
/// # Errors
/// `AlreadyExists`, or why not.
pub(crate) fn end_private(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_private_and_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write_private(&path, "one").unwrap();
        write_private(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_process_left_half_written_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (old, fresh) = (folder.path().join(".new-old"), folder.path().join(".new-fresh"));
        let long_ago = std::time::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        File::create(&old).unwrap().set_modified(long_ago).unwrap();
        File::create(&fresh).unwrap();
        prepare(folder.path()).unwrap();
        assert!(!old.exists() && fresh.exists());
    }

    #[test]
    fn one_works_alone_or_all_work_beside_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert!(enter(path, false).unwrap().is_none(), "a command alone makes nothing");
        let (one, other) = (enter(path, true).unwrap(), enter(path, false).unwrap());
        assert!(other.is_some() && enter_alone(path).is_err());
        drop((one, other));
        let alone = enter_alone(path).unwrap();
        assert!(enter(path, true).is_err() && enter(path, false).is_err() && enter_alone(path).is_err());
        drop(alone);
        assert!(enter(path, true).is_ok());
    }

    #[test]
    fn a_new_data_directory_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/data");
        prepare(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
    }
}

//! Folders for this user alone.

use std::fs::{DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

/// Read, write and enter for the owner; nothing for others.
const OWNER_ONLY: u32 = 0o700;

/// Makes a folder, and what leads to it, readable by this user alone; one that exists is closed to others.
///
/// # Errors
/// The folder cannot be made, is something else, or belongs to somebody else.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(folder)?;
    let mode = std::fs::metadata(folder)?.permissions().mode();
    // Touched only when it must be, so that a folder of root's on a read-only mount still works when it is closed.
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        std::fs::set_permissions(folder, Permissions::from_mode(OWNER_ONLY))
    }
}

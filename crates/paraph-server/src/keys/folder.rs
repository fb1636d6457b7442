//! Files that only the program's own user may read, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::disk;
use crate::error::Error;

/// Creates a folder of mode 0700.
pub(super) fn create_private(path: &Path) -> Result<(), Error> {
    disk::create_folder(path).map_err(|e| wrong(path, &e))
}

/// Writes a file of mode 0600 that must not exist yet: whole, and on the disk before this returns, or not at all.
///
/// # Errors
/// When the file exists or the disk refuses.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = draft(path, bytes)?;
    // A hard link fails when the name is taken, which a rename would silently replace.
    let linked = fs::hard_link(&draft, path).map_err(|e| wrong(path, &e));
    disk::discard(&draft);
    linked?;
    disk::settle(path).map_err(|e| wrong(path, &e))
}

/// Writes a file of mode 0600 in the place of one that is there: at any instant the one or the other is whole.
pub(super) fn replace_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = draft(path, bytes)?;
    if let Err(cause) = fs::rename(&draft, path) {
        disk::discard(&draft);
        return Err(wrong(path, &cause));
    }
    disk::settle(path).map_err(|e| wrong(path, &e))
}

/// A lock that one process holds at a time; the system lets it go when the process ends.
pub(super) fn lock_private(path: &Path) -> Result<File, Error> {
    let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    let lock = lock.map_err(|e| wrong(path, &e))?;
    lock.try_lock().map_err(|_| Error::broken(format!("{} is held by another process", path.display())))?;
    Ok(lock)
}

/// What tells one content of a file from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    changed_s: i64,
    changed_ns: i64,
    size: u64,
}

impl Stamp {
    pub(super) fn of(path: &Path) -> Result<Self, Error> {
        let found = fs::metadata(path).map_err(|e| wrong(path, &e))?;
        Ok(Self {
            inode: found.ino(),
            changed_s: found.ctime(),
            changed_ns: found.ctime_nsec(),
            size: found.size(),
        })
    }
}

/// The bytes on the disk, under another name.
fn draft(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    let draft = path.with_extension("draft");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)
        .map_err(|e| wrong(&draft, &e))?;
    if let Err(cause) = file.write_all(bytes).and_then(|()| file.sync_all()) {
        disk::discard(&draft);
        return Err(wrong(&draft, &cause));
    }
    Ok(draft)
}

/// Refuses a secret file that others may read.
pub(super) fn check_private(path: &Path) -> Result<(), Error> {
    let mode = fs::metadata(path).map_err(|e| wrong(path, &e))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::broken(format!(
        "{} is readable by others (mode {:o}): run chmod 600 on it",
        path.display(),
        mode & 0o777
    )))
}

fn wrong(path: &Path, cause: &std::io::Error) -> Error {
    Error::disk_at(cause, format!("{}: {cause}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_readable_by_its_owner_alone_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        write_private(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(write_private(&path, b"two").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        write_private(&path, b"one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(check_private(&path).unwrap_err().note().unwrap().contains("chmod 600"));
    }
}

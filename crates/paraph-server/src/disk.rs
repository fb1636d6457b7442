//! Folders that are on the disk, and not only in the system's memory, before anything in them is relied on.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes a folder that only its owner may enter, and whatever is missing above it. Each name is on the disk before this
/// returns; where another process made a folder a moment ago, its name is too.
///
/// # Errors
/// When the disk refuses, or a file is in the way.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = above(path) {
        create_folder(above)?;
    }
    match DirBuilder::new().mode(0o700).create(path) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists || !path.is_dir() => return Err(cause),
        _ => {}
    }
    settle(path)
}

/// Has the folder above remember a name, which the content being on the disk does not do.
///
/// # Errors
/// When the disk refuses.
pub(crate) fn settle(path: &Path) -> io::Result<()> {
    File::open(above(path).unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all())
}

/// Removes what a failed write left; a failed removal does not replace the error of the write.
pub(crate) fn discard(path: &Path) {
    if let Err(cause) = fs::remove_file(path)
        && cause.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%cause, "an unfinished file could not be removed");
    }
}

fn above(path: &Path) -> Option<&Path> {
    path.parent().filter(|above| !above.as_os_str().is_empty())
}

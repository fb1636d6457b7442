//! Files of the command line: small ones that hold secrets, and the one that is written whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// Bytes of a key, password or certificate file, or of an answer from the network.
pub(crate) const SMALL_FILE_BYTES_MAX: u64 = 4 << 20;

/// Why a file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{path}: {source}")]
    Io { path: String, source: io::Error },
    #[error("{path}: larger than {SMALL_FILE_BYTES_MAX} bytes")]
    TooLarge { path: String },
}

impl FileError {
    /// An error of the system, at a path.
    pub(crate) fn at(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.display().to_string(), source }
    }
}

/// A file that may hold a secret: wiped from memory when dropped.
pub(crate) fn small_file(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let file = File::open(path).map_err(|source| FileError::at(path, source))?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(SMALL_FILE_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| FileError::at(path, source))?;
    if bytes.len() as u64 > SMALL_FILE_BYTES_MAX {
        return Err(FileError::TooLarge { path: path.display().to_string() });
    }
    Ok(bytes)
}

/// The first line of a file that may hold a secret. An editor ends it with a line end that is no part of it.
#[cfg(feature = "encryption")]
pub(crate) fn first_line(path: &Path) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let mut bytes = small_file(path)?;
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    bytes.truncate(end);
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(bytes)
}

/// A file beside the one wanted, which takes its place when it is whole and is removed otherwise.
pub(crate) struct Unfinished {
    /// What is written to; it can be read too.
    pub(crate) file: File,
    path: PathBuf,
    target: PathBuf,
    kept: bool,
}

impl Unfinished {
    /// Makes it, empty.
    pub(crate) fn create(target: &Path) -> io::Result<Self> {
        let mut name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        name.push(format!(".{}.unfinished", std::process::id()));
        let path = target.with_file_name(name);
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        Ok(Self { file, path, target: target.to_owned(), kept: false })
    }

    /// Moves it to its place. What was there before stays until this moment.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.path, &self.target)?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.kept {
            // It is of no use to anybody; where it cannot be removed the error that led here says why.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

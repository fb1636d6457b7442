//! The folder that lists are kept in. A file takes the place of another whole or not at all.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use paraph_pki::limits::XML_BYTES_MAX;
use paraph_pki::trusted_list::Scheme;

use super::Refusal;
use crate::limits;

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// A file or the folder itself cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// There are more files than lists.
    #[error("{path}: more than {} files", limits::TRUSTED_LIST_FILES_MAX)]
    TooManyFiles {
        /// The folder.
        path: String,
    },
}

/// The lists in a folder, by the names of their files.
pub(super) struct Folder {
    path: PathBuf,
    files: BTreeMap<String, Kept>,
}

/// A file, and what it claims to be; none if it is no list.
struct Kept {
    bytes: Vec<u8>,
    scheme: Option<Scheme>,
}

impl Kept {
    /// Reading a list takes long: it is done once.
    fn of(bytes: Vec<u8>) -> Self {
        Self { scheme: Scheme::claimed_by(&bytes).ok(), bytes }
    }
}

impl Folder {
    /// Reads the folder, which is made if it is not there. Files too large for a list are passed over.
    pub(super) fn open(path: &Path) -> Result<Self, FolderError> {
        fs::create_dir_all(path).map_err(|source| at(path, source))?;
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(path).map_err(|source| at(path, source))? {
            let file = entry.map_err(|source| at(path, source))?.path();
            let is_list = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
            let Some(name) = file.file_name().and_then(|name| name.to_str()).filter(|_| is_list) else {
                continue;
            };
            let mut bytes = Vec::new();
            let opened = File::open(&file).map_err(|source| at(&file, source))?;
            let mut limited = opened.take(XML_BYTES_MAX as u64 + 1);
            limited.read_to_end(&mut bytes).map_err(|source| at(&file, source))?;
            if bytes.len() <= XML_BYTES_MAX {
                files.insert(name.to_owned(), Kept::of(bytes));
            }
            if files.len() > limits::TRUSTED_LIST_FILES_MAX {
                return Err(FolderError::TooManyFiles { path: path.display().to_string() });
            }
        }
        Ok(Self { path: path.to_owned(), files })
    }

    pub(super) fn files(&self) -> Vec<(&str, &[u8])> {
        self.files.iter().map(|(name, file)| (name.as_str(), file.bytes.as_slice())).collect()
    }

    /// The files that claim to be lists of a kind, the highest number first.
    pub(super) fn claiming(&self, is_wanted: impl Fn(&Scheme) -> bool) -> Vec<(&Scheme, &[u8])> {
        let lists =
            self.files.values().filter_map(|file| Some((file.scheme.as_ref()?, file.bytes.as_slice())));
        let mut lists: Vec<_> = lists.filter(|(scheme, _)| is_wanted(scheme)).collect();
        lists.sort_by_key(|(scheme, _)| Reverse(scheme.sequence));
        lists
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Writes a file beside its place and moves it there; nothing is done where it is there already.
    pub(super) fn keep(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), FolderError> {
        if self.files.get(name).is_some_and(|file| file.bytes == bytes) {
            return Ok(());
        }
        let (target, unfinished) = (
            self.path.join(name),
            // Not `.xml`: what a killed process leaves is taken for no list.
            self.path.join(format!(".{name}.{}.unfinished", std::process::id())),
        );
        let written = write(&unfinished, &bytes).and_then(|()| fs::rename(&unfinished, &target));
        if let Err(source) = written {
            // It is of no use to anybody; the error says why.
            let _ = fs::remove_file(&unfinished);
            return Err(at(&target, source));
        }
        self.files.insert(name.to_owned(), Kept::of(bytes));
        Ok(())
    }
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// The name of the file that an address is kept as: its last part, if that can be one.
pub(super) fn name_of(address: &str) -> Result<String, Refusal> {
    let name = address.rsplit('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let fits = name.len() <= 100 && !name.starts_with('.') && name.chars().all(is_plain);
    let lower = name.to_ascii_lowercase();
    match lower.strip_suffix(".xml") {
        Some(stem) if fits && !stem.is_empty() => Ok(name.to_owned()),
        _ => Err(Refusal::NameIsNone(name.chars().filter(|c| !c.is_control()).take(100).collect())),
    }
}

fn at(path: &Path, source: io::Error) -> FolderError {
    FolderError::Io { path: path.display().to_string(), source }
}

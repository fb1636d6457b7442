//! The tracked files of the repository, in memory, so that a test can hand in its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::source::Source;
use crate::Failure;

/// One file: its path from the root of the repository, with forward slashes, and its text when it is text.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: Option<String>,
}

/// All files under version control.
pub struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// The files of this repository that are tracked, or would be.
    ///
    /// # Errors
    /// When git cannot list them.
    pub fn of_repository() -> Result<Self, Failure> {
        let root = root();
        let listed = Command::new("git")
            .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
            .current_dir(&root)
            .output()?;
        if !listed.status.success() {
            return Err("git could not list the files of this repository".into());
        }
        let names = String::from_utf8(listed.stdout)?;
        let files =
            names.split('\0').filter(|name| !name.is_empty()).filter_map(|name| read(&root, name)).collect();
        Ok(Self { files })
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// A tree of the given paths and texts.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File { path: (*path).to_owned(), text: Some((*text).to_owned()) })
            .collect();
        Self { files }
    }

    /// Every file, texts and others.
    pub(super) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The files that are text.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|file| file.text.as_deref().map(|text| (file.path.as_str(), text)))
    }

    /// The text of one file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.texts().find(|(name, _)| *name == path).map(|(_, text)| text)
    }

    /// The Rust files, read.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, Source)> {
        self.texts().filter(|(path, _)| path.ends_with(".rs")).map(|(path, text)| (path, Source::read(text)))
    }

    /// The Rust files that go into the product: under a `src` folder of a `paraph` crate.
    pub(super) fn product(&self) -> impl Iterator<Item = (&str, Source)> {
        self.rust().filter(|(path, _)| path.starts_with("crates/paraph") && path.contains("/src/"))
    }
}

/// The root of the repository this program was built from.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file that was deleted but not yet committed so is not there: it is left out.
fn read(root: &Path, name: &str) -> Option<File> {
    let bytes = std::fs::read(root.join(name)).ok()?;
    Some(File { path: name.to_owned(), text: String::from_utf8(bytes).ok() })
}

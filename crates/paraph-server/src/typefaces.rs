//! The typefaces of this machine: what an instance writes names and texts with beyond the embedded ones. A folder is looked
//! through once, when the first character needs it; a font file is read when it is used.

mod folder;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use paraph_pades::text::{Bytes, Setter, Typeface, Typefaces, Writing, writing_of};

use crate::error::Error;
use crate::limits;
use folder::Entry;

/// Where Debian and most others keep fonts.
const FOLDER: &str = "/usr/share/fonts";

/// The typefaces of a folder.
pub struct Collection {
    folder: PathBuf,
    entries: OnceLock<Vec<Entry>>,
    /// Font files that were read, by their paths.
    read: Mutex<BTreeMap<PathBuf, Arc<Vec<u8>>>>,
}

/// A character that no typeface here can write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritable {
    /// Which.
    pub character: char,
    /// What it belongs to.
    pub writing: Writing,
}

impl Collection {
    /// The typefaces under a folder, or under the system's.
    ///
    /// # Errors
    /// When a folder is named and is none.
    pub fn open(folder: Option<&Path>) -> Result<Self, Error> {
        if let Some(named) = folder.filter(|folder| !folder.is_dir()) {
            return Err(Error::broken(format!("fonts must name a folder, which {} is not", named.display())));
        }
        let folder = folder.unwrap_or_else(|| Path::new(FOLDER)).to_owned();
        Ok(Self { folder, entries: OnceLock::new(), read: Mutex::default() })
    }

    /// The typefaces that write these texts: the embedded one, and what it lacks. Reads files, so it blocks.
    ///
    /// # Errors
    /// When an embedded typeface cannot be read.
    pub fn writing<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Result<Typefaces, Error> {
        let plain = Typefaces::plain();
        let embedded = Setter::new(&plain).map_err(Error::broken)?;
        let mut others = Vec::new();
        for text in texts.into_iter().filter(|text| embedded.missing(text).is_some()) {
            let lacking: Vec<char> = text
                .chars()
                .filter(|letter| embedded.missing(letter.encode_utf8(&mut [0; 4])).is_some())
                .collect();
            others.extend(self.choose(text, &lacking));
        }
        others.dedup_by_key(|entry: &mut &Entry| (entry.path.clone(), entry.index));
        let others: Vec<Arc<Typeface>> =
            others.into_iter().filter_map(|entry| self.load(entry).map(Arc::new)).collect();
        Ok(plain.and(&others))
    }

    /// The first character of a text that cannot be written here. Reads files, so it blocks.
    ///
    /// # Errors
    /// As [`Self::writing`].
    pub fn find_unwritable(&self, text: &str) -> Result<Option<Unwritable>, Error> {
        let typefaces = self.writing([text])?;
        let missing = Setter::new(&typefaces).map_err(Error::broken)?.missing(text);
        Ok(missing.map(|character| Unwritable { character, writing: writing_of(character) }))
    }

    /// Entries that together have the characters: the best that has any, then the best for what is left.
    fn choose(&self, text: &str, lacking: &[char]) -> Vec<&Entry> {
        let entries = self.entries.get_or_init(|| folder::entries(&self.folder));
        let mut left = lacking.to_vec();
        let mut chosen = Vec::new();
        left.retain(|letter| !is_picture(*letter));
        while let Some(first) = left.first().copied() {
            let having = entries.iter().filter(|entry| entry.has(first));
            let best = having
                .min_by_key(|entry| (entry.rank_for(text), left.iter().filter(|c| !entry.has(**c)).count()));
            match best {
                Some(entry) => {
                    left.retain(|letter| !entry.has(*letter));
                    chosen.push(entry);
                }
                None => left.retain(|letter| *letter != first),
            }
        }
        chosen
    }

    /// None if the file is gone or not what it was: the character is then one that cannot be written.
    fn load(&self, entry: &Entry) -> Option<Typeface> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = match read.get(&entry.path) {
            Some(bytes) => Arc::clone(bytes),
            None => {
                let bytes = std::fs::read(&entry.path).inspect_err(|error| {
                    tracing::warn!(%error, path = %entry.path.display(), "a font cannot be read");
                });
                let bytes = Arc::new(bytes.ok()?);
                if read.values().map(|kept| kept.len()).sum::<usize>() > limits::FONTS_KEPT_BYTES_MAX {
                    read.clear();
                }
                read.insert(entry.path.clone(), Arc::clone(&bytes));
                bytes
            }
        };
        Typeface::new(&entry.name, Bytes::Shared(bytes), entry.index).ok()
    }
}

/// Emoji look different everywhere, and private characters mean something only where they were made: neither is sealed, though
/// a font may have them.
fn is_picture(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..)
}

impl Unwritable {
    /// The sentence that says what to do.
    pub fn error(&self) -> Error {
        let letter = self.character;
        match self.writing {
            Writing::Script(script) => Error::invalid("error-letter-script")
                .with("letter", letter)
                .with("script", script)
                .with("package", "fonts-noto-core"),
            Writing::EastAsian(script) => Error::invalid("error-letter-script")
                .with("letter", letter)
                .with("script", script)
                .with("package", "fonts-noto-cjk"),
            _ => Error::invalid("error-letter-symbol").with("letter", letter),
        }
    }
}

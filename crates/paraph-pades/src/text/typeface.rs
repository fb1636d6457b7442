//! Typefaces in order of preference: the embedded ones first, then whatever was handed in.

use std::fmt;
use std::sync::Arc;

use crate::Error;

const HAND: &[u8] = include_bytes!("../../fonts/Caveat-Regular.ttf");
const PLAIN: &[u8] = include_bytes!("../../fonts/SourceSans3-Regular.ttf");

/// The bytes of a font file, or of a collection of fonts.
#[derive(Clone)]
pub enum Bytes {
    /// Part of the program.
    Fixed(&'static [u8]),
    /// Read by whoever hands them in; several typefaces of one collection share them.
    Shared(Arc<Vec<u8>>),
}

/// A typeface with TrueType or CFF outlines.
#[derive(Clone)]
pub struct Typeface {
    name: String,
    bytes: Bytes,
    index: u32,
}

/// Typefaces in order of preference. Each piece of a text is written in the first that has all its characters.
#[derive(Clone, Debug)]
pub struct Typefaces(Vec<Arc<Typeface>>);

impl Typeface {
    /// A typeface from a font file; `index` is its place in a collection, 0 otherwise.
    ///
    /// # Errors
    /// [`Error::FontIsMalformed`] if it cannot be read or has no outlines that a PDF can hold.
    pub fn new(name: &str, bytes: Bytes, index: u32) -> Result<Self, Error> {
        let typeface = Self { name: postscript_name(name), bytes, index };
        let tables = typeface.face()?.tables().clone();
        match tables.glyf.is_some() || tables.cff.is_some() {
            true => Ok(typeface),
            false => Err(Error::FontIsMalformed),
        }
    }

    /// Its name as a PDF writes it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_ref()
    }

    /// Its place in a collection of fonts.
    #[must_use]
    pub fn index(&self) -> u32 {
        self.index
    }

    pub(crate) fn face(&self) -> Result<ttf_parser::Face<'_>, Error> {
        ttf_parser::Face::parse(self.bytes.as_ref(), self.index).map_err(|_| Error::FontIsMalformed)
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Fixed(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

impl fmt::Debug for Typeface {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Typeface").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Typefaces {
    /// The embedded typeface that is plain and readable when small: Latin, Greek, Cyrillic.
    #[must_use]
    pub fn plain() -> Self {
        Self::embedded("SourceSans3-Regular", PLAIN)
    }

    /// The embedded typeface that looks written by hand: Latin and Cyrillic.
    #[must_use]
    pub fn hand() -> Self {
        Self::embedded("Caveat-Regular", HAND)
    }

    /// These typefaces and no others.
    #[must_use]
    pub fn of(typefaces: Vec<Arc<Typeface>>) -> Self {
        Self(typefaces)
    }

    /// The same, and others for what these cannot write.
    #[must_use]
    pub fn and(mut self, others: &[Arc<Typeface>]) -> Self {
        self.0.extend(others.iter().cloned());
        self
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Arc<Typeface>] {
        &self.0
    }

    fn embedded(name: &str, bytes: &'static [u8]) -> Self {
        Self(vec![Arc::new(Typeface { name: name.to_owned(), bytes: Bytes::Fixed(bytes), index: 0 })])
    }
}

impl Default for Typefaces {
    fn default() -> Self {
        Self::plain()
    }
}

/// Only what a PDF name holds without escapes.
fn postscript_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
        .take(60)
        .collect();
    if plain.is_empty() { "Typeface".to_owned() } else { plain }
}

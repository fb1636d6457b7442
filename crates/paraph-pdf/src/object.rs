//! The objects a PDF is made of (ISO 32000-2 § 7.3), as values.
//! Streams stay in the file until someone decodes them.

use std::fmt;
use std::sync::Arc;

/// One PDF object.
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// The null object; also what a reference to nothing stands for.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Real(f64),
    /// A literal or hexadecimal string.
    String(PdfString),
    /// A name, without its slash.
    Name(Name),
    /// An array.
    Array(Vec<Object>),
    /// A dictionary.
    Dictionary(Dictionary),
    /// A stream: a dictionary and bytes.
    Stream(Stream),
    /// A reference to an indirect object.
    Reference(ObjectId),
}

impl Object {
    /// About how many bytes of memory it takes.
    pub(crate) fn held_bytes(&self) -> usize {
        const ONE: usize = size_of::<Object>();
        let named = |(name, value): (&Name, &Self)| size_of::<Name>() + name.0.len() + value.held_bytes();
        ONE + match self {
            Self::Array(items) => items.iter().map(Self::held_bytes).sum(),
            Self::Dictionary(dictionary) => dictionary.iter().map(named).sum(),
            Self::Stream(stream) => stream.dictionary.iter().map(named).sum(),
            Self::String(text) => text.bytes.len(),
            Self::Name(name) => name.0.len(),
            _ => 0,
        }
    }

    /// The name, if this is one.
    #[must_use]
    pub fn as_name(&self) -> Option<&Name> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    /// The whole number, if this is one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The number, whole or not, if this is one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "coordinates and counts are far below 2^52")]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Real(value) => Some(*value),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_boolean(&self) -> Option<bool> {
        if let Self::Boolean(value) = self { Some(*value) } else { None }
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_string(&self) -> Option<&PdfString> {
        if let Self::String(string) = self { Some(string) } else { None }
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The dictionary, if this is one, or the one in front of a stream.
    #[must_use]
    pub fn as_dictionary(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            Self::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The stream, if this is one.
    #[must_use]
    pub fn as_stream(&self) -> Option<&Stream> {
        if let Self::Stream(stream) = self { Some(stream) } else { None }
    }

    /// The target, if this is a reference.
    #[must_use]
    pub fn as_reference(&self) -> Option<ObjectId> {
        if let Self::Reference(id) = self { Some(*id) } else { None }
    }

    /// Whether this is a reference, or one is inside.
    pub(crate) fn holds_reference(&self) -> bool {
        let mut pending = vec![self];
        while let Some(value) = pending.pop() {
            match value {
                Self::Reference(_) => return true,
                Self::Array(items) => pending.extend(items),
                Self::Dictionary(dictionary) => pending.extend(dictionary.iter().map(|(_, value)| value)),
                Self::Stream(stream) => pending.extend(stream.dictionary.iter().map(|(_, value)| value)),
                _ => {}
            }
        }
        false
    }
}

impl From<i64> for Object {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Object {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<bool> for Object {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Name> for Object {
    fn from(name: Name) -> Self {
        Self::Name(name)
    }
}

impl From<PdfString> for Object {
    fn from(string: PdfString) -> Self {
        Self::String(string)
    }
}

impl From<Vec<Object>> for Object {
    fn from(items: Vec<Object>) -> Self {
        Self::Array(items)
    }
}

impl From<Dictionary> for Object {
    fn from(dictionary: Dictionary) -> Self {
        Self::Dictionary(dictionary)
    }
}

impl From<Stream> for Object {
    fn from(stream: Stream) -> Self {
        Self::Stream(stream)
    }
}

impl From<ObjectId> for Object {
    fn from(id: ObjectId) -> Self {
        Self::Reference(id)
    }
}

/// The number and generation that name an indirect object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// The object number, from 1.
    pub number: u32,
    /// The generation, 0 in all but very old files.
    pub generation: u16,
}

impl ObjectId {
    /// An object of generation 0.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self { number, generation: 0 }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} R", self.number, self.generation)
    }
}

/// A name, without its slash and with `#xx` decoded.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(pub Vec<u8>);

impl Name {
    /// The bytes of the name.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Name {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Name {
    fn from(bytes: &[u8; N]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl PartialEq<[u8]> for Name {
    fn eq(&self, other: &[u8]) -> bool {
        self.0 == other
    }
}

impl<const N: usize> PartialEq<&[u8; N]> for Name {
    fn eq(&self, other: &&[u8; N]) -> bool {
        self.0 == other.as_slice()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "/{}", String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// A string: bytes, and whether they were (or shall be) written in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfString {
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// Written as `<…>` rather than `(…)`.
    pub hex: bool,
}

impl PdfString {
    /// A string written as `(…)`.
    #[must_use]
    pub fn literal(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hex: false }
    }

    /// A string written as `<…>`.
    #[must_use]
    pub fn hexadecimal(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hex: true }
    }

    /// A text string (§ 7.9.2.2): plain where every character is ASCII, UTF-16BE with its mark otherwise.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.bytes().all(|byte| (0x20..0x7F).contains(&byte) || byte == b'\n') {
            return Self::literal(text.as_bytes());
        }
        let mut bytes = vec![0xFE, 0xFF];
        for unit in text.encode_utf16() {
            bytes.extend_from_slice(&unit.to_be_bytes());
        }
        Self::hexadecimal(bytes)
    }

    /// The text a text string stands for: UTF-16BE or UTF-8 by their marks, otherwise `PDFDocEncoding` (Annex D.3), where a byte
    /// without a meaning is read as ISO 8859-1 reads it.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.bytes.as_slice() {
            [0xFE, 0xFF, rest @ ..] => {
                let units = rest.chunks_exact(2).map(|pair| match pair {
                    [high, low] => u16::from_be_bytes([*high, *low]),
                    _ => 0xFFFD,
                });
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            bytes => bytes.iter().map(|byte| document_character(*byte)).collect(),
        }
    }
}

/// Annex D.2, table D.2: where `PDFDocEncoding` is not ISO 8859-1.
fn document_character(byte: u8) -> char {
    const ACCENTS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const OTHERS: [char; 31] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž',
    ];
    let found = match byte {
        0x18..=0x1F => ACCENTS.get(usize::from(byte - 0x18)),
        0x80..=0x9E => OTHERS.get(usize::from(byte - 0x80)),
        0xA0 => Some(&'€'),
        _ => None,
    };
    found.copied().unwrap_or(char::from(byte))
}

/// A dictionary, in the order written. A key written twice is kept twice and reported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionary {
    entries: Vec<(Name, Object)>,
}

impl Dictionary {
    pub(crate) const EMPTY: Self = Self { entries: Vec::new() };

    /// An empty dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a key. Of a key written twice the last value counts, as in most readers; ask
    /// [`Self::duplicates`] where that matters.
    #[must_use]
    pub fn get(&self, key: &[u8]) -> Option<&Object> {
        self.entries.iter().rev().find(|(name, _)| name.0 == key).map(|(_, value)| value)
    }

    /// Whether the key is present.
    #[must_use]
    pub fn contains(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// Whether the value of `key` is the name `value`.
    #[must_use]
    pub fn has_name(&self, key: &[u8], value: &[u8]) -> bool {
        matches!(self.get(key), Some(Object::Name(name)) if name.0 == value)
    }

    /// Sets a key, in its old place if it was there, at the end otherwise.
    pub fn insert(&mut self, key: impl Into<Name>, value: impl Into<Object>) {
        let (key, value) = (key.into(), value.into());
        match self.entries.iter_mut().rev().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => self.entries.push((key, value)),
        }
    }

    /// The same dictionary with one more key.
    #[must_use]
    pub fn with(mut self, key: impl Into<Name>, value: impl Into<Object>) -> Self {
        self.insert(key, value);
        self
    }

    /// Adds an entry as a reader finds it, even if the key is already there.
    pub(crate) fn push(&mut self, key: Name, value: Object) {
        self.entries.push((key, value));
    }

    /// Takes a key out (every occurrence) and returns the value that counted.
    pub fn remove(&mut self, key: &[u8]) -> Option<Object> {
        let mut removed = None;
        self.entries.retain_mut(|(name, value)| {
            if name.0 != key {
                return true;
            }
            removed = Some(std::mem::replace(value, Object::Null));
            false
        });
        removed
    }

    /// The entries in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Object)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// The entries, to give them other values.
    #[cfg(feature = "encryption")]
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Name, &mut Object)> {
        self.entries.iter_mut().map(|(name, value)| (&*name, value))
    }

    /// The number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The keys that were written more than once: readers differ on which value counts.
    #[must_use]
    pub fn duplicates(&self) -> Vec<&Name> {
        let mut names: Vec<&Name> = self.entries.iter().map(|(name, _)| name).collect();
        names.sort();
        let mut repeated: Vec<&Name> = names
            .windows(2)
            .filter_map(|pair| match pair {
                [first, second] if first == second => Some(*first),
                _ => None,
            })
            .collect();
        repeated.dedup();
        repeated
    }
}

/// A stream: its dictionary, and its bytes as stored (encoded by the filters the dictionary names).
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The dictionary in front of the bytes.
    pub dictionary: Dictionary,
    /// Where the bytes are.
    pub data: StreamData,
}

impl Stream {
    /// A new stream whose bytes are at hand. `/Length` is written by the serialiser.
    #[must_use]
    pub fn new(dictionary: Dictionary, bytes: impl Into<Vec<u8>>) -> Self {
        Self { dictionary, data: StreamData::Bytes(Arc::new(bytes.into())) }
    }
}

/// The stored bytes of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamData {
    /// Bytes at hand.
    Bytes(Arc<Vec<u8>>),
    /// A span of the file the stream was read from.
    Span {
        /// The stream itself: the key of an encrypted one depends on it.
        id: ObjectId,
        /// Offset of the first byte from the start of the source.
        offset: u64,
        /// Number of bytes.
        length: u64,
    },
}

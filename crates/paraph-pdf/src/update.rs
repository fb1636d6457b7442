//! The append-only writer: an update to a document is a tail, and what was there is never touched or copied
//! (ISO 32000-2 § 7.5.6). Cross-references are written in the form the document already uses.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::Document;
use crate::encryption::Security;
use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};
use crate::serialize::{self, WrittenValues};
use crate::source::Source;
use crate::view::View;
use crate::xref::{CrossReferenceKind, Location};

/// Trailer keys that an update carries over (§ 7.5.5, table 15); the others describe one section only.
const CARRIED_OVER: [&[u8]; 3] = [b"Root", b"Info", b"Encrypt"];

/// Objects to be added to a document or put in the place of old ones, on the way to becoming a [`Tail`].
pub struct Update<'a> {
    view: View<'a>,
    security: Option<&'a Security>,
    base_len: u64,
    gap: &'static [u8],
    kind: CrossReferenceKind,
    /// The section that goes before this one; none where this one says where every object is.
    previous: Option<u64>,
    next_number: u32,
    objects: BTreeMap<ObjectId, Object>,
    marked: Option<ObjectId>,
}

/// The bytes to append to the document, and where in them the values of the marked object are.
#[derive(Clone, Debug)]
pub struct Tail {
    /// To be written right behind the last byte of the document.
    pub bytes: Vec<u8>,
    /// Of each key of the marked object, where in [`Self::bytes`] its value stands.
    pub marked: WrittenValues,
}

impl Tail {
    /// Where in the tail the value of a key of the marked object stands.
    #[must_use]
    pub fn place(&self, key: &[u8]) -> Option<Range<usize>> {
        self.marked.iter().find(|(name, _)| name.as_bytes() == key).map(|(_, place)| place.clone())
    }
}

impl<'a> Update<'a> {
    /// Begins an update. The document must be one that every reader reads alike.
    ///
    /// # Errors
    /// [`Error::BytesFollowTheLastRevision`] or [`Error::BytesPrecedeTheHeader`] where readers differ;
    /// [`Error::LimitIsExceeded`] if the document is too long for its cross-references, or has no object number left;
    /// [`Error::DocumentIsAuthenticated`] if no update may be made without a code that is not made here.
    pub fn new<S: Source>(document: &'a Document<S>) -> Result<Self, Error> {
        let revisions = document.revisions();
        let last = revisions.last().ok_or(Error::StartIsMissing)?;
        if document.stray_bytes() > 0 {
            return Err(Error::BytesFollowTheLastRevision);
        }
        if document.header_offset() > 0 {
            return Err(Error::BytesPrecedeTheHeader);
        }
        let security = document.security.as_ref();
        security.map_or(Ok(()), Security::check_appendable)?;
        let base_len = document.source().len();
        if base_len > limits::UPDATED_BYTES_MAX {
            return Err(Error::LimitIsExceeded { what: "file length" });
        }
        let size = last.trailer.get(b"Size").and_then(Object::as_integer);
        let size = size.and_then(|size| u32::try_from(size).ok()).unwrap_or(0);
        let highest =
            revisions.iter().filter_map(|revision| revision.entries().last()).map(|(number, _)| number);
        let next_number = highest.max().unwrap_or(0).saturating_add(1).max(size);
        Ok(Self {
            view: document.current(),
            security,
            base_len,
            gap: gap(document.source())?,
            kind: last.kind,
            previous: Some(last.start_offset),
            next_number,
            objects: BTreeMap::new(),
            marked: None,
        })
    }

    /// Has the update say where every object of the document is, in one cross-reference stream, and refer to no section
    /// before it. What was there stays byte for byte; its revisions are no more. For documents that nobody signed and that
    /// not all readers would read alike: ones with two sets of cross-references (§ 7.5.8.4).
    pub fn supersede(&mut self) {
        self.kind = CrossReferenceKind::Stream;
        self.previous = None;
    }

    /// The document the update is made to, as it is without it.
    #[must_use]
    pub fn view(&self) -> View<'a> {
        self.view
    }

    /// The next free object number. Numbers given out follow each other, as some readers want.
    ///
    /// # Errors
    /// [`Error::LimitIsExceeded`] if there is none left.
    pub fn allocate(&mut self) -> Result<ObjectId, Error> {
        let id = ObjectId::new(self.next_number);
        if self.next_number > limits::OBJECT_NUMBER_MAX {
            return Err(Error::LimitIsExceeded { what: "object numbers" });
        }
        self.next_number += 1;
        Ok(id)
    }

    /// Adds an object under a new number.
    ///
    /// # Errors
    /// As [`Self::allocate`].
    pub fn add(&mut self, object: impl Into<Object>) -> Result<ObjectId, Error> {
        let id = self.allocate()?;
        self.replace(id, object);
        Ok(id)
    }

    /// Gives an object a new value: an allocated one its first, an old one its next.
    pub fn replace(&mut self, id: ObjectId, object: impl Into<Object>) {
        self.objects.insert(id, object.into());
    }

    /// An object as it will be with this update.
    ///
    /// # Errors
    /// As [`View::object`].
    pub fn object(&self, id: ObjectId) -> Result<Object, Error> {
        self.objects.get(&id).map_or_else(|| self.view.object(id), |object| Ok(object.clone()))
    }

    /// An object that is a dictionary, as it will be with this update.
    ///
    /// # Errors
    /// As [`View::object`]; [`Error::StructureIsMalformed`] naming `what` if it is no dictionary.
    pub fn dictionary(&self, id: ObjectId, what: &'static str) -> Result<Dictionary, Error> {
        match self.object(id)? {
            Object::Dictionary(found) => Ok(found),
            _ => Err(Error::StructureIsMalformed { what }),
        }
    }

    /// Asks for the places of this object's values in the tail ([`Tail::place`]). One object can be marked.
    pub fn mark(&mut self, id: ObjectId) {
        self.marked = Some(id);
    }

    /// Writes the tail. `fingerprint` is a digest of what the update is about, from which the second file
    /// identifier is renewed (§ 14.4); at most 16 bytes of it are used.
    ///
    /// # Errors
    /// If an object cannot be written; see [`serialize::indirect`]. [`Error::RandomnessIsMissing`] if the document is
    /// encrypted and no randomness was handed in.
    pub fn finish(mut self, fingerprint: &[u8]) -> Result<Tail, Error> {
        let mut tail = Tail { bytes: self.gap.to_vec(), marked: WrittenValues::new() };
        let mut entries = if self.previous.is_none() { self.view.locations() } else { BTreeMap::new() };
        for (id, object) in std::mem::take(&mut self.objects) {
            let offset = self.base_len + tail.bytes.len() as u64;
            entries.insert(id.number, Location::InFile { offset, generation: id.generation });
            let written =
                serialize::indirect(id, &self.encrypted(id, self.at_hand(object)?)?, &mut tail.bytes)?;
            if self.marked == Some(id) {
                tail.marked = written;
            }
        }
        let start = self.base_len + tail.bytes.len() as u64;
        let own = match self.kind {
            CrossReferenceKind::Stream => Some(self.allocate()?),
            _ => None,
        };
        let trailer = self.trailer(fingerprint);
        match own {
            None => table(&entries, &trailer, &mut tail.bytes)?,
            Some(id) => {
                entries.insert(id.number, Location::InFile { offset: start, generation: 0 });
                stream(id, &entries, trailer, &mut tail.bytes)?;
            }
        }
        tail.bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Ok(tail)
    }

    /// A stream that still lies in the document is read, for it is about to be written a second time.
    fn at_hand(&self, object: Object) -> Result<Object, Error> {
        match object {
            Object::Stream(Stream { dictionary, data: data @ StreamData::Span { .. } }) => {
                let stream = Stream { dictionary, data };
                let bytes = self.view.raw(&stream)?;
                Ok(Stream::new(stream.dictionary, bytes).into())
            }
            other => Ok(other),
        }
    }

    /// An object as it is written: encrypted if the document is (ISO 32000-2 § 7.6.2).
    fn encrypted(&self, id: ObjectId, object: Object) -> Result<Object, Error> {
        let Some(security) = self.security else { return Ok(object) };
        let own = match &object {
            Object::Stream(stream) => self.view.own_crypt_filter(&stream.dictionary)?,
            _ => None,
        };
        security.encrypt(id, object, own.as_ref())
    }

    fn trailer(&self, fingerprint: &[u8]) -> Dictionary {
        let old = self.view.trailer();
        let mut trailer = Dictionary::new().with("Size", i64::from(self.next_number));
        if let Some(previous) = self.previous {
            trailer.insert("Prev", i64::try_from(previous).unwrap_or(i64::MAX));
        }
        for key in CARRIED_OVER {
            if let Some(value) = old.get(key) {
                trailer.insert(key, value.clone());
            }
        }
        let renewed = PdfString::hexadecimal(fingerprint.iter().copied().take(16).collect::<Vec<u8>>());
        let first = old.get(b"ID").and_then(Object::as_array).and_then(<[Object]>::first);
        let first = first.filter(|first| first.as_string().is_some()).cloned();
        trailer.insert("ID", vec![first.unwrap_or_else(|| renewed.clone().into()), renewed.into()]);
        trailer
    }

    /// Whether the document has an object of this number, used or freed.
    #[must_use]
    pub fn knows(&self, id: ObjectId) -> bool {
        self.objects.contains_key(&id) || !matches!(self.view.location(id.number), Location::Absent)
    }
}

/// What must stand between the last byte of the document and the first object.
fn gap(source: &dyn Source) -> Result<&'static [u8], Error> {
    let mut last = [0];
    crate::source::read_exact_at(source, source.len().saturating_sub(1), &mut last)?;
    Ok(if matches!(last, [b'\n' | b'\r']) { b"" } else { b"\n" })
}

/// Runs of consecutive object numbers: the subsections of a table and the pairs of `/Index`.
fn runs(entries: &BTreeMap<u32, Location>) -> Vec<(u32, Vec<Location>)> {
    let mut runs: Vec<(u32, Vec<Location>)> = Vec::new();
    let mut expected = None;
    for (number, place) in entries {
        match runs.last_mut().filter(|_| expected == Some(*number)) {
            Some((_, places)) => places.push(*place),
            None => runs.push((*number, vec![*place])),
        }
        expected = number.checked_add(1);
    }
    runs
}

/// § 7.5.4: every entry is exactly 20 bytes.
fn table(entries: &BTreeMap<u32, Location>, trailer: &Dictionary, out: &mut Vec<u8>) -> Result<(), Error> {
    out.extend_from_slice(b"xref\n");
    for (first, places) in runs(entries) {
        out.extend_from_slice(format!("{first} {}\n", places.len()).as_bytes());
        for place in places {
            let row = match place {
                Location::InFile { offset, generation } => format!("{offset:010} {generation:05} n \n"),
                // What is written by a table lies in no stream.
                _ => "0000000000 65535 f \n".to_owned(),
            };
            out.extend_from_slice(row.as_bytes());
        }
    }
    out.extend_from_slice(b"trailer\n");
    serialize::value(&trailer.clone().into(), out)?;
    out.push(b'\n');
    Ok(())
}

/// § 7.5.8, not compressed: an update's section is small, and plain bytes can be read by eye.
fn stream(
    id: ObjectId,
    entries: &BTreeMap<u32, Location>,
    trailer: Dictionary,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let mut rows = Vec::new();
    let mut index = Vec::new();
    for (first, places) in runs(entries) {
        index.push(Object::Integer(i64::from(first)));
        index.push(Object::Integer(i64::try_from(places.len()).unwrap_or(i64::MAX)));
        for place in places {
            let (kind, second, third) = match place {
                Location::InFile { offset, generation } => (1, offset, generation),
                Location::InStream { stream, index } => {
                    let index = u16::try_from(index);
                    let too_many = |_| Error::LimitIsExceeded { what: "objects in one object stream" };
                    (2, u64::from(stream), index.map_err(too_many)?)
                }
                Location::Free | Location::Absent => (0, 0, u16::MAX),
            };
            rows.push(kind);
            // Five bytes reach past the 10 digits that a table has.
            rows.extend(second.to_be_bytes().into_iter().skip(3));
            rows.extend(third.to_be_bytes());
        }
    }
    let widths = [1, 5, 2].map(Object::Integer).to_vec();
    let mut dictionary = Dictionary::new().with("Type", Name::from("XRef")).with("W", widths);
    dictionary.insert("Index", index);
    for (key, value) in trailer.iter() {
        dictionary.insert(key.clone(), value.clone());
    }
    serialize::indirect(id, &Stream::new(dictionary, rows).into(), out)?;
    Ok(())
}

//! The document as of one revision: objects are looked up, read and decoded from here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::Cache;
use crate::encryption::Security;
use crate::error::Error;
use crate::filter::{self, Filter};
use crate::lexer::Lexer;
use crate::limits;
use crate::object::{Dictionary, Name, Object, ObjectId, Stream, StreamData};
use crate::object_stream::ObjectStream;
use crate::parser::{self, Indirect};
use crate::revision::Revision;
use crate::source::{self, Source};
use crate::xref::Location;

/// Objects met while one object is being read (`/Length`, its object stream, that one's `/Length`).
const READS_MAX: usize = 8;

/// The keys of a dictionary and the bytes their values take in the source, in the order written.
pub type ValueSpans = Vec<(Name, Range<u64>)>;

/// A document as of one revision. Later revisions do not exist for it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    source: &'a dyn Source,
    revisions: &'a [Revision],
    cache: &'a Cache,
    security: Option<&'a Security>,
}

impl<'a> View<'a> {
    /// Without `security` everything is read as it is written.
    pub(crate) fn new(
        source: &'a dyn Source,
        revisions: &'a [Revision],
        cache: &'a Cache,
        security: Option<&'a Security>,
    ) -> Self {
        Self { source, revisions, cache, security }
    }

    /// The trailer of this revision.
    #[must_use]
    pub fn trailer(&self) -> &'a Dictionary {
        static EMPTY: Dictionary = Dictionary::EMPTY;
        self.revisions.last().map_or(&EMPTY, |revision| &revision.trailer)
    }

    /// The offset just past this revision.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.revisions.last().map_or(0, |revision| revision.end)
    }

    /// Where an object is, as of this revision.
    #[must_use]
    pub fn location(&self, number: u32) -> Location {
        self.find(number).0
    }

    /// Where every object is that any revision up to this one mentions, the freed ones and number 0 too.
    pub(crate) fn locations(&self) -> BTreeMap<u32, Location> {
        let mut found: BTreeMap<u32, Location> = self.revisions.iter().flat_map(Revision::entries).collect();
        found.insert(0, Location::Free);
        // The header stands there: some writers mean that there is no object.
        let nowhere = |location: &Location| matches!(location, Location::InFile { offset: 0, .. });
        found
            .values_mut()
            .filter(|location| nowhere(location))
            .for_each(|location| *location = Location::Free);
        found
    }

    /// The location, and the end of the revision that gave it.
    fn find(&self, number: u32) -> (Location, u64) {
        if self.revisions.len() > limits::REVISIONS_SEARCHED {
            let found = self.cache.newest(number, self.revisions.len());
            let revision = found.and_then(|index| self.revisions.get(index));
            return revision
                .map_or((Location::Absent, 0), |revision| (revision.location(number), revision.end));
        }
        for revision in self.revisions.iter().rev() {
            let location = revision.location(number);
            if location != Location::Absent {
                return (location, revision.end);
            }
        }
        (Location::Absent, 0)
    }

    /// What is kept of what was read before.
    pub(crate) fn cache(&self) -> &'a Cache {
        self.cache
    }

    /// The bytes within which an object is read, if it stands in the file by itself: where they are the same, so is the object.
    pub(crate) fn place(&self, id: ObjectId) -> Option<Range<u64>> {
        match self.find(id.number) {
            (Location::InFile { offset, generation }, end) if generation == id.generation => {
                Some(offset..end)
            }
            _ => None,
        }
    }

    /// An object; null if it is absent or freed.
    ///
    /// # Errors
    /// If it is not where the cross-references say, or malformed.
    pub fn object(&self, id: ObjectId) -> Result<Object, Error> {
        self.read(id, READS_MAX)
    }

    fn read(&self, id: ObjectId, reads: usize) -> Result<Object, Error> {
        let reads = reads.checked_sub(1).ok_or(Error::ReferencesLoop { id })?;
        match self.find(id.number) {
            (Location::InFile { offset, generation }, end) if generation == id.generation => {
                self.read_in_file(id, offset..end, reads)
            }
            (Location::InStream { stream, index }, _) if id.generation == 0 => {
                self.object_stream(stream, reads)?.object(index, id.number)
            }
            _ => Ok(Object::Null),
        }
    }

    fn read_in_file(&self, id: ObjectId, span: Range<u64>, reads: usize) -> Result<Object, Error> {
        let mut object = self.read_as_written(id, span, reads)?;
        if let Some(security) = self.security {
            security.decrypt_strings(id, &mut object)?;
        }
        Ok(object)
    }

    fn read_as_written(&self, id: ObjectId, span: Range<u64>, reads: usize) -> Result<Object, Error> {
        if span.is_empty() {
            return Err(Error::ObjectIsOutsideRevision { id });
        }
        let place = (id, span.start, span.end);
        if let Some(value) = self.cache.value(place) {
            return Ok(value);
        }
        let mut lexer = Lexer::new(self.source, span.start, span.end);
        let (dictionary, offset) = match parser::indirect(&mut lexer, Some(id))?.1 {
            Indirect::Value(value) => {
                self.cache.keep_value(place, &value);
                return Ok(value);
            }
            Indirect::Stream { dictionary, data } => (dictionary, data),
        };
        let length = match dictionary.get(b"Length") {
            Some(Object::Integer(length)) => Some(*length),
            Some(Object::Reference(id)) => self.read(*id, reads)?.as_integer(),
            _ => None,
        };
        let length = length.and_then(|length| u64::try_from(length).ok());
        let length = length.filter(|length| offset.checked_add(*length).is_some_and(|end| end <= span.end));
        let length = length.ok_or(Error::StructureIsMalformed { what: "a stream's length" })?;
        lexer.seek(offset + length);
        parser::stream_end(&mut lexer)?;
        Ok(Object::Stream(Stream { dictionary, data: StreamData::Span { id, offset, length } }))
    }

    fn object_stream(&self, number: u32, reads: usize) -> Result<Arc<ObjectStream>, Error> {
        let id = ObjectId::new(number);
        // § 7.5.7: an object stream is itself never in an object stream.
        let Location::InFile { offset, .. } = self.location(number) else {
            return Err(Error::ObjectStreamIsMalformed { id });
        };
        for kept in self.cache.list(offset) {
            let is_as_long = match kept.length() {
                None => true,
                Some((by, length)) => {
                    self.read(by, reads)?.as_integer().map(u64::try_from) == Some(Ok(length))
                }
            };
            if is_as_long && kept.id() == id {
                return Ok(kept);
            }
        }
        let Object::Stream(stream) = self.read(id, reads)? else {
            return Err(Error::ObjectStreamIsMalformed { id });
        };
        let StreamData::Span { length, .. } = stream.data else {
            return Err(Error::ObjectStreamIsMalformed { id });
        };
        // § 7.5.7 lets none but `/Length` (and `/Extends`, by which nothing is read) lie in another object.
        let decodes = |key: &Name| matches!(key.as_bytes(), b"Filter" | b"DecodeParms" | b"N" | b"First");
        if stream.dictionary.iter().any(|(key, value)| decodes(key) && value.holds_reference()) {
            return Err(Error::ObjectStreamIsNotSelfContained { id });
        }
        let data = self.decode_within(&stream, limits::STRUCTURE_BYTES_MAX, reads)?;
        let decoded = Arc::new(ObjectStream::new(id, &stream.dictionary, length, data)?);
        self.cache.keep(offset, &decoded);
        Ok(decoded)
    }

    /// The object a reference leads to, or the object itself.
    ///
    /// # Errors
    /// As [`Self::object`], and if references go in a circle.
    pub fn resolve(&self, object: &Object) -> Result<Object, Error> {
        self.resolve_within(object, READS_MAX)
    }

    fn resolve_within(&self, object: &Object, reads: usize) -> Result<Object, Error> {
        let Object::Reference(first) = object else { return Ok(object.clone()) };
        let mut id = *first;
        for _ in 0..limits::REFERENCES_MAX {
            match self.read(id, reads)? {
                Object::Reference(next) => id = next,
                found => return Ok(found),
            }
        }
        Err(Error::ReferencesLoop { id: *first })
    }

    /// The value of a key, resolved; null if the key is absent.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn value(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Object, Error> {
        dictionary.get(key).map_or(Ok(Object::Null), |value| self.resolve(value))
    }

    /// The dictionary under a key, if there is one.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn dictionary(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Dictionary>, Error> {
        Ok(match self.value(dictionary, key)? {
            Object::Dictionary(found) => Some(found),
            _ => None,
        })
    }

    /// The items of the array under a key, unresolved; none if there is no array.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub fn array(&self, dictionary: &Dictionary, key: &[u8]) -> Result<Vec<Object>, Error> {
        Ok(match self.value(dictionary, key)? {
            Object::Array(items) => items,
            _ => Vec::new(),
        })
    }

    /// The document catalogue.
    ///
    /// # Errors
    /// If `/Root` does not lead to a dictionary.
    pub fn catalog(&self) -> Result<Dictionary, Error> {
        self.dictionary(self.trailer(), b"Root")?.ok_or(Error::StructureIsMalformed { what: "the catalogue" })
    }

    /// The bytes of a stream as stored, but for encryption.
    ///
    /// # Errors
    /// If the medium fails, or the stream is longer than a decoded stream may be, or not encrypted as it should be.
    pub fn raw(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        self.raw_within(stream, READS_MAX)
    }

    fn raw_within(&self, stream: &Stream, reads: usize) -> Result<Vec<u8>, Error> {
        match &stream.data {
            StreamData::Bytes(bytes) => Ok(bytes.as_ref().clone()),
            StreamData::Span { id, offset, length } => {
                let length = usize::try_from(*length).unwrap_or(usize::MAX);
                if length > limits::DECODED_BYTES_MAX {
                    return Err(Error::LimitIsExceeded { what: "stream length" });
                }
                let mut bytes = vec![0; length];
                source::read_exact_at(self.source, *offset, &mut bytes)?;
                let Some(security) = self.security else { return Ok(bytes) };
                let own = self.crypt_filter(&stream.dictionary, reads)?;
                security.decrypt_stream(*id, &stream.dictionary, own.as_ref(), bytes)
            }
        }
    }

    /// The bytes of a stream after its filters.
    ///
    /// # Errors
    /// If a filter is not supported, its data are malformed, or the result is too long.
    pub fn decode(&self, stream: &Stream) -> Result<Vec<u8>, Error> {
        self.decode_up_to(stream, limits::DECODED_BYTES_MAX)
    }

    /// As [`Self::decode`], with a limit of the caller's.
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub fn decode_up_to(&self, stream: &Stream, bytes_max: usize) -> Result<Vec<u8>, Error> {
        self.decode_within(stream, bytes_max, READS_MAX)
    }

    fn decode_within(&self, stream: &Stream, bytes_max: usize, reads: usize) -> Result<Vec<u8>, Error> {
        let mut filters = self.filters(&stream.dictionary, reads)?;
        if self.security.is_some() && filters.first().is_some_and(|first| first.name == b"Crypt") {
            // It is undone where the bytes are read.
            filters.remove(0);
        }
        filter::decode(self.raw_within(stream, reads)?, &filters, bytes_max)
    }

    /// The crypt filter that a stream names itself (ISO 32000-2 § 7.4.10): it is the first of the filters.
    pub(crate) fn own_crypt_filter(&self, dictionary: &Dictionary) -> Result<Option<Name>, Error> {
        self.crypt_filter(dictionary, READS_MAX)
    }

    fn crypt_filter(&self, dictionary: &Dictionary, reads: usize) -> Result<Option<Name>, Error> {
        let filters = self.filters(dictionary, reads)?;
        let first = filters.into_iter().next().filter(|first| first.name == b"Crypt");
        let name = |filter: Filter| {
            filter
                .parameters
                .get(b"Name")
                .and_then(Object::as_name)
                .cloned()
                .unwrap_or(Name::from("Identity"))
        };
        Ok(first.map(name))
    }

    fn filters(&self, dictionary: &Dictionary, reads: usize) -> Result<Vec<Filter>, Error> {
        let names = self.one_or_many(dictionary, b"Filter", reads)?;
        let parameters = self.one_or_many(dictionary, b"DecodeParms", reads)?;
        let mut filters = Vec::new();
        for (index, name) in names.into_iter().enumerate() {
            let Object::Name(name) = name else { return Err(Error::FilterIsUnsupported) };
            let mut direct = Dictionary::new();
            if let Some(Object::Dictionary(given)) = parameters.get(index) {
                for (key, value) in given.iter() {
                    direct.insert(key.clone(), self.resolve_within(value, reads)?);
                }
            }
            filters.push(Filter { name, parameters: direct });
        }
        Ok(filters)
    }

    /// The value of a key as a list of resolved objects.
    fn one_or_many(&self, dictionary: &Dictionary, key: &[u8], reads: usize) -> Result<Vec<Object>, Error> {
        match self.resolve_within(dictionary.get(key).unwrap_or(&Object::Null), reads)? {
            Object::Null => Ok(Vec::new()),
            Object::Array(items) => items.iter().map(|item| self.resolve_within(item, reads)).collect(),
            one => Ok(vec![one]),
        }
    }

    /// The spans, in the source, of the values of an object that is a dictionary written directly in the
    /// file, in the order written. None if the object is in an object stream, absent, or no dictionary.
    ///
    /// # Errors
    /// As [`Self::object`].
    pub fn value_spans(&self, id: ObjectId) -> Result<Option<ValueSpans>, Error> {
        let (Location::InFile { offset, generation }, end) = self.find(id.number) else { return Ok(None) };
        if generation != id.generation || !matches!(self.object(id)?, Object::Dictionary(_)) {
            return Ok(None);
        }
        let mut lexer = Lexer::new(self.source, offset, end);
        for _ in 0..3 {
            lexer.token()?;
        }
        parser::value_spans(&mut lexer).map(Some)
    }
}

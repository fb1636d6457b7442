//! The key of a document that is open, and what it does to strings and streams (ISO 32000-2 § 7.6.2, § 7.6.3).

use std::sync::Arc;

use aws_lc_rs::rand::SecureRandom;

use super::cipher::{self, BLOCK_LEN};
use super::dictionary::{Settings, UNKNOWN_FILTER};
use super::facts::{Encryption, Method};
use super::password::Secret;
use crate::error::Error;
use crate::object::{Dictionary, Name, Object, ObjectId, PdfString, Stream, StreamData};

/// A source of randomness, for the vectors of what is written.
pub type Randomness = Arc<dyn SecureRandom + Send + Sync>;

/// The key of a document that is open. Wiped when dropped; never shown.
pub(crate) struct Security {
    key: Secret,
    settings: Settings,
    /// The object the encryption dictionary is, if it is one: it is not encrypted itself.
    dictionary: Option<ObjectId>,
    pub(super) randomness: Option<Randomness>,
    facts: Encryption,
}

impl Security {
    pub(super) fn new(
        key: Secret,
        settings: Settings,
        dictionary: Option<ObjectId>,
        facts: Encryption,
    ) -> Self {
        Self { key, settings, dictionary, randomness: None, facts }
    }

    pub(crate) fn facts(&self) -> &Encryption {
        &self.facts
    }

    /// ISO/TS 32004: every update of such a document carries a new authentication code, which is not made here.
    pub(crate) fn check_appendable(&self) -> Result<(), Error> {
        if self.settings.is_authenticated { Err(Error::DocumentIsAuthenticated) } else { Ok(()) }
    }

    /// Decrypts every string of an object read from the file itself. What is in an object stream was decrypted with it.
    pub(crate) fn decrypt_strings(&self, id: ObjectId, object: &mut Object) -> Result<(), Error> {
        let method = self.settings.filters.strings;
        self.each_string(id, object, |bytes| {
            cipher::decrypt(method, &self.key, id, bytes).ok_or(Error::EncryptedDataAreMalformed { id })
        })
    }

    /// Decrypts the bytes of a stream. `own` is the crypt filter it names itself.
    pub(crate) fn decrypt_stream(
        &self,
        id: ObjectId,
        dictionary: &Dictionary,
        own: Option<&Name>,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        let method = self.stream_method(dictionary, own)?;
        cipher::decrypt(method, &self.key, id, bytes).ok_or(Error::EncryptedDataAreMalformed { id })
    }

    /// Encrypts an object that is about to be written: its strings and, of a stream, its bytes.
    pub(crate) fn encrypt(
        &self,
        id: ObjectId,
        mut object: Object,
        own: Option<&Name>,
    ) -> Result<Object, Error> {
        let strings = self.settings.filters.strings;
        self.each_string(id, &mut object, |bytes| self.encrypt_bytes(strings, id, bytes))?;
        if let Object::Stream(Stream { dictionary, data: StreamData::Bytes(bytes) }) = &mut object {
            let method = self.stream_method(dictionary, own)?;
            let encrypted = self.encrypt_bytes(method, id, std::mem::take(Arc::make_mut(bytes)))?;
            *bytes = Arc::new(encrypted);
        }
        Ok(object)
    }

    fn encrypt_bytes(&self, method: Method, id: ObjectId, bytes: Vec<u8>) -> Result<Vec<u8>, Error> {
        let randomness = self.randomness.as_ref().ok_or(Error::RandomnessIsMissing)?;
        let vector = || {
            let mut vector = [0; BLOCK_LEN];
            randomness.fill(&mut vector).ok().map(|()| vector)
        };
        cipher::encrypt(method, &self.key, id, bytes, vector).ok_or(Error::RandomnessIsMissing)
    }

    /// What a stream is encrypted with: what it says itself, what it is, what all are.
    pub(super) fn stream_method(&self, dictionary: &Dictionary, own: Option<&Name>) -> Result<Method, Error> {
        let filters = &self.settings.filters;
        if dictionary.has_name(b"Type", b"XRef") {
            // § 7.5.8.2.
            return Ok(Method::Clear);
        }
        if let Some(own) = own {
            return filters.find(own.as_bytes()).ok_or(UNKNOWN_FILTER);
        }
        if !self.settings.encrypts_metadata && dictionary.has_name(b"Type", b"Metadata") {
            return Ok(Method::Clear);
        }
        let is_attachment = dictionary.has_name(b"Type", b"EmbeddedFile");
        Ok(if is_attachment { filters.attachments } else { filters.streams })
    }

    /// Whether the strings of an object and the last bytes of its stream can have been encrypted as they should be.
    pub(super) fn is_plausible(&self, id: ObjectId, object: &mut Object) -> bool {
        let method = self.settings.filters.strings;
        let implausible = || Error::EncryptedDataAreMalformed { id };
        self.each_string(id, object, |bytes| {
            if cipher::is_plausible(method, &self.key, id, &bytes) { Ok(bytes) } else { Err(implausible()) }
        })
        .is_ok()
    }

    /// Whether the bytes at the end of a stream of this length can have been encrypted as they should be.
    pub(super) fn is_plausible_end(&self, method: Method, id: ObjectId, end: &[u8]) -> bool {
        cipher::is_plausible(method, &self.key, id, end)
    }

    /// Whether the document leaves its description in the clear, as it may.
    pub(super) fn leaves_metadata_clear(&self) -> bool {
        !self.settings.encrypts_metadata
    }

    /// Gives every string that is encrypted another value.
    fn each_string(
        &self,
        id: ObjectId,
        object: &mut Object,
        change: impl Fn(Vec<u8>) -> Result<Vec<u8>, Error>,
    ) -> Result<(), Error> {
        if self.dictionary == Some(id) {
            return Ok(());
        }
        let mut pending = vec![object];
        while let Some(value) = pending.pop() {
            match value {
                Object::String(PdfString { bytes, .. }) => *bytes = change(std::mem::take(bytes))?,
                Object::Array(items) => pending.extend(items),
                Object::Dictionary(dictionary) => pending.extend(encrypted_values(dictionary)),
                // § 7.5.8.2: a cross-reference stream is a trailer.
                Object::Stream(stream) if stream.dictionary.has_name(b"Type", b"XRef") => {}
                Object::Stream(stream) => pending.extend(encrypted_values(&mut stream.dictionary)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The values of a dictionary, but the value of a signature (§ 7.6.2): it is written after everything else. An annotation
/// has `/Contents` too, and a `/Subtype`.
fn encrypted_values(dictionary: &mut Dictionary) -> impl Iterator<Item = &mut Object> {
    let is_signature = dictionary.contains(b"ByteRange") && !dictionary.contains(b"Subtype");
    dictionary
        .iter_mut()
        .filter(move |(key, value)| !(is_signature && **key == b"Contents" && value.as_string().is_some()))
        .map(|(_, value)| value)
}

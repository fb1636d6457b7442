//! Stands for the security handler in a build without it: no value of this type exists.

use super::facts::{Encryption, EncryptionFinding};
use crate::document::Document;
use crate::error::Error;
use crate::object::{Dictionary, Name, Object, ObjectId};
use crate::source::Source;

/// The key of a document that is open, of which there is none here.
pub(crate) enum Security {}

impl Security {
    pub(crate) fn facts(&self) -> &Encryption {
        match *self {}
    }

    pub(crate) fn check_appendable(&self) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) fn decrypt_strings(&self, _: ObjectId, _: &mut Object) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) fn decrypt_stream(
        &self,
        _: ObjectId,
        _: &Dictionary,
        _: Option<&Name>,
        _: Vec<u8>,
    ) -> Result<Vec<u8>, Error> {
        match *self {}
    }

    pub(crate) fn encrypt(&self, _: ObjectId, _: Object, _: Option<&Name>) -> Result<Object, Error> {
        match *self {}
    }
}

impl<S: Source> Document<S> {
    /// What should be known about the encryption of the document: nothing, for one that is encrypted is not opened.
    pub fn encryption_findings(&self) -> Vec<EncryptionFinding> {
        Vec::new()
    }
}

//! What an encrypted document leaves in the clear. Whoever has no key can still write such objects into it, to be shown
//! beside what is secret or to send it away (the "PDFex" attacks), so a reader should know of them.

use std::collections::HashSet;

use super::facts::{EncryptionFinding, Method};
use super::security::Security;
use crate::document::{Cache, Document};
use crate::limits;
use crate::object::{Object, ObjectId, Stream, StreamData};
use crate::revision::Revision;
use crate::source::{self, Source};
use crate::view::View;
use crate::xref::Location;

/// Bytes at the end of a stream by which to tell whether AES wrote them: two blocks.
const END_LEN: u64 = 32;

impl<S: Source> Document<S> {
    /// What should be known about the encryption of the document; nothing if it is not encrypted. Looks through every
    /// object of every revision: with AES what is not encrypted stands out, with RC4 only what says so itself.
    pub fn encryption_findings(&self) -> Vec<EncryptionFinding> {
        let Some(security) = &self.security else { return Vec::new() };
        let mut findings = security.facts().findings.clone();
        let objects = self.clear_objects(security);
        if !objects.is_empty() {
            findings.push(EncryptionFinding::ObjectsAreClear { objects });
        }
        findings
    }

    fn clear_objects(&self, security: &Security) -> Vec<ObjectId> {
        let cache = Cache::default();
        let sections = self.revisions().iter().flat_map(|revision| sections(revision, self.header_offset()));
        let sections: HashSet<u64> = sections.collect();
        let mut found = Vec::new();
        for index in 0..self.revisions().len() {
            let as_written = self.revisions().get(..=index).unwrap_or_default();
            let as_written = View::new(self.source(), as_written, &cache, None);
            let decrypted = self.at(index);
            for (number, location) in self.changed(index) {
                let Location::InFile { offset, generation } = location else { continue };
                let id = ObjectId { number, generation };
                // What cannot be read is not read from it either.
                let Ok(mut object) = as_written.object(id) else { continue };
                let clear = !security.is_plausible(id, &mut object)
                    || !sections.contains(&offset)
                        && is_clear_stream(security, decrypted, self.source(), &object);
                if clear && !found.contains(&id) {
                    found.push(id);
                }
                if found.len() >= limits::CLEAR_OBJECTS_MAX {
                    return found;
                }
            }
        }
        found
    }
}

/// Where a revision's cross-references are: streams that are never encrypted.
fn sections(revision: &Revision, shift: u64) -> impl Iterator<Item = u64> {
    let hidden = revision.trailer.get(b"XRefStm").and_then(Object::as_integer);
    let hidden = hidden.and_then(|written| u64::try_from(written).ok()?.checked_add(shift));
    [revision.xref_offset, revision.start_offset].into_iter().chain(hidden)
}

/// Whether a stream is written in the clear, and is neither what all streams are nor a description that may be.
fn is_clear_stream(security: &Security, view: View<'_>, file: &dyn Source, object: &Object) -> bool {
    let Object::Stream(Stream { dictionary, data: StreamData::Span { id, offset, length } }) = object else {
        return false;
    };
    if *length == 0 {
        return false;
    }
    let Ok(own) = view.own_crypt_filter(dictionary) else { return false };
    let Ok(method) = security.stream_method(dictionary, own.as_ref()) else { return false };
    if method == Method::Clear {
        let is_description = security.leaves_metadata_clear()
            && dictionary.has_name(b"Type", b"Metadata")
            && dictionary.has_name(b"Subtype", b"XML");
        let by_default = own.is_none()
            && !dictionary.has_name(b"Type", b"XRef")
            && !dictionary.has_name(b"Type", b"Metadata");
        return !is_description && !by_default;
    }
    let taken = (*length).min(END_LEN);
    let mut end = vec![0; usize::try_from(taken).unwrap_or_default()];
    let read = source::read_exact_at(file, offset.saturating_add(length - taken), &mut end).is_ok();
    read && (length % 16 != 0 && matches!(method, Method::Aes128 | Method::Aes256)
        || !security.is_plausible_end(method, *id, &end))
}

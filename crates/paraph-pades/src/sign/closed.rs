//! An update that is written, digested, and waits for the value of its hole; and that update with the value in its place.

use std::ops::Range;

use paraph_pdf::{Source, Update};
use paraph_pki::DigestAlgorithm;

use super::digest::{self, Digested};
use crate::Error;

/// Everything but the value.
pub(crate) struct Closed {
    pub(crate) tail: Vec<u8>,
    /// Where the value goes in the tail, with the two delimiters of the hexadecimal string.
    pub(crate) hole: Range<usize>,
    pub(crate) digested: Digested,
}

/// Ends an update whose marked object is a signature dictionary: writes its byte range, and digests around its value.
pub(crate) fn close(
    source: &dyn Source,
    update: Update<'_>,
    fingerprint: &[u8],
    algorithm: DigestAlgorithm,
) -> Result<Closed, Error> {
    let mut tail = update.finish(fingerprint)?;
    let missing = paraph_pdf::Error::StructureIsMalformed { what: "the signature dictionary" };
    let (Some(hole), Some(ranges)) = (tail.place(b"Contents"), tail.place(b"ByteRange")) else {
        return Err(Error::Document(missing));
    };
    let start = source.len() + hole.start as u64;
    let end = source.len() + hole.end as u64;
    let rest = (tail.bytes.len() - hole.end) as u64;
    let written = format!("[0 {start} {end} {rest}]");
    if let Some(place) = tail.bytes.get_mut(ranges) {
        // The numbers may be shorter than what stood for them; blanks fill the rest.
        place.fill(b' ');
        place.iter_mut().zip(written.bytes()).for_each(|(to, from)| *to = from);
    }
    let digested = digest::digest(source, &tail.bytes, &hole, algorithm)?;
    Ok(Closed { tail: tail.bytes, hole, digested })
}

/// What tells this revision from any other, for the file identifier (§ 14.4).
pub(crate) fn fingerprint(
    source: &dyn Source,
    update: &Update<'_>,
    salts: &[&[u8]],
) -> Result<Vec<u8>, Error> {
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    hasher.update(&source.len().to_be_bytes());
    for salt in salts {
        hasher.update(salt);
    }
    let mut trailer = Vec::new();
    paraph_pdf::serialize::value(&update.view().trailer().clone().into(), &mut trailer)?;
    hasher.update(&trailer);
    Ok(hasher.finish())
}

impl Closed {
    /// Puts the value in its place.
    ///
    /// # Errors
    /// [`Error::SignatureDoesNotFit`] if it needs more room than was kept.
    pub(crate) fn fill(self, value: &[u8]) -> Result<Finished, Error> {
        let Self { mut tail, hole, digested } = self;
        let room = hole.len().saturating_sub(2) / 2;
        if value.len() > room {
            return Err(Error::SignatureDoesNotFit { needed: value.len(), kept: room });
        }
        let digits = tail.get_mut(hole.start + 1..).unwrap_or_default();
        for (pair, byte) in digits.chunks_exact_mut(2).zip(value) {
            pair.copy_from_slice(&hexadecimal(*byte));
        }
        let mut whole = digested.front;
        whole.update(tail.get(hole.start..).unwrap_or_default());
        Ok(Finished { tail, sha256: whole.finish() })
    }
}

fn hexadecimal(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|digit| if digit < 10 { b'0' + digit } else { b'A' + digit - 10 })
}

/// A signed update, ready to be appended to the document it was prepared on, and to no other.
#[derive(Debug)]
pub struct Finished {
    tail: Vec<u8>,
    sha256: Vec<u8>,
}

impl Finished {
    /// The bytes to append to the document.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// The bytes to append, owned.
    #[must_use]
    pub fn into_tail(self) -> Vec<u8> {
        self.tail
    }

    /// SHA-256 of the whole signed document, known without reading it again.
    #[must_use]
    pub fn sha256(&self) -> &[u8] {
        &self.sha256
    }
}

//! A document time-stamp (ISO 32000-2 § 12.8.5, EN 319 142-1 § 5.5): everything up to here existed at a time that somebody
//! else states.

use aws_lc_rs::rand::SecureRandom;
use paraph_pdf::{Dictionary, Document, Name, PdfString, Source};
use paraph_pki::{DigestAlgorithm, timestamp};

use super::{declare, update};
use crate::sign::{Closed, Finished, check_adding_fields, close, fingerprint, unknown_ranges};
use crate::{Error, form};

/// A document with everything written but the time-stamp.
pub struct PreparedTimestamp {
    closed: Closed,
}

/// Writes the update for a document time-stamp in a new field of this name, not seen on any page, and digests the document
/// with it, reading it once. `room` bytes are kept for the token.
///
/// # Errors
/// When the document, or the password that opened it, forbids any change, the name is taken, or the document cannot be read.
pub fn prepare_timestamp<S: Source>(
    document: &Document<S>,
    name: &str,
    room: usize,
) -> Result<PreparedTimestamp, Error> {
    check_adding_fields(document)?;
    let mut update = update(document)?;
    let field = form::place_invisible(&mut update, name, &[])?;
    let value = Dictionary::new()
        .with("Type", Name::from("DocTimeStamp"))
        .with("Filter", Name::from("Adobe.PPKLite"))
        .with("SubFilter", Name::from("ETSI.RFC3161"))
        .with("ByteRange", unknown_ranges())
        .with("Contents", PdfString::hexadecimal(vec![0; room]))
        .with("V", 0_i64);
    let value = update.add(value)?;
    update.mark(value);
    let dictionary = update.dictionary(field, "a signature field")?;
    update.replace(field, dictionary.with("V", value));
    declare(&mut update)?;
    let fingerprint = fingerprint(document.source(), &update, &[b"document time-stamp", name.as_bytes()])?;
    let closed = close(document.source(), update, &fingerprint, DigestAlgorithm::Sha256)?;
    Ok(PreparedTimestamp { closed })
}

impl PreparedTimestamp {
    /// What to ask a time-stamp authority: [`timestamp::Request::to_der`] is the body to send.
    ///
    /// # Errors
    /// If the source of randomness fails.
    pub fn query(&self, random: &dyn SecureRandom) -> Result<timestamp::Request, Error> {
        Ok(timestamp::Request::new(DigestAlgorithm::Sha256, &self.closed.digested.ranges, random)?)
    }

    /// Puts the authority's answer to `query` in its place, body as received.
    ///
    /// # Errors
    /// If it refuses, does not answer this query, is not valid, or needs more room than was kept.
    pub fn embed(self, query: &timestamp::Request, response: &[u8]) -> Result<Finished, Error> {
        if query.imprint != self.closed.digested.ranges {
            return Err(Error::Pki(paraph_pki::Error::TimestampAnswersAnotherRequest));
        }
        let token = query.accept(response)?;
        self.closed.fill(token.to_der())
    }
}

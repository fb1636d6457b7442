//! What can stop the reader. Each variant is a fact about the file; offsets are from the start of the source.

use crate::object::ObjectId;

/// Why a document, or a part of it, could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The medium failed.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// No `%PDF-` header near the start.
    #[error("this is not a PDF: no header")]
    HeaderIsMissing,
    /// No `startxref` near the end.
    #[error("no startxref near the end of the file")]
    StartIsMissing,
    /// A cross-reference section is not where it was said to be, or is malformed.
    #[error("no well-formed cross-reference section at byte {offset}")]
    CrossReferenceIsMalformed {
        /// Where it was expected.
        offset: u64,
    },
    /// `/Prev` leads back to a section already read.
    #[error("the chain of cross-reference sections loops at byte {offset}")]
    CrossReferencesLoop {
        /// The section reached twice.
        offset: u64,
    },
    /// Sections do not lie in the file in the order of their `/Prev` chain.
    #[error("the cross-reference section at byte {offset} is out of order")]
    CrossReferencesAreOutOfOrder {
        /// The offending section.
        offset: u64,
    },
    /// A section is not followed by `startxref` and `%%EOF`.
    #[error("the cross-reference section at byte {offset} is not closed by startxref and %%EOF")]
    RevisionIsNotClosed {
        /// The section concerned.
        offset: u64,
    },
    /// The bytes at an offset are not a PDF object.
    #[error("malformed syntax at byte {offset}")]
    SyntaxIsMalformed {
        /// Where the reader stopped.
        offset: u64,
    },
    /// The object at the recorded place has another number or generation.
    #[error("object {id} is not at byte {offset}")]
    ObjectIsMisplaced {
        /// The object sought.
        id: ObjectId,
        /// Where it was recorded.
        offset: u64,
    },
    /// The object lies outside the bytes of the revision asked for.
    #[error("object {id} lies outside its revision")]
    ObjectIsOutsideRevision {
        /// The object sought.
        id: ObjectId,
    },
    /// An object stream does not hold what the cross-references say.
    #[error("object stream {id} is malformed")]
    ObjectStreamIsMalformed {
        /// The object stream.
        id: ObjectId,
    },
    /// An object stream takes its filters from other objects: a later change of those would change all it holds.
    #[error("object stream {id} does not state its filters itself")]
    ObjectStreamIsNotSelfContained {
        /// The object stream.
        id: ObjectId,
    },
    /// The document is encrypted.
    #[error("the document is encrypted")]
    DocumentIsEncrypted,
    /// The document is encrypted, and the empty password does not open it.
    #[error("the document is encrypted and opens with a password only")]
    PasswordIsMissing,
    /// The password is neither the user's nor the owner's.
    #[error("the password does not open the document")]
    PasswordIsWrong,
    /// The document is encrypted for the holders of certificates (ISO 32000-2 § 7.6.6), not with a password.
    #[error("the document is encrypted for the holders of certificates, which is not supported")]
    EncryptionIsForCertificates,
    /// The document is encrypted in a way that is not known here.
    #[error("the document is encrypted in a way that is not supported: {what}")]
    EncryptionIsUnsupported {
        /// What is not known.
        what: &'static str,
    },
    /// The encryption dictionary does not follow its format.
    #[error("the encryption dictionary is malformed: {what}")]
    EncryptionIsMalformed {
        /// The part concerned.
        what: &'static str,
    },
    /// An update brings, takes away or changes the encryption: its readers would see another document.
    #[error("revision {revision} is not encrypted as the document was before it")]
    EncryptionDiffersBetweenRevisions {
        /// The offending revision, from 1.
        revision: usize,
    },
    /// A string or stream is not encrypted as the document says: it was damaged, or put there by somebody without the key.
    #[error("object {id} holds something that is not encrypted as the document is")]
    EncryptedDataAreMalformed {
        /// The object it is in.
        id: ObjectId,
    },
    /// Something encrypted is to be written, and no randomness was handed in.
    #[error("there is no randomness to encrypt with")]
    RandomnessIsMissing,
    /// The document carries a message authentication code that any update would break (ISO/TS 32004).
    #[error("the document carries an authentication code (ISO/TS 32004), which an update would break")]
    DocumentIsAuthenticated,
    /// References lead in a circle, or through too many steps.
    #[error("references loop at object {id}")]
    ReferencesLoop {
        /// Where it was noticed.
        id: ObjectId,
    },
    /// Page or field tree visits a node twice.
    #[error("a tree loops at object {id}")]
    TreeLoops {
        /// The node reached twice.
        id: ObjectId,
    },
    /// Something required is absent or of the wrong type.
    #[error("{what} is missing or malformed")]
    StructureIsMalformed {
        /// The part of the document concerned.
        what: &'static str,
    },
    /// A stream's bytes do not follow its filter.
    #[error("a stream is not well-formed {filter} data")]
    StreamIsMalformed {
        /// The filter's name.
        filter: &'static str,
    },
    /// A filter that is not decoded here (images; `/Crypt` where nothing is encrypted).
    #[error("the stream filter is not supported")]
    FilterIsUnsupported,
    /// A limit of [`crate::limits`] was reached.
    #[error("the document exceeds the limit on {what}")]
    LimitIsExceeded {
        /// The limit's subject.
        what: &'static str,
    },
    /// A hybrid section's table and stream put one object in two places: old and new readers would see two documents.
    #[error("the two cross-references of the hybrid section at byte {offset} contradict each other")]
    CrossReferencesContradict {
        /// The section concerned.
        offset: u64,
    },
    /// The document cannot be updated: bytes behind its end belong to no revision.
    #[error("bytes follow the end of the document")]
    BytesFollowTheLastRevision,
    /// The document cannot be updated: its offsets do not count from its first byte.
    #[error("bytes precede the header of the document")]
    BytesPrecedeTheHeader,
}

//! Why a trusted list is refused. Nothing of a list that is refused is used.

use jiff::Timestamp;

/// What keeps a list from being trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListError {
    /// It is larger than [`crate::limits::XML_BYTES_MAX`].
    #[error("the list is too large")]
    TooLarge,
    /// It is not UTF-8, or says that it is not.
    #[error("the list is not UTF-8")]
    NotUtf8,
    /// It is written in another version of XML.
    #[error("the list is not XML 1.0")]
    NotXml10,
    /// It has a document type, which could define entities.
    #[error("the list has a document type, which is not allowed")]
    HasDocumentType,
    /// It is no well-formed XML with namespaces.
    #[error("the list is not well-formed XML (line {line})")]
    NotWellFormed {
        /// Where the parser stopped, from 1.
        line: u32,
    },
    /// It has more nodes, levels, attributes or prefixes than [`crate::limits`] allow.
    #[error("the list is too complex")]
    TooComplex,
    /// Two of its elements have the same identifier.
    #[error("two elements have the identifier \"{0}\"")]
    IdentifierIsNotUnique(String),
    /// It is not a trusted list.
    #[error("this is not a trusted list")]
    NotATrustedList,
    /// It follows a version of TS 119 612 that this crate does not know.
    #[error("version {0} of trusted lists is not known")]
    UnknownVersion(String),
    /// A field that it must have is absent.
    #[error("{0} is missing")]
    FieldIsMissing(&'static str),
    /// A field is not what it should be, or is there more than once.
    #[error("{0} is malformed")]
    FieldIsMalformed(&'static str),

    /// It is not signed.
    #[error("the list is not signed")]
    NotSigned,
    /// It holds more than the one signature it should have.
    #[error("the list holds more than one signature")]
    SeveralSignatures,
    /// Its signature uses an algorithm that is not accepted.
    #[error("the algorithm {0} is not accepted")]
    UnsupportedAlgorithm(String),
    /// Its signature transforms what it signs in a way that is not accepted.
    #[error("the transform {0} is not accepted")]
    UnsupportedTransform(String),
    /// Its signature does not cover the list as a whole, exactly once.
    #[error("the signature does not cover the whole list")]
    ListIsNotSigned,
    /// Its signature does not cover its own signed properties, exactly once.
    #[error("the signature does not cover its signed properties")]
    PropertiesAreNotSigned,
    /// Its signature covers something else too.
    #[error("the signature covers \"{0}\", which is no part of a trusted list")]
    UnknownReference(String),
    /// What it covers is not what was signed.
    #[error("{0} is not what was signed")]
    DigestDoesNotMatch(&'static str),
    /// It does not name the certificate it was signed with among those that may sign it.
    #[error("the list is not signed with one of the certificates that may sign it")]
    SignerIsNotAllowed,
    /// The signature value does not verify.
    #[error("the signature value is wrong")]
    SignatureIsWrong,

    /// It is a list of another kind than the one asked for.
    #[error("the list is of another kind ({0})")]
    WrongKind(String),
    /// It is older than one that was known.
    #[error("the list has number {found}, and {known} is known already")]
    SequenceWentBack {
        /// Number of this list.
        found: u64,
        /// Number that was known.
        known: u64,
    },
    /// It should have been replaced by then.
    #[error("the list was to be replaced by {0}")]
    OutOfDate(Timestamp),
    /// It was issued after the time it is judged at.
    #[error("the list was issued later, at {0}")]
    NotYetIssued(Timestamp),
    /// It names nobody who may sign the list of lists.
    #[error("the list of lists does not say who may sign it next")]
    NoPointerToItself,
    /// The list of lists names no list of this territory, or nobody who may sign it.
    #[error("the list of lists names no list of {0}")]
    NoPointer(String),
}

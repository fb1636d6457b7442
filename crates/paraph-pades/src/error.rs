//! What can stop signing or validating. A signature that does not hold is not an error but a report.

/// Why a document could not be signed or looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The PDF cannot be read, or not without repairing it.
    #[error(transparent)]
    Document(#[from] paraph_pdf::Error),
    /// A certificate, message or time-stamp cannot be read or made.
    #[error(transparent)]
    Pki(#[from] paraph_pki::Error),
    /// The medium failed while the document was being digested.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// The document carries more signatures than are looked at.
    #[error("the document carries more than {maximum} signatures")]
    TooManySignatures {
        /// The limit.
        maximum: usize,
    },
}

//! PDFs that Paraph makes itself: archival (PDF/A-3b), accessible (PDF/UA-1), with their facts attached as JSON.
//! The same facts always give the same bytes.

pub mod layout;

mod certificate;
mod typeface;

pub use certificate::{
    CertificateFacts, ConsentFacts, DocumentFacts, EventFacts, Moment, SealFacts, ShownFacts, SignatoryFacts,
    certificate,
};
pub use typeface::Face;

/// Why a PDF could not be made. Each is our own fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// A font that is compiled in cannot be read.
    #[error("a font cannot be read")]
    Font,
    /// The facts cannot be written as JSON.
    #[error("the facts cannot be attached: {0}")]
    Attachment(#[from] serde_json::Error),
    /// The page has no room, or a measure is not a number.
    #[error("the page has no room")]
    NoRoom,
    /// A rule of PDF/A or PDF/UA would be broken.
    #[error("the document would break a rule: {rules}")]
    RuleIsBroken {
        /// Which, in the words of the writer.
        rules: String,
    },
}

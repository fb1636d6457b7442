//! Says whether the signatures of a document hold (EN 319 102-1): finds them in the revisions they sign,
//! checks digest, value, certificate path and time, and names every change made after each.

mod report;

pub use report::{
    CertificateFacts, Coverage, Indication, Kind, Level, Modification, ModificationLevel, Report,
    SignatureReport, SubIndication, TimeSource, Warning,
};

//! Checking a file: by its digest alone, computed in the browser, or by sending it.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// What is known, if anything was asked.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The digest is that of a file sealed here: complete and unmodified.
    MadeHere {
        /// SHA-256 in hexadecimal.
        sha256: String,
        /// When it was sealed.
        sealed: Timestamp,
    },
    /// No file with this digest was sealed here.
    NotKnown {
        /// SHA-256 in hexadecimal.
        sha256: String,
    },
    /// The file was sent and looked at.
    Report(Report),
    /// The file was sent and could not be looked at; the sentence says why.
    Unreadable(String),
}

/// What the validator says of a file.
#[derive(Debug, Clone)]
pub struct Report {
    /// Name of the file as sent.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// When a file with this digest was sealed here, if one was.
    pub sealed_here: Option<Timestamp>,
    /// Its signatures, oldest first.
    pub signatures: Vec<Signature>,
}

/// What the validator says of one signature.
#[derive(Debug, Clone)]
pub struct Signature {
    /// EN 319 102-1 indication.
    pub verdict: Verdict,
    /// Sub-indication, when there is one (`HASH_FAILURE`, `NO_CERTIFICATE_CHAIN_FOUND`, …).
    pub sub_indication: Option<String>,
    /// Who signed, as the certificate names them.
    pub signer: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// When, by the time-stamp or else as claimed.
    pub time: Option<Timestamp>,
    /// Whether that time comes from a time-stamp.
    pub time_is_proven: bool,
    /// `PAdES-B-B`, `PAdES-B-T`, …
    pub level: String,
    /// Whether it covers the whole file as it is.
    pub covers_whole_file: bool,
    /// What was changed after it, in words; empty when nothing was.
    pub modifications: Vec<String>,
    /// Whether those changes were allowed by it.
    pub modifications_allowed: bool,
}

/// EN 319 102-1 § 5.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// TOTAL-PASSED.
    Passed,
    /// INDETERMINATE.
    Indeterminate,
    /// TOTAL-FAILED.
    Failed,
}

/// `GET /verify`, and the answers to `POST /verify/hash` and `POST /verify/file` as pages.
pub fn page(answer: Option<&Answer>, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("verify-title"), html! { @if answer.is_some() { p {} } })
}

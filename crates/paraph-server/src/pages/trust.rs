//! Why a reader trusts what is sealed here: the instance's certificates and their fingerprints.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// The instance's certificates.
#[derive(Debug, Clone)]
pub struct Trust {
    /// Root first, then those it issued.
    pub certificates: Vec<Certificate>,
    /// Name of the time-stamp authority in use.
    pub timestamp_authority: String,
    /// Version of the program.
    pub version: String,
}

/// One certificate.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// What it is for.
    pub role: Role,
    /// Subject, as it is written in it.
    pub subject: String,
    /// Key, in words: `ECDSA P-256`, `RSA 3072`.
    pub algorithm: String,
    /// SHA-256 of the certificate, in hexadecimal.
    pub sha256: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The root that readers install.
    Root,
    /// Issues the others.
    Issuing,
    /// Seals documents.
    Seal,
    /// Signs time-stamps.
    Timestamp,
}

/// `GET /trust`.
pub fn page(view: &Trust, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("trust-title"), html! { (view.version) })
}

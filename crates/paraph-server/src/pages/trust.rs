//! Why a reader trusts what is sealed here: the instance's certificates and their fingerprints.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::digest;
use super::times::date;
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
    let body = html! {
        div.narrow {
            h1 { (frame.t("trust-title")) }
            p.lead { (frame.say("trust-lead", &[("operator", frame.operator.as_str().into())])) }
            section.card {
                h2 { (frame.t("trust-install")) }
                p { (frame.t("trust-install-text")) }
                a.button.primary href="/trust/root.pem" download { (icon("download")) (frame.t("trust-download")) }
            }
            @for certificate in &view.certificates { (one(certificate, frame)) }
            p.hint {
                (frame.say("trust-timestamps", &[("authority", view.timestamp_authority.as_str().into())])) " "
                (frame.say("trust-version", &[("version", view.version.as_str().into())]))
            }
        }
    };
    layout::page(frame, &frame.t("trust-title"), body)
}

fn one(certificate: &Certificate, frame: &Frame) -> Markup {
    let role = match certificate.role {
        Role::Root => "certificate-root",
        Role::Issuing => "certificate-issuing",
        Role::Seal => "certificate-seal",
        Role::Timestamp => "certificate-timestamp",
    };
    html! {
        section.card {
            h2 { (frame.t(role)) }
            dl {
                dt { (frame.t("certificate-subject")) } dd { (certificate.subject) }
                dt { (frame.t("certificate-key")) } dd { (certificate.algorithm) }
                dt { (frame.t("certificate-validity")) }
                dd { (date(certificate.not_before, frame)) " – " (date(certificate.not_after, frame)) }
                dt { (frame.t("certificate-fingerprint")) } dd { (digest(&certificate.sha256)) }
            }
        }
    }
}

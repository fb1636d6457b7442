//! What an authentication certificate states: plain data, handed in complete, written out as JSON as it is.

use jiff::Timestamp;
use serde::Serialize;

use super::shown::ShownFacts;
use crate::zone::Zone;

/// Everything a certificate states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateFacts {
    /// Name and version of what made it: `Paraph 0.1.0`.
    pub product: String,
    /// Who runs the service.
    pub operator: String,
    /// The envelope's number.
    pub number: String,
    /// The envelope's title.
    pub title: String,
    /// The project's name.
    pub project: String,
    /// Who sent it: name and address.
    pub sender: String,
    /// Zone of the envelope: times are given in it and in UTC.
    #[serde(rename = "time_zone")]
    pub zone: Zone,
    /// When it was sent.
    pub sent: Timestamp,
    /// When the last seal was put on.
    pub completed: Timestamp,
    /// When this certificate was made.
    pub issued: Timestamp,
    /// What was signed.
    pub documents: Vec<DocumentFacts>,
    /// Who signed.
    pub signatories: Vec<SignatoryFacts>,
    /// What happened, oldest first.
    pub events: Vec<EventFacts>,
    /// What holds it together.
    pub seal: SealFacts,
    /// Where anybody can check the documents.
    pub verify_address: String,
}

/// A document of the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentFacts {
    /// Its name.
    pub name: String,
    /// How many pages.
    pub pages: u32,
    /// SHA-256, in hexadecimal, of the file as it was sent.
    pub sha256_sent: String,
    /// SHA-256, in hexadecimal, of the sealed file.
    pub sha256_sealed: String,
}

/// A person who was asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatoryFacts {
    /// Name, as the sender gave it.
    pub name: String,
    /// Address to which the link was sent.
    pub email: String,
    /// When the link was sent.
    pub sent: Timestamp,
    /// When and from where the link was first opened.
    pub opened: Option<Moment>,
    /// What was consented to, when and from where.
    pub consent: Option<ConsentFacts>,
    /// When and from where the signature was made.
    pub signed: Option<Moment>,
    /// Which pages of each document they were shown before; empty where it was not recorded.
    pub shown: Vec<ShownFacts>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConsentFacts {
    /// The very words.
    pub text: String,
    /// When and from where.
    pub given: Moment,
}

/// An act of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// Network address.
    pub address: String,
    /// Device, as it named itself.
    pub device: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventFacts {
    /// When.
    pub at: Timestamp,
    /// What, in the language of the certificate.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// From where.
    pub from: String,
}

/// The signature technology.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealFacts {
    /// Format and level: `PAdES B-T`.
    pub level: String,
    /// Subject of the certificate that signed.
    pub subject: String,
    /// Its serial number in hexadecimal.
    pub serial: String,
    /// Name of the time-stamp authority.
    pub timestamp_authority: String,
    /// SHA-256, in hexadecimal, of the root certificate all of them lead to.
    pub root_sha256: String,
}

//! What is told of an encrypted document (ISO 32000-2 § 7.6): how it is encrypted, and what of it is not as it should be. A
//! signature covers the encrypted bytes, so none of this touches whether it holds.

use paraph_pdf::{Access, Document, Encryption, EncryptionFinding, Method, Source};
use serde::Serialize;

use super::report::Warning;

/// How a document is encrypted, and as whom it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EncryptionFacts {
    /// The algorithm by number (`/V`).
    pub version: u8,
    /// The revision of the security handler (`/R`).
    pub revision: u8,
    /// Length of the key, in bits.
    pub key_bits: usize,
    /// What strings are encrypted with.
    pub strings: &'static str,
    /// What streams are encrypted with.
    pub streams: &'static str,
    /// What attached files are encrypted with.
    pub attachments: &'static str,
    /// Whose password opened it: the user's or the owner's.
    pub opened_as: &'static str,
    /// What the user may do (`/P`), bit for bit.
    pub permissions: i32,
}

impl EncryptionFacts {
    pub(super) fn of(facts: &Encryption) -> Self {
        Self {
            version: facts.version,
            revision: facts.revision,
            key_bits: facts.key_bits,
            strings: method(facts.strings),
            streams: method(facts.streams),
            attachments: method(facts.attachments),
            opened_as: match facts.access {
                Access::User => "user",
                Access::Owner => "owner",
            },
            permissions: facts.permissions,
        }
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Clear => "none",
        Method::Rc4 => "RC4",
        Method::Aes128 => "AES-128",
        Method::Aes256 => "AES-256",
    }
}

/// What a reader of the document should know.
pub(super) fn warnings<S: Source>(document: &Document<S>) -> Vec<Warning> {
    document.encryption_findings().into_iter().filter_map(warning).collect()
}

fn warning(finding: EncryptionFinding) -> Option<Warning> {
    match finding {
        EncryptionFinding::PermissionsDoNotMatch => Some(Warning::PermissionsWereChanged),
        EncryptionFinding::AuthenticationCodeIsNotChecked => Some(Warning::AuthenticationCodeWasNotChecked),
        EncryptionFinding::PartsAreClear => Some(Warning::PartsAreNotEncrypted { objects: Vec::new() }),
        EncryptionFinding::ObjectsAreClear { objects } => {
            let objects = objects.iter().map(|id| id.number).collect();
            Some(Warning::PartsAreNotEncrypted { objects })
        }
        _ => None,
    }
}

//! Makes PAdES baseline signatures (EN 319 142-1) in three steps, each its own type, so that anybody may hold
//! the key: [`prepare`] writes the update and digests the document, [`Prepared::sign_with`] takes the signature
//! value, [`Signed::embed`] gives the [`Finished`] tail to append. The document itself is never copied.

mod closed;
mod dictionary;
mod digest;
mod permissions;
mod prepare;
mod prepared;
mod restrictions;

use jiff::Timestamp;
use paraph_pki::{Certificate, Identity, SignatureAlgorithm};

use crate::appearance::Appearance;
use crate::form::{FieldPlacement, FieldValue};
use crate::text::Typefaces;

pub use closed::Finished;
pub(crate) use closed::{Closed, close, fingerprint};
pub(crate) use dictionary::{extension, unknown_ranges};
pub(crate) use permissions::{check_adding_fields, check_modifying};
pub use prepare::{is_signed, prepare};
pub use prepared::{Prepared, Signed};
pub(crate) use restrictions::Restrictions;

/// What is asked of [`prepare`].
#[derive(Clone, Debug)]
pub struct Request {
    /// What the signature does.
    pub act: Act,
    /// The field that takes it.
    pub field: SignatureField,
    /// Who signs, by certificate.
    pub signer: Signer,
    /// The level to reach. It is reached or the act fails; it is never lowered.
    pub level: Level,
    /// When, as `/M` states it.
    pub time: Timestamp,
    /// What is seen in the field, which must have a place on a page. Nothing is seen without it.
    pub appearance: Option<Appearance>,
    /// What texts are written in: the embedded typefaces alone, unless others are handed in.
    pub typefaces: Typefaces,
    /// Who or what signs, in words (`/Name`).
    pub name: Option<String>,
    /// Why (`/Reason`).
    pub reason: Option<String>,
    /// Where (`/Location`).
    pub location: Option<String>,
    /// Bytes kept for the time-stamp token, of which only [`Level::BaselineT`] makes use.
    pub timestamp_bytes: usize,
}

impl Request {
    /// A request with nothing that may be left out.
    #[must_use]
    pub fn new(act: Act, field: SignatureField, signer: Signer, level: Level, time: Timestamp) -> Self {
        Self {
            act,
            field,
            signer,
            level,
            time,
            appearance: None,
            typefaces: Typefaces::plain(),
            name: None,
            reason: None,
            location: None,
            timestamp_bytes: crate::limits::TIMESTAMP_BYTES_DEFAULT,
        }
    }
}

/// What a signature does to the document.
#[derive(Clone, Debug)]
pub enum Act {
    /// Freezes the document (see [`crate::freeze`]), places the fields and fixes everything else: from here on, these fields may
    /// be filled and signatures made (DocMDP, P = 2; ISO 32000-2 § 12.8.2.2). Must be the first signature.
    Certify {
        /// The fields of all signatories, in the order they are tabbed through.
        fields: Vec<FieldPlacement>,
    },
    /// Places signature fields for further signatories on a document that others signed before. It cannot be certified
    /// any more, and fields of other kinds would break the signatures it carries (§ 12.8.2.2). What fields it brings along are
    /// locked (§ 12.7.5.5), and nothing but filling in and signing is permitted from here on.
    Admit {
        /// Signature fields, in the order they are tabbed through.
        fields: Vec<FieldPlacement>,
    },
    /// A signatory's own signature: fills their fields and locks what the signature field's `/Lock` names.
    Approve {
        /// Values for fields among those the signature locks.
        values: Vec<FieldValue>,
    },
    /// A signature over what is there, which changes nothing else.
    Seal,
    /// The last signature: locks every field and permits no change but what proves it for longer (§ 12.7.5.5, `/P` 1).
    Close,
}

/// The field that takes a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureField {
    /// An unsigned signature field of the document, or one that the same act places.
    Existing(String),
    /// A new one of this name, not seen on any page.
    NewInvisible(String),
}

/// Who signs: public facts only, the key may be anywhere.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The signer's certificate.
    pub certificate: Certificate,
    /// The certificates above it, as far as the signature shall carry them.
    pub chain: Vec<Certificate>,
    /// The algorithm the key will sign with.
    pub algorithm: SignatureAlgorithm,
}

impl From<&Identity> for Signer {
    fn from(identity: &Identity) -> Self {
        Self {
            certificate: identity.certificate().clone(),
            chain: identity.chain().to_vec(),
            algorithm: identity.key().algorithm(),
        }
    }
}

/// How much a signature carries (EN 319 142-1 § 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// B-B: the signature.
    BaselineB,
    /// B-T: and a time-stamp over it.
    BaselineT,
}

//! Cryptographic Message Syntax, SignedData only (RFC 5652): making, reading, and stating what holds.
//!
//! Making goes in steps, each its own type: [`SignedAttributes`] give the bytes to sign, a signature turns them
//! into a [`SignedMessage`], a time-stamp may be added, and [`SignedMessage::to_der`] ends it. Reading gives a
//! [`SignedData`], whose signers answer with [`SignerFacts`]; which facts a signature needs is for the caller.

mod attributes;
mod message;
mod signature_policy;
mod signed_data;
mod signing_certificate;
mod verify;

pub use attributes::{Attribute, SignedAttributes};
pub use message::{SignatureValue, SignedMessage};
pub use signature_policy::SignaturePolicy;
pub use signed_data::{SignedData, Signer, SignerIdentifier};
pub use verify::{AttributeFact, AttributesEncoding, SignatureFact, SignerFacts, SigningCertificateFact};

//! Certificates, CMS, time-stamps and revocation. Knows no PDF.
//!
//! Nothing here reads a file, a socket or a clock: bytes, the time and the source of randomness are handed in,
//! and what others must answer (a time-stamp request) comes out as bytes. Verification states facts; it is
//! `paraph-pades` that turns facts into a verdict.

mod algorithm;
mod asn1;
pub mod authority;
pub mod certificate;
pub mod cms;
mod error;
mod identity;
pub mod key;
pub mod limits;
pub mod name;
mod oid;
pub mod path;
pub mod pkcs12;
pub mod revocation;
pub mod timestamp;

pub use algorithm::{DigestAlgorithm, Hasher, SignatureAlgorithm};
pub use asn1::normalise::{Normalised, Warning, normalise};
pub use certificate::Certificate;
pub use const_oid::ObjectIdentifier;
pub use error::Error;
pub use identity::Identity;
pub use key::{KeyKind, PrivateKey, PublicKey};
pub use name::DistinguishedName;
pub use revocation::RevocationList;

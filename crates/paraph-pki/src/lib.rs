//! Certificates, CMS, time-stamps, revocation and trusted lists. Knows no PDF.
//!
//! Nothing here reads a file, a socket or a clock: bytes, the time and the source of randomness are handed in,
//! and what others must answer (a time-stamp request) comes out as bytes. Verification states facts; it is
//! `paraph-pades` that turns facts into a verdict.
//!
//! A new instance founds its authority, seals a digest, and stamps the seal:
//!
//! ```
//! use aws_lc_rs::rand::SystemRandom;
//! use paraph_pki::authority::{Authority, Owner};
//! use paraph_pki::cms::{SignedAttributes, SignedData};
//! use paraph_pki::path::{Inputs, validate};
//! use paraph_pki::timestamp::{INSTANCE_POLICY, Request, Responder};
//! use paraph_pki::{DigestAlgorithm, KeyKind};
//!
//! # fn main() -> Result<(), paraph_pki::Error> {
//! let random = SystemRandom::new();
//! let now = "2026-11-21T02:00:00Z".parse().expect("a time");
//! let owner = Owner { organization: "Étude & Fils", country: Some("FR") };
//! let Authority { root, issuing, seal, timestamp } = Authority::create(owner, KeyKind::P256, now, &random)?;
//!
//! // Prepare, sign, put together.
//! let digest = DigestAlgorithm::Sha256.digest(b"the agreement");
//! let attributes = SignedAttributes::new(DigestAlgorithm::Sha256, &digest, seal.certificate())?;
//! let message = seal.sign(attributes, &random)?;
//!
//! // Ask for a time-stamp over the signature value; here our own responder answers.
//! let imprint = DigestAlgorithm::Sha256.digest(message.signature());
//! let request = Request::new(DigestAlgorithm::Sha256, &imprint, &random)?;
//! let responder = Responder::new(&timestamp, INSTANCE_POLICY, 500)?;
//! let response = responder.respond(&request.to_der()?, now, &random)?;
//! let token = request.accept(&response)?;
//! let der = message.with_signature_timestamp(token.to_der().to_vec()).to_der()?;
//!
//! // Read it back, and state what holds.
//! let message = SignedData::parse(&der)?;
//! let facts = message.only_signer()?.verify(&message, &digest, &[]);
//! assert!(facts.is_intact());
//! let (anchors, between) = ([root.certificate().clone()], [issuing.certificate().clone()]);
//! let signer = facts.certificate.expect("the message carries it");
//! assert!(validate(&signer, &Inputs::new(&anchors, &between, token.time())).is_valid());
//! # Ok(())
//! # }
//! ```

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
pub mod ocsp;
mod oid;
pub mod path;
pub mod pkcs12;
pub mod revocation;
pub mod timestamp;
pub mod trusted_list;

pub use algorithm::{DigestAlgorithm, Hasher, MlDsaSet, SignatureAlgorithm};
pub use asn1::normalise::{Normalised, Warning, normalise};
pub use certificate::Certificate;
pub use const_oid::ObjectIdentifier;
pub use error::Error;
pub use identity::Identity;
pub use key::{KeyKind, PrivateKey, PublicKey, RsaPadding, ecdsa_value_from_raw};
pub use name::DistinguishedName;
pub use revocation::RevocationList;

//! Online certificate status (RFC 6960): requests, responses, and a responder. Bytes in, bytes out: who sends them is the
//! caller's affair, and whether a response may speak at a given time is decided in [`crate::path`].

use aws_lc_rs::constant_time::verify_slices_are_equal;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Sequence, Tag};
use spki::AlgorithmIdentifierRef;

use crate::asn1::{decode, encode, wrap};
use crate::{Certificate, DigestAlgorithm, Error};

mod request;
mod responder;
mod response;

pub use request::Request;
pub use responder::{Failure, Responder, Status};
pub use response::{CertificateStatus, Response, SingleResponse};

const STRUCTURE: &str = "CertID";

/// Names one certificate by its issuer's name and key, digested, and its serial number (§ 4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateId {
    digest_algorithm: DigestAlgorithm,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
}

#[derive(Sequence)]
struct Fields<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer_name: &'a OctetStringRef,
    issuer_key: &'a OctetStringRef,
    serial: AnyRef<'a>,
}

impl CertificateId {
    /// The identifier of a certificate that `issuer` issued. Responders that know SHA-1 alone are still many, which is
    /// no weakness: the digest chooses a certificate, it proves nothing.
    #[must_use]
    pub fn of(certificate: &Certificate, issuer: &Certificate, digest_algorithm: DigestAlgorithm) -> Self {
        Self {
            digest_algorithm,
            issuer_name: digest_algorithm.digest(issuer.subject().to_der()),
            issuer_key: digest_algorithm.digest(issuer.public_key().key_bits()),
            serial: certificate.serial().to_vec(),
        }
    }

    /// Whether it names this certificate of this issuer.
    #[must_use]
    pub fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let own = Self::of(certificate, issuer, self.digest_algorithm);
        // The certificate's own word for its issuer counts as well: encodings of one name may differ.
        let by_name = own.issuer_name == self.issuer_name
            || self.digest_algorithm.digest(certificate.issuer().to_der()) == self.issuer_name;
        by_name
            && verify_slices_are_equal(&own.issuer_key, &self.issuer_key).is_ok()
            && own.serial == self.serial
    }

    /// Whether it names a certificate of this issuer, whichever.
    pub fn is_of(&self, issuer: &Certificate) -> bool {
        self.digest_algorithm.digest(issuer.subject().to_der()) == self.issuer_name
            && self.digest_algorithm.digest(issuer.public_key().key_bits()) == self.issuer_key
    }

    /// Content bytes of the serial number.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    pub(crate) fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let fields: Fields<'_> = decode(bytes, STRUCTURE)?;
        Ok(Self {
            digest_algorithm: DigestAlgorithm::from_identifier(&fields.algorithm)?,
            issuer_name: fields.issuer_name.as_bytes().to_vec(),
            issuer_key: fields.issuer_key.as_bytes().to_vec(),
            serial: fields.serial.value().to_vec(),
        })
    }

    pub(crate) fn to_der(&self) -> Result<Vec<u8>, Error> {
        let algorithm =
            AlgorithmIdentifierRef { oid: self.digest_algorithm.oid(), parameters: Some(AnyRef::NULL) };
        wrap(
            Tag::Sequence,
            &[
                &encode(&algorithm, STRUCTURE)?,
                &wrap(Tag::OctetString, &[&self.issuer_name])?,
                &wrap(Tag::OctetString, &[&self.issuer_key])?,
                &wrap(Tag::Integer, &[&self.serial])?,
            ],
        )
    }
}

//! OCSPRequest (RFC 6960 § 4.1): asked about one certificate, read for as many as are asked about.

use aws_lc_rs::rand::SecureRandom;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Tag, Tagged};

use super::CertificateId;
use crate::asn1::{context, decode, elements, sequence, wrap};
use crate::authority::plain;
use crate::certificate::read_extensions;
use crate::limits::OCSP_CERTIFICATES_MAX;
use crate::{Certificate, DigestAlgorithm, Error, oid};

const STRUCTURE: &str = "OCSPRequest";
/// Bytes of a nonce of ours (RFC 9654 § 2.1: 32 at least).
const NONCE_LEN: usize = 32;
/// Bytes of a nonce that is answered (RFC 9654 § 2.1).
const NONCE_LEN_MAX: usize = 128;

/// A question about certificates of one issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The certificates asked about.
    pub certificates: Vec<CertificateId>,
    /// Binds the answer to this question; many responders leave it out of their answers.
    pub nonce: Option<Vec<u8>>,
}

impl Request {
    /// Asks about one certificate, with a nonce of 32 bytes.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn new(
        certificate: &Certificate,
        issuer: &Certificate,
        digest_algorithm: DigestAlgorithm,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        let mut nonce = vec![0; NONCE_LEN];
        random.fill(&mut nonce).map_err(|_| Error::RandomnessFailed)?;
        let certificates = vec![CertificateId::of(certificate, issuer, digest_algorithm)];
        Ok(Self { certificates, nonce: Some(nonce) })
    }

    /// The request as `application/ocsp-request` carries it.
    ///
    /// # Errors
    /// Never for a request of [`Request::new`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let mut requests = Vec::new();
        for certificate in &self.certificates {
            requests.push(wrap(Tag::Sequence, &[&certificate.to_der()?])?);
        }
        let requests: Vec<&[u8]> = requests.iter().map(Vec::as_slice).collect();
        let nonce = self.nonce.as_deref().map(write_nonce).transpose()?.unwrap_or_default();
        let extensions = match nonce.is_empty() {
            true => Vec::new(),
            false => wrap(context(2), &[&wrap(Tag::Sequence, &[&nonce])?])?,
        };
        let to_be_signed = wrap(Tag::Sequence, &[&wrap(Tag::Sequence, &requests)?, &extensions])?;
        wrap(Tag::Sequence, &[&to_be_signed])
    }

    /// Reads a request, as a responder does. A signature over it is not looked at: status is public.
    ///
    /// # Errors
    /// When the bytes are not a request.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::Malformed { structure: STRUCTURE };
        let outer = elements(sequence(bytes, STRUCTURE)?, 2, STRUCTURE)?;
        let fields = sequence(outer.first().copied().unwrap_or_default(), STRUCTURE)?;
        let mut found = Self { certificates: Vec::new(), nonce: None };
        for part in elements(fields, 4, STRUCTURE)? {
            let value: AnyRef<'_> = decode(part, STRUCTURE)?;
            match value.tag() {
                Tag::Sequence => {
                    for request in elements(value.value(), OCSP_CERTIFICATES_MAX, STRUCTURE)? {
                        let parts = elements(sequence(request, STRUCTURE)?, 2, STRUCTURE)?;
                        let id = parts.first().copied().unwrap_or_default();
                        found.certificates.push(CertificateId::from_der(id)?);
                    }
                }
                tag if tag == context(2) => {
                    let extensions = read_extensions(value.value())?;
                    if extensions.all.iter().any(|one| one.critical && one.kind != oid::OCSP_NONCE) {
                        return Err(malformed);
                    }
                    let nonce = extensions.all.iter().find(|one| one.kind == oid::OCSP_NONCE);
                    found.nonce = nonce.and_then(|nonce| read_nonce(&nonce.value));
                }
                tag if tag == context(0) || tag == context(1) => {}
                _ => return Err(malformed),
            }
        }
        if found.certificates.is_empty() { Err(malformed) } else { Ok(found) }
    }
}

/// The nonce extension (RFC 9654 § 2.1).
pub(super) fn write_nonce(nonce: &[u8]) -> Result<Vec<u8>, Error> {
    plain(oid::OCSP_NONCE, &wrap(Tag::OctetString, &[nonce])?)
}

/// Old writers left the inner OCTET STRING out.
pub(super) fn read_nonce(value: &[u8]) -> Option<Vec<u8>> {
    let inner: Result<&OctetStringRef, Error> = decode(value, "Nonce");
    let nonce = inner.map_or(value, OctetStringRef::as_bytes);
    (!nonce.is_empty() && nonce.len() <= NONCE_LEN_MAX).then(|| nonce.to_vec())
}

//! OCSPResponse (RFC 6960 § 4.2), read. What it says counts only once [`Response::is_authorized`] has looked at who
//! says it.

use std::ops::Range;

use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Reader, Sequence, SliceReader, Tag, Tagged};
use jiff::Timestamp;
use spki::AlgorithmIdentifierRef;

use super::CertificateId;
use super::request::read_nonce;
use crate::asn1::{context, decode, elements, enumerated, sequence, time, wrap};
use crate::certificate::{read_extensions, tbs_range};
use crate::limits::{ASN1_BYTES_MAX, CERTIFICATES_MAX, OCSP_CERTIFICATES_MAX};
use crate::revocation::RevocationReason;
use crate::{Certificate, DigestAlgorithm, DistinguishedName, Error, SignatureAlgorithm, oid};

const STRUCTURE: &str = "OCSPResponse";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// What is said about one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertificateStatus {
    /// It is not revoked.
    Good,
    /// It was revoked.
    Revoked {
        /// When.
        time: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// The responder does not know it.
    Unknown,
}

/// The part of a response that speaks of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleResponse {
    /// Of which.
    pub certificate: CertificateId,
    /// What is said.
    pub status: CertificateStatus,
    /// When it was known to be so.
    pub this_update: Timestamp,
    /// Until when newer words are not to be expected; absent when they are at hand at any time.
    pub next_update: Option<Timestamp>,
    /// Since when the responder remembers revocations of certificates that expired (§ 4.4.4).
    pub archive_cutoff: Option<Timestamp>,
}

/// Who speaks (§ 4.2.1).
#[derive(Clone, Debug)]
enum ResponderId {
    Name(DistinguishedName),
    /// SHA-1 of the responder's public key.
    Key(Vec<u8>),
}

/// A response that says something.
#[derive(Clone, Debug)]
pub struct Response {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    responder: ResponderId,
    produced_at: Timestamp,
    responses: Vec<SingleResponse>,
    nonce: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    algorithm: Result<SignatureAlgorithm, Error>,
    signature: Vec<u8>,
}

#[derive(Sequence)]
struct ResponseBytes<'a> {
    kind: const_oid::ObjectIdentifier,
    response: &'a OctetStringRef,
}

impl Response {
    /// Reads a response as `application/ocsp-response` carries it.
    ///
    /// # Errors
    /// [`Error::ResponderRefused`] when it says nothing but that it will not; otherwise when the bytes are not one.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > ASN1_BYTES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        let parts = elements(sequence(bytes, STRUCTURE)?, 2, STRUCTURE)?;
        let status: AnyRef<'_> = decode(parts.first().copied().unwrap_or_default(), STRUCTURE)?;
        let (Tag::Enumerated, [status]) = (status.tag(), status.value()) else { return Err(MALFORMED) };
        if *status != 0 {
            return Err(Error::ResponderRefused { status: *status });
        }
        let body: AnyRef<'_> = decode(parts.get(1).copied().unwrap_or_default(), STRUCTURE)?;
        if body.tag() != context(0) {
            return Err(MALFORMED);
        }
        let body: ResponseBytes<'_> = decode(body.value(), STRUCTURE)?;
        if body.kind != oid::OCSP_BASIC {
            return Err(Error::UnsupportedAlgorithm(body.kind));
        }
        Self::read(bytes, body.response.as_bytes())
    }

    /// Reads a BasicOCSPResponse alone, as CMS messages and old archives carry it.
    ///
    /// # Errors
    /// When the bytes are not one.
    pub fn from_basic_der(bytes: &[u8]) -> Result<Self, Error> {
        let basic = wrap(Tag::OctetString, &[bytes])?;
        let kind = crate::asn1::encode(&oid::OCSP_BASIC, STRUCTURE)?;
        let body = wrap(context(0), &[&wrap(Tag::Sequence, &[&kind, &basic])?])?;
        Self::from_der(&wrap(Tag::Sequence, &[&enumerated(0)?, &body])?)
    }

    fn read(der: &[u8], basic: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed(STRUCTURE);
        let range: Range<usize> = tbs_range(basic).map_err(&malformed)?;
        let to_be_signed = basic.get(range).unwrap_or_default();
        let mut reader = SliceReader::new(sequence(basic, STRUCTURE)?).map_err(&malformed)?;
        let _data = reader.tlv_bytes().map_err(&malformed)?;
        let algorithm: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
        let signature: BitStringRef<'_> = reader.decode().map_err(&malformed)?;
        let mut certificates = Vec::new();
        if !reader.is_finished() {
            let carried: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            if carried.tag() != context(0) {
                return Err(MALFORMED);
            }
            for bytes in elements(sequence(carried.value(), STRUCTURE)?, CERTIFICATES_MAX, STRUCTURE)? {
                // One that cannot be read signs nothing; another may.
                certificates.extend(Certificate::from_der(bytes));
            }
        }
        let data = Data::read(to_be_signed)?;
        Ok(Self {
            der: der.to_vec(),
            to_be_signed: to_be_signed.to_vec(),
            responder: data.responder,
            produced_at: data.produced_at,
            responses: data.responses,
            nonce: data.nonce,
            certificates,
            algorithm: SignatureAlgorithm::from_identifier(&algorithm),
            signature: signature.as_bytes().unwrap_or_default().to_vec(),
        })
    }

    /// The response byte for byte as it was read.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// When it was signed.
    #[must_use]
    pub fn produced_at(&self) -> Timestamp {
        self.produced_at
    }

    /// What it says, certificate by certificate.
    #[must_use]
    pub fn responses(&self) -> &[SingleResponse] {
        &self.responses
    }

    /// The algorithm of its signature.
    ///
    /// # Errors
    /// When it is not one this crate knows.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        self.algorithm
    }

    /// The nonce of the request, if the responder repeats it.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.nonce.as_deref()
    }

    /// The certificates it carries; trusted for nothing.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// What it says about a certificate of `issuer`.
    #[must_use]
    pub fn find(&self, certificate: &Certificate, issuer: &Certificate) -> Option<&SingleResponse> {
        self.responses.iter().find(|response| response.certificate.names(certificate, issuer))
    }

    /// Whether the response is signed by the issuer of the certificates it speaks of, or by a responder whom the issuer
    /// certified for this (§ 4.2.2.2): named by the response, with id-kp-OCSPSigning, signed by the issuer's own key.
    /// Gives the responder's certificate; whether that is valid at the time is for the caller to ask.
    #[must_use]
    pub fn authorized_by<'a>(&'a self, issuer: &'a Certificate) -> Option<&'a Certificate> {
        if self.is_responder(issuer) && self.is_signed_by(issuer) {
            return Some(issuer);
        }
        self.certificates.iter().find(|responder| {
            self.is_responder(responder)
                && responder.extended_key_usage().contains(&oid::USAGE_OCSP_SIGNING)
                && responder.issuer().matches(issuer.subject())
                && responder.is_signed_by(issuer.public_key()) == Ok(true)
                && self.is_signed_by(responder)
        })
    }

    fn is_responder(&self, certificate: &Certificate) -> bool {
        match &self.responder {
            ResponderId::Name(name) => certificate.subject().matches(name),
            ResponderId::Key(digest) => {
                DigestAlgorithm::Sha1.digest(certificate.public_key().key_bits()) == *digest
            }
        }
    }

    fn is_signed_by(&self, signer: &Certificate) -> bool {
        let check = |algorithm| signer.public_key().verify(algorithm, &self.to_be_signed, &self.signature);
        self.algorithm.and_then(check) == Ok(true)
    }
}

/// ResponseData.
struct Data {
    responder: ResponderId,
    produced_at: Timestamp,
    responses: Vec<SingleResponse>,
    nonce: Option<Vec<u8>>,
}

impl Data {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed(STRUCTURE);
        let mut reader = SliceReader::new(sequence(bytes, STRUCTURE)?).map_err(&malformed)?;
        let mut next = || reader.decode::<AnyRef<'_>>().map_err(&malformed);
        let mut part = next()?;
        if part.tag() == context(0) {
            part = next()?;
        }
        let responder = match part.tag() {
            tag if tag == context(1) => ResponderId::Name(DistinguishedName::from_der(part.value())?),
            tag if tag == context(2) => {
                let digest: &OctetStringRef = decode(part.value(), STRUCTURE)?;
                ResponderId::Key(digest.as_bytes().to_vec())
            }
            _ => return Err(MALFORMED),
        };
        let produced_at = time::read(next()?).ok_or(MALFORMED)?;
        let list = next()?;
        if list.tag() != Tag::Sequence {
            return Err(MALFORMED);
        }
        let responses = elements(list.value(), OCSP_CERTIFICATES_MAX, STRUCTURE)?;
        let responses = responses.into_iter().map(read_single).collect::<Result<_, _>>()?;
        let mut nonce = None;
        if !reader.is_finished() {
            let part: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            let extensions = read_extensions(part.value())?;
            if part.tag() != context(1)
                || extensions.all.iter().any(|one| one.critical && one.kind != oid::OCSP_NONCE)
            {
                return Err(MALFORMED);
            }
            let found = extensions.all.iter().find(|one| one.kind == oid::OCSP_NONCE);
            nonce = found.and_then(|nonce| read_nonce(&nonce.value));
        }
        Ok(Self { responder, produced_at, responses, nonce })
    }
}

fn read_single(bytes: &[u8]) -> Result<SingleResponse, Error> {
    let parts = elements(sequence(bytes, STRUCTURE)?, 5, STRUCTURE)?;
    let [id, status, this_update, rest @ ..] = parts.as_slice() else { return Err(MALFORMED) };
    let mut single = SingleResponse {
        certificate: CertificateId::from_der(id)?,
        status: read_status(decode(status, STRUCTURE)?)?,
        this_update: time::read(decode(this_update, STRUCTURE)?).ok_or(MALFORMED)?,
        next_update: None,
        archive_cutoff: None,
    };
    for part in rest {
        let part: AnyRef<'_> = decode(part, STRUCTURE)?;
        match part.tag() {
            tag if tag == context(0) => {
                single.next_update = Some(time::read(decode(part.value(), STRUCTURE)?).ok_or(MALFORMED)?);
            }
            tag if tag == context(1) => {
                let extensions = read_extensions(part.value())?;
                let known = [oid::OCSP_ARCHIVE_CUTOFF, oid::OCSP_CRL_ID];
                // One that must be understood and is not may turn the meaning of the whole.
                if extensions.all.iter().any(|one| one.critical && !known.contains(&one.kind)) {
                    return Err(MALFORMED);
                }
                let cutoff = extensions.all.iter().find(|one| one.kind == oid::OCSP_ARCHIVE_CUTOFF);
                single.archive_cutoff =
                    cutoff.and_then(|one| decode(&one.value, STRUCTURE).ok()).and_then(time::read);
            }
            _ => return Err(MALFORMED),
        }
    }
    Ok(single)
}

fn read_status(status: AnyRef<'_>) -> Result<CertificateStatus, Error> {
    let Tag::ContextSpecific { number, .. } = status.tag() else { return Err(MALFORMED) };
    match number.value() {
        0 => Ok(CertificateStatus::Good),
        1 => {
            let parts = elements(status.value(), 2, STRUCTURE)?;
            let [revoked, reason @ ..] = parts.as_slice() else { return Err(MALFORMED) };
            let time = time::read(decode(revoked, STRUCTURE)?).ok_or(MALFORMED)?;
            let reason = match reason.first() {
                None => RevocationReason::Unspecified,
                Some(reason) => {
                    let reason: AnyRef<'_> = decode(reason, STRUCTURE)?;
                    let reason: AnyRef<'_> = decode(reason.value(), STRUCTURE)?;
                    let [code] = reason.value() else { return Err(MALFORMED) };
                    RevocationReason::from_code(*code).ok_or(MALFORMED)?
                }
            };
            Ok(CertificateStatus::Revoked { time, reason })
        }
        2 => Ok(CertificateStatus::Unknown),
        _ => Err(MALFORMED),
    }
}

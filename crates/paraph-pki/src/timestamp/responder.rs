//! The instance's own time-stamp authority: request bytes in, response bytes out (RFC 3161 § 2.4.2).

use aws_lc_rs::rand::SecureRandom;
use const_oid::ObjectIdentifier;
use der::Tag;
use jiff::Timestamp;

use super::Request;
use super::request::write_imprint;
use crate::asn1::{encode, time, wrap};
use crate::authority::random_serial;
use crate::cms::SignedAttributes;
use crate::limits::TIMESTAMP_REQUEST_BYTES_MAX;
use crate::{DigestAlgorithm, Error, Identity, oid};

const STRUCTURE: &str = "TimeStampResp";

/// Why a request is refused: the bits of PKIFailureInfo (RFC 3161 § 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// badAlg: the digest algorithm is unknown, or too weak to stamp.
    BadAlgorithm,
    /// badRequest: a version that does not exist.
    BadRequest,
    /// badDataFormat: the bytes are not a request.
    BadDataFormat,
    /// timeNotAvailable: the certificate is not valid at this time.
    TimeNotAvailable,
    /// unacceptedPolicy: another policy was asked for.
    UnacceptedPolicy,
    /// unacceptedExtension: an extension was asked for.
    UnacceptedExtension,
}

impl Failure {
    /// The bit's number.
    #[must_use]
    pub fn bit(self) -> u8 {
        match self {
            Self::BadAlgorithm => 0,
            Self::BadRequest => 2,
            Self::BadDataFormat => 5,
            Self::TimeNotAvailable => 14,
            Self::UnacceptedPolicy => 15,
            Self::UnacceptedExtension => 16,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::BadAlgorithm => "the digest algorithm is not supported",
            Self::BadRequest => "the version of the request is not supported",
            Self::BadDataFormat => "the bytes are not a time-stamp request",
            Self::TimeNotAvailable => "the time-stamp certificate is not valid at this time",
            Self::UnacceptedPolicy => "the policy asked for is not offered",
            Self::UnacceptedExtension => "request extensions are not supported",
        }
    }
}

/// A time-stamp authority.
pub struct Responder<'a> {
    identity: &'a Identity,
    policy: ObjectIdentifier,
    accuracy_ms: u16,
}

impl<'a> Responder<'a> {
    /// An authority that signs with `identity` under `policy`, its clock right within `accuracy_ms` milliseconds
    /// (1 to 999).
    ///
    /// # Errors
    /// When the certificate is not one for time-stamps alone, or the accuracy is out of range.
    pub fn new(identity: &'a Identity, policy: ObjectIdentifier, accuracy_ms: u16) -> Result<Self, Error> {
        if !identity.certificate().is_for_timestamps() {
            return Err(Error::CertificateDoesNotAllowUse);
        }
        if !(1..=999).contains(&accuracy_ms) {
            return Err(Error::TimeOutOfRange);
        }
        Ok(Self { identity, policy, accuracy_ms })
    }

    /// Answers a request at `time`. A request that cannot be granted is answered with its reason, not an error.
    ///
    /// # Errors
    /// When the library or the source of randomness fails.
    pub fn respond(
        &self,
        request: &[u8],
        time: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, Error> {
        match self.check(request, time) {
            Ok(request) => self.grant(&request, time, random),
            Err(failure) => refuse(failure),
        }
    }

    fn check(&self, request: &[u8], time: Timestamp) -> Result<Request, Failure> {
        if request.len() > TIMESTAMP_REQUEST_BYTES_MAX {
            return Err(Failure::BadDataFormat);
        }
        let request = Request::parse(request)?;
        if request.digest_algorithm == DigestAlgorithm::Sha1 {
            return Err(Failure::BadAlgorithm);
        }
        if request.policy.is_some_and(|policy| policy != self.policy) {
            return Err(Failure::UnacceptedPolicy);
        }
        if !self.identity.certificate().validity().contains(time) {
            return Err(Failure::TimeNotAvailable);
        }
        Ok(request)
    }

    fn grant(&self, request: &Request, time: Timestamp, random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        let info = self.write_info(request, time, random)?;
        let digest_algorithm = self.identity.key().digest_algorithm();
        let certificate = self.identity.certificate();
        let attributes = SignedAttributes::with_content(oid::TST_INFO, info, digest_algorithm, certificate)?;
        let mut message = self.identity.sign(attributes, random)?;
        if !request.with_certificates {
            // RFC 3161 § 2.4.1: without certReq the token carries none.
            message = message.without_certificates();
        }
        let status = wrap(Tag::Sequence, &[&encode(&0_u8, STRUCTURE)?])?;
        wrap(Tag::Sequence, &[&status, &message.to_der()?])
    }

    fn write_info(
        &self,
        request: &Request,
        time: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, Error> {
        let serial = random_serial(random)?;
        let accuracy = encode(&self.accuracy_ms, STRUCTURE)?;
        // millis [0] IMPLICIT INTEGER.
        let accuracy: der::asn1::AnyRef<'_> = crate::asn1::decode(&accuracy, STRUCTURE)?;
        let millis = Tag::ContextSpecific { constructed: false, number: der::TagNumber(0) };
        let nonce = request.nonce.as_ref().map(|nonce| wrap(Tag::Integer, &[nonce])).transpose()?;
        wrap(
            Tag::Sequence,
            &[
                &encode(&1_u8, STRUCTURE)?,
                &encode(&self.policy, STRUCTURE)?,
                &write_imprint(request.digest_algorithm, &request.imprint)?,
                &wrap(Tag::Integer, &[&serial])?,
                &time::write_generalized(time)?,
                &wrap(Tag::Sequence, &[&wrap(millis, &[accuracy.value()])?])?,
                &nonce.unwrap_or_default(),
            ],
        )
    }
}

/// A response that grants nothing: status rejection, a text, and one failure bit.
fn refuse(failure: Failure) -> Result<Vec<u8>, Error> {
    let text = wrap(Tag::Sequence, &[&wrap(Tag::Utf8String, &[failure.text().as_bytes()])?])?;
    let bit = usize::from(failure.bit());
    let mut bits = vec![0; bit / 8 + 2];
    if let Some(unused) = bits.first_mut() {
        *unused = 7 - failure.bit() % 8;
    }
    if let Some(last) = bits.last_mut() {
        *last = 0x80 >> (bit % 8);
    }
    let failure = wrap(Tag::BitString, &[&bits])?;
    let status = wrap(Tag::Sequence, &[&encode(&2_u8, STRUCTURE)?, &text, &failure])?;
    wrap(Tag::Sequence, &[&status])
}

//! The instance's own responder: request bytes in, response bytes out (RFC 6960 § 4.2.1). What became of a certificate is
//! told by the caller, who keeps the register.

use aws_lc_rs::rand::SecureRandom;
use der::Tag;
use jiff::Timestamp;

use super::request::write_nonce;
use super::{CertificateId, CertificateStatus, Request};
use crate::asn1::{context, encode, enumerated, time, wrap};
use crate::authority::Issuer;
use crate::revocation::RevocationReason;
use crate::{Certificate, Error, Identity, PrivateKey, oid};

const STRUCTURE: &str = "OCSPResponse";

/// Why a request is not answered: OCSPResponseStatus (§ 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// malformedRequest: the bytes are not a request.
    Malformed,
    /// internalError: the register cannot be read now.
    Internal,
    /// tryLater.
    TryLater,
    /// unauthorized: none of the certificates is of this issuer.
    Unauthorized,
}

impl Failure {
    /// Its number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Malformed => 1,
            Self::Internal => 2,
            Self::TryLater => 3,
            Self::Unauthorized => 6,
        }
    }

    /// The response that says so and nothing else; it is not signed.
    ///
    /// # Errors
    /// Never.
    pub fn to_der(self) -> Result<Vec<u8>, Error> {
        wrap(Tag::Sequence, &[&enumerated(self.code())?])
    }
}

/// What the register knows about a serial number.
pub type Status = CertificateStatus;

/// Answers for one issuer.
pub struct Responder<'a> {
    key: &'a PrivateKey,
    certificate: &'a Certificate,
    issuer: &'a Certificate,
}

impl<'a> Responder<'a> {
    /// A responder for the certificates of `issuer`. `identity` is the issuer's own, or one that it certified for this
    /// ([`crate::authority::Profile::Responder`]).
    ///
    /// # Errors
    /// When the certificate may not answer for the issuer.
    pub fn new(identity: &'a Identity, issuer: &'a Certificate) -> Result<Self, Error> {
        let own = identity.certificate();
        let is_delegate = own.extended_key_usage().contains(&oid::USAGE_OCSP_SIGNING)
            && own.is_signed_by(issuer.public_key())?;
        if own != issuer && !is_delegate {
            return Err(Error::CertificateDoesNotAllowUse);
        }
        Ok(Self { key: identity.key(), certificate: own, issuer })
    }

    /// An issuer that answers for its own certificates.
    #[must_use]
    pub fn of_issuer(issuer: &'a Issuer) -> Self {
        Self { key: issuer.key(), certificate: issuer.certificate(), issuer: issuer.certificate() }
    }

    /// Answers a request at `now`, good until `next_update`. `look_up` is given each serial number of this issuer;
    /// numbers of other issuers are unknown.
    ///
    /// # Errors
    /// When the library or the source of randomness fails. A request that cannot be answered is answered with its
    /// reason, not an error.
    pub fn respond(
        &self,
        request: &[u8],
        (now, next_update): (Timestamp, Timestamp),
        random: &dyn SecureRandom,
        look_up: &dyn Fn(&[u8]) -> Status,
    ) -> Result<Vec<u8>, Error> {
        let Ok(request) = Request::from_der(request) else { return Failure::Malformed.to_der() };
        if !request.certificates.iter().any(|certificate| certificate.is_of(self.issuer)) {
            return Failure::Unauthorized.to_der();
        }
        let mut singles = Vec::new();
        for certificate in &request.certificates {
            let known = certificate.is_of(self.issuer);
            let status = if known { look_up(certificate.serial()) } else { Status::Unknown };
            singles.push(write_single(certificate, status, now, next_update)?);
        }
        self.sign(&singles, request.nonce.as_deref(), now, random)
    }

    fn sign(
        &self,
        singles: &[Vec<u8>],
        nonce: Option<&[u8]>,
        now: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, Error> {
        let singles: Vec<&[u8]> = singles.iter().map(Vec::as_slice).collect();
        let extensions = match nonce {
            None => Vec::new(),
            Some(nonce) => wrap(context(1), &[&wrap(Tag::Sequence, &[&write_nonce(nonce)?])?])?,
        };
        let data = wrap(
            Tag::Sequence,
            &[
                &wrap(context(1), &[self.certificate.subject().to_der()])?,
                &time::write_generalized(whole_seconds(now))?,
                &wrap(Tag::Sequence, &singles)?,
                &extensions,
            ],
        )?;
        let algorithm = encode(&self.key.algorithm().identifier()?, STRUCTURE)?;
        let signature = self.key.sign(&data, random)?;
        let certificates = match self.certificate == self.issuer {
            true => Vec::new(),
            false => wrap(context(0), &[&wrap(Tag::Sequence, &[self.certificate.to_der()])?])?,
        };
        let basic = wrap(
            Tag::Sequence,
            &[&data, &algorithm, &wrap(Tag::BitString, &[&[0], &signature])?, &certificates],
        )?;
        let body = wrap(
            Tag::Sequence,
            &[&encode(&oid::OCSP_BASIC, STRUCTURE)?, &wrap(Tag::OctetString, &[&basic])?],
        )?;
        wrap(Tag::Sequence, &[&enumerated(0)?, &wrap(context(0), &[&body])?])
    }
}

fn write_single(
    certificate: &CertificateId,
    status: Status,
    now: Timestamp,
    next_update: Timestamp,
) -> Result<Vec<u8>, Error> {
    let empty =
        |number| wrap(Tag::ContextSpecific { constructed: false, number: der::TagNumber(number) }, &[]);
    let status = match status {
        Status::Good => empty(0)?,
        Status::Unknown => empty(2)?,
        Status::Revoked { time, reason } => {
            let reason = match reason {
                // RFC 5280 § 5.3.1: said by leaving it out.
                RevocationReason::Unspecified => Vec::new(),
                reason => wrap(context(0), &[&enumerated(reason.code())?])?,
            };
            wrap(context(1), &[&time::write_generalized(whole_seconds(time))?, &reason])?
        }
    };
    wrap(
        Tag::Sequence,
        &[
            &certificate.to_der()?,
            &status,
            &time::write_generalized(whole_seconds(now))?,
            &wrap(context(0), &[&time::write_generalized(whole_seconds(next_update))?])?,
        ],
    )
}

/// RFC 6960 § 4.2.2.1 takes its times from RFC 5280, which has no fractions.
fn whole_seconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant)
}

//! TimeStampReq, and the client's check of the answer (RFC 3161 § 2.4).

use aws_lc_rs::rand::SecureRandom;
use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Reader, Sequence, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::{Failure, Token};
use crate::asn1::normalise::normalise;
use crate::asn1::{context, decode, elements, encode, sequence, wrap};
use crate::cms::AttributeFact;
use crate::{DigestAlgorithm, Error};

const STRUCTURE: &str = "TimeStampReq";

/// A request for a time-stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The digest algorithm of the imprint.
    pub digest_algorithm: DigestAlgorithm,
    /// The digest of what is to be stamped.
    pub imprint: Vec<u8>,
    /// The policy asked for, if a particular one is.
    pub policy: Option<ObjectIdentifier>,
    /// Content bytes of the nonce INTEGER, which binds the answer to this request.
    pub nonce: Option<Vec<u8>>,
    /// Whether the token shall carry the certificates needed to check it.
    pub with_certificates: bool,
}

impl Request {
    /// A request with a random nonce of 64 bits, for a token with certificates.
    ///
    /// # Errors
    /// When the imprint has not its algorithm's length, or the source of randomness fails.
    pub fn new(
        digest_algorithm: DigestAlgorithm,
        imprint: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        if imprint.len() != digest_algorithm.output_len() {
            return Err(Error::DigestHasWrongLength);
        }
        let mut nonce = [0; 8];
        random.fill(&mut nonce).map_err(|_| Error::RandomnessFailed)?;
        // A positive INTEGER of fixed length: first bit clear, second set.
        let [first, rest @ ..] = nonce;
        let nonce = [vec![(first & 0x3f) | 0x40], rest.to_vec()].concat();
        Ok(Self {
            digest_algorithm,
            imprint: imprint.to_vec(),
            policy: None,
            nonce: Some(nonce),
            with_certificates: true,
        })
    }

    /// The request as `application/timestamp-query` carries it.
    ///
    /// # Errors
    /// Never for a request of [`Request::new`].
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let policy = self.policy.map(|policy| encode(&policy, STRUCTURE)).transpose()?.unwrap_or_default();
        let nonce = self.nonce.as_ref().map(|nonce| wrap(Tag::Integer, &[nonce])).transpose()?;
        // DER leaves the default FALSE out.
        let certificates = if self.with_certificates { encode(&true, STRUCTURE)? } else { Vec::new() };
        wrap(
            Tag::Sequence,
            &[
                &encode(&1_u8, STRUCTURE)?,
                &write_imprint(self.digest_algorithm, &self.imprint)?,
                &policy,
                &nonce.unwrap_or_default(),
                &certificates,
            ],
        )
    }

    /// Reads a request, as the responder does: the reason for refusal is what RFC 3161 § 2.4.2 wants answered.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Failure> {
        let bad_format = |_| Failure::BadDataFormat;
        let malformed = |_: der::Error| Failure::BadDataFormat;
        let request: AnyRef<'_> = decode(bytes, STRUCTURE).map_err(bad_format)?;
        if request.tag() != Tag::Sequence {
            return Err(Failure::BadDataFormat);
        }
        let mut reader = SliceReader::new(request.value()).map_err(malformed)?;
        let version: u8 = reader.decode().map_err(malformed)?;
        if version != 1 {
            return Err(Failure::BadRequest);
        }
        let imprint: Imprint<'_> = reader.decode().map_err(malformed)?;
        let digest_algorithm =
            DigestAlgorithm::from_identifier(&imprint.algorithm).map_err(|_| Failure::BadAlgorithm)?;
        let mut found = Self {
            digest_algorithm,
            imprint: imprint.digest.as_bytes().to_vec(),
            policy: None,
            nonce: None,
            with_certificates: false,
        };
        if found.imprint.len() != digest_algorithm.output_len() {
            return Err(Failure::BadDataFormat);
        }
        // The optional parts come in this order, each at most once.
        let mut stage = 0;
        while !reader.is_finished() {
            let part: AnyRef<'_> = reader.decode().map_err(malformed)?;
            let reached = match part.tag() {
                Tag::ObjectIdentifier => {
                    found.policy = Some(part.decode_as().map_err(malformed)?);
                    1
                }
                Tag::Integer => {
                    found.nonce = Some(part.value().to_vec());
                    2
                }
                Tag::Boolean => {
                    found.with_certificates = part.decode_as().map_err(malformed)?;
                    3
                }
                // RFC 3161 § 2.4.1: extensions that are not known are refused.
                tag if tag == context(0) => return Err(Failure::UnacceptedExtension),
                _ => return Err(Failure::BadDataFormat),
            };
            if reached <= stage {
                return Err(Failure::BadDataFormat);
            }
            stage = reached;
        }
        Ok(found)
    }

    /// Reads the answer to this request, as `application/timestamp-reply` carries it, and gives the token.
    ///
    /// The token answers this request, its signature is right, and its certificate may sign time-stamps; whether
    /// that certificate is trusted is the caller's question.
    ///
    /// # Errors
    /// When the authority refused, or the token is malformed, not valid, or answers another request.
    pub fn accept(&self, response: &[u8]) -> Result<Token, Error> {
        const STRUCTURE: &str = "TimeStampResp";
        let normalised = normalise(response)?;
        let response = sequence(&normalised.der, STRUCTURE)?;
        let parts = elements(response, 2, STRUCTURE)?;
        let status = read_status(parts.first().ok_or(Error::Malformed { structure: STRUCTURE })?)?;
        // 0 granted, 1 granted with modifications (RFC 3161 § 2.4.2).
        if status.status > 1 {
            return Err(Error::TimestampRefused { status: status.status, failure: status.failure });
        }
        self.accept_token(parts.get(1).ok_or(Error::Malformed { structure: STRUCTURE })?)
    }

    /// Reads a bare token that answers this request, as services give it that are not asked by RFC 3161's own protocol.
    ///
    /// # Errors
    /// As [`Request::accept`].
    pub fn accept_token(&self, token: &[u8]) -> Result<Token, Error> {
        let token = Token::parse(token)?;
        let same_policy = self.policy.is_none_or(|policy| policy == token.policy());
        let same_imprint =
            token.digest_algorithm() == Ok(self.digest_algorithm) && token.imprint() == self.imprint;
        if !same_imprint || token.nonce() != self.nonce.as_deref() || !same_policy {
            return Err(Error::TimestampAnswersAnotherRequest);
        }
        let facts = token.verify(&self.imprint, &[]);
        if !facts.is_valid() || facts.imprint != AttributeFact::Matches {
            return Err(Error::TimestampIsNotValid);
        }
        Ok(token)
    }
}

/// MessageImprint (RFC 3161 § 2.4.1).
#[derive(Sequence)]
pub(super) struct Imprint<'a> {
    pub(super) algorithm: AlgorithmIdentifierRef<'a>,
    pub(super) digest: &'a OctetStringRef,
}

pub(super) fn write_imprint(algorithm: DigestAlgorithm, imprint: &[u8]) -> Result<Vec<u8>, Error> {
    let algorithm = encode(&algorithm.identifier(), STRUCTURE)?;
    wrap(Tag::Sequence, &[&algorithm, &wrap(Tag::OctetString, &[imprint])?])
}

struct Status {
    status: u32,
    failure: Option<u8>,
}

/// PKIStatusInfo: a status, perhaps text, perhaps failure bits.
fn read_status(bytes: &[u8]) -> Result<Status, Error> {
    const STRUCTURE: &str = "PKIStatusInfo";
    let info = sequence(bytes, STRUCTURE)?;
    let parts = elements(info, 3, STRUCTURE)?;
    let status = decode(parts.first().ok_or(Error::Malformed { structure: STRUCTURE })?, STRUCTURE)?;
    let bits = parts.iter().find_map(|part| decode::<BitStringRef<'_>>(part, STRUCTURE).ok());
    let first_set = bits.and_then(|bits| bits.bits().position(|bit| bit));
    Ok(Status { status, failure: first_set.and_then(|position| u8::try_from(position).ok()) })
}

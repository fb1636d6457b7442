//! The further steps. Each consumes the one before, so that a signature is embedded once, and only whole.

use aws_lc_rs::rand::SecureRandom;
use paraph_pki::cms::{SignatureValue, SignedAttributes, SignedMessage};
use paraph_pki::{DigestAlgorithm, timestamp};

use super::closed::{Closed, Finished};
use super::{Level, Signer};
use crate::Error;

pub(crate) struct Parts {
    pub(crate) closed: Closed,
    pub(crate) attributes: SignedAttributes,
    pub(crate) signer: Signer,
    pub(crate) level: Level,
}

/// A document with everything written but the signature.
pub struct Prepared {
    closed: Closed,
    attributes: SignedAttributes,
    signer: Signer,
    level: Level,
}

impl Prepared {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { closed: parts.closed, attributes: parts.attributes, signer: parts.signer, level: parts.level }
    }

    /// The bytes to sign: the signed attributes in DER (RFC 5652 § 5.4). The signature algorithm digests them.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        self.attributes.to_be_signed()
    }

    /// The digest of the document's byte ranges, which the signed attributes carry.
    #[must_use]
    pub fn digest(&self) -> &[u8] {
        &self.closed.digested.ranges
    }

    /// Takes the signature over [`Self::to_be_signed`]: a DER ECDSA value or an RSA block.
    ///
    /// # Errors
    /// If it does not verify under the signer's certificate.
    pub fn sign_with(self, signature: Vec<u8>) -> Result<Signed, Error> {
        let value = SignatureValue { algorithm: self.signer.algorithm, value: signature };
        let message = self.attributes.assemble(value, &self.signer.chain)?;
        Ok(Signed { closed: self.closed, message, signer: self.signer, level: self.level, stamped: false })
    }
}

/// A signature that is made but not yet in its place.
pub struct Signed {
    closed: Closed,
    message: SignedMessage,
    signer: Signer,
    level: Level,
    stamped: bool,
}

impl Signed {
    /// Whether the level asked for wants a time-stamp that is not there yet.
    #[must_use]
    pub fn wants_timestamp(&self) -> bool {
        self.level == Level::BaselineT && !self.stamped
    }

    /// What to ask a time-stamp authority: [`timestamp::Request::to_der`] is the body to send.
    ///
    /// # Errors
    /// If the source of randomness fails.
    pub fn timestamp_query(&self, random: &dyn SecureRandom) -> Result<timestamp::Request, Error> {
        // EN 319 122-1 § 5.3: over the signature value.
        let imprint = DigestAlgorithm::Sha256.digest(self.message.signature());
        Ok(timestamp::Request::new(DigestAlgorithm::Sha256, &imprint, random)?)
    }

    /// Takes the authority's answer to `query`, body as received.
    ///
    /// # Errors
    /// If it refuses, does not answer this query, is not valid, or states a time at which the signer's
    /// certificate is not valid (EN 319 142-1 § 6.3: a time-stamp that comes too late proves nothing).
    pub fn with_timestamp(self, query: &timestamp::Request, response: &[u8]) -> Result<Self, Error> {
        if query.imprint != query.digest_algorithm.digest(self.message.signature()) {
            return Err(Error::Pki(paraph_pki::Error::TimestampAnswersAnotherRequest));
        }
        let token = query.accept(response)?;
        if !self.signer.certificate.validity().contains(token.time()) {
            return Err(Error::TimestampIsOutsideTheCertificate);
        }
        let message = self.message.with_signature_timestamp(token.to_der().to_vec());
        Ok(Self { message, stamped: true, ..self })
    }

    /// Puts the signature in its place.
    ///
    /// # Errors
    /// [`Error::TimestampIsMissing`] if the level asked for is not reached; [`Error::SignatureDoesNotFit`] if
    /// it needs more room than was kept.
    pub fn embed(self) -> Result<Finished, Error> {
        if self.wants_timestamp() {
            return Err(Error::TimestampIsMissing);
        }
        self.closed.fill(&self.message.to_der()?)
    }
}

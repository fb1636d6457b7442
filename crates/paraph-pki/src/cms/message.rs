//! Writing a SignedData with one signer (RFC 5652 § 5).

use const_oid::ObjectIdentifier;
use der::{Encode, Tag};

use super::attributes::{write, write_set};
use crate::asn1::{context, encode, wrap};
use crate::{Certificate, DigestAlgorithm, Error, SignatureAlgorithm, oid};

/// A signature and the algorithm it was made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureValue {
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// DER ECDSA value, or RSA block.
    pub value: Vec<u8>,
}

/// What is signed, and whether it travels along.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Detached,
    Carried { content_type: ObjectIdentifier, bytes: Vec<u8> },
}

impl Content {
    pub(super) fn content_type(&self) -> ObjectIdentifier {
        match self {
            Self::Detached => oid::CMS_DATA,
            Self::Carried { content_type, .. } => *content_type,
        }
    }
}

/// A complete signed message, to which a time-stamp may be added.
#[derive(Clone, Debug)]
pub struct SignedMessage {
    pub(super) signed_attributes: Vec<u8>,
    pub(super) content: Content,
    pub(super) digest_algorithm: DigestAlgorithm,
    pub(super) signer: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) signature: SignatureValue,
    pub(super) timestamp: Option<Vec<u8>>,
    pub(super) carries_certificates: bool,
}

impl SignedMessage {
    /// The signature value: what a signature time-stamp is made over (EN 319 122-1 § 5.3).
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature.value
    }

    /// Adds a time-stamp token over [`SignedMessage::signature`], as DER TimeStampToken, replacing an earlier one.
    /// The caller has verified it.
    #[must_use]
    pub fn with_signature_timestamp(mut self, token: Vec<u8>) -> Self {
        self.timestamp = Some(token);
        self
    }

    /// Leaves every certificate out, the signer's included: for time-stamps that were asked for so.
    #[must_use]
    pub fn without_certificates(mut self) -> Self {
        self.carries_certificates = false;
        self
    }

    /// The message as a DER ContentInfo.
    ///
    /// # Errors
    /// When the algorithm has no identifier to write.
    pub fn to_der(&self) -> Result<Vec<u8>, Error> {
        let content_type = encode(&self.content.content_type(), "ContentType")?;
        // RFC 5652 § 5.1: version 3 as soon as the content is not plain data.
        let (version, content): (u8, Vec<u8>) = match &self.content {
            Content::Detached => (1, Vec::new()),
            Content::Carried { bytes, .. } => (3, wrap(context(0), &[&wrap(Tag::OctetString, &[bytes])?])?),
        };
        let content_info = wrap(Tag::Sequence, &[&content_type, &content])?;
        let digest_algorithm = encode(&self.digest_algorithm.identifier(), "AlgorithmIdentifier")?;
        let signed_data = wrap(
            Tag::Sequence,
            &[
                &encode(&version, "CMSVersion")?,
                &wrap(Tag::Set, &[&digest_algorithm])?,
                &content_info,
                &self.certificates()?,
                &wrap(Tag::Set, &[&self.signer_info(&digest_algorithm)?])?,
            ],
        )?;
        let kind = oid::CMS_SIGNED_DATA.to_der().map_err(Error::malformed("ContentInfo"))?;
        wrap(Tag::Sequence, &[&kind, &wrap(context(0), &[&signed_data])?])
    }

    /// `[0] IMPLICIT CertificateSet`: signer and chain, each once, sorted as DER wants.
    fn certificates(&self) -> Result<Vec<u8>, Error> {
        if !self.carries_certificates {
            return Ok(Vec::new());
        }
        let mut all: Vec<&[u8]> = self.chain.iter().map(Certificate::to_der).collect();
        all.push(self.signer.to_der());
        all.sort_unstable();
        all.dedup();
        wrap(context(0), &all)
    }

    fn signer_info(&self, digest_algorithm: &[u8]) -> Result<Vec<u8>, Error> {
        let serial = wrap(Tag::Integer, &[self.signer.serial()])?;
        let identifier = wrap(Tag::Sequence, &[self.signer.issuer().to_der(), &serial])?;
        let timestamp = match &self.timestamp {
            Some(token) => retag(1, &write_set(vec![write(oid::ATTRIBUTE_SIGNATURE_TIMESTAMP, token)?])?)?,
            None => Vec::new(),
        };
        wrap(
            Tag::Sequence,
            &[
                &encode(&1_u8, "CMSVersion")?,
                &identifier,
                digest_algorithm,
                &retag(0, &self.signed_attributes)?,
                &encode(&self.signature.algorithm.identifier()?, "AlgorithmIdentifier")?,
                &wrap(Tag::OctetString, &[&self.signature.value])?,
                &timestamp,
            ],
        )
    }
}

/// Replaces a SET's tag by an implicit context tag.
fn retag(number: u32, set: &[u8]) -> Result<Vec<u8>, Error> {
    let set: der::asn1::AnyRef<'_> = crate::asn1::decode(set, "SET")?;
    wrap(context(number), &[set.value()])
}

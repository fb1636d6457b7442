//! Attributes of a signer (RFC 5652 § 11), read one by one, or built to be signed.

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Decode, Encode, Tag, Tagged};

use super::message::{Content, SignatureValue, SignedMessage};
use super::signing_certificate;
use crate::asn1::{decode, elements, wrap};
use crate::limits::ATTRIBUTES_MAX;
use crate::{Certificate, DigestAlgorithm, Error, oid};

const STRUCTURE: &str = "Attribute";

/// One attribute, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Which attribute.
    pub kind: ObjectIdentifier,
    /// The DER of each value.
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    /// Reads the content of a SET OF Attribute.
    pub(super) fn read_all(content: &[u8]) -> Result<Vec<Self>, Error> {
        elements(content, ATTRIBUTES_MAX, STRUCTURE)?.into_iter().map(Self::read).collect()
    }

    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::Malformed { structure: STRUCTURE };
        let attribute: AnyRef<'_> = decode(bytes, STRUCTURE)?;
        let [kind, values] = elements(attribute.value(), 2, STRUCTURE)?.try_into().map_err(|_| malformed)?;
        let kind = ObjectIdentifier::from_der(kind).map_err(|_| malformed)?;
        let set: AnyRef<'_> = decode(values, STRUCTURE)?;
        if set.tag() != Tag::Set || attribute.tag() != Tag::Sequence {
            return Err(malformed);
        }
        let values = elements(set.value(), ATTRIBUTES_MAX, STRUCTURE)?;
        Ok(Self { kind, values: values.into_iter().map(<[u8]>::to_vec).collect() })
    }
}

/// Writes an attribute with one value.
pub(super) fn write(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, Error> {
    let kind = kind.to_der().map_err(Error::malformed(STRUCTURE))?;
    wrap(Tag::Sequence, &[&kind, &wrap(Tag::Set, &[value])?])
}

/// Writes a SET OF, sorted as DER wants (X.690 § 11.6).
pub(super) fn write_set(mut members: Vec<Vec<u8>>) -> Result<Vec<u8>, Error> {
    members.sort_unstable();
    let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
    wrap(Tag::Set, &members)
}

/// The attributes a signature is made over: content type, message digest and signing certificate, and nothing
/// else. There is no signing time, since in PAdES that stands in the signature dictionary
/// (EN 319 142-1 § 6.3, table 1).
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    der: Vec<u8>,
    content: Content,
    digest_algorithm: DigestAlgorithm,
    signer: Certificate,
}

impl SignedAttributes {
    /// Attributes for a signature over content that travels apart, such as a PDF's byte ranges.
    ///
    /// # Errors
    /// When the digest has not its algorithm's length.
    pub fn new(
        digest_algorithm: DigestAlgorithm,
        digest: &[u8],
        signer: &Certificate,
    ) -> Result<Self, Error> {
        Self::for_content(Content::Detached, digest_algorithm, digest, signer)
    }

    /// Attributes for a signature over content that travels in the message.
    ///
    /// # Errors
    /// Never for a content type and content that can be written in DER.
    pub fn with_content(
        content_type: ObjectIdentifier,
        content: Vec<u8>,
        digest_algorithm: DigestAlgorithm,
        signer: &Certificate,
    ) -> Result<Self, Error> {
        let digest = digest_algorithm.digest(&content);
        let content = Content::Carried { content_type, bytes: content };
        Self::for_content(content, digest_algorithm, &digest, signer)
    }

    fn for_content(
        content: Content,
        digest_algorithm: DigestAlgorithm,
        digest: &[u8],
        signer: &Certificate,
    ) -> Result<Self, Error> {
        if digest.len() != digest_algorithm.output_len() {
            return Err(Error::DigestHasWrongLength);
        }
        let content_type = content.content_type().to_der().map_err(Error::malformed(STRUCTURE))?;
        let der = write_set(vec![
            write(oid::ATTRIBUTE_CONTENT_TYPE, &content_type)?,
            write(oid::ATTRIBUTE_MESSAGE_DIGEST, &wrap(Tag::OctetString, &[digest])?)?,
            write(oid::ATTRIBUTE_SIGNING_CERTIFICATE_V2, &signing_certificate::write(signer)?)?,
        ])?;
        Ok(Self { der, content, digest_algorithm, signer: signer.clone() })
    }

    /// The bytes to sign: the DER of the SET OF (RFC 5652 § 5.4).
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.der
    }

    /// The digest algorithm of the content.
    #[must_use]
    pub fn digest_algorithm(&self) -> DigestAlgorithm {
        self.digest_algorithm
    }

    /// Puts the signature with them. `chain` holds the certificates to carry besides the signer's.
    ///
    /// # Errors
    /// When the signature does not verify under the signer's key: a message that nobody can accept is never made.
    pub fn assemble(self, signature: SignatureValue, chain: &[Certificate]) -> Result<SignedMessage, Error> {
        let key = self.signer.public_key();
        if signature.algorithm.digest().is_some_and(|digest| digest != self.digest_algorithm) {
            return Err(Error::UnsupportedParameters);
        }
        if !key.verify(signature.algorithm, &self.der, &signature.value)? {
            return Err(Error::KeyDoesNotMatchCertificate);
        }
        Ok(SignedMessage {
            signed_attributes: self.der,
            content: self.content,
            digest_algorithm: self.digest_algorithm,
            signer: self.signer,
            chain: chain.to_vec(),
            signature,
            timestamp: None,
            carries_certificates: true,
        })
    }
}

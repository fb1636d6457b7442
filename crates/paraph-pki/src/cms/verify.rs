//! What holds about one signer (RFC 5652 § 5.4, § 5.6). Facts only; the verdict is the caller's.

use const_oid::ObjectIdentifier;
use der::asn1::OctetStringRef;

use super::attributes::write_set;
use super::{Attribute, SignedData, Signer, signing_certificate};
use crate::asn1::{decode, elements};
use crate::limits::ATTRIBUTES_MAX;
use crate::{Certificate, DigestAlgorithm, Error, oid};

/// Everything that was found out about one signer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignerFacts {
    /// The signer's certificate, when it was found.
    pub certificate: Option<Certificate>,
    /// Whether the signed content type is the message's.
    pub content_type: AttributeFact,
    /// Whether the signed digest is the content's.
    pub message_digest: AttributeFact,
    /// Whether the signing-certificate attribute names the certificate.
    pub signing_certificate: SigningCertificateFact,
    /// Whether the signature value is right.
    pub signature: SignatureFact,
}

impl SignerFacts {
    /// What is known about a signer that is not there.
    pub(crate) fn nothing_known() -> Self {
        Self {
            certificate: None,
            content_type: AttributeFact::Missing,
            message_digest: AttributeFact::Missing,
            signing_certificate: SigningCertificateFact::Missing,
            signature: SignatureFact::NoCertificate,
        }
    }

    /// Whether content and signature belong together: type and digest signed and right, and the value valid
    /// under the certificate that was found. Says nothing about trust.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.content_type == AttributeFact::Matches
            && self.message_digest == AttributeFact::Matches
            && matches!(self.signature, SignatureFact::Valid { .. })
    }
}

/// What a signed attribute says, compared with what is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeFact {
    /// It is there once, and right.
    Matches,
    /// It is there once, and wrong or unreadable.
    Differs,
    /// It is not there.
    Missing,
    /// It is there several times, or has several values.
    Repeated,
}

/// What the signing-certificate attribute says (RFC 5035).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SigningCertificateFact {
    /// It names the certificate that was found.
    Matches {
        /// The digest the certificate is named by.
        digest: DigestAlgorithm,
    },
    /// It names another certificate: a substitution.
    Differs,
    /// It is not there.
    Missing,
    /// There are several, of either version.
    Repeated,
    /// It cannot be read.
    Malformed,
    /// It could not be compared: no certificate was found, or its digest algorithm is unknown.
    NotChecked,
}

/// Whether the signature value is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureFact {
    /// It is.
    Valid {
        /// Over which bytes.
        attributes: AttributesEncoding,
    },
    /// It is not.
    Invalid,
    /// No certificate of the signer was found.
    NoCertificate,
    /// It could not be checked, and why.
    NotChecked(Error),
}

/// Which bytes the signature verified over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributesEncoding {
    /// The signed attributes as they came.
    AsTransmitted,
    /// The signed attributes in DER order, which is not the order they came in.
    Sorted,
    /// There are no signed attributes: the signature is over the content itself.
    None,
}

impl Signer {
    /// States what holds, given the digest of the content by [`Signer::digest_algorithm`].
    ///
    /// `extra` are certificates known from elsewhere; those in the message are tried first.
    #[must_use]
    pub fn verify(&self, message: &SignedData, digest: &[u8], extra: &[Certificate]) -> SignerFacts {
        let carried = self.find_certificate(message.certificates());
        let certificate = carried.or_else(|| self.find_certificate(extra)).cloned();
        let attributes = self.signed_attributes();
        let content_type = check(attributes, oid::ATTRIBUTE_CONTENT_TYPE, |value| {
            decode::<ObjectIdentifier>(value, "ContentType") == Ok(message.content_type())
        });
        let message_digest = check(attributes, oid::ATTRIBUTE_MESSAGE_DIGEST, |value| {
            let signed = decode::<&OctetStringRef>(value, "MessageDigest");
            signed.is_ok_and(|signed| signed.as_bytes() == digest && !digest.is_empty())
        });
        SignerFacts {
            content_type,
            message_digest,
            signing_certificate: signing_certificate::check(attributes, certificate.as_ref()),
            signature: match &certificate {
                Some(certificate) => {
                    self.check_signature(certificate, digest).unwrap_or_else(SignatureFact::NotChecked)
                }
                None => SignatureFact::NoCertificate,
            },
            certificate,
        }
    }

    /// RFC 5652 § 5.4 wants the DER of the attributes. Writers that did not sort them signed what they sent, so
    /// the bytes as they came go first; never is another algorithm tried.
    fn check_signature(&self, certificate: &Certificate, digest: &[u8]) -> Result<SignatureFact, Error> {
        let algorithm = self.signature_algorithm()?;
        let key = certificate.public_key();
        let Some(as_transmitted) = &self.signed else {
            let valid = key.verify_digest(algorithm, digest, self.signature())?;
            return Ok(fact(valid, AttributesEncoding::None));
        };
        if key.verify(algorithm, as_transmitted, self.signature())? {
            return Ok(fact(true, AttributesEncoding::AsTransmitted));
        }
        let set: der::asn1::AnyRef<'_> = decode(as_transmitted, "SignedAttributes")?;
        let members = elements(set.value(), ATTRIBUTES_MAX, "SignedAttributes")?;
        let sorted = write_set(members.into_iter().map(<[u8]>::to_vec).collect())?;
        let valid = sorted != *as_transmitted && key.verify(algorithm, &sorted, self.signature())?;
        Ok(fact(valid, AttributesEncoding::Sorted))
    }
}

fn fact(valid: bool, attributes: AttributesEncoding) -> SignatureFact {
    if valid { SignatureFact::Valid { attributes } } else { SignatureFact::Invalid }
}

fn check(
    attributes: &[Attribute],
    kind: ObjectIdentifier,
    is_right: impl Fn(&[u8]) -> bool,
) -> AttributeFact {
    let mut found = attributes.iter().filter(|attribute| attribute.kind == kind);
    let Some(attribute) = found.next() else { return AttributeFact::Missing };
    match attribute.values.as_slice() {
        [value] if found.next().is_none() => {
            if is_right(value) {
                AttributeFact::Matches
            } else {
                AttributeFact::Differs
            }
        }
        _ => AttributeFact::Repeated,
    }
}

//! What each kind of certificate may do (RFC 5280 § 4.2, RFC 3161 § 2.3, RFC 9336).

use der::Tag;

use crate::asn1::{encode, wrap};
use crate::certificate::{BasicConstraints, KeyUsage};
use crate::{Error, ObjectIdentifier, oid};

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The self-signed root of an instance.
    Root,
    /// The authority below the root; it can have no further authority below.
    IssuingAuthority,
    /// The instance's seal: signs documents.
    Seal,
    /// A person who signs documents.
    Signatory,
    /// The time-stamp unit: signs time-stamps and nothing else.
    Timestamp,
    /// Answers about the status of certificates for its issuer (RFC 6960 § 4.2.2.2). Who asks does not ask about it in
    /// turn, so it is short-lived.
    Responder,
}

impl Profile {
    /// The profile's own extensions, in DER.
    pub(super) fn extensions(self) -> Result<Vec<Vec<u8>>, Error> {
        let usage = self.key_usage().to_bit_string();
        let mut extensions = vec![critical(oid::KEY_USAGE, &wrap(Tag::BitString, &[&usage])?)?];
        match self {
            Self::Root => extensions.push(authority(None)?),
            Self::IssuingAuthority => extensions.push(authority(Some(0))?),
            Self::Seal | Self::Signatory => {
                let usages = vec![oid::USAGE_DOCUMENT_SIGNING];
                extensions.push(plain(oid::EXTENDED_KEY_USAGE, &encode(&usages, "ExtKeyUsageSyntax")?)?);
            }
            Self::Timestamp => {
                let usages = vec![oid::USAGE_TIME_STAMPING];
                extensions.push(critical(oid::EXTENDED_KEY_USAGE, &encode(&usages, "ExtKeyUsageSyntax")?)?);
            }
            Self::Responder => {
                let usages = vec![oid::USAGE_OCSP_SIGNING];
                extensions.push(plain(oid::EXTENDED_KEY_USAGE, &encode(&usages, "ExtKeyUsageSyntax")?)?);
                extensions.push(plain(oid::OCSP_NO_CHECK, &wrap(Tag::Null, &[])?)?);
            }
        }
        Ok(extensions)
    }

    fn key_usage(self) -> KeyUsage {
        match self {
            Self::Root | Self::IssuingAuthority => KeyUsage::CERTIFICATE_SIGN.and(KeyUsage::CRL_SIGN),
            Self::Seal | Self::Signatory => KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION),
            Self::Timestamp | Self::Responder => KeyUsage::DIGITAL_SIGNATURE,
        }
    }
}

fn authority(path_length: Option<u32>) -> Result<Vec<u8>, Error> {
    let constraints = BasicConstraints { is_authority: true, path_length };
    critical(oid::BASIC_CONSTRAINTS, &encode(&constraints, "BasicConstraints")?)
}

/// An extension that who does not know it may skip.
pub(crate) fn plain(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, Error> {
    let kind = encode(&kind, "Extension")?;
    wrap(Tag::Sequence, &[&kind, &wrap(Tag::OctetString, &[value])?])
}

/// An extension that who does not know it must refuse.
fn critical(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, Error> {
    let (kind, flag) = (encode(&kind, "Extension")?, encode(&true, "Extension")?);
    wrap(Tag::Sequence, &[&kind, &flag, &wrap(Tag::OctetString, &[value])?])
}

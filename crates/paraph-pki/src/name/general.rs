//! GeneralName (RFC 5280 § 4.2.1.6): the other names a certificate, a constraint or a revocation list may carry.

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use crate::asn1::{decode, elements};
use crate::limits::GENERAL_NAMES_MAX;
use crate::{DistinguishedName, Error};

const STRUCTURE: &str = "GeneralName";

/// A name of one of the forms met in certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GeneralName {
    /// An e-mail address.
    Email(String),
    /// A host name.
    Host(String),
    /// A distinguished name.
    Directory(DistinguishedName),
    /// A URI.
    Uri(String),
    /// An IP address, or in a constraint an address and a mask: 4, 8, 16 or 32 bytes.
    IpAddress(Vec<u8>),
    /// Any other form: the number of its tag, and its bytes.
    Other(u32, Vec<u8>),
}

impl GeneralName {
    /// Reads one name, tag included.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let name: AnyRef<'_> = decode(bytes, STRUCTURE)?;
        let Tag::ContextSpecific { number, .. } = name.tag() else {
            return Err(Error::Malformed { structure: STRUCTURE });
        };
        let text = || match std::str::from_utf8(name.value()) {
            Ok(text) if text.is_ascii() => Ok(text.to_owned()),
            _ => Err(Error::Malformed { structure: STRUCTURE }),
        };
        Ok(match number.value() {
            1 => Self::Email(text()?),
            2 => Self::Host(text()?),
            4 => Self::Directory(DistinguishedName::from_der(name.value())?),
            6 => Self::Uri(text()?),
            7 => Self::IpAddress(name.value().to_vec()),
            other => Self::Other(other, name.value().to_vec()),
        })
    }

    /// Reads the content of GeneralNames.
    pub(crate) fn read_all(content: &[u8]) -> Result<Vec<Self>, Error> {
        elements(content, GENERAL_NAMES_MAX, STRUCTURE)?.into_iter().map(Self::read).collect()
    }

    /// Whether two names are the same: distinguished names as RFC 5280 § 7.1 compares them, the rest byte for byte.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Directory(left), Self::Directory(right)) => left.matches(right),
            _ => self == other,
        }
    }
}

//! Certificate extensions (RFC 5280 § 4.2): all kept, those every caller needs read at once.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use der::{Decode, Reader, Sequence, SliceReader};

use crate::asn1::{decode, elements, sequence};
use crate::limits::EXTENSIONS_MAX;
use crate::{Error, oid};

const STRUCTURE: &str = "Extensions";

/// One extension, as it stands in the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Which extension.
    pub kind: ObjectIdentifier,
    /// Whether who does not know it must refuse the certificate.
    pub critical: bool,
    /// Its DER value.
    pub value: Vec<u8>,
}

/// What a key may be used for (RFC 5280 § 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyUsage {
    bits: u16,
}

impl KeyUsage {
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: Self = Self { bits: 1 };
    /// nonRepudiation, since X.509 (2000) called contentCommitment.
    pub const NON_REPUDIATION: Self = Self { bits: 1 << 1 };
    /// keyCertSign: may sign certificates.
    pub const CERTIFICATE_SIGN: Self = Self { bits: 1 << 5 };
    /// cRLSign: may sign revocation lists.
    pub const CRL_SIGN: Self = Self { bits: 1 << 6 };

    /// The use of a name, as X.509 spells it (RFC 5280 § 4.2.1.3).
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        const NAMES: [&str; 9] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "crlSign",
            "encipherOnly",
            "decipherOnly",
        ];
        let position = NAMES.iter().position(|known| *known == name)?;
        Some(Self { bits: 1 << position })
    }

    /// Whether every use in `other` is allowed.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.bits & other.bits == other.bits
    }

    /// Both sets of uses.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { bits: self.bits | other.bits }
    }

    /// Content of the BIT STRING: the count of unused bits, then the named bits without trailing zeros
    /// (X.690 § 11.2.2).
    pub(crate) fn to_bit_string(self) -> Vec<u8> {
        let reversed = self.bits.reverse_bits().to_be_bytes();
        let bytes: Vec<u8> = reversed.into_iter().take(if self.bits > 0xff { 2 } else { 1 }).collect();
        let unused = bytes.last().map_or(0, |last| last.trailing_zeros().min(7));
        let mut content = vec![u8::try_from(unused).unwrap_or(0)];
        content.extend(bytes);
        content
    }

    fn from_bits(bits: &BitStringRef<'_>) -> Self {
        let mut usage = Self { bits: 0 };
        for (position, bit) in bits.bits().take(9).enumerate() {
            usage.bits |= u16::from(bit) << position;
        }
        usage
    }
}

/// Whether a certificate belongs to a CA (RFC 5280 § 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Sequence)]
pub struct BasicConstraints {
    /// Whether its key may sign certificates.
    #[asn1(default = "Default::default")]
    pub is_authority: bool,
    /// How many CA certificates may follow it in a path, self-issued ones not counted.
    #[asn1(optional = "true")]
    pub path_length: Option<u32>,
}

/// All extensions, and the read values of the common ones.
#[derive(Default, Clone)]
pub(crate) struct Extensions {
    pub(crate) all: Vec<Extension>,
    pub(crate) subject_key_identifier: Option<Vec<u8>>,
    pub(crate) authority_key_identifier: Option<Vec<u8>>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Vec<ObjectIdentifier>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
}

/// Reads `Extensions`: the SEQUENCE inside the explicit tag.
pub(crate) fn read_extensions(bytes: &[u8]) -> Result<Extensions, Error> {
    let sequence = sequence(bytes, STRUCTURE)?;
    let mut extensions = Extensions::default();
    for encoded in elements(sequence, EXTENSIONS_MAX, STRUCTURE)? {
        let extension = read_extension(encoded)?;
        // RFC 5280 § 4.2: at most one of each; two would let two readers see two certificates.
        if extensions.all.iter().any(|earlier| earlier.kind == extension.kind) {
            return Err(Error::Malformed { structure: STRUCTURE });
        }
        extensions.read_common(&extension)?;
        extensions.all.push(extension);
    }
    Ok(extensions)
}

impl Extensions {
    fn read_common(&mut self, extension: &Extension) -> Result<(), Error> {
        let value = extension.value.as_slice();
        match extension.kind {
            oid::SUBJECT_KEY_IDENTIFIER => {
                let identifier: &OctetStringRef = decode(value, "SubjectKeyIdentifier")?;
                self.subject_key_identifier = Some(identifier.as_bytes().to_vec());
            }
            oid::AUTHORITY_KEY_IDENTIFIER => {
                let malformed = Error::malformed("AuthorityKeyIdentifier");
                let content = sequence(value, "AuthorityKeyIdentifier")?;
                self.authority_key_identifier = authority_key_identifier(content).map_err(malformed)?;
            }
            oid::KEY_USAGE => {
                let bits: BitStringRef<'_> = decode(value, "KeyUsage")?;
                self.key_usage = Some(KeyUsage::from_bits(&bits));
            }
            oid::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = decode(value, "ExtKeyUsageSyntax")?;
            }
            oid::BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(read_basic_constraints(value)?);
            }
            _ => {}
        }
        Ok(())
    }
}

fn read_extension(bytes: &[u8]) -> Result<Extension, Error> {
    let parts = elements(sequence(bytes, STRUCTURE)?, 3, STRUCTURE)?;
    let (kind, critical, value) = match parts.as_slice() {
        [kind, value] => (kind, false, value),
        [kind, critical, value] => (kind, read_boolean(critical, STRUCTURE)?, value),
        _ => return Err(Error::Malformed { structure: STRUCTURE }),
    };
    let value: &OctetStringRef = decode(value, STRUCTURE)?;
    Ok(Extension { kind: decode(kind, STRUCTURE)?, critical, value: value.as_bytes().to_vec() })
}

fn read_basic_constraints(bytes: &[u8]) -> Result<BasicConstraints, Error> {
    const STRUCTURE: &str = "BasicConstraints";
    let parts = elements(sequence(bytes, STRUCTURE)?, 2, STRUCTURE)?;
    let is_boolean = |part: &&[u8]| part.first() == Some(&0x01);
    let (is_authority, rest) = match parts.split_first() {
        Some((first, rest)) if is_boolean(first) => (read_boolean(first, STRUCTURE)?, rest),
        _ => (false, parts.as_slice()),
    };
    let path_length = match rest {
        [] => None,
        [length] => Some(decode(length, STRUCTURE)?),
        _ => return Err(Error::Malformed { structure: STRUCTURE }),
    };
    Ok(BasicConstraints { is_authority, path_length })
}

/// Qualified certificates of the first years write TRUE as BER allows, by any byte but zero; read strictly, a
/// restriction would be lost with the certificate.
fn read_boolean(bytes: &[u8], structure: &'static str) -> Result<bool, Error> {
    match bytes {
        [0x01, 0x01, value] => Ok(*value != 0),
        _ => Err(Error::Malformed { structure }),
    }
}

/// Only keyIdentifier [0]: issuer and serial number in this extension are not looked at by anyone.
fn authority_key_identifier(content: &[u8]) -> Result<Option<Vec<u8>>, der::Error> {
    let mut reader = SliceReader::new(content)?;
    if reader.peek_byte() != Some(0x80) {
        return Ok(None);
    }
    let identifier = AnyRef::decode(&mut reader)?;
    Ok(Some(identifier.value().to_vec()))
}

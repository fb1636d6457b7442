//! X.509 certificates (RFC 5280 § 4): kept byte for byte, with a parsed view.
//!
//! Signatures cover the bytes as they were issued, so nothing here re-encodes a certificate that was read.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, Sequence, SliceReader, Tag, Tagged};
use jiff::Timestamp;
use spki::AlgorithmIdentifierRef;

use crate::asn1::{decode, sequence, time};
use crate::limits::{CERTIFICATE_BYTES_MAX, CERTIFICATES_MAX};
use crate::{DigestAlgorithm, DistinguishedName, Error, PublicKey, SignatureAlgorithm, oid};

mod extension;
mod locations;

pub use extension::{BasicConstraints, Extension, KeyUsage};
pub(crate) use extension::{Extensions, read_extensions};

const STRUCTURE: &str = "Certificate";

/// A certificate. Cloning it is cheap.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    der: Vec<u8>,
    tbs: Range<usize>,
    serial: Vec<u8>,
    issuer: DistinguishedName,
    subject: DistinguishedName,
    validity: Validity,
    public_key: PublicKey,
    extensions: Extensions,
    signature_algorithm: Result<SignatureAlgorithm, Error>,
    signature: Vec<u8>,
}

/// When a certificate is valid: both ends count (RFC 5280 § 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First instant.
    pub not_before: Timestamp,
    /// Last instant.
    pub not_after: Timestamp,
}

impl Validity {
    /// Whether `time` lies within, ends included. A certificate's time has no fraction of a second, so its last
    /// second counts whole.
    #[must_use]
    pub fn contains(&self, time: Timestamp) -> bool {
        self.not_before <= time && time.as_second() <= self.not_after.as_second()
    }
}

#[derive(Sequence)]
struct Envelope<'a> {
    _tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

impl Certificate {
    /// Reads one certificate.
    ///
    /// # Errors
    /// When the bytes are not exactly one DER certificate, or it goes beyond the limits.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > CERTIFICATE_BYTES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        let envelope: Envelope<'_> = decode(bytes, STRUCTURE)?;
        let tbs = tbs_range(bytes).map_err(Error::malformed(STRUCTURE))?;
        let fields = Fields::read(sequence(bytes.get(tbs.clone()).unwrap_or_default(), STRUCTURE)?)?;
        let signature_algorithm = if fields.algorithm == envelope.algorithm {
            SignatureAlgorithm::from_identifier(&envelope.algorithm)
        } else {
            // RFC 5280 § 4.1.1.2: the two identifiers must be the same.
            Err(Error::Malformed { structure: STRUCTURE })
        };
        // Bits that fill no whole byte are no signature by any algorithm: none is left to verify.
        let signature = envelope.signature.as_bytes().unwrap_or_default().to_vec();
        Ok(Self(Arc::new(Inner {
            der: bytes.to_vec(),
            tbs,
            serial: fields.serial,
            issuer: fields.issuer,
            subject: fields.subject,
            validity: fields.validity,
            public_key: fields.public_key,
            extensions: fields.extensions,
            signature_algorithm,
            signature,
        })))
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    /// When there is none, or it is malformed.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        let first = Self::all_from_pem(text)?.into_iter().next();
        first.ok_or(Error::Malformed { structure: "PEM block" })
    }

    /// Reads every `CERTIFICATE` block of a PEM text; other blocks and text between blocks are skipped. Lines may be of
    /// any length (RFC 7468 § 2): the certificates of trusted lists come in one line.
    ///
    /// # Errors
    /// When a block is malformed, or there are too many.
    pub fn all_from_pem(text: &str) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find(PEM_BEGIN) {
            let block = rest.get(start..).unwrap_or_default();
            let end = block.find(PEM_END).ok_or(Error::Malformed { structure: "PEM block" })?;
            let (block, after) = block.split_at_checked(end).unwrap_or((block, ""));
            let packed: String =
                block.get(PEM_BEGIN.len()..).unwrap_or_default().split_ascii_whitespace().collect();
            let der = Base64::decode_vec(&packed).map_err(|_| Error::Malformed { structure: "PEM block" })?;
            if found.len() == CERTIFICATES_MAX {
                return Err(Error::BeyondLimits { structure: "PEM bundle" });
            }
            found.push(Self::from_der(&der)?);
            rest = after;
        }
        Ok(found)
    }

    /// The certificate byte for byte as it was read.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate as a PEM block.
    ///
    /// # Errors
    /// Never for a certificate that was read.
    pub fn to_pem(&self) -> Result<String, Error> {
        let document = der::Document::try_from(self.to_der()).map_err(Error::malformed(STRUCTURE))?;
        document.to_pem("CERTIFICATE", der::pem::LineEnding::LF).map_err(Error::malformed(STRUCTURE))
    }

    /// The signed part, byte for byte.
    #[must_use]
    pub fn tbs_der(&self) -> &[u8] {
        self.0.der.get(self.0.tbs.clone()).unwrap_or_default()
    }

    /// The serial number: the content bytes of the INTEGER.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number in upper-case hexadecimal, as people compare it.
    #[must_use]
    pub fn serial_hex(&self) -> String {
        self.serial().iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &DistinguishedName {
        &self.0.issuer
    }

    /// Whom it is about.
    #[must_use]
    pub fn subject(&self) -> &DistinguishedName {
        &self.0.subject
    }

    /// When it is valid.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.0.validity
    }

    /// The key it certifies.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.0.public_key
    }

    /// The algorithm it is signed with.
    ///
    /// # Errors
    /// When the algorithm is unknown here, or the two places that name it disagree.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        self.0.signature_algorithm
    }

    /// The issuer's signature value.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.0.signature
    }

    /// Every extension, in order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.extensions.all
    }

    /// Finds an extension.
    #[must_use]
    pub fn find_extension(&self, kind: ObjectIdentifier) -> Option<&Extension> {
        self.extensions().iter().find(|extension| extension.kind == kind)
    }

    /// The subject key identifier (RFC 5280 § 4.2.1.2).
    #[must_use]
    pub fn subject_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.subject_key_identifier.as_deref()
    }

    /// The key identifier within the authority key identifier (RFC 5280 § 4.2.1.1).
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions.authority_key_identifier.as_deref()
    }

    /// What the key may be used for; `None` when the certificate does not say (RFC 5280 § 4.2.1.3).
    #[must_use]
    pub fn key_usage(&self) -> Option<KeyUsage> {
        self.0.extensions.key_usage
    }

    /// The extended key usages; empty when the certificate has none (RFC 5280 § 4.2.1.12).
    #[must_use]
    pub fn extended_key_usage(&self) -> &[ObjectIdentifier] {
        &self.0.extensions.extended_key_usage
    }

    /// Whether it is a CA, and how many CAs may follow; `None` without the extension (RFC 5280 § 4.2.1.9).
    #[must_use]
    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        self.0.extensions.basic_constraints
    }

    /// Whether it may be used for time-stamps: the extension is critical and names that use alone (RFC 3161 § 2.3).
    #[must_use]
    pub fn is_for_timestamps(&self) -> bool {
        let critical = self.find_extension(oid::EXTENDED_KEY_USAGE).is_some_and(|found| found.critical);
        critical && self.extended_key_usage() == [oid::USAGE_TIME_STAMPING]
    }

    /// Whether subject and issuer are the same name (RFC 5280 § 3.2). Says nothing about who signed.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        self.subject().matches(self.issuer())
    }

    /// Whether `issuer`'s key made this certificate's signature. Says nothing about `issuer`'s right to do so.
    ///
    /// # Errors
    /// When the algorithm cannot be checked here.
    pub fn is_signed_by(&self, issuer: &PublicKey) -> Result<bool, Error> {
        issuer.verify(self.signature_algorithm()?, self.tbs_der(), self.signature())
    }

    /// The same certificate, its key with the parameters of its issuer's where it has none of its own. Equal to it: the
    /// bytes are the same.
    pub(crate) fn with_parameters_of(&self, issuer: &Self) -> Option<Self> {
        let public_key = self.public_key().with_parameters_of(issuer.public_key())?;
        Some(Self(Arc::new(Inner { public_key, ..Inner::clone(&self.0) })))
    }

    /// Digest of the whole certificate.
    #[must_use]
    pub fn fingerprint(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        algorithm.digest(self.to_der())
    }
}

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.to_der() == other.to_der()
    }
}

impl Eq for Certificate {}

impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.to_der().hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({}, serial {})", self.subject(), self.serial_hex())
    }
}

/// Where the signed part stands inside the certificate or CRL.
pub(crate) fn tbs_range(bytes: &[u8]) -> Result<Range<usize>, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let _header = der::Header::decode(&mut reader)?;
    let start = usize::try_from(reader.position())?;
    let length = reader.tlv_bytes()?.len();
    Ok(start..start + length)
}

/// TBSCertificate (RFC 5280 § 4.1.2).
struct Fields<'a> {
    serial: Vec<u8>,
    algorithm: AlgorithmIdentifierRef<'a>,
    issuer: DistinguishedName,
    validity: Validity,
    subject: DistinguishedName,
    public_key: PublicKey,
    extensions: Extensions,
}

impl<'a> Fields<'a> {
    fn read(content: &'a [u8]) -> Result<Self, Error> {
        const MALFORMED: Error = Error::Malformed { structure: "TBSCertificate" };
        let malformed = |_: der::Error| MALFORMED;
        let mut reader = SliceReader::new(content).map_err(malformed)?;
        if reader.peek_byte() == Some(0xa0) {
            let _version: AnyRef<'_> = reader.decode().map_err(malformed)?;
        }
        let serial: AnyRef<'_> = reader.decode().map_err(malformed)?;
        if serial.tag() != Tag::Integer || serial.value().is_empty() {
            return Err(MALFORMED);
        }
        let algorithm = reader.decode().map_err(malformed)?;
        let issuer = DistinguishedName::from_der(reader.tlv_bytes().map_err(malformed)?)?;
        let validity = sequence(reader.tlv_bytes().map_err(malformed)?, "Validity")?;
        let validity = read_validity(validity).ok_or(MALFORMED)?;
        let subject = DistinguishedName::from_der(reader.tlv_bytes().map_err(malformed)?)?;
        let public_key = PublicKey::from_info_der(reader.tlv_bytes().map_err(malformed)?)?;
        let mut extensions = Extensions::default();
        while !reader.is_finished() {
            // [1] and [2] are the unique identifiers nobody uses, [3] the extensions.
            let optional: AnyRef<'_> = reader.decode().map_err(malformed)?;
            match optional.header().tag().number().value() {
                1 | 2 => {}
                3 => extensions = read_extensions(optional.value())?,
                _ => return Err(MALFORMED),
            }
        }
        Ok(Self {
            serial: serial.value().to_vec(),
            algorithm,
            issuer,
            validity,
            subject,
            public_key,
            extensions,
        })
    }
}

fn read_validity(content: &[u8]) -> Option<Validity> {
    let mut reader = SliceReader::new(content).ok()?;
    let not_before = time::read(reader.decode().ok()?)?;
    let not_after = time::read(reader.decode().ok()?)?;
    reader.is_finished().then_some(Validity { not_before, not_after })
}

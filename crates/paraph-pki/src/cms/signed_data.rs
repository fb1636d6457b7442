//! Reading a SignedData (RFC 5652 § 5), DER or BER.

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, OctetStringRef};
use der::{Reader, SliceReader, Tag, Tagged};
use spki::AlgorithmIdentifierRef;

use super::{Attribute, SignaturePolicy, SigningCertificateFact, signing_certificate};
use crate::asn1::normalise::{Warning, normalise};
use crate::asn1::{context, decode, elements, sequence, wrap};
use crate::limits::{ASN1_BYTES_MAX, CERTIFICATES_MAX, SIGNERS_MAX};
use crate::{Certificate, DigestAlgorithm, DistinguishedName, Error, SignatureAlgorithm, oid};

const STRUCTURE: &str = "SignedData";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// A signed message that was read. Nothing in it is verified yet.
#[derive(Clone, Debug)]
pub struct SignedData {
    version: u8,
    /// The digest algorithms announced, as far as they are known.
    announced: Vec<Result<DigestAlgorithm, Error>>,
    content_type: ObjectIdentifier,
    content: Option<Vec<u8>>,
    certificates: Vec<Certificate>,
    certificates_skipped: usize,
    revocation_lists: Vec<Vec<u8>>,
    signers: Vec<Signer>,
    warnings: Vec<Warning>,
    consumed: usize,
}

/// How a signer names its certificate (RFC 5652 § 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerial {
        /// The issuer's name.
        issuer: DistinguishedName,
        /// Content bytes of the serial number.
        serial: Vec<u8>,
    },
    /// By subject key identifier.
    SubjectKeyIdentifier(Vec<u8>),
}

/// One SignerInfo.
#[derive(Clone, Debug)]
pub struct Signer {
    version: u8,
    identifier: SignerIdentifier,
    digest_algorithm: Result<DigestAlgorithm, Error>,
    signature_algorithm: Result<SignatureAlgorithm, Error>,
    /// The signed attributes as a SET OF, members in the order they came.
    pub(super) signed: Option<Vec<u8>>,
    signed_attributes: Vec<Attribute>,
    signature: Vec<u8>,
    unsigned_attributes: Vec<Attribute>,
}

impl SignedData {
    /// Reads a ContentInfo that holds a SignedData. Bytes after it are left alone: [`SignedData::consumed`].
    ///
    /// # Errors
    /// When it is not one, or goes beyond the limits. A certificate that cannot be read is skipped and counted;
    /// an unknown algorithm is kept as such.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > ASN1_BYTES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        let normalised = normalise(bytes)?;
        let content_info = sequence(&normalised.der, "ContentInfo")?;
        let [kind, explicit] = elements(content_info, 2, "ContentInfo")?
            .try_into()
            .map_err(|_| Error::Malformed { structure: "ContentInfo" })?;
        let kind: ObjectIdentifier = decode(kind, "ContentInfo")?;
        let explicit: AnyRef<'_> = decode(explicit, "ContentInfo")?;
        if kind != oid::CMS_SIGNED_DATA || explicit.tag() != context(0) {
            return Err(MALFORMED);
        }
        let body = sequence(explicit.value(), STRUCTURE)?;
        let mut signed_data = Self::read_body(body)?;
        signed_data.warnings = normalised.warnings;
        signed_data.consumed = normalised.consumed;
        Ok(signed_data)
    }

    fn read_body(content: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed(STRUCTURE);
        let mut reader = SliceReader::new(content).map_err(&malformed)?;
        let version: u8 = reader.decode().map_err(&malformed)?;
        let digest_algorithms: AnyRef<'_> = reader.decode().map_err(&malformed)?;
        if digest_algorithms.tag() != Tag::Set {
            return Err(MALFORMED);
        }
        let announced = elements(digest_algorithms.value(), SIGNERS_MAX, STRUCTURE)?;
        let read_announced =
            |bytes: &[u8]| DigestAlgorithm::from_identifier(&decode(bytes, "AlgorithmIdentifier")?);
        let encapsulated = sequence(reader.tlv_bytes().map_err(&malformed)?, STRUCTURE)?;
        let (content_type, content) = read_encapsulated(encapsulated)?;
        let mut signed_data = Self {
            version,
            announced: announced.into_iter().map(read_announced).collect(),
            content_type,
            content,
            certificates: Vec::new(),
            certificates_skipped: 0,
            revocation_lists: Vec::new(),
            signers: Vec::new(),
            warnings: Vec::new(),
            consumed: 0,
        };
        loop {
            let part: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            match part.tag() {
                tag if tag == context(0) => signed_data.read_certificates(part.value())?,
                tag if tag == context(1) => {
                    let lists = elements(part.value(), CERTIFICATES_MAX, STRUCTURE)?;
                    signed_data.revocation_lists = lists.into_iter().map(<[u8]>::to_vec).collect();
                }
                Tag::Set => {
                    let signers = elements(part.value(), SIGNERS_MAX, STRUCTURE)?;
                    signed_data.signers = signers.into_iter().map(Signer::read).collect::<Result<_, _>>()?;
                    break;
                }
                _ => return Err(MALFORMED),
            }
        }
        if reader.is_finished() { Ok(signed_data) } else { Err(MALFORMED) }
    }

    /// CertificateSet: plain certificates are SEQUENCEs; the tagged kinds (attribute certificates) are skipped.
    fn read_certificates(&mut self, content: &[u8]) -> Result<(), Error> {
        for bytes in elements(content, CERTIFICATES_MAX, STRUCTURE)? {
            match Certificate::from_der(bytes) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(_) => self.certificates_skipped += 1,
            }
        }
        Ok(())
    }

    /// The type of the content: `id-data` for a PDF signature.
    #[must_use]
    pub fn content_type(&self) -> ObjectIdentifier {
        self.content_type
    }

    /// The content, when it travels in the message.
    #[must_use]
    pub fn content(&self) -> Option<&[u8]> {
        self.content.as_deref()
    }

    /// The certificates carried along, in the order they came.
    #[must_use]
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// How many certificates could not be read or are of a kind this crate does not know.
    #[must_use]
    pub fn certificates_skipped(&self) -> usize {
        self.certificates_skipped
    }

    /// The DER of each revocation value carried along: CertificateList, or a tagged other format.
    #[must_use]
    pub fn revocation_lists(&self) -> &[Vec<u8>] {
        &self.revocation_lists
    }

    /// The signers. PAdES demands exactly one (EN 319 142-1 § 6.3): see [`SignedData::only_signer`].
    #[must_use]
    pub fn signers(&self) -> &[Signer] {
        &self.signers
    }

    /// The signer, when there is exactly one.
    ///
    /// # Errors
    /// When there is none, or there are several.
    pub fn only_signer(&self) -> Result<&Signer, Error> {
        match self.signers.as_slice() {
            [only] => Ok(only),
            _ => Err(Error::NotExactlyOneSigner),
        }
    }

    /// Whether the parts nobody signs agree with the rest: the versions are those of RFC 5652 §§ 5.1 and 5.3, and
    /// exactly the signers' digest algorithms are announced. Old writers are careless here; a change made after
    /// signing shows here too.
    #[must_use]
    pub fn header_is_consistent(&self) -> bool {
        let by_key = |signer: &Signer| matches!(signer.identifier, SignerIdentifier::SubjectKeyIdentifier(_));
        let raised = self.content_type != oid::CMS_DATA || self.signers.iter().any(by_key);
        let version_fits = match (self.certificates_skipped, raised) {
            (0, true) => self.version == 3,
            (0, false) => self.version == 1,
            _ => (3..=5).contains(&self.version),
        };
        let signer_fits = |signer: &Signer| {
            signer.version == if by_key(signer) { 3 } else { 1 }
                && self.announced.contains(&signer.digest_algorithm)
        };
        let announced_fits = self.announced.iter().all(|announced| {
            announced.is_ok() && self.signers.iter().any(|signer| signer.digest_algorithm == *announced)
        });
        version_fits && announced_fits && self.signers.iter().all(signer_fits)
    }

    /// What was BER rather than DER.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Length in bytes of the message within the bytes given to [`SignedData::parse`].
    #[must_use]
    pub fn consumed(&self) -> usize {
        self.consumed
    }
}

impl Signer {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        const STRUCTURE: &str = "SignerInfo";
        let malformed = Error::malformed(STRUCTURE);
        let info = sequence(bytes, STRUCTURE)?;
        let mut reader = SliceReader::new(info).map_err(&malformed)?;
        let version: u8 = reader.decode().map_err(&malformed)?;
        let identifier = SignerIdentifier::read(reader.decode().map_err(&malformed)?)?;
        let digest: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
        let mut signed = None;
        let mut signed_attributes = Vec::new();
        if reader.peek_byte() == Some(0xa0) {
            let attributes: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            signed_attributes = Attribute::read_all(attributes.value())?;
            signed = Some(wrap(Tag::Set, &[attributes.value()])?);
        }
        let algorithm: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
        let signature: &OctetStringRef = reader.decode().map_err(&malformed)?;
        let mut unsigned_attributes = Vec::new();
        if reader.peek_byte() == Some(0xa1) {
            let attributes: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            unsigned_attributes = Attribute::read_all(attributes.value())?;
        }
        if !reader.is_finished() {
            return Err(Error::Malformed { structure: STRUCTURE });
        }
        let digest_algorithm = DigestAlgorithm::from_identifier(&digest);
        Ok(Self {
            version,
            identifier,
            digest_algorithm,
            signature_algorithm: digest_algorithm
                .and_then(|digest| SignatureAlgorithm::from_signer(&algorithm, digest)),
            signed,
            signed_attributes,
            signature: signature.as_bytes().to_vec(),
            unsigned_attributes,
        })
    }

    /// How the signer names its certificate.
    #[must_use]
    pub fn identifier(&self) -> &SignerIdentifier {
        &self.identifier
    }

    /// The digest algorithm of the content.
    ///
    /// # Errors
    /// When it is not one this crate computes.
    pub fn digest_algorithm(&self) -> Result<DigestAlgorithm, Error> {
        self.digest_algorithm
    }

    /// The signature algorithm, already reconciled with the digest algorithm.
    ///
    /// # Errors
    /// When it is unknown, or its parameters contradict each other or the digest algorithm.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        self.signature_algorithm
    }

    /// The signature value.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The signed attributes as a SET, as they came: what the signature value is made over (RFC 5652 § 5.4).
    #[must_use]
    pub fn signed_attributes_der(&self) -> Option<&[u8]> {
        self.signed.as_deref()
    }

    /// Whether the signature covers attributes rather than the content itself.
    #[must_use]
    pub fn has_signed_attributes(&self) -> bool {
        self.signed.is_some()
    }

    /// The signed attributes, in the order they came.
    #[must_use]
    pub fn signed_attributes(&self) -> &[Attribute] {
        &self.signed_attributes
    }

    /// The unsigned attributes, in the order they came.
    #[must_use]
    pub fn unsigned_attributes(&self) -> &[Attribute] {
        &self.unsigned_attributes
    }

    /// The DER of each signature time-stamp token (RFC 3161 appendix A).
    pub fn signature_timestamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_attributes
            .iter()
            .filter(|attribute| attribute.kind == oid::ATTRIBUTE_SIGNATURE_TIMESTAMP)
            .flat_map(|attribute| &attribute.values)
            .map(Vec::as_slice)
    }

    /// The DER of each content time-stamp token (EN 319 122-1 § 5.2.8): over what is signed, so made before the signature.
    pub fn content_timestamps(&self) -> impl Iterator<Item = &[u8]> {
        self.signed_attributes
            .iter()
            .filter(|attribute| attribute.kind == oid::ATTRIBUTE_CONTENT_TIMESTAMP)
            .flat_map(|attribute| &attribute.values)
            .map(Vec::as_slice)
    }

    /// The signature policy the signer bound itself to, if it names one.
    ///
    /// # Errors
    /// When the attribute is there more than once, or cannot be read.
    pub fn signature_policy(&self) -> Result<Option<SignaturePolicy>, Error> {
        SignaturePolicy::among(&self.signed_attributes)
    }

    /// The certificate the signer names, among those given.
    ///
    /// Anyone can put another certificate of that name and number into a message, whose certificates are not signed:
    /// so the one that the signed signing-certificate attribute names comes first.
    #[must_use]
    pub fn find_certificate<'a>(&self, certificates: &'a [Certificate]) -> Option<&'a Certificate> {
        let named = || certificates.iter().filter(|certificate| self.names(certificate));
        let bound = named().find(|certificate| {
            let fact = signing_certificate::check(&self.signed_attributes, Some(certificate));
            matches!(fact, SigningCertificateFact::Matches { .. })
        });
        bound.or_else(|| named().next())
    }

    fn names(&self, certificate: &Certificate) -> bool {
        match &self.identifier {
            SignerIdentifier::IssuerAndSerial { issuer, serial } => {
                certificate.serial() == serial && certificate.issuer().matches(issuer)
            }
            SignerIdentifier::SubjectKeyIdentifier(identifier) => {
                certificate.subject_key_identifier() == Some(identifier.as_slice())
            }
        }
    }
}

impl SignerIdentifier {
    fn read(value: AnyRef<'_>) -> Result<Self, Error> {
        const STRUCTURE: &str = "SignerIdentifier";
        let malformed = Error::Malformed { structure: STRUCTURE };
        match value.tag() {
            Tag::Sequence => {
                let [issuer, serial] =
                    elements(value.value(), 2, STRUCTURE)?.try_into().map_err(|_| malformed)?;
                let serial: AnyRef<'_> = decode(serial, STRUCTURE)?;
                if serial.tag() != Tag::Integer {
                    return Err(malformed);
                }
                let issuer = DistinguishedName::from_der(issuer)?;
                Ok(Self::IssuerAndSerial { issuer, serial: serial.value().to_vec() })
            }
            Tag::ContextSpecific { number, .. } if number.value() == 0 => {
                Ok(Self::SubjectKeyIdentifier(value.value().to_vec()))
            }
            _ => Err(malformed),
        }
    }
}

/// EncapsulatedContentInfo. Content that is no OCTET STRING (PKCS#7 allowed any) counts as carried all the same.
fn read_encapsulated(bytes: &[u8]) -> Result<(ObjectIdentifier, Option<Vec<u8>>), Error> {
    let parts = elements(bytes, 2, STRUCTURE)?;
    let kind = decode(parts.first().ok_or(MALFORMED)?, STRUCTURE)?;
    let Some(explicit) = parts.get(1) else { return Ok((kind, None)) };
    let explicit: AnyRef<'_> = decode(explicit, STRUCTURE)?;
    let content: AnyRef<'_> = decode(explicit.value(), STRUCTURE)?;
    Ok((kind, Some(content.value().to_vec())))
}

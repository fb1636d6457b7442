//! Revocation lists (RFC 5280 § 5), read and searched. Whether a list may speak for a certificate at a given time
//! is decided in [`crate::path`].

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use const_oid::ObjectIdentifier;
use der::asn1::{AnyRef, BitStringRef};
use der::{Reader, Sequence, SliceReader, Tag, Tagged};
use jiff::Timestamp;
use spki::AlgorithmIdentifierRef;

use crate::asn1::{context, decode, elements, sequence, time};
use crate::certificate::{Extension, read_extensions, tbs_range};
use crate::limits::{ASN1_BYTES_MAX, REVOCATION_ENTRIES_MAX};
use crate::name::GeneralName;
use crate::{DistinguishedName, Error, PublicKey, SignatureAlgorithm, oid};

mod scope;

pub(crate) use scope::{Reasons, Scope};

const STRUCTURE: &str = "CertificateList";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// Why a certificate was revoked (RFC 5280 § 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationReason {
    /// Not said.
    Unspecified,
    /// The subject's key is in other hands.
    KeyCompromise,
    /// The authority's key is in other hands.
    AuthorityCompromise,
    /// The subject's name or other facts changed.
    AffiliationChanged,
    /// Replaced by another.
    Superseded,
    /// No longer needed.
    CessationOfOperation,
    /// Held for a while; may come back.
    CertificateHold,
    /// No longer held; stands in delta lists only.
    RemoveFromList,
    /// The right to the certificate was withdrawn.
    PrivilegeWithdrawn,
    /// The attribute authority's key is in other hands.
    AttributeAuthorityCompromise,
}

impl RevocationReason {
    const ALL: [(Self, u8); 10] = [
        (Self::Unspecified, 0),
        (Self::KeyCompromise, 1),
        (Self::AuthorityCompromise, 2),
        (Self::AffiliationChanged, 3),
        (Self::Superseded, 4),
        (Self::CessationOfOperation, 5),
        (Self::CertificateHold, 6),
        (Self::RemoveFromList, 8),
        (Self::PrivilegeWithdrawn, 9),
        (Self::AttributeAuthorityCompromise, 10),
    ];

    /// The number of CRLReason.
    #[must_use]
    pub fn code(self) -> u8 {
        Self::ALL.iter().find(|(reason, _)| *reason == self).map_or(0, |(_, code)| *code)
    }

    /// The reason of this number.
    #[must_use]
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == code).map(|(reason, _)| *reason)
    }
}

/// One line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When the certificate was revoked.
    pub time: Timestamp,
    /// Why.
    pub reason: RevocationReason,
}

/// A revocation list. Cloning it copies it.
#[derive(Clone, Debug)]
pub struct RevocationList {
    der: Vec<u8>,
    tbs: Range<usize>,
    issuer: DistinguishedName,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    /// By serial number; an indirect list may hold the same number of several issuers.
    entries: HashMap<Vec<u8>, Vec<(Arc<DistinguishedName>, Entry)>>,
    /// The issuer of the certificates in the entries that follow (§ 5.3.3).
    entry_issuer: Arc<DistinguishedName>,
    extensions: Vec<Extension>,
    authority_key_identifier: Option<Vec<u8>>,
    has_unknown_critical_entry: bool,
    signature_algorithm: Result<SignatureAlgorithm, Error>,
    signature: Vec<u8>,
}

#[derive(Sequence)]
struct Envelope<'a> {
    _tbs: AnyRef<'a>,
    algorithm: AlgorithmIdentifierRef<'a>,
    signature: BitStringRef<'a>,
}

impl RevocationList {
    /// Reads one list.
    ///
    /// # Errors
    /// When the bytes are not exactly one DER list, or it goes beyond the limits.
    pub fn from_der(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > ASN1_BYTES_MAX {
            return Err(Error::BeyondLimits { structure: STRUCTURE });
        }
        let envelope: Envelope<'_> = decode(bytes, STRUCTURE)?;
        let malformed = Error::malformed(STRUCTURE);
        let tbs = tbs_range(bytes).map_err(&malformed)?;
        let fields = sequence(bytes.get(tbs.clone()).unwrap_or_default(), STRUCTURE)?;
        let mut reader = SliceReader::new(fields).map_err(&malformed)?;
        if reader.peek_byte() == Some(0x02) {
            let _version: u8 = reader.decode().map_err(&malformed)?;
        }
        let algorithm: AlgorithmIdentifierRef<'_> = reader.decode().map_err(&malformed)?;
        let issuer = DistinguishedName::from_der(reader.tlv_bytes().map_err(&malformed)?)?;
        let this_update = time::read(reader.decode().map_err(&malformed)?).ok_or(MALFORMED)?;
        let mut list = Self {
            der: bytes.to_vec(),
            tbs,
            entry_issuer: Arc::new(issuer.clone()),
            issuer,
            this_update,
            next_update: None,
            entries: HashMap::new(),
            extensions: Vec::new(),
            authority_key_identifier: None,
            has_unknown_critical_entry: false,
            signature_algorithm: if algorithm == envelope.algorithm {
                SignatureAlgorithm::from_identifier(&algorithm)
            } else {
                Err(MALFORMED)
            },
            signature: envelope.signature.as_bytes().unwrap_or_default().to_vec(),
        };
        while !reader.is_finished() {
            list.read_optional(reader.decode().map_err(&malformed)?)?;
        }
        Ok(list)
    }

    fn read_optional(&mut self, part: AnyRef<'_>) -> Result<(), Error> {
        match part.tag() {
            Tag::UtcTime | Tag::GeneralizedTime => {
                self.next_update = Some(time::read(part).ok_or(MALFORMED)?)
            }
            Tag::Sequence => {
                for entry in elements(part.value(), REVOCATION_ENTRIES_MAX, STRUCTURE)? {
                    self.read_entry(entry)?;
                }
            }
            tag if tag == context(0) => {
                let extensions = read_extensions(part.value())?;
                self.authority_key_identifier = extensions.authority_key_identifier;
                self.extensions = extensions.all;
            }
            _ => return Err(MALFORMED),
        }
        Ok(())
    }

    fn read_entry(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let malformed = Error::malformed(STRUCTURE);
        let entry = sequence(bytes, STRUCTURE)?;
        let mut reader = SliceReader::new(entry).map_err(&malformed)?;
        let serial: AnyRef<'_> = reader.decode().map_err(&malformed)?;
        let time = time::read(reader.decode().map_err(&malformed)?).ok_or(MALFORMED)?;
        let mut reason = RevocationReason::Unspecified;
        if !reader.is_finished() {
            for extension in read_extensions(reader.tlv_bytes().map_err(&malformed)?)?.all {
                match extension.kind {
                    oid::CRL_REASON => {
                        let code: AnyRef<'_> = decode(&extension.value, STRUCTURE)?;
                        let [code] = code.value() else { return Err(MALFORMED) };
                        reason = RevocationReason::from_code(*code).ok_or(MALFORMED)?;
                    }
                    oid::INVALIDITY_DATE => {}
                    oid::CERTIFICATE_ISSUER => {
                        self.entry_issuer = Arc::new(read_entry_issuer(&extension.value)?)
                    }
                    _ => self.has_unknown_critical_entry |= extension.critical,
                }
            }
        }
        let entry = (Arc::clone(&self.entry_issuer), Entry { time, reason });
        self.entries.entry(serial.value().to_vec()).or_default().push(entry);
        Ok(())
    }

    /// The list byte for byte as it was read.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &DistinguishedName {
        &self.issuer
    }

    /// When it was issued.
    #[must_use]
    pub fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// By when the next is due, if it says.
    #[must_use]
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update
    }

    /// The entry of a certificate, by its issuer and the content bytes of its serial number.
    #[must_use]
    pub fn find(&self, issuer: &DistinguishedName, serial: &[u8]) -> Option<Entry> {
        let same_number = self.entries.get(serial)?.iter();
        same_number.filter(|(listed, _)| listed.matches(issuer)).map(|(_, entry)| *entry).next_back()
    }

    /// Since when it keeps certificates that expired (expiredCertsOnCRL, X.509 § 9.5.2.6), if it says so: one that
    /// expired earlier may have been revoked and taken off.
    #[must_use]
    pub fn remembers_since(&self) -> Option<Timestamp> {
        let extension = self.find_extension(oid::EXPIRED_CERTIFICATES_ON_CRL)?;
        time::read(decode(&extension.value, STRUCTURE).ok()?)
    }

    /// The algorithm of its signature.
    ///
    /// # Errors
    /// When it is not one this crate knows.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        self.signature_algorithm
    }

    /// How many certificates it lists.
    #[must_use]
    pub fn entry_count(&self) -> usize {
        self.entries.values().map(Vec::len).sum()
    }

    /// The list's number (§ 5.2.3): the content bytes of the INTEGER, without leading zeros.
    pub(crate) fn number(&self) -> Option<Number> {
        self.find_extension(oid::CRL_NUMBER).and_then(|extension| Number::read(&extension.value))
    }

    /// The number of the complete list a delta list adds to (§ 5.2.4).
    pub(crate) fn base_number(&self) -> Option<Number> {
        self.find_extension(oid::DELTA_CRL_INDICATOR).and_then(|extension| Number::read(&extension.value))
    }

    /// What the list speaks for.
    pub(crate) fn scope(&self) -> Result<Scope, Error> {
        Scope::of(self)
    }

    /// The key identifier of who signed it.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&[u8]> {
        self.authority_key_identifier.as_deref()
    }

    /// Finds an extension of the list.
    #[must_use]
    pub fn find_extension(&self, kind: ObjectIdentifier) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.kind == kind)
    }

    /// Whether an extension of the list or of an entry must be understood and is not (RFC 5280 § 5.2, § 5.3).
    pub(crate) fn has_unknown_critical(&self, known: &[ObjectIdentifier]) -> bool {
        let unknown = |extension: &Extension| extension.critical && !known.contains(&extension.kind);
        self.has_unknown_critical_entry || self.extensions.iter().any(unknown)
    }

    /// Whether `issuer`'s key made the list's signature.
    ///
    /// # Errors
    /// When the algorithm cannot be checked here.
    pub fn is_signed_by(&self, issuer: &PublicKey) -> Result<bool, Error> {
        let tbs = self.der.get(self.tbs.clone()).unwrap_or_default();
        issuer.verify(self.signature_algorithm?, tbs, &self.signature)
    }
}

/// A list's number, up to 20 bytes long (§ 5.2.3): ordered by length, then by bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number(usize, Vec<u8>);

impl Number {
    fn read(value: &[u8]) -> Option<Self> {
        let integer: der::asn1::UintRef<'_> = decode(value, "CRLNumber").ok()?;
        Some(Self(integer.as_bytes().len(), integer.as_bytes().to_vec()))
    }
}

/// CertificateIssuer: the directory name among its names.
fn read_entry_issuer(value: &[u8]) -> Result<DistinguishedName, Error> {
    let names = sequence(value, STRUCTURE)?;
    let names = GeneralName::read_all(names)?;
    let directory = names.into_iter().find_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    });
    directory.ok_or(MALFORMED)
}

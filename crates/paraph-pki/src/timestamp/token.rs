//! TimeStampToken: a CMS message around a TSTInfo (RFC 3161 § 2.4.2).

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag, Tagged};
use jiff::{SignedDuration, Timestamp};

use super::request::Imprint;
use crate::asn1::{context, decode, elements, sequence, time};
use crate::cms::{AttributeFact, SignedData, SignerFacts, SigningCertificateFact};
use crate::{Certificate, DigestAlgorithm, Error, oid};

const STRUCTURE: &str = "TSTInfo";
const MALFORMED: Error = Error::Malformed { structure: STRUCTURE };

/// A time-stamp that was read. Nothing in it is verified until [`Token::verify`] says so.
#[derive(Clone, Debug)]
pub struct Token {
    der: Vec<u8>,
    message: SignedData,
    info: Info,
}

#[derive(Clone, Debug)]
struct Info {
    policy: ObjectIdentifier,
    digest_algorithm: Result<DigestAlgorithm, Error>,
    imprint: Vec<u8>,
    serial: Vec<u8>,
    time: Timestamp,
    accuracy: Option<SignedDuration>,
    ordering: bool,
    nonce: Option<Vec<u8>>,
}

/// Everything that was found out about a token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenFacts {
    /// What holds about the token's signer.
    pub signer: SignerFacts,
    /// Whether the imprint is the digest of what was stamped.
    pub imprint: AttributeFact,
    /// Whether the certificate may sign time-stamps and nothing else (RFC 3161 § 2.3).
    pub certificate_is_for_timestamps: bool,
    /// Whether the certificate was valid at the time the token states.
    pub certificate_was_valid: bool,
}

impl TokenFacts {
    /// Whether the token is whole and made by a time-stamp certificate it names. Says nothing about trust, and
    /// nothing about the imprint.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.signer.is_intact()
            && matches!(self.signer.signing_certificate, SigningCertificateFact::Matches { .. })
            && self.certificate_is_for_timestamps
            && self.certificate_was_valid
    }
}

impl Token {
    /// Reads a TimeStampToken, DER or BER; bytes after it are left alone.
    ///
    /// # Errors
    /// When it is not a signed TSTInfo with exactly one signer.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let message = SignedData::parse(bytes)?;
        message.only_signer()?;
        if message.content_type() != oid::TST_INFO {
            return Err(MALFORMED);
        }
        let info = Info::read(message.content().ok_or(MALFORMED)?)?;
        let der = bytes.get(..message.consumed()).unwrap_or_default().to_vec();
        Ok(Self { der, message, info })
    }

    /// The token byte for byte as it was read: what a signature's unsigned attribute carries.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }

    /// The time it states.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        self.info.time
    }

    /// How far the true time may lie to either side, if it says.
    #[must_use]
    pub fn accuracy(&self) -> Option<SignedDuration> {
        self.info.accuracy
    }

    /// Whether tokens of this authority are ordered by their times whatever the accuracy.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.info.ordering
    }

    /// The policy it was made under.
    #[must_use]
    pub fn policy(&self) -> ObjectIdentifier {
        self.info.policy
    }

    /// Content bytes of its serial number.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        &self.info.serial
    }

    /// Content bytes of the request's nonce, if there was one.
    #[must_use]
    pub fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_deref()
    }

    /// The digest algorithm of the imprint.
    ///
    /// # Errors
    /// When it is not one this crate computes.
    pub fn digest_algorithm(&self) -> Result<DigestAlgorithm, Error> {
        self.info.digest_algorithm
    }

    /// The digest of what was stamped.
    #[must_use]
    pub fn imprint(&self) -> &[u8] {
        &self.info.imprint
    }

    /// The CMS message around it: certificates, revocation values, warnings.
    #[must_use]
    pub fn message(&self) -> &SignedData {
        &self.message
    }

    /// States what holds, given the digest by [`Token::digest_algorithm`] of what was stamped.
    ///
    /// `extra` are certificates known from elsewhere; those in the token are tried first.
    #[must_use]
    pub fn verify(&self, digest: &[u8], extra: &[Certificate]) -> TokenFacts {
        let signer = self.verify_signer(extra);
        let same = !digest.is_empty() && self.info.imprint == digest;
        let certificate = signer.certificate.as_ref();
        TokenFacts {
            imprint: if same { AttributeFact::Matches } else { AttributeFact::Differs },
            certificate_is_for_timestamps: certificate.is_some_and(Certificate::is_for_timestamps),
            certificate_was_valid: certificate
                .is_some_and(|certificate| certificate.validity().contains(self.info.time)),
            signer,
        }
    }

    fn verify_signer(&self, extra: &[Certificate]) -> SignerFacts {
        let content = self.message.content().unwrap_or_default();
        let Ok(signer) = self.message.only_signer() else { return SignerFacts::nothing_known() };
        let digest = signer.digest_algorithm().map(|algorithm| algorithm.digest(content)).unwrap_or_default();
        signer.verify(&self.message, &digest, extra)
    }
}

impl Info {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed(STRUCTURE);
        let info = sequence(bytes, STRUCTURE)?;
        let mut reader = SliceReader::new(info).map_err(&malformed)?;
        let version: u8 = reader.decode().map_err(&malformed)?;
        let policy = reader.decode().map_err(&malformed)?;
        let imprint: Imprint<'_> = reader.decode().map_err(&malformed)?;
        let serial: AnyRef<'_> = reader.decode().map_err(&malformed)?;
        let time: AnyRef<'_> = reader.decode().map_err(&malformed)?;
        if version != 1 || serial.tag() != Tag::Integer || time.tag() != Tag::GeneralizedTime {
            return Err(MALFORMED);
        }
        let mut found = Self {
            policy,
            digest_algorithm: DigestAlgorithm::from_identifier(&imprint.algorithm),
            imprint: imprint.digest.as_bytes().to_vec(),
            serial: serial.value().to_vec(),
            time: time::read(time).ok_or(MALFORMED)?,
            accuracy: None,
            ordering: false,
            nonce: None,
        };
        while !reader.is_finished() {
            let part: AnyRef<'_> = reader.decode().map_err(&malformed)?;
            match part.tag() {
                Tag::Sequence => found.accuracy = Some(read_accuracy(part.value())?),
                Tag::Boolean => found.ordering = part.decode_as().map_err(&malformed)?,
                Tag::Integer => found.nonce = Some(part.value().to_vec()),
                // The authority's own name for itself is not looked at: its certificate is.
                tag if tag == context(0) => {}
                // RFC 3161 defines no extension, so a critical one cannot be known.
                tag if tag == context(1) => refuse_critical(part.value())?,
                _ => return Err(MALFORMED),
            }
        }
        Ok(found)
    }
}

/// Accuracy ::= SEQUENCE { seconds, millis [0], micros [1] }, each optional.
fn read_accuracy(content: &[u8]) -> Result<SignedDuration, Error> {
    let mut total = SignedDuration::ZERO;
    for part in elements(content, 3, STRUCTURE)? {
        let part: AnyRef<'_> = decode(part, STRUCTURE)?;
        let value = part.value().iter().try_fold(0_i64, |value, byte| {
            value.checked_mul(256).and_then(|value| value.checked_add(i64::from(*byte)))
        });
        let value = value.filter(|value| *value <= i64::from(u32::MAX)).ok_or(MALFORMED)?;
        total += match part.tag() {
            Tag::Integer => SignedDuration::from_secs(value),
            Tag::ContextSpecific { number, .. } if number.value() == 0 => SignedDuration::from_millis(value),
            Tag::ContextSpecific { number, .. } if number.value() == 1 => SignedDuration::from_micros(value),
            _ => return Err(MALFORMED),
        };
    }
    Ok(total)
}

/// `[1] IMPLICIT Extensions`.
fn refuse_critical(content: &[u8]) -> Result<(), Error> {
    let sequence = crate::asn1::wrap(Tag::Sequence, &[content])?;
    let extensions = crate::certificate::read_extensions(&sequence)?;
    if extensions.all.iter().any(|extension| extension.critical) { Err(MALFORMED) } else { Ok(()) }
}

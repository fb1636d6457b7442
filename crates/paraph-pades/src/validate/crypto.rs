//! The cryptographic facts about one signature: its message, its signer, its time-stamps (EN 319 102-1 § 5.2.7).

use jiff::{SignedDuration, Timestamp};
use paraph_pki::cms::{
    AttributeFact, SignatureFact, SignaturePolicy, SignedData, Signer, SignerIdentifier,
    SigningCertificateFact,
};
use paraph_pki::timestamp::Token;
use paraph_pki::{Certificate, DigestAlgorithm, Error, ObjectIdentifier};

use super::found::Found;
use super::report::Kind;

const ID_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
/// Unsigned attributes that are known to exist in PDF signatures. Unsigned attributes are not protected: one that
/// is not known may be a known one whose name was tampered with.
const UNSIGNED_ATTRIBUTES: [ObjectIdentifier; 15] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.6"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.21"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.22"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.23"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.24"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.25"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.26"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.27"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.48"),
    ObjectIdentifier::new_unwrap("0.4.0.1733.2.4"),
    ObjectIdentifier::new_unwrap("0.4.0.1733.2.5"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.3.3.1"),
    // The authentication code of an encrypted document (ISO/TS 32004).
    ObjectIdentifier::new_unwrap("1.0.32004.1.2"),
];

/// The message in `/Contents`, read but not verified.
pub(crate) enum Message {
    /// A signature over the ranges.
    Signature(Box<SignedData>),
    /// A time-stamp over the ranges.
    Timestamp(Box<Token>),
}

impl Message {
    /// Reads the message; says why where it cannot be read.
    pub(crate) fn read(found: &Found) -> Result<Self, String> {
        Ok(match found.kind {
            Kind::Signature => {
                let message = SignedData::parse(&found.contents).map_err(|error| error.to_string())?;
                Self::Signature(Box::new(message))
            }
            Kind::DocumentTimestamp => {
                let token = Token::parse(&found.contents).map_err(|error| error.to_string())?;
                Self::Timestamp(Box::new(token))
            }
        })
    }

    /// What is wrong with the space for the signature: what is left of it is filled with zeros (§ 12.8.1). Nobody signs it.
    pub(crate) fn padding_problem(&self, found: &Found) -> Option<String> {
        let rest = found.contents.get(self.signed_data().consumed()..).unwrap_or_default();
        rest.iter()
            .any(|byte| *byte != 0)
            .then(|| "bytes that nobody signed follow the message in /Contents".to_owned())
    }

    pub(crate) fn signed_data(&self) -> &SignedData {
        match self {
            Self::Signature(message) => message,
            Self::Timestamp(token) => token.message(),
        }
    }

    /// The algorithm by which the ranges are digested.
    pub(crate) fn digest_algorithm(&self) -> Option<DigestAlgorithm> {
        match self {
            // adbe.pkcs7.sha1: the message carries the SHA-1 digest of the ranges as its content.
            Self::Signature(message) if message.content().is_some() => Some(DigestAlgorithm::Sha1),
            Self::Signature(message) => message.signers().first()?.digest_algorithm().ok(),
            Self::Timestamp(token) => token.digest_algorithm().ok(),
        }
    }
}

/// A time-stamp over the value of a signature, or over what was to be signed.
pub(crate) struct SignatureTimestamp {
    pub(crate) time: Timestamp,
    pub(crate) accuracy: Option<SignedDuration>,
    /// The digest algorithms of its imprint and of its own signature.
    pub(crate) digests: Vec<DigestAlgorithm>,
    /// It is whole, made by a time-stamp certificate, and over this signature.
    pub(crate) valid: bool,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) certificates: Vec<Certificate>,
}

/// What is known about one signature.
pub(crate) struct Facts {
    pub(crate) digest_matches: bool,
    pub(crate) signature: SignatureFact,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) signing_certificate: SigningCertificateFact,
    pub(crate) has_signed_attributes: bool,
    /// The digest algorithms of what is signed, and of the signature.
    pub(crate) digests: Vec<DigestAlgorithm>,
    pub(crate) timestamps: Vec<SignatureTimestamp>,
    /// Time-stamps made over the content before it was signed (EN 319 122-1 § 5.2.8).
    pub(crate) content_timestamps: Vec<SignatureTimestamp>,
    /// The signature policy it names.
    pub(crate) policy: Result<Option<SignaturePolicy>, Error>,
    /// The time of a document time-stamp, and how far the true one may lie to either side.
    pub(crate) stamped: Option<Timestamp>,
    pub(crate) accuracy: Option<SignedDuration>,
    /// Certificates carried along.
    pub(crate) certificates: Vec<Certificate>,
    /// Ways in which the message does not follow its format.
    pub(crate) problems: Vec<String>,
    /// Requirements of signatures that it does not keep.
    pub(crate) shortcomings: Vec<String>,
}

impl Default for Facts {
    /// Nothing is known yet.
    fn default() -> Self {
        Self {
            digest_matches: false,
            signature: SignatureFact::NoCertificate,
            certificate: None,
            signing_certificate: SigningCertificateFact::Missing,
            has_signed_attributes: false,
            digests: Vec::new(),
            timestamps: Vec::new(),
            content_timestamps: Vec::new(),
            policy: Ok(None),
            stamped: None,
            accuracy: None,
            certificates: Vec::new(),
            problems: Vec::new(),
            shortcomings: Vec::new(),
        }
    }
}

impl Facts {
    /// Verifies a message, given the digest of the ranges.
    pub(crate) fn of(message: &Message, digest: &[u8], sub_filter: &[u8], known: &[Certificate]) -> Self {
        match message {
            Message::Signature(message) => signature(message, digest, sub_filter, known),
            Message::Timestamp(token) => document_timestamp(token, digest, known),
        }
    }
}

fn signature(message: &SignedData, digest: &[u8], sub_filter: &[u8], known: &[Certificate]) -> Facts {
    let mut facts = Facts { certificates: message.certificates().to_vec(), ..Facts::default() };
    // § 12.8.3.3.1: there is only one signer.
    let Ok(signer) = message.only_signer() else {
        facts.problems.push("the message does not have exactly one signer".to_owned());
        return facts;
    };
    let carried = message.content();
    let content_digest = match carried {
        None => digest.to_vec(),
        Some(content) => {
            signer.digest_algorithm().map(|algorithm| algorithm.digest(content)).unwrap_or_default()
        }
    };
    let verified = signer.verify(message, &content_digest, known);
    facts.has_signed_attributes = signer.has_signed_attributes();
    // § 12.8.3.3.1, adbe.pkcs7.sha1: the signer's algorithm digests the content, and that is the SHA-1 digest of the ranges.
    let of_ranges = carried.map(|_| DigestAlgorithm::Sha1);
    facts.digests = signer.digest_algorithm().into_iter().chain(of_ranges).collect();
    facts.policy = signer.signature_policy();
    let value_is_valid = matches!(verified.signature, SignatureFact::Valid { .. });
    let signed_digest_matches = match (verified.message_digest, facts.has_signed_attributes) {
        (AttributeFact::Matches, _) => true,
        (_, false) => value_is_valid,
        _ => false,
    };
    facts.digest_matches = signed_digest_matches && carried.is_none_or(|content| content == digest);
    if carried.is_some() && sub_filter != b"adbe.pkcs7.sha1" {
        facts.problems.push("the message carries content of its own".to_owned());
    }
    if message.content_type() != ID_DATA {
        facts.problems.push("the message is not about data".to_owned());
    }
    if facts.has_signed_attributes && verified.content_type != AttributeFact::Matches {
        facts.problems.push("the signed content type is missing or wrong".to_owned());
    }
    let known_attribute = |kind: &ObjectIdentifier| UNSIGNED_ATTRIBUTES.contains(kind);
    if signer.unsigned_attributes().iter().any(|attribute| !known_attribute(&attribute.kind)) {
        facts.shortcomings.push("the message has an unsigned attribute that is not known".to_owned());
    }
    if sub_filter == b"ETSI.CAdES.detached" {
        facts.shortcomings.extend(careless(message, verified.certificate.as_ref()));
    }
    let over_value = |digest: DigestAlgorithm| Some(digest.digest(signer.signature()));
    facts.timestamps = timestamps(signer.signature_timestamps(), &over_value, known, &mut facts.shortcomings);
    // The document is digested once: with any other algorithm the imprint cannot be compared.
    let over_content =
        |algorithm: DigestAlgorithm| (signer.digest_algorithm() == Ok(algorithm)).then(|| digest.to_vec());
    facts.content_timestamps =
        timestamps(signer.content_timestamps(), &over_content, known, &mut facts.shortcomings);
    facts.signature = verified.signature;
    facts.signing_certificate = verified.signing_certificate;
    facts.certificate = verified.certificate;
    facts
}

/// Signs of a change in the parts of a message that nobody signs.
fn careless(message: &SignedData, certificate: Option<&Certificate>) -> Vec<String> {
    let mut found = Vec::new();
    // Names match whatever their case and string type; a writer copies the name byte for byte.
    let renamed = |signer: &Signer| match (signer.identifier(), certificate) {
        (SignerIdentifier::IssuerAndSerial { issuer, .. }, Some(certificate)) => {
            issuer.to_der() != certificate.issuer().to_der()
        }
        _ => false,
    };
    if message.signers().iter().any(renamed) {
        found.push("the signer is named otherwise than in its certificate".to_owned());
    }
    if !message.header_is_consistent() {
        found.push("versions or digest algorithms of the message contradict its content".to_owned());
    }
    if message.certificates_skipped() > 0 {
        found.push("a certificate carried along cannot be read".to_owned());
    }
    found
}

/// Reads time-stamp tokens, and compares each with the digest of what it is over.
fn timestamps<'a>(
    tokens: impl Iterator<Item = &'a [u8]>,
    stamped: &dyn Fn(DigestAlgorithm) -> Option<Vec<u8>>,
    known: &[Certificate],
    shortcomings: &mut Vec<String>,
) -> Vec<SignatureTimestamp> {
    let mut timestamps = Vec::new();
    for bytes in tokens {
        let Ok(token) = Token::parse(bytes) else {
            shortcomings.push("a time-stamp over the signature or its content cannot be read".to_owned());
            continue;
        };
        let digest = token.digest_algorithm().ok().and_then(stamped);
        let verified = token.verify(&digest.unwrap_or_default(), known);
        shortcomings.extend(careless(token.message(), verified.signer.certificate.as_ref()));
        let valid = verified.is_valid() && verified.imprint == AttributeFact::Matches;
        if !valid {
            shortcomings.push("a time-stamp over the signature or its content does not hold".to_owned());
        }
        timestamps.push(SignatureTimestamp {
            time: token.time(),
            accuracy: token.accuracy(),
            digests: digests_of(&token),
            valid,
            certificate: verified.signer.certificate,
            certificates: token.message().certificates().to_vec(),
        });
    }
    timestamps
}

/// The algorithms that a time-stamp rests on.
fn digests_of(token: &Token) -> Vec<DigestAlgorithm> {
    let own = token.message().only_signer().and_then(Signer::digest_algorithm);
    [token.digest_algorithm(), own].into_iter().flatten().collect()
}

fn document_timestamp(token: &Token, digest: &[u8], known: &[Certificate]) -> Facts {
    let verified = token.verify(digest, known);
    let mut shortcomings = careless(token.message(), verified.signer.certificate.as_ref());
    if !verified.certificate_is_for_timestamps {
        shortcomings.push("the certificate is not for time-stamps".to_owned());
    }
    if !verified.certificate_was_valid {
        shortcomings.push("the certificate was not valid at the time stated".to_owned());
    }
    let inner_matches = verified.signer.message_digest == AttributeFact::Matches;
    let type_matches = verified.signer.content_type == AttributeFact::Matches;
    let mut problems = Vec::new();
    if !type_matches {
        problems.push("the signed content type is missing or wrong".to_owned());
    }
    Facts {
        digest_matches: verified.imprint == AttributeFact::Matches && inner_matches,
        signature: verified.signer.signature,
        signing_certificate: verified.signer.signing_certificate,
        certificate: verified.signer.certificate,
        has_signed_attributes: true,
        digests: digests_of(token),
        stamped: Some(token.time()),
        accuracy: token.accuracy(),
        certificates: token.message().certificates().to_vec(),
        problems,
        shortcomings,
        ..Facts::default()
    }
}

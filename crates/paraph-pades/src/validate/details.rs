//! What stands behind a verdict, block by block as EN 319 102-1 has them: each check with the fact it rests on, the path of
//! the signer's certificate, every algorithm with the day up to which it counts, and every time-stamp.

use std::sync::Arc;

use jiff::Timestamp;
use paraph_pki::{Certificate, DigestAlgorithm};
use serde::Serialize;

use super::report::{CertificateFacts, SubIndication};

/// What stands behind one verdict.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Details {
    /// The building blocks, in the order of EN 319 102-1 § 5. All passed exactly where the verdict is TOTAL-PASSED.
    pub blocks: Vec<Block>,
    /// The certificates from the signer's up, the trust anchor last where one was reached.
    pub path: Vec<PathCertificate>,
    /// What the signature and its path are made with.
    pub algorithms: Vec<AlgorithmFacts>,
    /// The time-stamps over it, over its content, and over later revisions.
    pub timestamps: Vec<TimestampFacts>,
    /// What a report for machines is written from.
    #[serde(skip)]
    pub material: Material,
}

/// One building block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// Which one.
    pub block: BlockName,
    /// The least of its checks' outcomes.
    pub outcome: Outcome,
    /// Its checks, in order.
    pub checks: Vec<Check>,
}

/// The building blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockName {
    /// Format checking (EN 319 102-1 § 5.2.2, ISO 32000-2 § 12.8.1).
    Format,
    /// Identification of the signing certificate (§ 5.2.3).
    SigningCertificate,
    /// Validation context initialisation (§ 5.2.4).
    ValidationContext,
    /// Cryptographic verification (§ 5.2.7).
    CryptographicVerification,
    /// X.509 certificate validation (§ 5.2.6).
    CertificatePath,
    /// Cryptographic constraints (§ 5.2.8.4.2).
    CryptographicConstraints,
    /// Signature acceptance (§ 5.2.8).
    Acceptance,
    /// Time-stamps (§§ 5.4, 5.5.4).
    Timestamps,
    /// Changes after signing (ISO 32000-2 §§ 12.8.2.2, 12.8.2.4).
    LaterChanges,
}

impl BlockName {
    /// Its name in the report for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::SigningCertificate => "signing_certificate",
            Self::ValidationContext => "validation_context",
            Self::CryptographicVerification => "cryptographic_verification",
            Self::CertificatePath => "certificate_path",
            Self::CryptographicConstraints => "cryptographic_constraints",
            Self::Acceptance => "acceptance",
            Self::Timestamps => "timestamps",
            Self::LaterChanges => "later_changes",
        }
    }

    /// Its heading for people.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Format => "Format",
            Self::SigningCertificate => "Signing certificate",
            Self::ValidationContext => "Validation context",
            Self::CryptographicVerification => "Digest and signature value",
            Self::CertificatePath => "Certificate path",
            Self::CryptographicConstraints => "Algorithms and keys",
            Self::Acceptance => "Acceptance",
            Self::Timestamps => "Time-stamps",
            Self::LaterChanges => "Changes after signing",
        }
    }
}

/// How a check or block came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// What is at hand does not suffice to say that it holds.
    Inconclusive,
    /// It does not hold.
    Failed,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Passed => "passed",
            Self::Inconclusive => "inconclusive",
            Self::Failed => "failed",
        })
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked.
    pub check: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// What it rests on, in words.
    pub fact: String,
}

/// A certificate of the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathCertificate {
    /// What it is in the path.
    pub role: Role,
    /// What it says.
    #[serde(flatten)]
    pub certificate: CertificateFacts,
    /// What is known of its revocation; none for an anchor, and where nothing was asked.
    pub revocation: Option<RevocationFacts>,
}

/// What a certificate is in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The signer's.
    Signer,
    /// An authority's in between.
    Authority,
    /// One that is trusted without further proof.
    Anchor,
}

/// What is known of a certificate's revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RevocationFacts {
    /// `good`, `revoked`, `revoked_later` (than the time it is judged at) or `unknown`.
    pub status: &'static str,
    /// When that was said, or since when it is revoked.
    pub since: Option<Timestamp>,
    /// Why, as RFC 5280 § 5.3.1 numbers it.
    pub reason_code: Option<u8>,
}

/// An algorithm or key, and how long it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlgorithmFacts {
    /// What it is used for.
    #[serde(rename = "use")]
    pub used_for: String,
    /// Its name.
    pub algorithm: String,
    /// The instant from which it no longer counts; none while no such day is known.
    pub until: Option<Timestamp>,
    /// Whether it counted when the signature is known to have existed.
    pub outcome: Outcome,
}

/// A time-stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimestampFacts {
    /// What it is over: `signature`, `content` (before it was signed) or `document` (a later revision).
    pub over: &'static str,
    /// The time it states.
    pub stamped: Timestamp,
    /// Who made it.
    pub by: Option<String>,
    /// It is whole, and over what it should be.
    pub holds: bool,
    /// Why it cannot be relied on; none where it can, or where it does not hold. Of a document time-stamp its own report says it.
    pub doubt: Option<SubIndication>,
}

/// What a report for machines is written from, beside the facts.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// The message of `/Contents`: a CMS SignedData or a time-stamp token.
    pub message: Vec<u8>,
    /// The digest of the covered bytes.
    pub digest: Option<(DigestAlgorithm, Vec<u8>)>,
    /// `/ByteRange`.
    pub byte_range: Option<[u64; 4]>,
    /// `/SubFilter`.
    pub sub_filter: String,
    /// The time the signer claims, `/M`.
    pub claimed_time: Option<Timestamp>,
    /// The earliest time at which it existed for certain; none if nothing proves it.
    pub existed_by: Option<Timestamp>,
    /// The certificates of [`Details::path`].
    pub path: Vec<Certificate>,
    /// The instant from which the first of its algorithms no longer counts.
    pub reliable_until: Option<Timestamp>,
}

/// Something that validation used, as bytes, and since when it is proven to exist.
#[derive(Clone, Debug)]
pub struct ValidationObject {
    /// What it is.
    pub kind: ObjectKind,
    /// Its DER.
    pub der: Arc<[u8]>,
    /// The earliest time at which it existed for certain; none if nothing proves it.
    pub existed_by: Option<Timestamp>,
}

/// What a validation object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A certificate.
    Certificate,
    /// A revocation list.
    RevocationList,
    /// An OCSP response.
    OcspResponse,
    /// A time-stamp token.
    Timestamp,
}

impl Block {
    /// A block with the least of its checks' outcomes.
    pub(crate) fn of(block: BlockName, checks: Vec<Check>) -> Self {
        let outcome = checks.iter().map(|check| check.outcome).max().unwrap_or(Outcome::Passed);
        Self { block, outcome, checks }
    }
}

impl Check {
    pub(crate) fn new(check: &'static str, outcome: Outcome, fact: impl Into<String>) -> Self {
        Self { check, outcome, fact: fact.into() }
    }
}

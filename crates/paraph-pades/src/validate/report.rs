//! What validation says: facts about each signature, and the verdict of EN 319 102-1 drawn from them.

use std::collections::HashMap;

use jiff::Timestamp;
use paraph_pki::Certificate;
use serde::Serialize;

use super::details::{BlockName, Check, Details, Outcome, ValidationObject};
use super::modification::Modification;
use super::person::Person;

/// Everything said about a document.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The signatures and document time-stamps, in the order of the revisions they sign.
    pub signatures: Vec<SignatureReport>,
    /// Number of revisions the document has.
    pub revisions: usize,
    /// Facts about the whole document that a reader should know.
    pub warnings: Vec<Warning>,
    /// Name and version of the policy by which algorithms and keys were judged.
    pub policy: String,
    /// The time of validation.
    pub validated_at: Timestamp,
    /// What was at hand besides the time-stamps, for a report for machines.
    #[serde(skip)]
    pub objects: Vec<ValidationObject>,
    /// Every certificate that was at hand, for whoever asks further about a signer. None is trusted for being here.
    #[serde(skip)]
    pub certificates: Vec<Certificate>,
}

impl Report {
    /// Whether there is a signature, every one passed, and the content is unchanged since the last.
    #[must_use]
    pub fn passed(&self) -> bool {
        !self.signatures.is_empty()
            && self.changed_after_the_last_signature().is_none()
            && self.signatures.iter().all(|signature| signature.indication == Indication::TotalPassed)
    }

    /// The fields whose values were changed after the last signature, by somebody who did not sign that.
    #[must_use]
    pub fn changed_after_the_last_signature(&self) -> Option<&[String]> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::ContentChangedAfterTheLastSignature { fields } => Some(fields.as_slice()),
            _ => None,
        })
    }

    /// Whether there is a signature and every one of them is unharmed, whoever made it.
    #[must_use]
    pub fn clean(&self) -> bool {
        !self.signatures.is_empty() && self.signatures.iter().all(SignatureReport::clean)
    }
}

/// A fact about the whole document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Warning {
    /// A revision has both kinds of cross-references: programs may see different documents.
    HybridCrossReferences,
    /// Bytes follow the last revision.
    BytesAfterTheLastRevision,
    /// Junk precedes the header.
    JunkBeforeTheHeader,
    /// An annotation or field placed after the first signature lies over another one.
    AnnotationsOverlap {
        /// The pages, from 1.
        pages: Vec<usize>,
    },
    /// What the document says was changed after the last signature. The signatures permit it; it is unsigned.
    ContentChangedAfterTheLastSignature {
        /// The full names of the form fields.
        fields: Vec<String>,
    },
    /// Parts of an encrypted document are in the clear: whoever has no key could have put them there.
    PartsAreNotEncrypted {
        /// The objects, by number, where it is single ones; not all of them where there are many.
        objects: Vec<u32>,
    },
    /// The permissions of an encrypted document were changed by somebody without its key.
    PermissionsWereChanged,
    /// An encrypted document carries an authentication code (ISO/TS 32004), which was not checked.
    AuthenticationCodeWasNotChecked,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HybridCrossReferences => formatter
                .write_str("the file has two sets of cross-references; old readers do not see all of it"),
            Self::BytesAfterTheLastRevision => formatter.write_str("bytes follow the end of the document"),
            Self::JunkBeforeTheHeader => formatter.write_str("bytes precede the beginning of the document"),
            Self::AnnotationsOverlap { pages } => {
                let numbers: Vec<String> = pages.iter().map(usize::to_string).collect();
                write!(
                    formatter,
                    "something placed after the first signature lies over a field or note; look at page {}",
                    numbers.join(", ")
                )
            }
            Self::ContentChangedAfterTheLastSignature { fields } => write!(
                formatter,
                "its content was changed after the last signature, and nobody signed the change: {}",
                fields.iter().map(|field| format!("\"{field}\"")).collect::<Vec<_>>().join(", ")
            ),
            Self::PartsAreNotEncrypted { objects } if objects.is_empty() => formatter.write_str(
                "the file is encrypted in part only; whoever has no password can have written the rest",
            ),
            Self::PartsAreNotEncrypted { objects } => {
                let numbers: Vec<String> = objects.iter().map(u32::to_string).collect();
                write!(
                    formatter,
                    "the file is encrypted, but for objects that anybody can have put there: {}",
                    numbers.join(", ")
                )
            }
            Self::PermissionsWereChanged => formatter
                .write_str("what the user of the file may do was changed by somebody without its password"),
            Self::AuthenticationCodeWasNotChecked => {
                formatter.write_str("the file's authentication code (ISO/TS 32004) was not checked")
            }
        }
    }
}

/// One signature, or one document time-stamp.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureReport {
    /// The full name of its field.
    pub field: String,
    /// A signature by a person or seal, or a document time-stamp.
    pub kind: Kind,
    /// The revision it signs, from 1.
    pub revision: usize,
    /// The digest it carries is the one of the bytes it covers.
    pub crypto_intact: bool,
    /// Its value verifies with the key of the certificate it names.
    pub signature_valid: bool,
    /// How much of the document it covers.
    pub coverage: Coverage,
    /// Nothing was changed after it beyond what it permits.
    pub mdp_ok: bool,
    /// What changed after it, permitted or not.
    pub modifications: Vec<Modification>,
    /// The certification permission (`/P` of DocMDP), if it certifies the document.
    pub certification: Option<u8>,
    /// The level its structure reaches.
    pub level: Level,
    /// The subject of the certificate it names.
    pub signer: Option<String>,
    /// The certificate it names.
    pub certificate: Option<CertificateFacts>,
    /// The same, to ask further about the signer.
    #[serde(skip)]
    pub signing_certificate: Option<Certificate>,
    /// The best time known for it.
    pub time: Option<Timestamp>,
    /// Where that time comes from.
    pub time_source: Option<TimeSource>,
    /// Who stands behind it, and what that rests on.
    pub person: Person,
    /// The reason written in the signature dictionary.
    pub reason: Option<String>,
    /// The verdict.
    pub indication: Indication,
    /// Why it is not passed.
    pub sub_indication: Option<SubIndication>,
    /// The facts behind the verdict, in words.
    pub findings: Vec<String>,
    /// What stands behind the verdict, block by block.
    #[serde(flatten)]
    pub details: Details,
}

impl SignatureReport {
    /// Digest and value right, a whole revision covered, later changes permitted. Who signed is not judged.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.crypto_intact
            && self.signature_valid
            && self.coverage != Coverage::Partial
            && self.mdp_ok
            && self.indication != Indication::TotalFailed
    }
}

impl SignatureReport {
    /// Adds a fact of what came after it, on which its own verdict does not rest.
    pub(crate) fn say(&mut self, fact: String) {
        let later = self.details.blocks.iter_mut().find(|block| block.block == BlockName::LaterChanges);
        if let Some(block) = later {
            block.checks.push(Check::new("unsigned", Outcome::Passed, fact.clone()));
        }
        self.findings.push(fact);
    }
}

/// What a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An approval or certification signature.
    Signature,
    /// A document time-stamp (ISO 32000-2 § 12.8.5).
    DocumentTimestamp,
}

/// How much of the document a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Coverage {
    /// Every byte of the file but its own value.
    EntireFile,
    /// Every byte up to the end of a revision but its own value.
    EntireRevision,
    /// Anything else.
    Partial,
}

/// What is said of many things alike is said once, with how many there are: `23 × content`. In the order first said.
#[must_use]
pub fn said_once(said: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut order = Vec::new();
    for one in said {
        match counts.get_mut(&one) {
            Some(count) => *count += 1,
            None => {
                order.push(one.clone());
                counts.insert(one, 1);
            }
        }
    }
    let tell = |text: String| match counts.get(&text) {
        None | Some(1) => text,
        Some(count) => format!("{count} × {text}"),
    };
    order.into_iter().map(tell).collect()
}

/// The level a signature's structure reaches (EN 319 142-1 § 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// Not a PAdES baseline signature.
    #[serde(rename = "PKCS7")]
    Pkcs7,
    /// A document time-stamp, which has no level of its own.
    #[serde(rename = "DOC-TIMESTAMP")]
    DocumentTimestamp,
    /// Basic.
    #[serde(rename = "PAdES-B-B")]
    BaselineB,
    /// With a time-stamp.
    #[serde(rename = "PAdES-B-T")]
    BaselineT,
    /// With validation data.
    #[serde(rename = "PAdES-B-LT")]
    BaselineLt,
    /// With validation data and an archive time-stamp over them.
    #[serde(rename = "PAdES-B-LTA")]
    BaselineLta,
}

/// The certificate a signature names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateFacts {
    /// Subject, as RFC 4514 text.
    pub subject: String,
    /// Issuer, as RFC 4514 text.
    pub issuer: String,
    /// Serial number in hexadecimal.
    pub serial: String,
    /// SHA-256 of the certificate in hexadecimal.
    pub sha256: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
}

/// Where a signature's time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// A time-stamp that verifies.
    Timestamp,
    /// The signer's own clock.
    Claimed,
}

/// The verdict (EN 319 102-1 § 5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Indication {
    /// Every check was made and passed.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// What is at hand neither proves the signature right nor wrong.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// The signature is wrong.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

/// Why a signature is not passed (EN 319 102-1 § 5.1.3, tables 5 and 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum SubIndication {
    /// The signature does not follow its format.
    FormatFailure,
    /// The digest of the covered bytes is not the one signed.
    HashFailure,
    /// The signature value does not verify.
    SigCryptoFailure,
    /// The certificate had expired at the best time of the signature.
    Expired,
    /// The certificate was not yet valid at the best time of the signature.
    NotYetValid,
    /// The certificate was revoked.
    Revoked,
    /// The signature is missing something required of it, or something was changed after it.
    SigConstraintsFailure,
    /// The certificate path breaks a constraint.
    ChainConstraintsFailure,
    /// The path could not be validated for another reason.
    CertificateChainGeneralFailure,
    /// An algorithm or key is not acceptable.
    CryptoConstraintsFailure,
    /// An algorithm or key is not acceptable now, and nothing proves that it was used while it was.
    CryptoConstraintsFailureNoPoe,
    /// The time-stamps contradict one another.
    TimestampOrderFailure,
    /// The signer's certificate is not identified.
    NoSigningCertificateFound,
    /// No path leads to a trust anchor.
    NoCertificateChainFound,
    /// The only trust anchor that a path leads to is trusted no more, and nothing proves that the certificate was used while
    /// it was.
    NoCertificateChainFoundNoPoe,
    /// The certificate is outside its validity now, and nothing proves when it signed.
    OutOfBoundsNoPoe,
    /// The certificate was revoked, and nothing proves that it signed before.
    RevokedNoPoe,
    /// An authority's certificate was revoked, and nothing proves that it was used before.
    RevokedCaNoPoe,
    /// The certificate is outside its validity now, nothing proves when it signed, and it is known not to have been revoked.
    OutOfBoundsNotRevoked,
    /// Who speaks of the revocation of the certificate has a certificate that ran out, and nothing proves that he spoke before.
    RevocationOutOfBoundsNoPoe,
    /// The signature policy that is named cannot be read, or the document given for it is another one.
    PolicyProcessingError,
    /// The document of the signature policy that is named is not at hand.
    SignaturePolicyNotAvailable,
    /// Nothing proves that something existed before what it rests on was good no more: a time-stamp over the signature
    /// could be relied on once, and no longer.
    NoPoe,
    /// What is missing may become known later.
    TryLater,
    /// The data signed are not all there. Never said of a PDF: what is signed lies in the file itself, and a range that
    /// reaches beyond it is a [`SubIndication::FormatFailure`], for nobody wrote it so in good faith.
    SignedDataNotFound,
}

impl SubIndication {
    /// Every one.
    pub const ALL: [Self; 25] = [
        Self::FormatFailure,
        Self::HashFailure,
        Self::SigCryptoFailure,
        Self::Expired,
        Self::NotYetValid,
        Self::Revoked,
        Self::SigConstraintsFailure,
        Self::ChainConstraintsFailure,
        Self::CertificateChainGeneralFailure,
        Self::CryptoConstraintsFailure,
        Self::CryptoConstraintsFailureNoPoe,
        Self::TimestampOrderFailure,
        Self::NoSigningCertificateFound,
        Self::NoCertificateChainFound,
        Self::NoCertificateChainFoundNoPoe,
        Self::OutOfBoundsNoPoe,
        Self::OutOfBoundsNotRevoked,
        Self::RevocationOutOfBoundsNoPoe,
        Self::RevokedNoPoe,
        Self::RevokedCaNoPoe,
        Self::PolicyProcessingError,
        Self::SignaturePolicyNotAvailable,
        Self::NoPoe,
        Self::TryLater,
        Self::SignedDataNotFound,
    ];

    /// The name as the standard spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::Expired => "EXPIRED",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::Revoked => "REVOKED",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailureNoPoe => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::NoCertificateChainFoundNoPoe => "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::OutOfBoundsNotRevoked => "OUT_OF_BOUNDS_NOT_REVOKED",
            Self::RevocationOutOfBoundsNoPoe => "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            Self::PolicyProcessingError => "POLICY_PROCESSING_ERROR",
            Self::SignaturePolicyNotAvailable => "SIGNATURE_POLICY_NOT_AVAILABLE",
            Self::NoPoe => "NO_POE",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::TryLater => "TRY_LATER",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
        }
    }
}

impl std::fmt::Display for SubIndication {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_is_said_once_in_the_order_first_said() {
        let said = ["content", "a font", "content", "content"].map(str::to_owned);
        assert_eq!(said_once(said), ["3 × content", "a font"]);
        assert!(said_once(Vec::new()).is_empty());
    }
}

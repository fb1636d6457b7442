//! Which algorithms and key sizes count, and until when (EN 319 102-1 § 5.2.8, ETSI TS 119 312). A file that a person can
//! edit; the one built in is `policy.json`.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use paraph_pki::key::PublicKeyKind;
use paraph_pki::{Certificate, DigestAlgorithm, SignatureAlgorithm};
use serde::{Deserialize, Serialize};

/// The built-in policy, as a file to begin with.
pub const DEFAULT_POLICY: &str = include_str!("policy.json");

/// Cryptographic constraints. What it does not name does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What it is called.
    pub name: String,
    /// Which edition it is.
    pub version: String,
    /// Digest algorithms.
    pub digests: Vec<DigestRule>,
    /// Key kinds and sizes; the rule that lasts longest of those a key satisfies holds for it.
    pub keys: Vec<KeyRule>,
}

/// How long a digest algorithm counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigestRule {
    /// Its name, such as `SHA-256`.
    pub name: String,
    /// The day from which it no longer counts; absent while no such day is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// How long keys of a kind and size count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRule {
    /// `RSA`, `ECDSA` or `EdDSA`.
    pub kind: KeyFamily,
    /// The smallest size, in bits.
    pub bits_min: u32,
    /// The day from which they no longer count; absent while no such day is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Kinds of key that a policy tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyFamily {
    /// RSA, whatever the padding.
    #[serde(rename = "RSA")]
    Rsa,
    /// ECDSA, on any curve.
    #[serde(rename = "ECDSA")]
    Ecdsa,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// Why a policy cannot be gone by.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// It is no JSON, or has members that are not known or missing.
    #[error("the policy cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// It names a digest algorithm that is not known.
    #[error("the policy names a digest algorithm that is not known: {0}")]
    UnknownDigest(String),
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// When it is not one, or names what is not known: a misspelt name must not let anything pass, or nothing.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        let policy: Self = serde_json::from_str(text)?;
        let known = |rule: &&DigestRule| DigestAlgorithm::ALL.iter().any(|one| one.name() == rule.name);
        match policy.digests.iter().find(|rule| !known(rule)) {
            Some(rule) => Err(PolicyError::UnknownDigest(rule.name.clone())),
            None => Ok(policy),
        }
    }

    /// Whether a digest algorithm counts at a time.
    #[must_use]
    pub fn allows_digest(&self, algorithm: DigestAlgorithm, time: Timestamp) -> bool {
        self.digests.iter().any(|rule| rule.name == algorithm.name() && lasts(rule.until, time))
    }

    /// Whether a key of this kind counts at a time.
    #[must_use]
    pub fn allows_key(&self, kind: PublicKeyKind, time: Timestamp) -> bool {
        let (family, bits) = match kind {
            PublicKeyKind::Rsa { bits } | PublicKeyKind::RsaPss { bits } => (KeyFamily::Rsa, bits),
            PublicKeyKind::P256 | PublicKeyKind::Secp256k1 => (KeyFamily::Ecdsa, 256),
            PublicKeyKind::P384 => (KeyFamily::Ecdsa, 384),
            PublicKeyKind::P521 => (KeyFamily::Ecdsa, 521),
            PublicKeyKind::Ed25519 => (KeyFamily::EdDsa, 256),
            // One that cannot be verified with never gets here with a valid value.
            _ => return false,
        };
        self.keys.iter().any(|rule| rule.kind == family && bits >= rule.bits_min && lasts(rule.until, time))
    }

    /// Whether what a certificate is signed with counts at a time. Its own key is not looked at.
    #[must_use]
    pub fn allows_signature_of(&self, certificate: &Certificate, time: Timestamp) -> bool {
        match certificate.signature_algorithm().map(SignatureAlgorithm::digest) {
            Ok(Some(digest)) => self.allows_digest(digest, time),
            // Ed25519 brings its own; one that is not known never leads to an anchor.
            Ok(None) | Err(_) => true,
        }
    }
}

impl Default for Policy {
    /// The built-in one. A test holds that it reads.
    fn default() -> Self {
        Self::from_json(DEFAULT_POLICY).unwrap_or_else(|_| Self {
            name: "nothing counts".to_owned(),
            version: String::new(),
            digests: Vec::new(),
            keys: Vec::new(),
        })
    }
}

fn lasts(until: Option<Date>, time: Timestamp) -> bool {
    until.is_none_or(|until| time.to_zoned(TimeZone::UTC).date() < until)
}

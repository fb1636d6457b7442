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
    /// `RSA`, `ECDSA`, `EdDSA`, `DSA` or `ML-DSA`.
    pub kind: KeyFamily,
    /// The smallest size, in bits; of ML-DSA the collision strength, 128, 192 or 256 (FIPS 204 table 1).
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
    /// DSA.
    #[serde(rename = "DSA")]
    Dsa,
    /// ML-DSA, whatever the parameter set.
    #[serde(rename = "ML-DSA")]
    MlDsa,
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
        time < self.digest_limit(algorithm)
    }

    /// Whether a key of this kind counts at a time.
    #[must_use]
    pub fn allows_key(&self, kind: PublicKeyKind, time: Timestamp) -> bool {
        time < self.key_limit(kind)
    }

    /// The instant from which a digest algorithm no longer counts: the earliest there is if it never did, the latest if no
    /// such day is known.
    #[must_use]
    pub fn digest_limit(&self, algorithm: DigestAlgorithm) -> Timestamp {
        latest(self.digests.iter().filter(|rule| rule.name == algorithm.name()).map(|rule| rule.until))
    }

    /// As [`Policy::digest_limit`], for a key of this kind.
    #[must_use]
    pub fn key_limit(&self, kind: PublicKeyKind) -> Timestamp {
        let (family, bits) = match kind {
            PublicKeyKind::Rsa { bits } | PublicKeyKind::RsaPss { bits } => (KeyFamily::Rsa, bits),
            PublicKeyKind::P256 | PublicKeyKind::Secp256k1 | PublicKeyKind::BrainpoolP256 => {
                (KeyFamily::Ecdsa, 256)
            }
            PublicKeyKind::P384 | PublicKeyKind::BrainpoolP384 => (KeyFamily::Ecdsa, 384),
            PublicKeyKind::P521 => (KeyFamily::Ecdsa, 521),
            PublicKeyKind::Ed25519 => (KeyFamily::EdDsa, 256),
            PublicKeyKind::Dsa { bits } => (KeyFamily::Dsa, bits),
            PublicKeyKind::MlDsa(set) => (KeyFamily::MlDsa, set.strength_bits()),
            // One that cannot be verified with never gets here with a valid value.
            _ => return Timestamp::MIN,
        };
        let of_key = self.keys.iter().filter(|rule| rule.kind == family && bits >= rule.bits_min);
        latest(of_key.map(|rule| rule.until))
    }

    /// As [`Policy::digest_limit`], for what a certificate, list or response is signed with.
    #[must_use]
    pub fn signature_limit(&self, algorithm: SignatureAlgorithm) -> Timestamp {
        // Ed25519 and ML-DSA bring their own digest.
        algorithm.digest().map_or(Timestamp::MAX, |digest| self.digest_limit(digest))
    }

    /// As [`Policy::digest_limit`], for a certificate: its own key, and what it is signed with. An algorithm that is not
    /// known never leads to an anchor.
    #[must_use]
    pub fn certificate_limit(&self, certificate: &Certificate) -> Timestamp {
        let signed =
            certificate.signature_algorithm().map_or(Timestamp::MAX, |one| self.signature_limit(one));
        signed.min(self.key_limit(certificate.public_key().kind()))
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

/// The first instant of the last of these days, without which there is no end.
fn latest(days: impl Iterator<Item = Option<Date>>) -> Timestamp {
    let instant = |day: Option<Date>| match day.map(|day| day.to_zoned(TimeZone::UTC)) {
        Some(Ok(start)) => start.timestamp(),
        Some(Err(_)) | None => Timestamp::MAX,
    };
    days.map(instant).max().unwrap_or(Timestamp::MIN)
}

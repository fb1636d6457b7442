//! Hashes: digests of what somebody else will put a signature into, and that is not shown to us.

use paraph_pki::{DigestAlgorithm, SignatureAlgorithm};
use serde::{Deserialize, Serialize};

/// A digest whose length is that of its algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hash {
    algorithm: DigestAlgorithm,
    value: Vec<u8>,
}

/// How a hash is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    algorithm: String,
    value: String,
}

impl Hash {
    /// The algorithms that are signed: none weaker than SHA-256 (CSC API v2 § 5).
    pub const ALGORITHMS: [DigestAlgorithm; 3] =
        [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

    /// A digest by an algorithm that is signed; none when it has another length.
    pub fn new(algorithm: DigestAlgorithm, value: Vec<u8>) -> Option<Self> {
        let fits = Self::ALGORITHMS.contains(&algorithm) && value.len() == algorithm.output_len();
        fits.then_some(Self { algorithm, value })
    }

    /// A digest whose algorithm is told by its length alone, as CSC API v1 leaves it when it is authorised.
    pub fn of_length(value: Vec<u8>) -> Option<Self> {
        let algorithm = Self::ALGORITHMS.into_iter().find(|one| one.output_len() == value.len())?;
        Some(Self { algorithm, value })
    }

    /// By which algorithm.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// Its bytes.
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// How an ECDSA key signs it.
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::Ecdsa(self.algorithm)
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (algorithm, value) = (self.algorithm.name().to_owned(), hex::encode(&self.value));
        Written { algorithm, value }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let algorithm = Self::ALGORITHMS.into_iter().find(|one| one.name() == written.algorithm);
        let value = hex::decode(written.value).map_err(serde::de::Error::custom)?;
        let hash = algorithm.and_then(|algorithm| Self::new(algorithm, value));
        hash.ok_or_else(|| serde::de::Error::custom("not a digest that is signed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_reads_back_what_it_writes() {
        for algorithm in Hash::ALGORITHMS {
            let hash = Hash::new(algorithm, algorithm.digest(b"x")).unwrap();
            let written = serde_json::to_string(&hash).unwrap();
            assert_eq!(serde_json::from_str::<Hash>(&written).unwrap(), hash);
            assert_eq!(Hash::of_length(algorithm.digest(b"x")), Some(hash));
        }
    }

    #[test]
    fn a_digest_of_another_length_or_a_weak_algorithm_is_none() {
        assert_eq!(Hash::new(DigestAlgorithm::Sha256, vec![0; 31]), None);
        assert_eq!(Hash::new(DigestAlgorithm::Sha256, vec![0; 48]), None);
        assert_eq!(Hash::new(DigestAlgorithm::Sha1, vec![0; 20]), None);
        assert_eq!(Hash::of_length(vec![0; 20]), None);
        assert!(serde_json::from_str::<Hash>(r#"{"algorithm":"SHA-256","value":"00"}"#).is_err());
        assert!(serde_json::from_str::<Hash>(r#"{"algorithm":"SHA-1","value":"00"}"#).is_err());
    }
}

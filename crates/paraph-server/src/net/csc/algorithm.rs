//! What is signed and how it is named: digests, and the identifiers of clauses 7.5 and 11.10.

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use paraph_pki::key::PublicKeyKind;
use paraph_pki::{DigestAlgorithm, ObjectIdentifier, PublicKey, RsaPadding, SignatureAlgorithm};

use super::CscError;
use crate::limits;

/// RSA without a digest of its own (RFC 8017 § A.1).
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// Digests to be signed under one authorization, all with one algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    digests: Vec<Vec<u8>>,
}

impl Batch {
    /// A batch of the messages' digests: for a CMS signature each message is the DER of the signed attributes.
    ///
    /// # Errors
    /// When there are none or too many, or the algorithm signs no digest (Ed25519).
    pub fn of_messages(algorithm: SignatureAlgorithm, messages: &[&[u8]]) -> Result<Self, CscError> {
        let digest = algorithm.digest().ok_or(CscError::AlgorithmIsNotOffered(algorithm))?;
        Self::of_digests(algorithm, messages.iter().map(|message| digest.digest(message)).collect())
    }

    /// A batch of digests.
    ///
    /// # Errors
    /// When there are none or too many, one has not the algorithm's length, or the algorithm signs no digest.
    pub fn of_digests(algorithm: SignatureAlgorithm, digests: Vec<Vec<u8>>) -> Result<Self, CscError> {
        let digest = algorithm.digest().ok_or(CscError::AlgorithmIsNotOffered(algorithm))?;
        let fits = digests.iter().all(|found| found.len() == digest.output_len());
        if digests.is_empty() || digests.len() > limits::CSC_BATCH_MAX || !fits {
            return Err(CscError::BatchIsMalformed);
        }
        Ok(Self { algorithm, digest, digests })
    }

    /// How many signatures it asks for.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.digests.len()
    }

    pub(super) fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    pub(super) fn digest_oid(&self) -> String {
        self.digest.oid().to_string()
    }

    pub(super) fn digests(&self) -> &[Vec<u8>] {
        &self.digests
    }

    /// The digests as methods take them.
    pub(super) fn base64(&self) -> Vec<String> {
        self.digests.iter().map(|digest| Base64::encode_string(digest)).collect()
    }

    /// The digests as `oauth2/authorize` takes them (clause 8.4.2).
    pub(super) fn base64url(&self) -> String {
        let digests: Vec<String> =
            self.digests.iter().map(|digest| Base64UrlUnpadded::encode_string(digest)).collect();
        digests.join(",")
    }
}

/// How a signature algorithm is asked for (clause 11.10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    /// `signAlgo`
    pub(super) algorithm: String,
    /// `signAlgoParams`
    pub(super) parameters: Option<String>,
    /// Whether the digest has to be named beside it.
    pub(super) names_digest: bool,
}

/// How to ask for `algorithm` of a key that offers these identifiers; none when it does not offer it.
pub(super) fn spelling(algorithm: SignatureAlgorithm, offered: &[ObjectIdentifier]) -> Option<Spelling> {
    let (oid, parameters) = algorithm.identifier_parts().ok()?;
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::Ecdsa(_) if offered.contains(&oid) => {
            Some(Spelling { algorithm: oid.to_string(), parameters: None, names_digest: false })
        }
        SignatureAlgorithm::RsaPkcs1(_) if offered.contains(&RSA_ENCRYPTION) => {
            Some(Spelling { algorithm: RSA_ENCRYPTION.to_string(), parameters: None, names_digest: true })
        }
        SignatureAlgorithm::RsaPss { .. } if offered.contains(&oid) => {
            let parameters = parameters.map(|der| Base64::encode_string(&der));
            Some(Spelling { algorithm: oid.to_string(), parameters, names_digest: true })
        }
        _ => None,
    }
}

/// The algorithm to sign with: the first of those the key's kind prefers that is offered.
pub(super) fn choose(
    key: &PublicKey,
    padding: RsaPadding,
    offered: &[ObjectIdentifier],
) -> Result<SignatureAlgorithm, CscError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let pss = |digest: DigestAlgorithm| SignatureAlgorithm::RsaPss {
        digest,
        salt_len: u8::try_from(digest.output_len()).unwrap_or(u8::MAX),
    };
    let preferred: Vec<SignatureAlgorithm> = match (key.kind(), padding) {
        (PublicKeyKind::Rsa { bits } | PublicKeyKind::RsaPss { bits }, _) if bits < limits::RSA_BITS_MIN => {
            return Err(CscError::KeyIsTooWeak);
        }
        (PublicKeyKind::Rsa { .. }, RsaPadding::Pkcs1) => {
            [Sha256, Sha384, Sha512].map(SignatureAlgorithm::RsaPkcs1).to_vec()
        }
        (PublicKeyKind::Rsa { .. }, RsaPadding::Pss) | (PublicKeyKind::RsaPss { .. }, _) => {
            [Sha256, Sha384, Sha512].map(pss).to_vec()
        }
        (_, RsaPadding::Pss) => return Err(CscError::Pki(paraph_pki::Error::UnsupportedKey)),
        (PublicKeyKind::P256, _) => [Sha256, Sha384, Sha512].map(SignatureAlgorithm::Ecdsa).to_vec(),
        (PublicKeyKind::P384, _) => [Sha384, Sha512, Sha256].map(SignatureAlgorithm::Ecdsa).to_vec(),
        (PublicKeyKind::P521, _) => [Sha512, Sha384, Sha256].map(SignatureAlgorithm::Ecdsa).to_vec(),
        _ => return Err(CscError::NoAlgorithm),
    };
    let mut preferred = preferred.into_iter();
    preferred.find(|algorithm| spelling(*algorithm, offered).is_some()).ok_or(CscError::NoAlgorithm)
}

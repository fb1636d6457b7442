//! Checking a signature value with a public key.

use aws_lc_rs::digest::Digest;
use aws_lc_rs::signature::{self as algorithms, RsaParameters, RsaPssSaltLength, VerificationAlgorithm};

use super::{PublicKey, PublicKeyKind, ecdsa_value_from_raw, further};
use crate::{DigestAlgorithm, Error, MlDsaSet, SignatureAlgorithm};

impl PublicKey {
    /// Whether `signature` is this key's signature of `message`.
    ///
    /// # Errors
    /// When the combination of key and algorithm cannot be checked here; never because it does not verify.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Error> {
        match by_digest(self.kind, algorithm) {
            Some(digest) => self.verify_digest(algorithm, &digest.digest(message), signature),
            None => {
                Ok(implementation(self.kind, algorithm)?.verify_sig(&self.bits, message, signature).is_ok())
            }
        }
    }

    /// Whether `signature` is this key's signature of the message whose digest is given.
    ///
    /// # Errors
    /// As [`PublicKey::verify`]; also when the digest has not the algorithm's length, or the scheme signs no
    /// digest (Ed25519, ML-DSA).
    pub fn verify_digest(
        &self,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<bool, Error> {
        if let SignatureAlgorithm::EcdsaPlain(named) = algorithm {
            let length = self.kind.ecdsa_value_len().ok_or(Error::UnsupportedParameters)?;
            let value = if signature.len() == length { ecdsa_value_from_raw(signature).ok() } else { None };
            let Some(value) = value else { return Ok(false) };
            return self.verify_digest(SignatureAlgorithm::Ecdsa(named), digest, &value);
        }
        if let Some(named) = by_digest(self.kind, algorithm) {
            let fits = digest.len() == named.output_len();
            return if fits {
                further::verify(self, digest, signature)
            } else {
                Err(Error::DigestHasWrongLength)
            };
        }
        let implementation = implementation(self.kind, algorithm)?;
        let digest_algorithm = algorithm.digest().ok_or(Error::UnsupportedParameters)?;
        let digest = Digest::import_less_safe(digest, digest_algorithm.implementation())
            .map_err(|_| Error::DigestHasWrongLength)?;
        Ok(implementation.verify_digest_sig(&self.bits, &digest, signature).is_ok())
    }
}

/// The digest algorithm, where the value is checked from the digest on: by other code than AWS-LC's, or as another kind of
/// value.
fn by_digest(kind: PublicKeyKind, algorithm: SignatureAlgorithm) -> Option<DigestAlgorithm> {
    match (kind, algorithm) {
        (_, SignatureAlgorithm::EcdsaPlain(digest))
        | (PublicKeyKind::BrainpoolP256 | PublicKeyKind::BrainpoolP384, SignatureAlgorithm::Ecdsa(digest))
        | (PublicKeyKind::Dsa { .. }, SignatureAlgorithm::Dsa(digest)) => Some(digest),
        _ => None,
    }
}

fn implementation(
    kind: PublicKeyKind,
    algorithm: SignatureAlgorithm,
) -> Result<&'static dyn VerificationAlgorithm, Error> {
    match (kind, algorithm) {
        (PublicKeyKind::Rsa { bits }, SignatureAlgorithm::RsaPkcs1(digest)) => rsa_pkcs1(bits, digest),
        (
            PublicKeyKind::Rsa { .. } | PublicKeyKind::RsaPss { .. },
            SignatureAlgorithm::RsaPss { digest, salt_len },
        ) => rsa_pss(digest, salt_len),
        (kind, SignatureAlgorithm::Ecdsa(digest)) => ecdsa(kind, digest),
        (PublicKeyKind::Ed25519, SignatureAlgorithm::Ed25519) => Ok(&algorithms::ED25519),
        (PublicKeyKind::MlDsa(set), SignatureAlgorithm::MlDsa(named)) if set == named => Ok(ml_dsa(set)),
        (PublicKeyKind::Other(oid), _) => Err(Error::UnsupportedAlgorithm(oid)),
        _ => Err(Error::UnsupportedParameters),
    }
}

fn ml_dsa(set: MlDsaSet) -> &'static dyn VerificationAlgorithm {
    match set {
        MlDsaSet::MlDsa44 => &algorithms::ML_DSA_44,
        MlDsaSet::MlDsa65 => &algorithms::ML_DSA_65,
        MlDsaSet::MlDsa87 => &algorithms::ML_DSA_87,
    }
}

fn rsa_pkcs1(bits: u32, digest: DigestAlgorithm) -> Result<&'static dyn VerificationAlgorithm, Error> {
    Ok(match digest {
        DigestAlgorithm::Sha1 => &algorithms::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => &algorithms::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha384 if bits >= 2048 => &algorithms::RSA_PKCS1_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => &algorithms::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return Err(Error::UnsupportedParameters),
    })
}

/// The binding takes the salt length as a constant, so the two lengths met in practice are spelled out: the
/// digest's own, and the 20 bytes that are the default of RFC 4055 § 3.1.
fn rsa_pss(digest: DigestAlgorithm, salt_len: u8) -> Result<&'static dyn VerificationAlgorithm, Error> {
    const DEFAULT_SALT: RsaPssSaltLength = RsaPssSaltLength::Custom(20);
    static SHA256_SALT_20: RsaParameters =
        algorithms::RSA_PSS_2048_8192_SHA256.with_pss_salt_length(DEFAULT_SALT);
    static SHA384_SALT_20: RsaParameters =
        algorithms::RSA_PSS_2048_8192_SHA384.with_pss_salt_length(DEFAULT_SALT);
    static SHA512_SALT_20: RsaParameters =
        algorithms::RSA_PSS_2048_8192_SHA512.with_pss_salt_length(DEFAULT_SALT);
    Ok(match (digest, salt_len) {
        (DigestAlgorithm::Sha256, 32) => &algorithms::RSA_PSS_2048_8192_SHA256,
        (DigestAlgorithm::Sha384, 48) => &algorithms::RSA_PSS_2048_8192_SHA384,
        (DigestAlgorithm::Sha512, 64) => &algorithms::RSA_PSS_2048_8192_SHA512,
        (DigestAlgorithm::Sha256, 20) => &SHA256_SALT_20,
        (DigestAlgorithm::Sha384, 20) => &SHA384_SALT_20,
        (DigestAlgorithm::Sha512, 20) => &SHA512_SALT_20,
        _ => return Err(Error::UnsupportedParameters),
    })
}

fn ecdsa(kind: PublicKeyKind, digest: DigestAlgorithm) -> Result<&'static dyn VerificationAlgorithm, Error> {
    use DigestAlgorithm::{Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};
    Ok(match (kind, digest) {
        (PublicKeyKind::P256, Sha1) => &algorithms::ECDSA_P256_SHA1_ASN1,
        (PublicKeyKind::P256, Sha256) => &algorithms::ECDSA_P256_SHA256_ASN1,
        (PublicKeyKind::P256, Sha384) => &algorithms::ECDSA_P256_SHA384_ASN1,
        (PublicKeyKind::P256, Sha512) => &algorithms::ECDSA_P256_SHA512_ASN1,
        (PublicKeyKind::P384, Sha256) => &algorithms::ECDSA_P384_SHA256_ASN1,
        (PublicKeyKind::P384, Sha384) => &algorithms::ECDSA_P384_SHA384_ASN1,
        (PublicKeyKind::P384, Sha512) => &algorithms::ECDSA_P384_SHA512_ASN1,
        (PublicKeyKind::P384, Sha3_384) => &algorithms::ECDSA_P384_SHA3_384_ASN1,
        (PublicKeyKind::P521, Sha1) => &algorithms::ECDSA_P521_SHA1_ASN1,
        (PublicKeyKind::P521, Sha224) => &algorithms::ECDSA_P521_SHA224_ASN1,
        (PublicKeyKind::P521, Sha256) => &algorithms::ECDSA_P521_SHA256_ASN1,
        (PublicKeyKind::P521, Sha384) => &algorithms::ECDSA_P521_SHA384_ASN1,
        (PublicKeyKind::P521, Sha512) => &algorithms::ECDSA_P521_SHA512_ASN1,
        (PublicKeyKind::P521, Sha3_512) => &algorithms::ECDSA_P521_SHA3_512_ASN1,
        (PublicKeyKind::Secp256k1, Sha256) => &algorithms::ECDSA_P256K1_SHA256_ASN1,
        (PublicKeyKind::Secp256k1, Sha3_256) => &algorithms::ECDSA_P256K1_SHA3_256_ASN1,
        (PublicKeyKind::Other(oid), _) => return Err(Error::UnsupportedAlgorithm(oid)),
        _ => return Err(Error::UnsupportedParameters),
    })
}

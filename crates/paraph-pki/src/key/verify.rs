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
        match means(self.kind, algorithm)? {
            Means::Direct(implementation) => {
                Ok(implementation.verify_sig(&self.bits, message, signature).is_ok())
            }
            Means::Pss(parameters) => Ok(parameters.verify_sig(&self.bits, message, signature).is_ok()),
            Means::Curve { .. } | Means::Plain | Means::Further => {
                let digest = algorithm.digest().ok_or(Error::UnsupportedParameters)?;
                self.verify_digest(algorithm, &digest.digest(message), signature)
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
        let means = means(self.kind, algorithm)?;
        let named = algorithm.digest().ok_or(Error::UnsupportedParameters)?;
        if digest.len() != named.output_len() {
            return Err(Error::DigestHasWrongLength);
        }
        let import = |named: DigestAlgorithm, digest: &[u8]| {
            Digest::import_less_safe(digest, named.implementation()).map_err(|_| Error::DigestHasWrongLength)
        };
        match means {
            Means::Direct(implementation) => {
                Ok(implementation.verify_digest_sig(&self.bits, &import(named, digest)?, signature).is_ok())
            }
            Means::Pss(parameters) => {
                Ok(parameters.verify_digest_sig(&self.bits, &import(named, digest)?, signature).is_ok())
            }
            Means::Curve { implementation, carrier } => {
                let carried = import(carrier, &fitted(digest, carrier.output_len()))?;
                Ok(implementation.verify_digest_sig(&self.bits, &carried, signature).is_ok())
            }
            Means::Plain => {
                let length = self.kind.ecdsa_value_len().ok_or(Error::UnsupportedParameters)?;
                let value =
                    if signature.len() == length { ecdsa_value_from_raw(signature).ok() } else { None };
                let Some(value) = value else { return Ok(false) };
                self.verify_digest(SignatureAlgorithm::Ecdsa(named), digest, &value)
            }
            Means::Further => further::verify(self, algorithm, digest, signature),
        }
    }
}

/// What checks a value.
enum Means {
    /// AWS-LC, which has this combination.
    Direct(&'static dyn VerificationAlgorithm),
    /// AWS-LC, with a length of salt that it is told.
    Pss(RsaParameters),
    /// AWS-LC's code for the curve, under the name of another digest.
    Curve { implementation: &'static dyn VerificationAlgorithm, carrier: DigestAlgorithm },
    /// The value is r and s one after the other.
    Plain,
    /// Other libraries.
    Further,
}

fn means(kind: PublicKeyKind, algorithm: SignatureAlgorithm) -> Result<Means, Error> {
    match (kind, algorithm) {
        (PublicKeyKind::Rsa { bits }, SignatureAlgorithm::RsaPkcs1(digest)) => Ok(rsa_pkcs1(bits, digest)),
        (
            PublicKeyKind::Rsa { bits } | PublicKeyKind::RsaPss { bits },
            SignatureAlgorithm::RsaPss { digest, salt_len },
        ) => rsa_pss(bits, digest, salt_len).map(Means::Pss),
        (PublicKeyKind::BrainpoolP256 | PublicKeyKind::BrainpoolP384, SignatureAlgorithm::Ecdsa(_))
        | (PublicKeyKind::Dsa { .. }, SignatureAlgorithm::Dsa(_)) => Ok(Means::Further),
        (kind, SignatureAlgorithm::Ecdsa(_)) => curve(kind),
        (kind, SignatureAlgorithm::EcdsaPlain(_)) if kind.ecdsa_value_len().is_some() => Ok(Means::Plain),
        (PublicKeyKind::Ed25519, SignatureAlgorithm::Ed25519) => Ok(Means::Direct(&algorithms::ED25519)),
        (PublicKeyKind::MlDsa(set), SignatureAlgorithm::MlDsa(named)) if set == named => {
            Ok(Means::Direct(ml_dsa(set)))
        }
        (kind, _) => Err(unknown(kind)),
    }
}

fn unknown(kind: PublicKeyKind) -> Error {
    match kind {
        PublicKeyKind::Other(oid) => Error::UnsupportedAlgorithm(oid),
        _ => Error::UnsupportedParameters,
    }
}

fn ml_dsa(set: MlDsaSet) -> &'static dyn VerificationAlgorithm {
    match set {
        MlDsaSet::MlDsa44 => &algorithms::ML_DSA_44,
        MlDsaSet::MlDsa65 => &algorithms::ML_DSA_65,
        MlDsaSet::MlDsa87 => &algorithms::ML_DSA_87,
    }
}

fn rsa_pkcs1(bits: u32, digest: DigestAlgorithm) -> Means {
    let implementation: &'static dyn VerificationAlgorithm = match digest {
        _ if !(1024..=8192).contains(&bits) => return Means::Further,
        DigestAlgorithm::Sha1 => &algorithms::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => &algorithms::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha384 if bits >= 2048 => &algorithms::RSA_PKCS1_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => &algorithms::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
        _ => return Means::Further,
    };
    Means::Direct(implementation)
}

fn rsa_pss(bits: u32, digest: DigestAlgorithm, salt_len: u8) -> Result<RsaParameters, Error> {
    let parameters = match digest {
        // The implementation would call every value of theirs wrong.
        _ if !(2048..=8192).contains(&bits) => return Err(Error::UnsupportedParameters),
        DigestAlgorithm::Sha256 => algorithms::RSA_PSS_2048_8192_SHA256,
        DigestAlgorithm::Sha384 => algorithms::RSA_PSS_2048_8192_SHA384,
        DigestAlgorithm::Sha512 => algorithms::RSA_PSS_2048_8192_SHA512,
        _ => return Err(Error::UnsupportedParameters),
    };
    Ok(parameters.with_pss_salt_length(RsaPssSaltLength::Custom(salt_len.into())))
}

/// One name for all digests: what a curve takes of a digest is a number (FIPS 186-5 § 6.4.2, step 2), and [`fitted`] gives
/// the same one.
fn curve(kind: PublicKeyKind) -> Result<Means, Error> {
    let (implementation, carrier): (&'static dyn VerificationAlgorithm, _) = match kind {
        PublicKeyKind::P256 => (&algorithms::ECDSA_P256_SHA256_ASN1, DigestAlgorithm::Sha256),
        PublicKeyKind::P384 => (&algorithms::ECDSA_P384_SHA384_ASN1, DigestAlgorithm::Sha384),
        PublicKeyKind::P521 => (&algorithms::ECDSA_P521_SHA512_ASN1, DigestAlgorithm::Sha512),
        PublicKeyKind::Secp256k1 => (&algorithms::ECDSA_P256K1_SHA256_ASN1, DigestAlgorithm::Sha256),
        kind => return Err(unknown(kind)),
    };
    Ok(Means::Curve { implementation, carrier })
}

/// The digest as so many bytes: a longer one gives its first bytes, as it does to an order of that length; a shorter one
/// has zeros before it, which change no number.
fn fitted(digest: &[u8], length: usize) -> Vec<u8> {
    let kept = digest.get(..length).unwrap_or(digest);
    let mut fitted = vec![0; length - kept.len()];
    fitted.extend_from_slice(kept);
    fitted
}

//! Public keys, as they stand in certificates: what kind they are, and the bytes they are checked with.

use const_oid::ObjectIdentifier;
use der::asn1::UintRef;
use der::{Decode, Reader, SliceReader};
use spki::SubjectPublicKeyInfoRef;

use crate::{DigestAlgorithm, Error, SignatureAlgorithm, oid};

/// What kind of key a public key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PublicKeyKind {
    /// RSA, with the length of the modulus in bits.
    Rsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// RSA that signs by PSS alone (RFC 4055 § 3.1).
    RsaPss {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
    /// ECDSA on secp256k1.
    Secp256k1,
    /// Ed25519.
    Ed25519,
    /// A key this crate cannot verify with: the curve's identifier, or the algorithm's.
    Other(ObjectIdentifier),
}

/// A public key, as it stands in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey {
    info: Vec<u8>,
    pub(super) bits: Vec<u8>,
    pub(super) kind: PublicKeyKind,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 § 4.1.2.7).
    ///
    /// # Errors
    /// When the bytes are not one. An unknown algorithm is not an error: see [`PublicKeyKind::Other`].
    pub fn from_info_der(bytes: &[u8]) -> Result<Self, Error> {
        let malformed = Error::malformed("SubjectPublicKeyInfo");
        let info = SubjectPublicKeyInfoRef::from_der(bytes).map_err(&malformed)?;
        let key = info
            .subject_public_key
            .as_bytes()
            .ok_or(Error::Malformed { structure: "SubjectPublicKeyInfo" })?;
        let kind = public_key_kind(&info, key).map_err(&malformed)?;
        Ok(Self { info: bytes.to_vec(), bits: key.to_vec(), kind })
    }

    /// The SubjectPublicKeyInfo, byte for byte as it was read.
    #[must_use]
    pub fn info_der(&self) -> &[u8] {
        &self.info
    }

    /// The subjectPublicKey bits: what key identifiers are computed over (RFC 5280 § 4.2.1.2).
    #[must_use]
    pub fn key_bits(&self) -> &[u8] {
        &self.bits
    }

    /// The kind of key.
    #[must_use]
    pub fn kind(&self) -> PublicKeyKind {
        self.kind
    }

    /// The algorithm that the private half signs with when nothing else is asked for, as [`PrivateKey::algorithm`].
    ///
    /// # Errors
    /// When no key of this kind signs here.
    pub fn default_algorithm(&self) -> Result<SignatureAlgorithm, Error> {
        Ok(match self.kind {
            PublicKeyKind::Rsa { .. } => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
            PublicKeyKind::P256 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            PublicKeyKind::P384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            PublicKeyKind::P521 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
            PublicKeyKind::Ed25519 => SignatureAlgorithm::Ed25519,
            PublicKeyKind::RsaPss { .. } | PublicKeyKind::Secp256k1 | PublicKeyKind::Other(_) => {
                return Err(Error::UnsupportedKey);
            }
        })
    }
}

fn public_key_kind(info: &SubjectPublicKeyInfoRef<'_>, key: &[u8]) -> Result<PublicKeyKind, der::Error> {
    Ok(match info.algorithm.oid {
        oid::RSA_ENCRYPTION => PublicKeyKind::Rsa { bits: rsa_modulus_bits(key)? },
        oid::RSASSA_PSS => PublicKeyKind::RsaPss { bits: rsa_modulus_bits(key)? },
        oid::EC_PUBLIC_KEY => match info.algorithm.parameters_oid() {
            Ok(oid::P_256) => PublicKeyKind::P256,
            Ok(oid::P_384) => PublicKeyKind::P384,
            Ok(oid::P_521) => PublicKeyKind::P521,
            Ok(oid::SECP256K1) => PublicKeyKind::Secp256k1,
            Ok(curve) => PublicKeyKind::Other(curve),
            Err(_) => PublicKeyKind::Other(oid::EC_PUBLIC_KEY),
        },
        oid::ED_25519 => PublicKeyKind::Ed25519,
        other => PublicKeyKind::Other(other),
    })
}

/// RSAPublicKey ::= SEQUENCE { modulus, publicExponent } (RFC 8017 § A.1.1).
fn rsa_modulus_bits(key: &[u8]) -> Result<u32, der::Error> {
    let mut reader = SliceReader::new(key)?;
    let bits = reader.sequence(|reader| -> Result<u32, der::Error> {
        let modulus = UintRef::decode(reader)?;
        let _exponent = UintRef::decode(reader)?;
        let leading = modulus.as_bytes().first().map_or(8, |byte| byte.leading_zeros());
        let length = u32::from(modulus.len());
        Ok(length.saturating_mul(8).saturating_sub(leading))
    })?;
    reader.finish()?;
    Ok(bits)
}

//! Public keys, as they stand in certificates: what kind they are, and the bytes they are checked with.

use const_oid::ObjectIdentifier;
use der::asn1::UintRef;
use der::{Decode, Encode, Sequence};
use spki::SubjectPublicKeyInfoRef;

use crate::{DigestAlgorithm, Error, MlDsaSet, SignatureAlgorithm, oid};

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
    /// ECDSA on brainpoolP256r1 (RFC 5639).
    BrainpoolP256,
    /// ECDSA on brainpoolP384r1 (RFC 5639).
    BrainpoolP384,
    /// Ed25519.
    Ed25519,
    /// ML-DSA (FIPS 204).
    MlDsa(MlDsaSet),
    /// DSA (FIPS 186-4), with the length of the modulus in bits.
    Dsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// DSA with its issuer's parameters (RFC 3279 § 2.3.2); path validation finds them.
    DsaWithoutParameters,
    /// A key this crate cannot verify with: the curve's identifier, or the algorithm's.
    Other(ObjectIdentifier),
}

impl PublicKeyKind {
    /// Bytes of an ECDSA value that is r and s one after the other, each as long as the curve's order; none where the
    /// key makes no such value.
    pub(crate) fn ecdsa_value_len(self) -> Option<usize> {
        match self {
            Self::P256 | Self::Secp256k1 | Self::BrainpoolP256 => Some(64),
            Self::P384 | Self::BrainpoolP384 => Some(96),
            Self::P521 => Some(132),
            _ => None,
        }
    }
}

impl std::fmt::Display for PublicKeyKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rsa { bits } => write!(formatter, "RSA {bits}"),
            Self::RsaPss { bits } => write!(formatter, "RSA-PSS {bits}"),
            Self::P256 => formatter.write_str("ECDSA P-256"),
            Self::P384 => formatter.write_str("ECDSA P-384"),
            Self::P521 => formatter.write_str("ECDSA P-521"),
            Self::Secp256k1 => formatter.write_str("ECDSA secp256k1"),
            Self::BrainpoolP256 => formatter.write_str("ECDSA brainpoolP256r1"),
            Self::BrainpoolP384 => formatter.write_str("ECDSA brainpoolP384r1"),
            Self::Ed25519 => formatter.write_str("Ed25519"),
            Self::MlDsa(set) => formatter.write_str(set.name()),
            Self::Dsa { bits } => write!(formatter, "DSA {bits}"),
            Self::DsaWithoutParameters => formatter.write_str("DSA with its issuer's parameters"),
            Self::Other(named) => write!(formatter, "a key of kind {named}"),
        }
    }
}

/// A public key, as it stands in a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey {
    info: Vec<u8>,
    pub(super) bits: Vec<u8>,
    pub(super) kind: PublicKeyKind,
    /// Dss-Parms (RFC 3279 § 2.3.2), its own or its issuer's.
    pub(super) dsa_parameters: Option<Vec<u8>>,
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
        let dsa_parameters = match (kind, info.algorithm.parameters) {
            (PublicKeyKind::Dsa { .. }, Some(parameters)) => Some(parameters.to_der().map_err(&malformed)?),
            _ => None,
        };
        Ok(Self { info: bytes.to_vec(), bits: key.to_vec(), kind, dsa_parameters })
    }

    /// The same key with the parameters of its issuer's, if it is a DSA key that has none (RFC 5280 § 6.1.4 (e)).
    pub(crate) fn with_parameters_of(&self, issuer: &Self) -> Option<Self> {
        let inherits = self.kind == PublicKeyKind::DsaWithoutParameters && issuer.dsa_parameters.is_some();
        inherits.then(|| Self {
            kind: issuer.kind,
            dsa_parameters: issuer.dsa_parameters.clone(),
            ..self.clone()
        })
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
            PublicKeyKind::MlDsa(set) => SignatureAlgorithm::MlDsa(set),
            _ => return Err(Error::UnsupportedKey),
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
            Ok(oid::BRAINPOOL_P256) => PublicKeyKind::BrainpoolP256,
            Ok(oid::BRAINPOOL_P384) => PublicKeyKind::BrainpoolP384,
            Ok(curve) => PublicKeyKind::Other(curve),
            Err(_) => PublicKeyKind::Other(oid::EC_PUBLIC_KEY),
        },
        oid::ED_25519 => PublicKeyKind::Ed25519,
        oid::DSA => {
            match info.algorithm.parameters.map(|parameters| parameters.decode_as::<DssParameters<'_>>()) {
                None => PublicKeyKind::DsaWithoutParameters,
                Some(Ok(parameters)) => PublicKeyKind::Dsa { bits: bit_length(&parameters.p) },
                Some(Err(_)) => PublicKeyKind::Other(oid::DSA),
            }
        }
        other => match MlDsaSet::from_oid(other) {
            // RFC 9881 § 4: no parameters.
            Some(set) if info.algorithm.parameters.is_none() => PublicKeyKind::MlDsa(set),
            _ => PublicKeyKind::Other(other),
        },
    })
}

/// Dss-Parms (RFC 3279 § 2.3.2).
#[derive(Sequence)]
pub(super) struct DssParameters<'a> {
    pub(super) p: UintRef<'a>,
    pub(super) q: UintRef<'a>,
    pub(super) g: UintRef<'a>,
}

/// Length of a number in bits.
pub(super) fn bit_length(number: &UintRef<'_>) -> u32 {
    let leading = number.as_bytes().first().map_or(8, |byte| byte.leading_zeros());
    u32::from(number.len()).saturating_mul(8).saturating_sub(leading)
}

/// RSAPublicKey (RFC 8017 § A.1.1).
#[derive(Sequence)]
pub(super) struct RsaNumbers<'a> {
    pub(super) modulus: UintRef<'a>,
    pub(super) exponent: UintRef<'a>,
}

fn rsa_modulus_bits(key: &[u8]) -> Result<u32, der::Error> {
    RsaNumbers::from_der(key).map(|numbers| bit_length(&numbers.modulus))
}

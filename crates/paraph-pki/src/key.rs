//! Private and public keys. Every operation on a private key happens inside AWS-LC.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RsaKeyPair};
use const_oid::ObjectIdentifier;
use der::{Decode, Reader, SliceReader};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

use crate::{DigestAlgorithm, Error, SignatureAlgorithm, oid};

mod verify;

/// The kinds of key that can be made. P-256 is the default of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyKind {
    /// ECDSA on P-256, signing with SHA-256.
    #[default]
    P256,
    /// ECDSA on P-384, signing with SHA-384.
    P384,
    /// RSA of 2048 bits, signing PKCS#1 v1.5 with SHA-256.
    Rsa2048,
    /// RSA of 3072 bits, signing PKCS#1 v1.5 with SHA-256.
    Rsa3072,
    /// RSA of 4096 bits, signing PKCS#1 v1.5 with SHA-256.
    Rsa4096,
}

/// A private key. It has no `Debug`, and leaves only through [`PrivateKey::to_pkcs8_der`].
pub struct PrivateKey {
    pair: Pair,
}

enum Pair {
    Ecdsa { pair: EcdsaKeyPair, digest: DigestAlgorithm },
    Rsa(RsaKeyPair),
}

impl PrivateKey {
    /// Makes a new key.
    ///
    /// AWS-LC draws the key itself from its own generator, seeded by the operating system; `random` is asked
    /// first so that a broken source stops the act here rather than later, when the first nonce is needed.
    ///
    /// # Errors
    /// When the source of randomness or the library fails.
    pub fn generate(kind: KeyKind, random: &dyn SecureRandom) -> Result<Self, Error> {
        random.fill(&mut [0; 1]).map_err(|_| Error::RandomnessFailed)?;
        let ecdsa = |algorithm: &'static EcdsaSigningAlgorithm, digest| {
            let pair = EcdsaKeyPair::generate(algorithm).map_err(|_| Error::CryptographyFailed)?;
            Ok(Self { pair: Pair::Ecdsa { pair, digest } })
        };
        let rsa = |size| {
            let pair = RsaKeyPair::generate(size).map_err(|_| Error::CryptographyFailed)?;
            Ok(Self { pair: Pair::Rsa(pair) })
        };
        match kind {
            KeyKind::P256 => ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256),
            KeyKind::P384 => ecdsa(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384),
            KeyKind::Rsa2048 => rsa(KeySize::Rsa2048),
            KeyKind::Rsa3072 => rsa(KeySize::Rsa3072),
            KeyKind::Rsa4096 => rsa(KeySize::Rsa4096),
        }
    }

    /// Reads an unencrypted PKCS#8 key (RFC 5958): P-256, P-384, or RSA of 2048 to 4096 bits.
    ///
    /// # Errors
    /// When the bytes are not such a key, or its parts do not belong together.
    pub fn from_pkcs8_der(bytes: &[u8]) -> Result<Self, Error> {
        let rejected = |_| Error::PrivateKeyIsInconsistent;
        let algorithm = pkcs8_algorithm(bytes).map_err(Error::malformed("PrivateKeyInfo"))?;
        let curve = || algorithm.parameters_oid().map_err(|_| Error::UnsupportedKey);
        let (signing, digest) = match algorithm.oid {
            oid::RSA_ENCRYPTION => {
                let pair = RsaKeyPair::from_pkcs8(bytes).map_err(rejected)?;
                if !(256..=512).contains(&pair.public_modulus_len()) {
                    return Err(Error::UnsupportedKey);
                }
                return Ok(Self { pair: Pair::Rsa(pair) });
            }
            oid::EC_PUBLIC_KEY if curve()? == oid::P_256 => {
                (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256)
            }
            oid::EC_PUBLIC_KEY if curve()? == oid::P_384 => {
                (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384)
            }
            _ => return Err(Error::UnsupportedKey),
        };
        let pair = EcdsaKeyPair::from_pkcs8(signing, bytes).map_err(rejected)?;
        Ok(Self { pair: Pair::Ecdsa { pair, digest } })
    }

    /// Reads the first unencrypted `PRIVATE KEY` block of a PEM text.
    ///
    /// # Errors
    /// As [`PrivateKey::from_pkcs8_der`]; also when there is no such block.
    pub fn from_pem(text: &str) -> Result<Self, Error> {
        let start = text.find("-----BEGIN PRIVATE KEY-----").ok_or(Error::NoPrivateKey)?;
        let block = text.get(start..).unwrap_or_default();
        let malformed = Error::malformed("PEM block");
        let (_, document) = der::SecretDocument::from_pem(block).map_err(malformed)?;
        Self::from_pkcs8_der(document.as_bytes())
    }

    /// The key in PKCS#8, in memory that is wiped when dropped.
    ///
    /// # Errors
    /// When the library fails.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.pair {
            Pair::Ecdsa { pair, .. } => {
                let document = pair.to_pkcs8v1().map_err(|_| Error::CryptographyFailed)?;
                Ok(Zeroizing::new(document.as_ref().to_vec()))
            }
            Pair::Rsa(pair) => {
                let document: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::CryptographyFailed)?;
                Ok(Zeroizing::new(document.as_ref().to_vec()))
            }
        }
    }

    /// Signs a message: DER ECDSA value, or RSA PKCS#1 v1.5 block, as [`PrivateKey::algorithm`] says.
    ///
    /// # Errors
    /// When the library or the source of randomness fails.
    pub fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        match &self.pair {
            Pair::Ecdsa { pair, .. } => {
                let value = pair.sign(random, message).map_err(|_| Error::CryptographyFailed)?;
                Ok(value.as_ref().to_vec())
            }
            Pair::Rsa(pair) => {
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, random, message, &mut value)
                    .map_err(|_| Error::CryptographyFailed)?;
                Ok(value)
            }
        }
    }

    /// The algorithm [`PrivateKey::sign`] signs with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match &self.pair {
            Pair::Ecdsa { digest, .. } => SignatureAlgorithm::Ecdsa(*digest),
            Pair::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        }
    }

    /// The digest that goes with [`PrivateKey::algorithm`].
    #[must_use]
    pub fn digest_algorithm(&self) -> DigestAlgorithm {
        match &self.pair {
            Pair::Ecdsa { digest, .. } => *digest,
            Pair::Rsa(_) => DigestAlgorithm::Sha256,
        }
    }

    /// The public half.
    ///
    /// # Errors
    /// When the library fails.
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        let document: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Ecdsa { pair, .. } => pair.public_key().as_der(),
            Pair::Rsa(pair) => pair.public_key().as_der(),
        }
        .map_err(|_| Error::CryptographyFailed)?;
        PublicKey::from_info_der(document.as_ref())
    }
}

/// Reads `version, privateKeyAlgorithm` and leaves the rest, which AWS-LC reads.
fn pkcs8_algorithm(bytes: &[u8]) -> Result<AlgorithmIdentifierRef<'_>, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let body = der::asn1::AnyRef::decode(&mut reader)?;
    reader.finish()?;
    let mut body = SliceReader::new(body.value())?;
    let _version = u8::decode(&mut body)?;
    AlgorithmIdentifierRef::decode(&mut body)
}

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
    bits: Vec<u8>,
    kind: PublicKeyKind,
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
        let modulus = der::asn1::UintRef::decode(reader)?;
        let _exponent = der::asn1::UintRef::decode(reader)?;
        let leading = modulus.as_bytes().first().map_or(8, |byte| byte.leading_zeros());
        let length = u32::from(modulus.len());
        Ok(length.saturating_mul(8).saturating_sub(leading))
    })?;
    reader.finish()?;
    Ok(bits)
}

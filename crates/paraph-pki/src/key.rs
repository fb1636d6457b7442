//! Private and public keys. Every operation on a private key happens inside AWS-LC.

use aws_lc_rs::digest::Digest;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SecureRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, PqdsaKeyPair, PqdsaSigningAlgorithm,
    RsaEncoding, RsaKeyPair,
};
use der::asn1::UintRef;
use der::{Decode, Encode, Reader, Sequence, SliceReader};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use crate::{DigestAlgorithm, Error, MlDsaSet, SignatureAlgorithm, oid};

mod file;
mod further;
mod public;
mod verify;

pub use public::{PublicKey, PublicKeyKind};

/// The kinds of key that can be made. P-256 is the default of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum KeyKind {
    /// ECDSA on P-256, signing with SHA-256.
    #[default]
    P256,
    /// ECDSA on P-384, signing with SHA-384.
    P384,
    /// ECDSA on P-521, signing with SHA-512.
    P521,
    /// Ed25519 (RFC 8032), which signs the message itself.
    Ed25519,
    /// ML-DSA (FIPS 204), which signs the message itself.
    MlDsa(MlDsaSet),
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
    Rsa { pair: RsaKeyPair, padding: RsaPadding },
    Ed25519(Ed25519KeyPair),
    MlDsa { pair: PqdsaKeyPair, set: MlDsaSet },
}

/// How an RSA key signs; SHA-256 in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RsaPadding {
    /// PKCS#1 v1.5 (RFC 8017 § 8.2), which every reader knows.
    #[default]
    Pkcs1,
    /// PSS with a salt as long as the digest (RFC 8017 § 8.1).
    Pss,
}

/// Bytes of the salt that AWS-LC signs with under PSS and SHA-256.
const PSS_SALT_LEN: u8 = 32;

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
            Ok(Self { pair: Pair::Rsa { pair, padding: RsaPadding::Pkcs1 } })
        };
        match kind {
            KeyKind::P256 => ecdsa(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256),
            KeyKind::P384 => ecdsa(&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384),
            KeyKind::P521 => ecdsa(&signature::ECDSA_P521_SHA512_ASN1_SIGNING, DigestAlgorithm::Sha512),
            KeyKind::Ed25519 => {
                let pair = Ed25519KeyPair::generate().map_err(|_| Error::CryptographyFailed)?;
                Ok(Self { pair: Pair::Ed25519(pair) })
            }
            KeyKind::MlDsa(set) => {
                let pair = PqdsaKeyPair::generate(ml_dsa(set)).map_err(|_| Error::CryptographyFailed)?;
                Ok(Self { pair: Pair::MlDsa { pair, set } })
            }
            KeyKind::Rsa2048 => rsa(KeySize::Rsa2048),
            KeyKind::Rsa3072 => rsa(KeySize::Rsa3072),
            KeyKind::Rsa4096 => rsa(KeySize::Rsa4096),
        }
    }

    /// Reads an unencrypted PKCS#8 key (RFC 5958): P-256, P-384, P-521, Ed25519, ML-DSA, or RSA of 2048 to
    /// 4096 bits.
    ///
    /// # Errors
    /// When the bytes are not such a key, or its parts do not belong together.
    pub fn from_pkcs8_der(bytes: &[u8]) -> Result<Self, Error> {
        let rejected = |_| Error::PrivateKeyIsInconsistent;
        let algorithm = pkcs8_algorithm(bytes).map_err(Error::malformed("PrivateKeyInfo"))?;
        let curve = || algorithm.parameters_oid().map_err(|_| Error::UnsupportedKey);
        let (signing, digest) = match algorithm.oid {
            oid::RSA_ENCRYPTION => {
                return Self::of_rsa(RsaKeyPair::from_pkcs8(bytes).map_err(rejected)?);
            }
            oid::ED_25519 => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(bytes).map_err(rejected)?;
                return Ok(Self { pair: Pair::Ed25519(pair) });
            }
            oid::ML_DSA_44 | oid::ML_DSA_65 | oid::ML_DSA_87 => {
                let set = MlDsaSet::from_oid(algorithm.oid).ok_or(Error::UnsupportedKey)?;
                let pair = PqdsaKeyPair::from_pkcs8(ml_dsa(set), bytes).map_err(rejected)?;
                return Ok(Self { pair: Pair::MlDsa { pair, set } });
            }
            oid::EC_PUBLIC_KEY if curve()? == oid::P_256 => {
                (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, DigestAlgorithm::Sha256)
            }
            oid::EC_PUBLIC_KEY if curve()? == oid::P_384 => {
                (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, DigestAlgorithm::Sha384)
            }
            oid::EC_PUBLIC_KEY if curve()? == oid::P_521 => {
                (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, DigestAlgorithm::Sha512)
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

    /// The same key with another padding; only an RSA key has one.
    ///
    /// # Errors
    /// When it is not an RSA key.
    pub fn with_padding(self, padding: RsaPadding) -> Result<Self, Error> {
        match self.pair {
            Pair::Rsa { pair, .. } => Ok(Self { pair: Pair::Rsa { pair, padding } }),
            Pair::Ecdsa { .. } | Pair::Ed25519(_) | Pair::MlDsa { .. } => Err(Error::UnsupportedKey),
        }
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
            Pair::Ed25519(pair) => {
                let document = pair.to_pkcs8v1().map_err(|_| Error::CryptographyFailed)?;
                Ok(Zeroizing::new(document.as_ref().to_vec()))
            }
            Pair::MlDsa { pair, .. } => {
                let document = pair.to_pkcs8v1().map_err(|_| Error::CryptographyFailed)?;
                Ok(Zeroizing::new(document.as_ref().to_vec()))
            }
            Pair::Rsa { pair, .. } => {
                let document: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Error::CryptographyFailed)?;
                Ok(Zeroizing::new(document.as_ref().to_vec()))
            }
        }
    }

    /// Signs a message: DER ECDSA value, RSA block, Ed25519 or ML-DSA value, as [`PrivateKey::algorithm`] says.
    ///
    /// # Errors
    /// When the library or the source of randomness fails.
    pub fn sign(&self, message: &[u8], random: &dyn SecureRandom) -> Result<Vec<u8>, Error> {
        match &self.pair {
            Pair::Ecdsa { pair, .. } => {
                let value = pair.sign(random, message).map_err(|_| Error::CryptographyFailed)?;
                Ok(value.as_ref().to_vec())
            }
            Pair::Rsa { pair, padding } => {
                let encoding: &dyn RsaEncoding = match padding {
                    RsaPadding::Pkcs1 => &signature::RSA_PKCS1_SHA256,
                    RsaPadding::Pss => &signature::RSA_PSS_SHA256,
                };
                let mut value = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, random, message, &mut value).map_err(|_| Error::CryptographyFailed)?;
                Ok(value)
            }
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::MlDsa { pair, set } => {
                let mut value = vec![0; ml_dsa(*set).signature_len()];
                pair.sign(message, &mut value).map_err(|_| Error::CryptographyFailed)?;
                Ok(value)
            }
        }
    }

    /// Signs a message whose digest alone is at hand: a DER ECDSA value. Of a digest longer than the curve's order the
    /// leftmost bits are signed (FIPS 186-5 § 6.4.1, step 2), so that P-256 signs SHA-384 and SHA-512 too.
    ///
    /// # Errors
    /// When the key is not for ECDSA, the digest has not its algorithm's length or fewer bits than the curve's order, or
    /// the library fails.
    pub fn sign_digest(&self, algorithm: DigestAlgorithm, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let Pair::Ecdsa { pair, digest: own } = &self.pair else { return Err(Error::UnsupportedKey) };
        if digest.len() != algorithm.output_len() {
            return Err(Error::DigestHasWrongLength);
        }
        // The house's curves are as long as their own digests, but for P-521, whose digest is shorter.
        let leftmost = digest.get(..own.output_len()).ok_or(Error::UnsupportedParameters)?;
        let leftmost = Digest::import_less_safe(leftmost, own.implementation());
        let value = leftmost.and_then(|digest| pair.sign_digest(&digest));
        Ok(value.map_err(|_| Error::CryptographyFailed)?.as_ref().to_vec())
    }

    /// The algorithm [`PrivateKey::sign`] signs with.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match &self.pair {
            Pair::Ecdsa { digest, .. } => SignatureAlgorithm::Ecdsa(*digest),
            Pair::Rsa { padding: RsaPadding::Pkcs1, .. } => {
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)
            }
            Pair::Rsa { padding: RsaPadding::Pss, .. } => {
                SignatureAlgorithm::RsaPss { digest: DigestAlgorithm::Sha256, salt_len: PSS_SALT_LEN }
            }
            Pair::Ed25519(_) => SignatureAlgorithm::Ed25519,
            Pair::MlDsa { set, .. } => SignatureAlgorithm::MlDsa(*set),
        }
    }

    /// The digest that goes with [`PrivateKey::algorithm`]; SHA-512 with Ed25519 (RFC 8419 § 3.1)
    /// and ML-DSA (RFC 9882 § 3.3).
    #[must_use]
    pub fn digest_algorithm(&self) -> DigestAlgorithm {
        match &self.pair {
            Pair::Ecdsa { digest, .. } => *digest,
            Pair::Rsa { .. } => DigestAlgorithm::Sha256,
            Pair::Ed25519(_) | Pair::MlDsa { .. } => DigestAlgorithm::Sha512,
        }
    }

    /// The public half.
    ///
    /// # Errors
    /// When the library fails.
    pub fn public_key(&self) -> Result<PublicKey, Error> {
        let document: PublicKeyX509Der<'_> = match &self.pair {
            Pair::Ecdsa { pair, .. } => pair.public_key().as_der(),
            Pair::Rsa { pair, .. } => pair.public_key().as_der(),
            Pair::Ed25519(pair) => pair.public_key().as_der(),
            Pair::MlDsa { pair, .. } => pair.public_key().as_der(),
        }
        .map_err(|_| Error::CryptographyFailed)?;
        PublicKey::from_info_der(document.as_ref())
    }
}

fn ml_dsa(set: MlDsaSet) -> &'static PqdsaSigningAlgorithm {
    match set {
        MlDsaSet::MlDsa44 => &signature::ML_DSA_44_SIGNING,
        MlDsaSet::MlDsa65 => &signature::ML_DSA_65_SIGNING,
        MlDsaSet::MlDsa87 => &signature::ML_DSA_87_SIGNING,
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

/// An ECDSA value as tokens give it (PKCS#11 v3.1 § 6.3.1: r and s, each half the bytes), as CMS carries it
/// (RFC 3279 § 2.2.3: Ecdsa-Sig-Value).
///
/// # Errors
/// When the bytes are none, or not in halves.
pub fn ecdsa_value_from_raw(raw: &[u8]) -> Result<Vec<u8>, Error> {
    let malformed = || Error::Malformed { structure: "ECDSA value" };
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(malformed());
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    let number = |bytes| UintRef::new(bytes).map_err(|_| malformed());
    EcdsaValue { r: number(r)?, s: number(s)? }.to_der().map_err(|_| malformed())
}

#[derive(Sequence)]
struct EcdsaValue<'a> {
    r: UintRef<'a>,
    s: UintRef<'a>,
}

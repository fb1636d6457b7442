//! Digest and signature algorithms: their identifiers, and which mean what together.
//!
//! SHA-1 is readable here because old signatures carry it; whether it still counts at a given date is policy
//! and decided elsewhere.

use aws_lc_rs::digest;
use const_oid::ObjectIdentifier;
use der::asn1::{Any, AnyRef, Null};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierOwned, AlgorithmIdentifierRef};

use crate::{Error, oid};

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1, for reading old signatures only.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256, the default.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA3-256.
    Sha3_256,
    /// SHA3-384.
    Sha3_384,
    /// SHA3-512.
    Sha3_512,
}

impl DigestAlgorithm {
    /// Every algorithm this crate computes.
    pub const ALL: [Self; 8] = [
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
    ];

    /// The algorithm of an object identifier, if it is one this crate computes.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    /// The object identifier (RFC 5754, RFC 8702).
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => oid::SHA_1,
            Self::Sha224 => oid::SHA_224,
            Self::Sha256 => oid::SHA_256,
            Self::Sha384 => oid::SHA_384,
            Self::Sha512 => oid::SHA_512,
            Self::Sha3_256 => oid::SHA3_256,
            Self::Sha3_384 => oid::SHA3_384,
            Self::Sha3_512 => oid::SHA3_512,
        }
    }

    /// The name people know it by, such as `SHA-256`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "SHA-1",
            Self::Sha224 => "SHA-224",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
            Self::Sha3_256 => "SHA3-256",
            Self::Sha3_384 => "SHA3-384",
            Self::Sha3_512 => "SHA3-512",
        }
    }

    /// Length of the digest in bytes.
    #[must_use]
    pub fn output_len(self) -> usize {
        self.implementation().output_len()
    }

    /// Length in bytes of the blocks it works on.
    pub(crate) fn block_len(self) -> usize {
        self.implementation().block_len()
    }

    /// Digest of one piece of bytes.
    #[must_use]
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        digest::digest(self.implementation(), bytes).as_ref().to_vec()
    }

    /// Begins a digest over bytes that come in pieces.
    #[must_use]
    pub fn hasher(self) -> Hasher {
        Hasher { context: digest::Context::new(self.implementation()) }
    }

    pub(crate) fn implementation(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &digest::SHA224,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
            Self::Sha3_256 => &digest::SHA3_256,
            Self::Sha3_384 => &digest::SHA3_384,
            Self::Sha3_512 => &digest::SHA3_512,
        }
    }

    /// The identifier without parameters: RFC 5754 § 2 wants them absent when written.
    pub(crate) fn identifier(self) -> AlgorithmIdentifierOwned {
        AlgorithmIdentifierOwned { oid: self.oid(), parameters: None }
    }

    /// Reads an identifier whose parameters must be absent or NULL (RFC 5754 § 2).
    pub(crate) fn from_identifier(identifier: &AlgorithmIdentifierRef<'_>) -> Result<Self, Error> {
        let algorithm = Self::from_oid(identifier.oid).ok_or(Error::UnsupportedAlgorithm(identifier.oid))?;
        match identifier.parameters {
            Some(parameters) if !parameters.is_null() => Err(Error::UnsupportedParameters),
            _ => Ok(algorithm),
        }
    }
}

/// A digest being computed; cloning it keeps the work done so far.
#[derive(Clone)]
pub struct Hasher {
    context: digest::Context,
}

impl Hasher {
    /// Adds the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    /// The digest of all pieces.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.context.finish().as_ref().to_vec()
    }
}

/// A signature algorithm with everything needed to verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSA with PKCS#1 v1.5 padding (RFC 8017 § 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSA-PSS (RFC 8017 § 8.1); the mask generation digest is the same as the message digest.
    RsaPss {
        /// Digest of the message and of the mask generation function.
        digest: DigestAlgorithm,
        /// Length of the salt in bytes.
        salt_len: u8,
    },
    /// ECDSA with a DER signature value (RFC 5758 § 3.2).
    Ecdsa(DigestAlgorithm),
    /// ECDSA with r and s one after the other, each as long as the order (BSI TR-03111 § 5.2.1).
    EcdsaPlain(DigestAlgorithm),
    /// DSA with a DER signature value (RFC 5758 § 3.1).
    Dsa(DigestAlgorithm),
    /// Ed25519 (RFC 8410): signs the message itself.
    Ed25519,
    /// ML-DSA (FIPS 204) as certificates and CMS use it: pure, with an empty context (RFC 9881 § 3, RFC 9882 § 3). It
    /// signs the message itself.
    MlDsa(MlDsaSet),
}

/// A parameter set of ML-DSA (FIPS 204 § 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MlDsaSet {
    /// ML-DSA-44, of security category 2.
    MlDsa44,
    /// ML-DSA-65, of security category 3.
    MlDsa65,
    /// ML-DSA-87, of security category 5.
    MlDsa87,
}

impl MlDsaSet {
    /// The set of an object identifier.
    #[must_use]
    pub fn from_oid(named: ObjectIdentifier) -> Option<Self> {
        match named {
            oid::ML_DSA_44 => Some(Self::MlDsa44),
            oid::ML_DSA_65 => Some(Self::MlDsa65),
            oid::ML_DSA_87 => Some(Self::MlDsa87),
            _ => None,
        }
    }

    /// The object identifier (RFC 9881 § 2), of keys and signatures alike.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::MlDsa44 => oid::ML_DSA_44,
            Self::MlDsa65 => oid::ML_DSA_65,
            Self::MlDsa87 => oid::ML_DSA_87,
        }
    }

    /// The name people know it by, such as `ML-DSA-65`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// Bytes of a signature value (FIPS 204 table 2).
    #[must_use]
    pub fn signature_len(self) -> usize {
        match self {
            Self::MlDsa44 => 2_420,
            Self::MlDsa65 => 3_309,
            Self::MlDsa87 => 4_627,
        }
    }

    /// Collision strength in bits (FIPS 204 table 1, lambda): 128, 192 or 256.
    #[must_use]
    pub fn strength_bits(self) -> u32 {
        match self {
            Self::MlDsa44 => 128,
            Self::MlDsa65 => 192,
            Self::MlDsa87 => 256,
        }
    }
}

const RSA_PKCS1: [(ObjectIdentifier, DigestAlgorithm); 8] = [
    (oid::SHA_1_WITH_RSA, DigestAlgorithm::Sha1),
    (oid::SHA_224_WITH_RSA, DigestAlgorithm::Sha224),
    (oid::SHA_256_WITH_RSA, DigestAlgorithm::Sha256),
    (oid::SHA_384_WITH_RSA, DigestAlgorithm::Sha384),
    (oid::SHA_512_WITH_RSA, DigestAlgorithm::Sha512),
    (oid::SHA3_256_WITH_RSA, DigestAlgorithm::Sha3_256),
    (oid::SHA3_384_WITH_RSA, DigestAlgorithm::Sha3_384),
    (oid::SHA3_512_WITH_RSA, DigestAlgorithm::Sha3_512),
];

const ECDSA: [(ObjectIdentifier, DigestAlgorithm); 8] = [
    (oid::ECDSA_WITH_SHA_224, DigestAlgorithm::Sha224),
    (oid::ECDSA_WITH_SHA_256, DigestAlgorithm::Sha256),
    (oid::ECDSA_WITH_SHA_384, DigestAlgorithm::Sha384),
    (oid::ECDSA_WITH_SHA_512, DigestAlgorithm::Sha512),
    (oid::ECDSA_WITH_SHA_1, DigestAlgorithm::Sha1),
    (oid::ECDSA_WITH_SHA3_256, DigestAlgorithm::Sha3_256),
    (oid::ECDSA_WITH_SHA3_384, DigestAlgorithm::Sha3_384),
    (oid::ECDSA_WITH_SHA3_512, DigestAlgorithm::Sha3_512),
];

const ECDSA_PLAIN: [(ObjectIdentifier, DigestAlgorithm); 5] = [
    (oid::ECDSA_PLAIN_SHA_1, DigestAlgorithm::Sha1),
    (oid::ECDSA_PLAIN_SHA_224, DigestAlgorithm::Sha224),
    (oid::ECDSA_PLAIN_SHA_256, DigestAlgorithm::Sha256),
    (oid::ECDSA_PLAIN_SHA_384, DigestAlgorithm::Sha384),
    (oid::ECDSA_PLAIN_SHA_512, DigestAlgorithm::Sha512),
];

const DSA: [(ObjectIdentifier, DigestAlgorithm); 5] = [
    (oid::DSA_WITH_SHA_1, DigestAlgorithm::Sha1),
    (oid::DSA_WITH_SHA_224, DigestAlgorithm::Sha224),
    (oid::DSA_WITH_SHA_256, DigestAlgorithm::Sha256),
    (oid::DSA_WITH_SHA_384, DigestAlgorithm::Sha384),
    (oid::DSA_WITH_SHA_512, DigestAlgorithm::Sha512),
];

impl SignatureAlgorithm {
    /// The digest the signature is made over; `None` when the scheme signs the message itself.
    #[must_use]
    pub fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::RsaPkcs1(digest)
            | Self::RsaPss { digest, .. }
            | Self::Ecdsa(digest)
            | Self::EcdsaPlain(digest)
            | Self::Dsa(digest) => Some(digest),
            Self::Ed25519 | Self::MlDsa(_) => None,
        }
    }

    /// The object identifier; none for a combination that has none.
    #[must_use]
    pub fn oid(self) -> Option<ObjectIdentifier> {
        self.identifier().ok().map(|identifier| identifier.oid)
    }

    /// Reads the identifier of a certificate, CRL or OCSP signature.
    pub(crate) fn from_identifier(identifier: &AlgorithmIdentifierRef<'_>) -> Result<Self, Error> {
        let named = identifier.oid;
        let find = |table: &[(ObjectIdentifier, DigestAlgorithm)]| {
            table.iter().find(|(known, _)| *known == named).map(|(_, digest)| *digest)
        };
        let with_digest = find(&RSA_PKCS1)
            .map(Self::RsaPkcs1)
            .or_else(|| find(&ECDSA).map(Self::Ecdsa))
            .or_else(|| find(&ECDSA_PLAIN).map(Self::EcdsaPlain))
            .or_else(|| find(&DSA).map(Self::Dsa));
        if let Some(algorithm) = with_digest {
            return Ok(algorithm);
        }
        if let Some(set) = MlDsaSet::from_oid(named) {
            // RFC 9881 § 2: the parameters are absent.
            return identifier.parameters.map_or(Ok(Self::MlDsa(set)), |_| Err(Error::UnsupportedParameters));
        }
        match named {
            oid::RSASSA_PSS => pss_from_parameters(identifier.parameters),
            oid::ED_25519 => Ok(Self::Ed25519),
            _ => Err(Error::UnsupportedAlgorithm(named)),
        }
    }

    /// Reads a SignerInfo's identifier. Bare `rsaEncryption` and `id-dsa` take their digest from
    /// `digestAlgorithm` (RFC 3370 §§ 3.1, 3.2); every other identifier must agree with it (RFC 5652 § 5.4, RFC 4056 § 3).
    pub(crate) fn from_signer(
        identifier: &AlgorithmIdentifierRef<'_>,
        digest: DigestAlgorithm,
    ) -> Result<Self, Error> {
        match identifier.oid {
            oid::RSA_ENCRYPTION => return Ok(Self::RsaPkcs1(digest)),
            oid::DSA => return Ok(Self::Dsa(digest)),
            _ => {}
        }
        let algorithm = Self::from_identifier(identifier)?;
        match algorithm.digest() {
            Some(signed) if signed != digest => Err(Error::UnsupportedParameters),
            _ => Ok(algorithm),
        }
    }

    /// The identifier and the DER of its parameters, for protocols that carry the two apart.
    ///
    /// # Errors
    /// When nobody gave the combination an identifier.
    pub fn identifier_parts(self) -> Result<(ObjectIdentifier, Option<Vec<u8>>), Error> {
        let identifier = self.identifier()?;
        let malformed = Error::malformed("AlgorithmIdentifier");
        let parameters = identifier.parameters.map(|parameters| parameters.to_der()).transpose();
        Ok((identifier.oid, parameters.map_err(malformed)?))
    }

    /// The identifier to write. PKCS#1 v1.5 carries NULL parameters (RFC 4055 § 5), the others none.
    pub(crate) fn identifier(self) -> Result<AlgorithmIdentifierOwned, Error> {
        let find = |table: &[(ObjectIdentifier, DigestAlgorithm)], digest| {
            let found = table.iter().find(|(_, known)| *known == digest);
            found.map(|(oid, _)| *oid).ok_or(Error::UnsupportedParameters)
        };
        let bare = |oid| AlgorithmIdentifierOwned { oid, parameters: None };
        match self {
            Self::RsaPkcs1(digest) => {
                let oid = find(&RSA_PKCS1, digest)?;
                Ok(AlgorithmIdentifierOwned { oid, parameters: Some(Null.into()) })
            }
            Self::Ecdsa(digest) => find(&ECDSA, digest).map(bare),
            Self::EcdsaPlain(digest) => find(&ECDSA_PLAIN, digest).map(bare),
            Self::Dsa(digest) => find(&DSA, digest).map(bare),
            Self::Ed25519 => Ok(bare(oid::ED_25519)),
            Self::MlDsa(set) => Ok(bare(set.oid())),
            Self::RsaPss { digest, salt_len } => pss_identifier(digest, salt_len),
        }
    }
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::RsaPkcs1(digest) => write!(formatter, "RSA PKCS#1 v1.5 with {}", digest.name()),
            Self::RsaPss { digest, .. } => write!(formatter, "RSA-PSS with {}", digest.name()),
            Self::Ecdsa(digest) => write!(formatter, "ECDSA with {}", digest.name()),
            Self::EcdsaPlain(digest) => write!(formatter, "plain ECDSA with {}", digest.name()),
            Self::Dsa(digest) => write!(formatter, "DSA with {}", digest.name()),
            Self::Ed25519 => formatter.write_str("Ed25519"),
            Self::MlDsa(set) => formatter.write_str(set.name()),
        }
    }
}

/// RSASSA-PSS-params (RFC 4055 § 3.1). Absent members mean SHA-1, MGF1 with SHA-1 and a salt of 20 bytes.
#[derive(Sequence)]
struct PssParameters<'a> {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    digest: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    mask: Option<AlgorithmIdentifierRef<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    salt_len: Option<u8>,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT", optional = "true")]
    trailer: Option<u8>,
}

/// RFC 4055 § 3.1, all members written but the trailer, which may not be when it is the usual one.
fn pss_identifier(digest: DigestAlgorithm, salt_len: u8) -> Result<AlgorithmIdentifierOwned, Error> {
    let not_written = Error::malformed("RSASSA-PSS-params");
    let hash = AlgorithmIdentifierRef { oid: digest.oid(), parameters: Some(AnyRef::NULL) };
    let inner = Any::from_der(&hash.to_der().map_err(&not_written)?).map_err(&not_written)?;
    let mask = AlgorithmIdentifierRef { oid: oid::MGF1, parameters: Some((&inner).into()) };
    let parameters =
        PssParameters { digest: Some(hash), mask: Some(mask), salt_len: Some(salt_len), trailer: None };
    let parameters = Any::encode_from(&parameters).map_err(&not_written)?;
    Ok(AlgorithmIdentifierOwned { oid: oid::RSASSA_PSS, parameters: Some(parameters) })
}

fn pss_from_parameters(parameters: Option<AnyRef<'_>>) -> Result<SignatureAlgorithm, Error> {
    let malformed = Error::malformed("RSASSA-PSS-params");
    let parameters: PssParameters<'_> =
        parameters.ok_or(Error::UnsupportedParameters)?.decode_as().map_err(&malformed)?;
    let digest = match &parameters.digest {
        Some(identifier) => DigestAlgorithm::from_identifier(identifier)?,
        None => DigestAlgorithm::Sha1,
    };
    let mask = match &parameters.mask {
        Some(mask) if mask.oid == oid::MGF1 => {
            let inner = mask.parameters.ok_or(Error::UnsupportedParameters)?;
            DigestAlgorithm::from_identifier(&inner.decode_as().map_err(&malformed)?)?
        }
        Some(mask) => return Err(Error::UnsupportedAlgorithm(mask.oid)),
        None => DigestAlgorithm::Sha1,
    };
    if mask != digest || !matches!(parameters.trailer, None | Some(1)) {
        return Err(Error::UnsupportedParameters);
    }
    Ok(SignatureAlgorithm::RsaPss { digest, salt_len: parameters.salt_len.unwrap_or(20) })
}

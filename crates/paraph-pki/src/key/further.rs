//! Signatures that AWS-LC has no code for, checked with public keys alone: ECDSA on brainpool curves (RFC 5639), DSA
//! (FIPS 186-4), RSA with SHA-3 or SHA-224, or of unusual lengths. Left out with the feature `further-algorithms`; then they are told as not known to this build.

use crate::{Error, SignatureAlgorithm};

use super::PublicKey;

/// Whether `signature` is this key's, of a message of this digest. The caller has seen that key and algorithm fit.
#[cfg(feature = "further-algorithms")]
pub(super) fn verify(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<bool, Error> {
    use super::PublicKeyKind;
    if let SignatureAlgorithm::RsaPkcs1(named) = algorithm {
        return checks::rsa(key, named, digest, signature);
    }
    match key.kind {
        PublicKeyKind::BrainpoolP256 => checks::ecdsa::<bp256::BrainpoolP256r1>(key, digest, signature),
        PublicKeyKind::BrainpoolP384 => checks::ecdsa::<bp384::BrainpoolP384r1>(key, digest, signature),
        PublicKeyKind::Dsa { .. } => checks::dsa(key, digest, signature),
        _ => Err(Error::UnsupportedParameters),
    }
}

/// Says that it is not known here.
#[cfg(not(feature = "further-algorithms"))]
pub(super) fn verify(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    _digest: &[u8],
    _signature: &[u8],
) -> Result<bool, Error> {
    use super::PublicKeyKind;
    use crate::oid;
    Err(Error::NotInThisBuild(match key.kind {
        PublicKeyKind::BrainpoolP256 => oid::BRAINPOOL_P256,
        PublicKeyKind::BrainpoolP384 => oid::BRAINPOOL_P384,
        PublicKeyKind::Dsa { .. } => oid::DSA,
        _ => algorithm.oid().unwrap_or(oid::RSA_ENCRYPTION),
    }))
}

#[cfg(feature = "further-algorithms")]
mod checks {
    use std::ops::Add;

    use der::asn1::{AnyRef, OctetStringRef, UintRef};
    use der::{Decode, Encode, Sequence};
    use dsa::BoxedUint;
    use dsa::signature::hazmat::PrehashVerifier;
    use ecdsa::EcdsaCurve;
    use ecdsa::der::{MaxOverhead, MaxSize};
    use ecdsa::elliptic_curve::array::ArraySize;
    use ecdsa::elliptic_curve::array::typenum::Unsigned;
    use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
    use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize};

    use rsa::pkcs1v15::Pkcs1v15Sign;
    use spki::AlgorithmIdentifierRef;

    use super::PublicKey;
    use crate::key::public::{DssParameters, RsaNumbers, bit_length};
    use crate::{DigestAlgorithm, Error};

    /// Lengths of p and q in bits (FIPS 186-4 § 4.2).
    const DSA_SIZES: [(u32, u32); 4] = [(1024, 160), (2048, 224), (2048, 256), (3072, 256)];

    pub(super) fn ecdsa<C>(key: &PublicKey, digest: &[u8], signature: &[u8]) -> Result<bool, Error>
    where
        C: EcdsaCurve + CurveArithmetic,
        AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
        FieldBytesSize<C>: ModulusSize,
        MaxSize<C>: ArraySize,
        <FieldBytesSize<C> as Add>::Output: Add<MaxOverhead> + ArraySize,
    {
        // The library refuses a digest of less than half the order's length, and says no more than that it does not verify.
        if digest.len() < FieldBytesSize::<C>::USIZE.div_ceil(2) {
            return Err(Error::UnsupportedParameters);
        }
        let Ok(verifying) = ecdsa::VerifyingKey::<C>::from_sec1_bytes(&key.bits) else { return Ok(false) };
        // Strict DER; r and s from 1 to the order less one.
        let Ok(value) = ecdsa::Signature::<C>::from_der(signature) else { return Ok(false) };
        Ok(verifying.verify_prehash(digest, &value).is_ok())
    }

    pub(super) fn dsa(key: &PublicKey, digest: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let Some(verifying) = dsa_key(key)? else { return Ok(false) };
        // Strict DER; the library refuses zero, and numbers that are not below q.
        let Ok(value) = dsa::Signature::try_from(signature) else { return Ok(false) };
        Ok(verifying.verify_prehash(digest, &value).is_ok())
    }

    /// The key as the library takes it; none when its numbers are no key. Sizes other than the standard's are not looked
    /// at: the work would be the sender's choice.
    fn dsa_key(key: &PublicKey) -> Result<Option<dsa::VerifyingKey>, Error> {
        let parameters = key.dsa_parameters.as_deref().ok_or(Error::UnsupportedParameters)?;
        let malformed = Error::malformed("Dss-Parms");
        let parameters = DssParameters::from_der(parameters).map_err(&malformed)?;
        let sizes = (bit_length(&parameters.p), bit_length(&parameters.q));
        if !DSA_SIZES.contains(&sizes) {
            return Err(Error::UnsupportedParameters);
        }
        let y = UintRef::from_der(&key.bits).map_err(Error::malformed("DSAPublicKey"))?;
        // The library demands numbers of one width.
        let number = |number: &UintRef<'_>, bits| BoxedUint::from_be_slice(number.as_bytes(), bits).ok();
        let numbers = (
            number(&parameters.p, sizes.0),
            number(&parameters.q, sizes.1.next_multiple_of(64)),
            number(&parameters.g, sizes.0),
            number(&y, sizes.0),
        );
        let (Some(p), Some(q), Some(g), Some(y)) = numbers else { return Ok(None) };
        if y >= p || parameters.q.as_bytes().last().is_none_or(|byte| byte % 2 == 0) {
            return Ok(None);
        }
        let components = dsa::Components::from_components(p, q, g);
        Ok(components.and_then(|components| dsa::VerifyingKey::from_components(components, y)).ok())
    }

    /// Lengths of an RSA modulus in bits that are computed with: the work would be the sender's choice.
    const RSA_BITS: std::ops::RangeInclusive<usize> = 512..=16_384;
    /// Length of an RSA exponent in bits, at most.
    const RSA_EXPONENT_BITS: u32 = 64;

    /// DigestInfo (RFC 8017 § A.2.4).
    #[derive(Sequence)]
    struct DigestInfo<'a> {
        algorithm: AlgorithmIdentifierRef<'a>,
        digest: &'a OctetStringRef,
    }

    /// PKCS#1 v1.5 (RFC 8017 § 8.2.2): what the value holds is compared whole, byte for byte.
    pub(super) fn rsa(
        key: &PublicKey,
        named: DigestAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<bool, Error> {
        let malformed = Error::malformed("RSAPublicKey");
        let numbers = RsaNumbers::from_der(&key.bits).map_err(&malformed)?;
        let bits = bit_length(&numbers.modulus);
        let exponent_bits = bit_length(&numbers.exponent);
        let fits = usize::try_from(bits).is_ok_and(|bits| RSA_BITS.contains(&bits));
        if !fits || exponent_bits > RSA_EXPONENT_BITS {
            return Err(Error::UnsupportedParameters);
        }
        let number = |number: &UintRef<'_>, bits: u32| {
            BoxedUint::from_be_slice(number.as_bytes(), bits.next_multiple_of(64))
                .map_err(|_| Error::Malformed { structure: "RSAPublicKey" })
        };
        let (modulus, exponent) =
            (number(&numbers.modulus, bits)?, number(&numbers.exponent, exponent_bits)?);
        let Ok(verifying) = rsa::RsaPublicKey::new_with_size_limits(modulus, exponent, RSA_BITS) else {
            return Ok(false);
        };
        let not_written = Error::malformed("DigestInfo");
        let algorithm = AlgorithmIdentifierRef { oid: named.oid(), parameters: Some(AnyRef::NULL) };
        let digest = OctetStringRef::new(digest).map_err(&not_written)?;
        let content = DigestInfo { algorithm, digest }.to_der().map_err(&not_written)?;
        Ok(verifying.verify(Pkcs1v15Sign::new_unprefixed(), &content, signature).is_ok())
    }
}

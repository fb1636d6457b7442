//! The password check of a PKCS#12 file (RFC 7292 § 5.1, MacData).

use aws_lc_rs::hmac;
use der::asn1::OctetStringRef;
use der::{Reader, Sequence, SliceReader};
use spki::AlgorithmIdentifierRef;

use super::STRUCTURE;
use super::password::{Derivation, Password, Purpose};
use crate::asn1::sequence;
use crate::{DigestAlgorithm, Error, oid};

/// DigestInfo (RFC 2315 § 9.4).
#[derive(Sequence)]
struct DigestInfo<'a> {
    algorithm: AlgorithmIdentifierRef<'a>,
    digest: &'a OctetStringRef,
}

/// Checks the MAC over `content`, and gives the form of the password that fits.
pub(super) fn check(mac_data: &[u8], content: &[u8], password: &str) -> Result<Password, Error> {
    let malformed = Error::malformed(STRUCTURE);
    let data = sequence(mac_data, STRUCTURE)?;
    let mut reader = SliceReader::new(data).map_err(&malformed)?;
    let mac: DigestInfo<'_> = reader.decode().map_err(&malformed)?;
    let salt: &OctetStringRef = reader.decode().map_err(&malformed)?;
    let iterations: u32 = if reader.is_finished() { 1 } else { reader.decode().map_err(&malformed)? };
    let digest = DigestAlgorithm::from_identifier(&mac.algorithm)?;
    let algorithm = hmac_algorithm(digest)?;
    let derivation = Derivation::new(digest, salt.as_bytes(), iterations)?;
    let fits = |password: &Password| {
        let key = derivation.derive(password, Purpose::MacKey, digest.output_len());
        hmac::verify(&hmac::Key::new(algorithm, &key), content, mac.digest.as_bytes()).is_ok()
    };
    let given = Password::new(password);
    if fits(&given) {
        return Ok(given);
    }
    let absent = Password::absent();
    if password.is_empty() && fits(&absent) { Ok(absent) } else { Err(Error::PasswordIsWrong) }
}

fn hmac_algorithm(digest: DigestAlgorithm) -> Result<hmac::Algorithm, Error> {
    match digest {
        DigestAlgorithm::Sha1 => Ok(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY),
        DigestAlgorithm::Sha224 => Ok(hmac::HMAC_SHA224),
        DigestAlgorithm::Sha256 => Ok(hmac::HMAC_SHA256),
        DigestAlgorithm::Sha384 => Ok(hmac::HMAC_SHA384),
        DigestAlgorithm::Sha512 => Ok(hmac::HMAC_SHA512),
        other => Err(Error::UnsupportedAlgorithm(other.oid())),
    }
}

/// The PBKDF2 pseudo-random function of an HMAC identifier (RFC 8018 § B.1.2).
pub(super) fn pseudo_random_function(
    identifier: &AlgorithmIdentifierRef<'_>,
) -> Result<aws_lc_rs::pbkdf2::Algorithm, Error> {
    match identifier.oid {
        oid::HMAC_SHA_1 => Ok(aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA1),
        oid::HMAC_SHA_256 => Ok(aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA256),
        oid::HMAC_SHA_384 => Ok(aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA384),
        oid::HMAC_SHA_512 => Ok(aws_lc_rs::pbkdf2::PBKDF2_HMAC_SHA512),
        other => Err(Error::UnsupportedAlgorithm(other)),
    }
}

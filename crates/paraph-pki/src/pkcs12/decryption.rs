//! Password-based encryption: PBES2 (RFC 8018 § 6.2), and the schemes of RFC 7292 appendix C for old files.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, InnerIvInit, KeyIvInit};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Reader, Sequence, SliceReader};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::integrity::pseudo_random_function;
use super::password::{Derivation, Password, Purpose};
use super::{MALFORMED, STRUCTURE, Secret};
use crate::{DigestAlgorithm, Error, oid};

/// Block size, and with it the length of the initial vector, of triple DES and RC2.
const OLD_BLOCK_LEN: usize = 8;

/// Decrypts under a password, by whatever scheme the file names.
pub(super) fn decrypt(
    algorithm: &AlgorithmIdentifierRef<'_>,
    encrypted: &[u8],
    password: &Password,
) -> Result<Secret, Error> {
    let parameters = algorithm.parameters.ok_or(MALFORMED)?;
    match algorithm.oid {
        oid::PBES2 => decrypt_pbes2(parameters, encrypted, password),
        oid::PBE_SHA_3DES_3_KEY => {
            let (key, vector) = derive_old(parameters, password, 24)?;
            decrypt_triple_des(&key, &vector, encrypted)
        }
        oid::PBE_SHA_3DES_2_KEY => {
            let (mut key, vector) = derive_old(parameters, password, 16)?;
            let first: Vec<u8> = key.iter().take(8).copied().collect();
            key.extend(first);
            decrypt_triple_des(&key, &vector, encrypted)
        }
        oid::PBE_SHA_RC2_128 => {
            let (key, vector) = derive_old(parameters, password, 16)?;
            decrypt_rc2(&key, &vector, encrypted)
        }
        oid::PBE_SHA_RC2_40 => {
            let (key, vector) = derive_old(parameters, password, 5)?;
            decrypt_rc2(&key, &vector, encrypted)
        }
        other => Err(Error::UnsupportedAlgorithm(other)),
    }
}

/// PBES2-params.
#[derive(Sequence)]
struct Pbes2<'a> {
    derivation: AlgorithmIdentifierRef<'a>,
    encryption: AlgorithmIdentifierRef<'a>,
}

fn decrypt_pbes2(parameters: AnyRef<'_>, encrypted: &[u8], password: &Password) -> Result<Secret, Error> {
    let scheme: Pbes2<'_> = parameters.decode_as().map_err(Error::malformed(STRUCTURE))?;
    if scheme.derivation.oid != oid::PBKDF2 {
        return Err(Error::UnsupportedAlgorithm(scheme.derivation.oid));
    }
    let vector: &OctetStringRef =
        scheme.encryption.parameters.ok_or(MALFORMED)?.decode_as().map_err(Error::malformed(STRUCTURE))?;
    let derive = |length| pbkdf2(scheme.derivation.parameters, password, length);
    match scheme.encryption.oid {
        oid::AES_128_CBC => decrypt_aes(&AES_128, &derive(16)?, vector.as_bytes(), encrypted),
        oid::AES_192_CBC => decrypt_aes(&AES_192, &derive(24)?, vector.as_bytes(), encrypted),
        oid::AES_256_CBC => decrypt_aes(&AES_256, &derive(32)?, vector.as_bytes(), encrypted),
        oid::TRIPLE_DES_CBC => decrypt_triple_des(&derive(24)?, vector.as_bytes(), encrypted),
        other => Err(Error::UnsupportedAlgorithm(other)),
    }
}

/// PBKDF2-params: salt, iterations, perhaps a key length, perhaps a function (RFC 8018 § A.2).
fn pbkdf2(parameters: Option<AnyRef<'_>>, password: &Password, key_len: usize) -> Result<Secret, Error> {
    let malformed = Error::malformed(STRUCTURE);
    let parameters = parameters.ok_or(MALFORMED)?;
    let mut reader = SliceReader::new(parameters.value()).map_err(&malformed)?;
    let salt: &OctetStringRef = reader.decode().map_err(&malformed)?;
    let iterations: u32 = reader.decode().map_err(&malformed)?;
    let mut function = pbkdf2::PBKDF2_HMAC_SHA1;
    if reader.peek_byte() == Some(0x02) {
        let stated: u32 = reader.decode().map_err(&malformed)?;
        if usize::try_from(stated) != Ok(key_len) {
            return Err(MALFORMED);
        }
    }
    if !reader.is_finished() {
        function = pseudo_random_function(&reader.decode().map_err(&malformed)?)?;
    }
    // Same bounds as for the older derivation; its digest plays no part here.
    let bounds = Derivation::new(DigestAlgorithm::Sha256, salt.as_bytes(), iterations)?;
    let iterations = NonZeroU32::new(bounds.iterations).ok_or(MALFORMED)?;
    let mut key = Zeroizing::new(vec![0; key_len]);
    pbkdf2::derive(function, iterations, bounds.salt, &password.utf8, &mut key);
    Ok(key)
}

fn decrypt_aes(
    algorithm: &'static Algorithm,
    key: &[u8],
    vector: &[u8],
    encrypted: &[u8],
) -> Result<Secret, Error> {
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| Error::CryptographyFailed)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| Error::CryptographyFailed)?;
    let vector = FixedLength::try_from(vector).map_err(|_| MALFORMED)?;
    let mut buffer = Zeroizing::new(encrypted.to_vec());
    let plain =
        key.decrypt(&mut buffer, DecryptionContext::Iv128(vector)).map_err(|_| Error::PasswordIsWrong)?;
    Ok(Zeroizing::new(plain.to_vec()))
}

/// PKCS-12PbeParams (RFC 7292 § C): salt and iterations, always with SHA-1. Gives key and initial vector.
fn derive_old(
    parameters: AnyRef<'_>,
    password: &Password,
    key_len: usize,
) -> Result<(Secret, Secret), Error> {
    #[derive(Sequence)]
    struct Parameters<'a> {
        salt: &'a OctetStringRef,
        iterations: u32,
    }
    let parameters: Parameters<'_> = parameters.decode_as().map_err(Error::malformed(STRUCTURE))?;
    let derivation =
        Derivation::new(DigestAlgorithm::Sha1, parameters.salt.as_bytes(), parameters.iterations)?;
    let key = derivation.derive(password, Purpose::Key, key_len);
    Ok((key, derivation.derive(password, Purpose::InitialVector, OLD_BLOCK_LEN)))
}

fn decrypt_triple_des(key: &[u8], vector: &[u8], encrypted: &[u8]) -> Result<Secret, Error> {
    let cipher = Decryptor::<des::TdesEde3>::new_from_slices(key, vector).map_err(|_| MALFORMED)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(encrypted).map_err(|_| Error::PasswordIsWrong)?;
    Ok(Zeroizing::new(plain))
}

/// The effective length of the key is its whole length (RFC 7292 § C).
fn decrypt_rc2(key: &[u8], vector: &[u8], encrypted: &[u8]) -> Result<Secret, Error> {
    let cipher = rc2::Rc2::new_with_eff_key_len(key, key.len() * 8);
    let cipher = Decryptor::inner_iv_slice_init(cipher, vector).map_err(|_| MALFORMED)?;
    let plain = cipher.decrypt_padded_vec::<Pkcs7>(encrypted).map_err(|_| Error::PasswordIsWrong)?;
    Ok(Zeroizing::new(plain))
}

//! The ciphers of the standard security handler (ISO 32000-2 § 7.6.3), on top of AWS-LC and RustCrypto.

use aws_lc_rs::cipher::{
    AES_128, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use md5::{Digest, Md5};
use rc4::{KeyInit, Rc4, StreamCipher};
use zeroize::Zeroizing;

use super::facts::Method;
use super::password::Secret;
use crate::object::ObjectId;

/// Length of a block of AES, and of the vector in front of what it encrypts.
pub(super) const BLOCK_LEN: usize = 16;

/// MD5 of the parts, one after the other.
pub(super) fn md5(parts: &[&[u8]]) -> Secret {
    let mut hasher = Md5::new();
    for part in parts {
        hasher.update(part);
    }
    Zeroizing::new(hasher.finalize().to_vec())
}

/// RC4, which is its own inverse. None for an empty key.
pub(super) fn rc4(key: &[u8], mut data: Vec<u8>) -> Option<Vec<u8>> {
    Rc4::new_from_slice(key).ok()?.apply_keystream(&mut data);
    Some(data)
}

/// § 7.6.3.2, algorithm 1: the key of one object. AES-256 has one key for all (algorithm 1.A).
fn object_key(key: &Secret, id: ObjectId, method: Method) -> Secret {
    let salt: &[u8] = match method {
        Method::Aes256 => return key.clone(),
        Method::Aes128 => b"sAlT",
        Method::Rc4 | Method::Clear => b"",
    };
    let [first, second, third, _] = id.number.to_le_bytes();
    let mut derived = md5(&[key, &[first, second, third], &id.generation.to_le_bytes(), salt]);
    derived.truncate(key.len().saturating_add(5).min(16));
    derived
}

fn algorithm(method: Method) -> Option<&'static Algorithm> {
    match method {
        Method::Aes128 => Some(&AES_128),
        Method::Aes256 => Some(&AES_256),
        Method::Clear | Method::Rc4 => None,
    }
}

/// Decrypts a string or the bytes of a stream. None if they cannot have been encrypted so.
pub(super) fn decrypt(method: Method, key: &Secret, id: ObjectId, mut data: Vec<u8>) -> Option<Vec<u8>> {
    // Nothing is what most writers make of nothing, whatever the method.
    if data.is_empty() || method == Method::Clear {
        return Some(data);
    }
    let key = object_key(key, id, method);
    let Some(algorithm) = algorithm(method) else { return rc4(&key, data) };
    let (vector, body) = data.split_first_chunk_mut::<BLOCK_LEN>()?;
    let context = DecryptionContext::Iv128(FixedLength::from(&*vector));
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(algorithm, &key).ok()?).ok()?;
    let length = key.decrypt(body, context).ok()?.len();
    data.drain(..BLOCK_LEN);
    data.truncate(length);
    Some(data)
}

/// Whether the bytes can have been encrypted so: with AES, their length and the padding at their end tell; with RC4 nothing
/// does. Decrypts one block, however many there are.
pub(super) fn is_plausible(method: Method, key: &Secret, id: ObjectId, data: &[u8]) -> bool {
    if algorithm(method).is_none() || data.is_empty() {
        return true;
    }
    let last = data.len().checked_sub(2 * BLOCK_LEN).filter(|at| at % BLOCK_LEN == 0);
    let last = last.and_then(|at| data.get(at..)).map(<[u8]>::to_vec);
    last.is_some_and(|last| decrypt(method, key, id, last).is_some())
}

/// Encrypts a string or the bytes of a stream. `vector` must not be foreseeable (§ 7.6.3.1).
pub(super) fn encrypt(
    method: Method,
    key: &Secret,
    id: ObjectId,
    mut data: Vec<u8>,
    vector: impl FnOnce() -> Option<[u8; BLOCK_LEN]>,
) -> Option<Vec<u8>> {
    if method == Method::Clear {
        return Some(data);
    }
    let key = object_key(key, id, method);
    let Some(algorithm) = algorithm(method) else { return rc4(&key, data) };
    let vector = vector()?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(algorithm, &key).ok()?).ok()?;
    key.less_safe_encrypt(&mut data, EncryptionContext::Iv128(FixedLength::from(&vector))).ok()?;
    Some([vector.as_slice(), &data].concat())
}

/// AES-128 in CBC mode without padding, in place, as the hash of revision 6 wants it.
pub(super) fn encrypt_blocks(key: &[u8], vector: &[u8; BLOCK_LEN], data: &mut [u8]) -> Option<()> {
    let key = EncryptingKey::cbc(UnboundCipherKey::new(&AES_128, key).ok()?).ok()?;
    key.less_safe_encrypt(data, EncryptionContext::Iv128(FixedLength::from(vector))).ok()?;
    Some(())
}

/// AES-256 in CBC mode without padding and with a vector of noughts: how a key lies in `/UE` and `/OE`.
pub(super) fn unwrap_key(key: &[u8], wrapped: &[u8]) -> Option<Secret> {
    let key = DecryptingKey::cbc(UnboundCipherKey::new(&AES_256, key).ok()?).ok()?;
    let mut data = Zeroizing::new(wrapped.to_vec());
    key.decrypt(&mut data, DecryptionContext::Iv128(FixedLength::from(&[0; BLOCK_LEN]))).ok()?;
    Some(data)
}

/// AES-256 of one block by itself: how `/Perms` is written.
pub(super) fn decrypt_block(key: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    let key = DecryptingKey::ecb(UnboundCipherKey::new(&AES_256, key).ok()?).ok()?;
    let mut data = block.to_vec();
    key.decrypt(&mut data, DecryptionContext::None).ok()?;
    Some(data)
}

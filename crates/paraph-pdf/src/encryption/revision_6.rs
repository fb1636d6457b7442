//! The key from a password, revisions 5 and 6 (ISO 32000-2 § 7.6.4.3.3, algorithms 2.A and 2.B; revision 5 is the one of
//! Adobe's extension level 3, which hashes once).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};

use super::cipher::{BLOCK_LEN, decrypt_block, encrypt_blocks, unwrap_key};
use super::dictionary::{Settings, Wrapped};
use super::facts::Access;
use super::password::{Password, Secret};
use crate::limits;

/// How often one round's input is repeated.
const REPEATS: usize = 64;
/// Rounds that there are in any case.
const ROUNDS_MIN: usize = 64;

/// A hash and the two salts that go with it: `/O` or `/U`.
struct Verifier<'a> {
    hash: &'a [u8],
    validation_salt: &'a [u8],
    key_salt: &'a [u8],
}

impl<'a> Verifier<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let (hash, salts) = bytes.split_at_checked(32)?;
        let (validation_salt, key_salt) = salts.split_at_checked(8)?;
        Some(Self { hash, validation_salt, key_salt })
    }
}

/// Algorithm 2.A: the file's key, and as whom it opens; none if the password is neither the owner's nor the user's.
pub(super) fn open(settings: &Settings, wrapped: &Wrapped, password: &Password) -> Option<(Secret, Access)> {
    let ways = password.in_utf_8();
    let owner = Verifier::new(&settings.owner)?;
    let user = Verifier::new(&settings.user)?;
    let by = |verifier: &Verifier<'_>, more: &[u8], wrapped: &[u8]| {
        ways.iter().find_map(|way| {
            let computed = hash(settings.revision, [way, verifier.validation_salt, more])?;
            verify_slices_are_equal(&computed, verifier.hash).ok()?;
            unwrap_key(&hash(settings.revision, [way, verifier.key_salt, more])?, wrapped)
        })
    };
    by(&owner, &settings.user, &wrapped.owner_key)
        .map(|key| (key, Access::Owner))
        .or_else(|| by(&user, &[], &wrapped.user_key).map(|key| (key, Access::User)))
}

/// Algorithm 13: whether `/Perms` says under the key what `/P` and `/EncryptMetadata` say in the open.
pub(super) fn permissions_match(settings: &Settings, wrapped: &Wrapped, key: &Secret) -> bool {
    let Some(plain) = decrypt_block(key, &wrapped.permissions) else { return false };
    let metadata = if settings.encrypts_metadata { b'T' } else { b'F' };
    plain.get(..4) == Some(&settings.permissions.to_le_bytes())
        && plain.get(8) == Some(&metadata)
        && plain.get(9..12) == Some(b"adb")
}

/// The hash of a password, a salt, and for the owner's the whole of `/U`.
fn hash(revision: u8, [password, salt, more]: [&[u8]; 3]) -> Option<Secret> {
    let first = Secret::new([password, salt, more].concat());
    let mut key = Secret::new(digest::digest(&SHA256, &first).as_ref().to_vec());
    if revision < 6 {
        return Some(key);
    }
    // Algorithm 2.B.
    let mut last = 0;
    for round in 0..limits::HASH_ROUNDS_MAX {
        // At least 64 rounds; then as soon as the last byte is at most the number of rounds made, less 32.
        if round >= ROUNDS_MIN && usize::from(last) <= round - 32 {
            key.truncate(32);
            return Some(key);
        }
        let mut input = Secret::new([password, &key, more].concat().repeat(REPEATS));
        let (cipher_key, rest) = key.split_at_checked(BLOCK_LEN)?;
        encrypt_blocks(cipher_key, rest.first_chunk()?, &mut input)?;
        // The first sixteen bytes as a number, modulo 3: 256 is 1, so their sum will do.
        let remainder = input.get(..BLOCK_LEN)?.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        let algorithm = match remainder {
            0 => &SHA256,
            1 => &SHA384,
            _ => &SHA512,
        };
        last = *input.last()?;
        key = Secret::new(digest::digest(algorithm, &input).as_ref().to_vec());
    }
    None
}

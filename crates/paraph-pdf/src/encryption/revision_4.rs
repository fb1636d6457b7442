//! The key from a password, up to revision 4 (ISO 32000-2 § 7.6.4.3.2, § 7.6.4.4): MD5 and RC4, to read and to continue what
//! is there. No new document should be encrypted so.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::cipher::{md5, rc4};
use super::dictionary::Settings;
use super::facts::Access;
use super::password::{Password, Secret};

/// What fills a password up to 32 bytes (algorithm 2, step a).
const FILLING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];

/// How often revisions 3 and 4 digest, and encrypt, again.
const DIGESTS_MORE: usize = 50;
const ENCRYPTIONS_MORE: u8 = 19;

/// The file's key, and as whom it opens; none if the password is neither the owner's nor the user's. `id` is the first
/// file identifier.
pub(super) fn open(settings: &Settings, id: &[u8], password: &Password) -> Option<(Secret, Access)> {
    let ways = password.in_document_encoding();
    let as_owner = ways.iter().find_map(|way| user_key(settings, id, &user_password(settings, way)?));
    let as_user = || ways.iter().find_map(|way| user_key(settings, id, way));
    as_owner.map(|key| (key, Access::Owner)).or_else(|| as_user().map(|key| (key, Access::User)))
}

/// Algorithm 7: the user's password, from the owner's.
fn user_password(settings: &Settings, owner: &[u8]) -> Option<Secret> {
    let mut digest = md5(&[&filled(owner)]);
    if settings.revision >= 3 {
        for _ in 0..DIGESTS_MORE {
            digest = md5(&[&digest]);
        }
    }
    let key = digest.get(..settings.key_len)?;
    let mut password = Secret::new(settings.owner.clone());
    for turn in (0..=last_turn(settings)).rev() {
        password = Secret::new(rc4(&turned(key, turn), std::mem::take(&mut *password))?);
    }
    Some(password)
}

/// Algorithms 2 and 6: the key that the user's password gives, if `/U` says that it is the one.
fn user_key(settings: &Settings, id: &[u8], password: &[u8]) -> Option<Secret> {
    let metadata: &[u8] =
        if settings.revision >= 4 && !settings.encrypts_metadata { &[0xFF; 4] } else { &[] };
    let permissions = settings.permissions.to_le_bytes();
    let mut key = md5(&[&filled(password), &settings.owner, &permissions, id, metadata]);
    key.truncate(settings.key_len);
    if settings.revision >= 3 {
        for _ in 0..DIGESTS_MORE {
            key = md5(&[&key]);
            key.truncate(settings.key_len);
        }
    }
    let (computed, stored) = if settings.revision == 2 {
        // Algorithm 4.
        (rc4(&key, FILLING.to_vec())?, settings.user.as_slice())
    } else {
        // Algorithm 5; only the first half counts.
        let mut verifier = md5(&[&FILLING, id]).to_vec();
        for turn in 0..=last_turn(settings) {
            verifier = rc4(&turned(&key, turn), verifier)?;
        }
        (verifier, settings.user.get(..16)?)
    };
    verify_slices_are_equal(&computed, stored).ok().map(|()| key)
}

fn last_turn(settings: &Settings) -> u8 {
    if settings.revision >= 3 { ENCRYPTIONS_MORE } else { 0 }
}

/// The key of one turn: every byte combined with the turn's number.
fn turned(key: &[u8], turn: u8) -> Secret {
    Secret::new(key.iter().map(|byte| byte ^ turn).collect())
}

/// The first 32 bytes of the password, filled up.
fn filled(password: &[u8]) -> Secret {
    Secret::new(password.iter().chain(&FILLING).take(FILLING.len()).copied().collect())
}

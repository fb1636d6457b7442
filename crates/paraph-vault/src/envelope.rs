//! The form of a sealed value: version, fingerprint of the key, mark of the place, nonce, ciphertext, tag.
//!
//! Everything before the ciphertext is authenticated with it, and so is the whole place. The fingerprint and the
//! mark are there to say *why* something does not open; that it does not open is the tag's doing.

use aws_lc_rs::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use aws_lc_rs::constant_time;
use aws_lc_rs::rand::SecureRandom;
use zeroize::Zeroizing;

use crate::key::FINGERPRINT_LENGTH;
use crate::place::{self, MARK_LENGTH};
use crate::{Error, Fingerprint, Place};

const VERSION: u8 = 1;
/// Bytes of an AES-GCM tag.
pub(crate) const TAG_LENGTH: usize = 16;
const HEAD_LENGTH: usize = 1 + FINGERPRINT_LENGTH + MARK_LENGTH + NONCE_LEN;
/// Bytes a sealed value has more than the value.
pub(crate) const OVERHEAD: usize = HEAD_LENGTH + TAG_LENGTH;

/// What a seal is for; sealed for one use, nothing opens for the other.
#[derive(Clone, Copy)]
pub(crate) enum Usage {
    Value,
    Key,
}

/// A sub-key with what names it.
#[derive(Clone, Copy)]
pub(crate) struct Sealer<'a> {
    pub(crate) cipher: &'a LessSafeKey,
    pub(crate) fingerprint: Fingerprint,
    pub(crate) usage: Usage,
}

pub(crate) fn seal(
    sealer: Sealer<'_>,
    place: Place<'_>,
    value: &[u8],
    random: &dyn SecureRandom,
) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce).map_err(|_| Error::RandomnessIsUnavailable)?;
    let place = place.encode(sealer.usage.name());
    let mut sealed = Vec::with_capacity(OVERHEAD.saturating_add(value.len()));
    sealed.push(VERSION);
    sealed.extend_from_slice(sealer.fingerprint.as_bytes());
    sealed.extend_from_slice(&place::mark(&place));
    sealed.extend_from_slice(&nonce);
    let associated = associate(&sealed, &place);
    sealed.extend_from_slice(value);
    let content = sealed.get_mut(HEAD_LENGTH..).ok_or(Error::PrimitiveRefused)?;
    let tag = sealer
        .cipher
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), associated, content)
        .map_err(|_| Error::PrimitiveRefused)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

pub(crate) fn open(sealer: Sealer<'_>, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let head = Head::parse(sealed)?;
    let given = sealer.fingerprint;
    if constant_time::verify_slices_are_equal(head.fingerprint, given.as_bytes()).is_err() {
        return Err(Error::KeyDoesNotMatch { wanted: Fingerprint::from_bytes(*head.fingerprint), given });
    }
    let place = place.encode(sealer.usage.name());
    if *head.mark != place::mark(&place) {
        return Err(Error::PlaceDoesNotMatch);
    }
    let mut value = Zeroizing::new(vec![0; head.content.len()]);
    sealer
        .cipher
        .open_separate_gather(
            Nonce::assume_unique_for_key(*head.nonce),
            associate(head.bytes, &place),
            head.content,
            head.tag,
            &mut value,
        )
        .map_err(|_| Error::SealIsBroken)?;
    Ok(value)
}

/// The parts of a sealed value.
struct Head<'a> {
    bytes: &'a [u8],
    fingerprint: &'a [u8; FINGERPRINT_LENGTH],
    mark: &'a [u8; MARK_LENGTH],
    nonce: &'a [u8; NONCE_LEN],
    content: &'a [u8],
    tag: &'a [u8; TAG_LENGTH],
}

impl<'a> Head<'a> {
    fn parse(sealed: &'a [u8]) -> Result<Self, Error> {
        let (version, rest) = sealed.split_first().ok_or(Error::SealedIsMalformed)?;
        if *version != VERSION {
            return Err(Error::VersionIsUnknown(*version));
        }
        let (bytes, _) = sealed.split_at_checked(HEAD_LENGTH).ok_or(Error::SealedIsMalformed)?;
        let (fingerprint, rest) = rest.split_first_chunk().ok_or(Error::SealedIsMalformed)?;
        let (mark, rest) = rest.split_first_chunk().ok_or(Error::SealedIsMalformed)?;
        let (nonce, rest) = rest.split_first_chunk().ok_or(Error::SealedIsMalformed)?;
        let (content, tag) = rest.split_last_chunk().ok_or(Error::SealedIsMalformed)?;
        Ok(Self { bytes, fingerprint, mark, nonce, content, tag })
    }
}

impl Usage {
    fn name(self) -> &'static str {
        match self {
            Usage::Value => "paraph vault value",
            Usage::Key => "paraph vault key",
        }
    }
}

fn associate(head: &[u8], place: &[u8]) -> Aad<Vec<u8>> {
    Aad::from([head, place].concat())
}
